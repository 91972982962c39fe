"""A difference as diagnostics, each at the place in the new file, or in the old if it is gone."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.differences.told import (
    cell_line,
    heading,
    rename_line,
    text_line,
    witness_lines,
)
from permmatrix.differences.values import CellChange, Change, Differences, Direction
from permmatrix.source import Source, Span

__all__ = ["CODES", "diagnostics"]

CODES = {
    Direction.WIDENS: Code.WIDENED,
    Direction.NARROWS: Code.NARROWED,
    Direction.BOTH: Code.WIDENED_AND_NARROWED,
    Direction.NEITHER: Code.REDECLARED,
    Direction.NOT_SETTLED: Code.CHANGE_NOT_SETTLED,
}


def diagnostics(diff: Differences) -> Iterator[Diagnostic]:
    """Give each change, rename and change of text by itself; of a row each column rewritten."""
    nowhere = Span(Source(diff.new.name, ""), 0, 0)
    for change in diff.changes:
        yield from _change(change, nowhere)
    for rename in diff.renames:
        code = Code.RENAMED if rename.matters else Code.TEXT_ONLY
        yield Diagnostic(code=code, message=rename_line(rename), span=rename.span or nowhere)
    for text in diff.texts:
        message = f"{text_line(text)} reads differently, without effect"
        yield Diagnostic(code=Code.TEXT_ONLY, message=message, span=text.span or nowhere)


def _change(change: Change, nowhere: Span) -> Iterator[Diagnostic]:
    cells = [cell for cell in change.cells if cell.rewritten]
    for cell in cells:
        yield Diagnostic(
            code=CODES[cell.direction],
            message=f"`{change.id}` {_verb(cell.direction)} at {cell.title}: {cell_line(cell)}",
            span=cell.span or change.span or nowhere,
            help=_help(cell),
        )
    ways = [cell.direction for cell in cells]
    if (
        (change.direction.may_widen and not any(way.may_widen for way in ways))
        or (change.direction.may_narrow and not any(way.may_narrow for way in ways))
        or not ways
        or change.widens
        or change.narrows
    ):
        yield Diagnostic(
            code=CODES[change.direction],
            message=_message(change),
            span=change.span or nowhere,
            help=_help(change) or _help(*change.cells),
        )


def _verb(direction: Direction) -> str:
    return "widens and narrows" if direction is Direction.BOTH else str(direction)


def _message(change: Change) -> str:
    if change.direction in {Direction.NEITHER, Direction.NOT_SETTLED}:
        return heading(change)
    return f"{heading(change)}: {_verb(change.direction)}"


def _help(*shown: Change | CellChange) -> str | None:
    return "; ".join(line for it in shown for line in witness_lines(it)) or None
