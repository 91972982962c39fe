"""What counts as text alone: every part of the model is said to be text, or not to be."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from permmatrix.differences.texts import PARTS


@pytest.mark.parametrize("kind", PARTS, ids=lambda it: it.__name__)
def test_every_part_of_the_model_has_its_place(kind: Any) -> None:
    """A part that comes to the model is not told as text, or left out, before somebody says so."""
    parts = PARTS[kind]
    named = [*parts.words, *parts.decide, *parts.apart]

    assert sorted(named) == sorted(it.name for it in attrs.fields(kind) if it.eq)
