"""A condition that changes nothing where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.diagnostics import shown
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found
from permmatrix.lint.parts import parts
from permmatrix.model import Action, Level, When
from permmatrix.requirements import HasLevel, Requirement
from permmatrix.truth import Formula, all_of

__all__ = ["check", "of_row"]

HELP = "leave it out: the answers are the same without it"


def check(examined: Examined) -> Iterator[Finding]:
    """Give the parts of cells, guards and relations without which every answer is the same."""
    for matrix in examined.matrices.matrices:
        for tool in matrix.tools:
            for level in tool.levels:
                yield from _in(level.held_when, True, examined)
        for row in matrix.actions:
            yield from of_row(row, examined)


def of_row(row: Action, examined: Examined) -> Iterator[Finding]:
    """Give the needless parts of one row's guard and cells."""
    yield from _in(row.guard, True, examined)
    for level in examined.matrices.tools[row.tool].levels:
        yield from _in_cell(row, level, examined)


def _in_cell(row: Action, level: Level, examined: Examined) -> Iterator[Finding]:
    cell = row.cell(level.id)
    needed = cell.requirement if isinstance(cell, When) else None
    if needed is None:
        return
    alone = row.guard is None and level.held_when is None
    if alone and not parts(needed) and not isinstance(needed, HasLevel):
        return  # a single fact that nothing else is said of
    guard, held = examined.formula(row.guard), examined.held(row.tool, level.id)
    yield from _in(needed, all_of([guard, held]), examined, (level.id,))


def _in(
    requirement: Requirement | None,
    given: Formula,
    examined: Examined,
    cells: tuple[str, ...] = (),
) -> Iterator[Finding]:
    """Give the largest part of a requirement that is needless, all of it if it is a cell's."""
    if requirement is None or any(examined.constants.within(requirement)):
        return  # what is always true or never is told as that
    needless = examined.needless.part(requirement, given, whole=bool(cells))
    if needless is not None and needless.span is not None:
        message = f"`{shown(needless.span.text)}` changes nothing here"
        yield from found(Code.NEEDLESS_CONDITION, message, needless.span, HELP, cells=cells)
