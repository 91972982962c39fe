"""The examples in docstrings run as they are printed."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "permmatrix"
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_an_example_in_a_docstring_runs(name: str) -> None:
    """What a docstring shows is what happens."""
    result = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)

    assert result.attempted
    assert not result.failed


def test_the_front_door_has_examples() -> None:
    """What an application calls first is shown at work."""
    assert {"permmatrix", "permmatrix.api", "permmatrix.entities", "permmatrix.policy"} <= set(
        MODULES
    )
