"""What a matrix names: in its rows and columns, its doubts, its advice and its invariants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from permmatrix.model import Action, Cell, Deny, Matrix, When
from permmatrix.requirements import HasGranular, HasLevel, Holds, Requirement, atoms

__all__ = ["Use", "uses"]

Use: TypeAlias = tuple[str, ...]
"""A kind, a tool where ids are told apart by tool, and an id."""


def uses(matrix: Matrix) -> Iterator[Use]:
    """Give everything that a matrix names, some of it several times."""
    yield "tools", matrix.tool
    yield from (("tools", it.tool) for it in matrix.granular)
    for tool in matrix.tools:
        for level in tool.levels:
            yield from _in_requirement(level.held_when)
    for row in matrix.actions:
        yield from _in_row(row)
    for advisory in matrix.advisories:
        yield from _in_requirement(advisory.when)
    for invariant in matrix.invariants:
        yield from _in_requirement(invariant.claim.where.when)
    for doubt in matrix.doubts:
        yield from _in_cell(doubt.alternative)


def _in_row(row: Action) -> Iterator[Use]:
    yield "tools", row.tool
    yield from _in_requirement(row.guard)
    for level, cell in row.cells:
        if not isinstance(cell, Deny):
            yield "levels", row.tool, level
            yield from _in_cell(cell)
    for doubt in row.doubts:
        yield from _in_cell(doubt.alternative)
    for platform in row.platforms:
        yield "platforms", platform
    for edition in row.editions:
        yield "editions", edition
    for flag in row.flags:
        yield "flags", flag


def _in_cell(cell: Cell | None) -> Iterator[Use]:
    if isinstance(cell, When):
        yield from (("obligations", it) for it in cell.obligations)
        yield from _in_requirement(cell.requirement)


def _in_requirement(requirement: Requirement | None) -> Iterator[Use]:
    for leaf in atoms(requirement) if requirement is not None else ():
        match leaf:
            case HasGranular(tool, name):
                yield "tools", tool
                yield "granular", tool, name
            case Holds(condition):
                yield "conditions", condition
            case HasLevel(tool, levels, at_least=at_least):
                yield "tools", tool
                named = levels if at_least is None else (at_least,)
                yield from (("levels", tool, level) for level in named)
