"""
Two policies over the same columns, so that one situation can be put to both.

A level that only one of them hands out is a column of both here; to the other one it gives nothing.
Where the two have different defaults, holding no level is a column of its own, whose cells are
those of the default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import final

from attrs import evolve, frozen

from permmatrix import requirements
from permmatrix.model import Action, Cell, Deny, Level, Matrix, MatrixSet, Tool, When
from permmatrix.requirements import Requirement

__all__ = ["NO_LEVEL", "Column", "align", "handed_out"]

NO_LEVEL = "(no level)"
"""Stands among levels for holding none. No level of a file can have this id."""


@final
@frozen
class Column:
    """
    A policy over the common columns.

    `closed` are the levels, by tool, that it declares and does not hand out, and the other does:
    somebody given one has nothing by that, whoever the level follows for.
    """

    matrices: MatrixSet
    closed: frozenset[tuple[str, str]] = frozenset()


def align(old: MatrixSet, new: MatrixSet) -> tuple[Column, Column]:
    """Give two policies the same columns. Most have them already, and stay as they are."""
    shared = [id_ for id_ in old.tools if id_ in new.tools]
    pairs = [(old.tools[id_], new.tools[id_]) for id_ in shared]
    return (
        _widened(old, [(own, other) for own, other in pairs if _differ(own, other)]),
        _widened(new, [(own, other) for other, own in pairs if _differ(own, other)]),
    )


def _differ(own: Tool, other: Tool) -> bool:
    return handed_out(own) != handed_out(other) or own.default_level != other.default_level


def handed_out(tool: Tool) -> frozenset[str]:
    """Give the levels of a tool that can be given."""
    return frozenset(level.id for level in tool.levels if level.handed_out)


def _widened(policy: MatrixSet, pairs: Iterable[tuple[Tool, Tool]]) -> Column:
    tools: dict[str, Tool] = {}
    closed: set[tuple[str, str]] = set()
    for own, other in pairs:
        declared = {level.id for level in own.levels}
        missing = handed_out(other) - handed_out(own)
        closed |= {(own.id, level) for level in missing & declared}
        tools[own.id] = _with_columns(own, other, missing)
    if not tools:
        return Column(policy)
    lacking = {id_: tool.default_level for id_, tool in policy.tools.items()}
    none_for = {
        id_: default
        for id_, default in lacking.items()
        if id_ in tools and tools[id_].default_level == NO_LEVEL
    }
    widening = _Widening(tools, none_for)
    return Column(MatrixSet(tuple(map(widening.matrix, policy.matrices))), frozenset(closed))


def _with_columns(own: Tool, other: Tool, missing: frozenset[str]) -> Tool:
    levels = [evolve(it, handed_out=it.handed_out or it.id in missing) for it in own.levels]
    declared = {level.id for level in levels}
    levels = [it for it in other.levels if it.id in missing - declared] + levels
    levels = [it if it.id in declared else evolve(it, held_when=None) for it in levels]
    if own.default_level == other.default_level:
        return evolve(own, levels=tuple(levels))
    places = [place for place, it in enumerate(levels, 1) if it.id == own.default_level]
    levels.insert(places[0] if places else 0, Level(id=NO_LEVEL, title="no level"))
    return evolve(own, levels=tuple(levels), default_level=NO_LEVEL)


@final
@frozen
class _Widening:
    """Says a policy over tools with more columns; `none_for` has the old defaults."""

    tools: Mapping[str, Tool]
    none_for: Mapping[str, str | None]

    def matrix(self, matrix: Matrix) -> Matrix:
        return evolve(
            matrix,
            tools=tuple(map(self._tool, matrix.tools)),
            actions=tuple(map(self._row, matrix.actions)),
        )

    def _tool(self, tool: Tool) -> Tool:
        found = self.tools.get(tool.id, tool)
        levels = (evolve(it, held_when=self._of(it.held_when)) for it in found.levels)
        return evolve(found, levels=tuple(levels))

    def _row(self, row: Action) -> Action:
        cells = {id_: self._cell(it) for id_, it in row.cells}
        if row.tool in self.tools:
            default = self.none_for.get(row.tool)
            cells[NO_LEVEL] = cells.get(default or "", Deny())
            columns = self.tools[row.tool].levels
            cells = {level.id: cells.get(level.id, Deny()) for level in columns}
        return evolve(row, guard=self._of(row.guard), cells=tuple(cells.items()))

    def _cell(self, cell: Cell) -> Cell:
        if isinstance(cell, When) and cell.requirement is not None:
            return When(self._of(cell.requirement), cell.obligations)
        return cell

    def _of(self, requirement: Requirement | None) -> Requirement | None:
        if requirement is None or not any(self.none_for.values()):
            return requirement
        return mapped(requirement, self._leaf)

    def _leaf(self, leaf: Requirement) -> Requirement:
        if isinstance(leaf, requirements.HasLevel):
            default = self.none_for.get(leaf.tool)
            if default in leaf.levels:
                return evolve(leaf, levels=(*leaf.levels, NO_LEVEL))
        return leaf


def mapped(requirement: Requirement, change: Callable[[Requirement], Requirement]) -> Requirement:
    """Give a requirement with each of its leaves changed."""
    match requirement:
        case requirements.All(parts) | requirements.Any(parts):
            return evolve(requirement, parts=tuple(mapped(part, change) for part in parts))
        case requirements.Not(part):
            return evolve(requirement, part=mapped(part, change))
        case _:
            return change(requirement)
