"""What of a text is shown."""

from __future__ import annotations

import pytest

from permmatrix.printers.characters import is_address, safe_id, shown
from printed import as_read
from titles import HOSTILE


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_character_is_replaced(text: str) -> None:
    """By the same sign everywhere, so that all formats say the same."""
    assert shown(text) == as_read(text)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("commitments.edit", "commitments.edit"),
        ("a b\tc", "a-b-c"),
        ('"><script>', "script"),
        ("\u05e9\u05dc", "\u05e9\u05dc"),
        ("", "permmatrix"),
        ("???", "permmatrix"),
        ("x" * 300, "x" * 200),
    ],
)
def test_an_id_is_made_safe(text: str, id_: str) -> None:
    """Words, dots and dashes are left of it, and never nothing."""
    assert safe_id(text) == id_


def test_an_address_has_a_host() -> None:
    """A scheme alone leads nowhere."""
    assert not is_address("https://")
    assert not is_address("https://a\nb")
