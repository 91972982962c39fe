"""A row, a cell or a level that nothing can ever reach."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.model import Action, Allow, Level, When
from permmatrix.truth import all_of

__all__ = ["check", "of_row"]


def check(examined: Examined) -> Iterator[Finding]:
    """Give levels that nobody can hold, guards that never hold, and cells they contradict."""
    for columns in examined.columns:
        for level in columns.levels:
            if _nobody_holds(level, examined):
                yield from _level(level)
    for rows in examined.shapes:
        if any(of_row(rows[0], examined)):  # which it is for none or for all of them
            for row in rows:
                yield from of_row(row, examined)


def of_row(row: Action, examined: Examined) -> Iterator[Finding]:
    """Give what of one row cannot be reached."""
    if examined.constant(row.guard) is False:
        yield from _row(row)
        return
    for level in _contradicted(row, examined):
        yield from _cell(row, level)


def _nobody_holds(level: Level, examined: Examined) -> bool:
    needed = level.held_when
    return not level.handed_out and (needed is None or examined.constant(needed) is False)


def _level(level: Level) -> Iterator[Finding]:
    message = f"nobody can ever hold `{level.id}`: it is not handed out, and follows from nothing"
    help_ = "hand it out, or say in `held_when` who holds it"
    yield from found(Code.UNREACHABLE, message, level.span, help_)


def _row(row: Action) -> Iterator[Finding]:
    message = f"`{row.id.partition('.')[2]}` never applies: its guard is never true"
    span = None if row.guard is None else row.guard.span
    yield from found(Code.UNREACHABLE, message, span, "mend the guard, or remove the row")


def _cell(row: Action, level: str) -> Iterator[Finding]:
    other = "the guard" if row.guard is not None else "what holding the level takes"
    message = (
        f"the cell of `{level}` never says yes: what it asks for and {other} exclude each other"
    )
    guard = row.guard.span if row.guard is not None else None
    yield from found(
        Code.UNREACHABLE,
        message,
        row.cell_span(level),
        "mend one of the two, or leave the cell blank",
        related=other_place("the guard", guard),
        cells=(level,),
    )


def _contradicted(row: Action, examined: Examined) -> Iterator[str]:
    """Give the levels whose cells say yes only where the guard or the level itself rules it out."""
    tool = examined.matrices.tools[row.tool]
    for level, cell in row.cells:
        column = tool.level(level)
        if not isinstance(cell, Allow | When) or _nobody_holds(column, examined):
            continue
        needed = cell.requirement if isinstance(cell, When) else None
        asks = [it for it in (row.guard, needed, column.held_when) if it is not None]
        if len(asks) > 1 and all(examined.constant(it) is not False for it in asks):
            held = examined.held(row.tool, level)
            formula = all_of([examined.formula(row.guard), held, examined.formula(needed)])
            if examined.never(formula):
                yield level
