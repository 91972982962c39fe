"""A level that may do what a higher one may not, unless the row says that it is on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

from permmatrix.codes import Code
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.witness import witness
from permmatrix.model import Action, NotApplicable, Tool, Undocumented, When
from permmatrix.truth import Formula

__all__ = ["check"]

HELP = "if that is meant, say why in the row: `not_cumulative: …`"
IDLE_HELP = "remove it"

Gap: TypeAlias = tuple[str, str, str]
"""The lower level, the higher one, and who may with the one and may not with the other."""

Key: TypeAlias = tuple[str, str, Formula, Formula]
Seen: TypeAlias = dict[Key, str | None]


def check(examined: Examined) -> Iterator[Finding]:
    """Give the rows with a gap that do not say so, and those that say so without one."""
    seen: Seen = {}
    for rows in examined.shapes:
        gaps = list(_gaps(rows[0], examined, seen))
        for row in rows:
            if row.not_cumulative is None:
                yield from (it for gap in gaps for it in _finding(gap, row))
            elif not gaps and not examined.unsettled[Code.LEVEL_GAP]:
                message = "`not_cumulative` stands where no level may do what a higher one may not"
                yield from found(Code.LEVEL_GAP, message, row.not_cumulative_span, IDLE_HELP)


def _finding(gap: Gap, row: Action) -> Iterator[Finding]:
    low, high, who = gap
    yield from found(
        Code.LEVEL_GAP,
        f"`{low}` may do what `{high}`, which is higher, may not: {who}",
        row.cell_span(low),
        HELP,
        related=other_place(f"the cell of `{high}`", row.cell_span(high)),
        cells=(low,),
    )


def _gaps(row: Action, examined: Examined, seen: Seen) -> Iterator[Gap]:
    tool = examined.matrices.tools[row.tool]
    kinds = {type(cell) for _, cell in row.cells}
    if len(kinds) == 1 and When not in kinds and not any(it.held_when for it in tool.levels):
        return  # plainly the same at every level
    lowering = examined.analysis.lowering
    shape = lowering.shape(row)
    grants: dict[str, Formula] = {}
    for low, high in dict.fromkeys(_steps(tool, row)):
        for level in (low, high):
            if level not in grants:
                grants[level] = lowering.grant(shape, level)
        key = (tool.id, low, grants[low], grants[high])
        if key not in seen:
            seen[key] = _witness(examined, *key)
        who = seen[key]
        if who is not None:
            yield low, high, who


def _steps(tool: Tool, row: Action) -> Iterator[tuple[str, str]]:
    """
    Give each level with the next higher one.

    A cell that says `unknown` or `not_applicable` says that on purpose and is passed over, as is a
    level that nobody is given.
    """
    handed = {level.id for level in tool.levels if level.handed_out}
    said = {level for level, cell in row.cells if isinstance(cell, Undocumented | NotApplicable)}
    for chain in tool.chains:
        yield from pairwise([level for level in chain if level in handed - said])


def _witness(
    examined: Examined, tool: str, low: str, lower: Formula, higher: Formula
) -> str | None:
    """Say who may at the lower level and may not at the higher one, if there is such a one."""
    if lower is False or higher is True or lower == higher:
        return None
    space = examined.space(lower, higher, known=True)
    if space is None:
        return None
    # what is missing is nobody's level: only where all is known do two levels differ by the table
    bits = space.bits(lower) & ~space.bits(higher) & space.complete
    return witness(space, bits, examined.matrices, (tool, low))
