"""Requirements and cells are said as lists that begin with their kind."""

from __future__ import annotations

import pytest

from builders import ALLOW, DENY, NOT_APPLICABLE, UNKNOWN, when
from permmatrix.explorer.said import Json, cell_said, requirement_said
from permmatrix.model import Cell
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement

REQUIREMENTS: list[tuple[Requirement | None, Json]] = [
    (None, None),
    (HasGranular("docs", "share"), ["granular", "docs", "share"]),
    (Holds("private"), ["is", "private"]),
    (HasLevel("docs", ("editor", "admin")), ["level", "docs", ["editor", "admin"]]),
    (All((Holds("a"), Holds("b"))), ["all", [["is", "a"], ["is", "b"]]]),
    (Any((Holds("a"), Not(Holds("b")))), ["any", [["is", "a"], ["not", ["is", "b"]]]]),
]
CELLS: list[tuple[Cell, Json]] = [
    (ALLOW, ["allow"]),
    (DENY, ["deny"]),
    (UNKNOWN, ["unknown"]),
    (NOT_APPLICABLE, ["not_applicable"]),
    (when(None, "pdf_only"), ["when", None, ["pdf_only"]]),
    (when(Holds("a")), ["when", ["is", "a"], []]),
]


@pytest.mark.parametrize(("requirement", "said"), REQUIREMENTS)
def test_requirements(requirement: Requirement | None, said: Json) -> None:
    """A requirement of each class has its own word."""
    assert requirement_said(requirement) == said


@pytest.mark.parametrize(("cell", "said"), CELLS)
def test_cells(cell: Cell, said: Json) -> None:
    """A cell of each class has its own word."""
    assert cell_said(cell) == said
