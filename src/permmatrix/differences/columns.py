"""
Rows column by column, where the levels together make too many facts.

That settles a row whose requirements do not look at levels of its own tool, and whose yes comes
with no obligation: then somebody of several levels is allowed exactly what one of the levels
allows, so that whatever widens or narrows for several does so for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import final

from attrs import evolve, frozen

from permmatrix.differences.aligned import Column
from permmatrix.differences.answers import Asked
from permmatrix.differences.pairs import requirements_of
from permmatrix.model import Action, Tool, When
from permmatrix.requirements import HasLevel, atoms
from permmatrix.situations import Situation, Space
from permmatrix.situations.ground import Ground
from permmatrix.truth import Formula, all_of, any_of

__all__ = ["Lone", "lone_columns", "stand_alone"]


@final
@frozen
class Lone:
    """
    A column by itself.

    Attributes:
        level: the level's id; None for holding none.
        known: whether it is known which levels are held; if not, there is no column.
        widens: somebody who is allowed now.
        narrows: somebody who was.
    """

    level: str | None
    known: bool
    widens: Situation | None
    narrows: Situation | None


def stand_alone(row: Action | None, column: Column) -> bool:
    """Say whether the columns of a row can be settled one by one."""
    if row is None:
        return True
    tool = column.matrices.tools[row.tool]
    needed = [*requirements_of(row), *(it.held_when for it in tool.levels if it.held_when)]
    leaves = (leaf for it in needed for leaf in atoms(it))
    looks = any(isinstance(leaf, HasLevel) and leaf.tool == tool.id for leaf in leaves)
    return not looks and not any(
        isinstance(cell, When) and cell.obligations for _, cell in row.cells
    )


def lone_columns(
    tools: Sequence[Tool],
    old: Action | None,
    new: Action | None,
    sides: tuple[Ground, Asked, Asked],
) -> Iterator[Lone]:
    """
    Compare two rows on one tool, column by column, and where it is not known which are held.

    `tools` is the tool as either side has it.

    Raises:
        OverflowError: a column by itself hangs on too many facts.
    """
    ground, before, after = sides
    [id_] = {tool.id for tool in tools}
    levels = dict.fromkeys(it.id for tool in tools for it in tool.levels if it.handed_out)
    columns: list[tuple[str | None, bool]] = [(level, True) for level in levels]
    if all(tool.default_level is None for tool in tools):
        columns.insert(0, (None, True))
    for level, known in (*columns, (None, False)):
        was, now = _grant(before, old, level), _grant(after, new, level)
        space = Space(ground, [was, now])
        given = None if level is None else (id_, level)
        widens, narrows = (
            space.smallest(space.bits(one) & ~space.bits(other), given)
            for one, other in ((now, was), (was, now))
        )
        if not known:
            widens, narrows = _unknown(widens, id_), _unknown(narrows, id_)
        if widens is not None or narrows is not None:
            yield Lone(level, known, widens, narrows)


def _grant(side: Asked, row: Action | None, level: str | None) -> Formula:
    """Give when somebody of one level, or of none, is allowed."""
    if row is None:
        return False
    lowering = side.analysis.lowering
    shape, tool = lowering.shape(row), lowering.tools[row.tool]
    closed = (row.tool, level) in side.column.closed
    return side.translated(
        any_of(
            all_of([shape.guard, True if held else tool.held_when.get(id_, False), cell.formula])
            for id_, cell in shape.cells.items()
            for held in [id_ == level and not closed]
        )
    )


def _unknown(situation: Situation | None, tool: str) -> Situation | None:
    if situation is None:
        return None
    levels = {**situation.levels, tool: None}
    held = {**situation.user["levels"], tool: None}
    return evolve(situation, levels=levels, user={**situation.user, "levels": held})
