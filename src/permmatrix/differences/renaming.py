"""An old policy said by the new names, and what a user holds said by the old ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never, final

from attrs import define, evolve, field

from permmatrix import requirements
from permmatrix.differences.names import Names
from permmatrix.model import (
    Action,
    Advisory,
    Cell,
    Doubt,
    Level,
    Matrix,
    MatrixSet,
    Note,
    Tool,
    When,
)
from permmatrix.promises import Invariant
from permmatrix.requirements import Requirement

__all__ = ["by_new_names", "by_old_names"]


def by_new_names(policy: MatrixSet, names: Names) -> MatrixSet:
    """Say a policy by the new names of tools, levels, permissions, conditions and the like."""
    if not names.within:
        return policy
    renaming = _Renaming(names, {it.id: it for it in policy.tools.values()})
    return MatrixSet(tuple(map(renaming.matrix, policy.matrices)))


def by_old_names(user: Mapping[str, Any], names: Names) -> Mapping[str, Any]:
    """Say what a user holds by the old names."""
    if not (names.tools or names.levels or names.granular):
        return user
    tools = {new: old for old, new in names.tools.items()}
    said = dict(user)
    for key, renamed in (("levels", names.levels), ("granular", names.granular)):
        back = {(tool, new): old for (tool, old), new in renamed.items()}
        held = said.get(key)
        if isinstance(held, Mapping):
            said[key] = {
                tools.get(tool, tool): _said(value, tool, back) for tool, value in held.items()
            }
    return said


def _said(value: Any, tool: str, back: Mapping[tuple[str, str], str]) -> Any:
    match value:
        case str():
            return back.get((tool, value), value)
        case list() | tuple() | set() | frozenset():
            return type(value)(_said(it, tool, back) for it in value)
        case Mapping():
            return {place: _said(it, tool, back) for place, it in value.items()}
        case _:
            return value


def _pairs(
    pairs: tuple[tuple[str, str], ...], renamed: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple((renamed.get(id_, id_), title) for id_, title in pairs)


@final
@define
class _Renaming:
    """Says the parts of a policy by new names; equal requirements are renamed once."""

    names: Names
    tools: Mapping[str, Tool]
    _said: dict[Requirement, Requirement] = field(factory=dict)

    def matrix(self, matrix: Matrix) -> Matrix:
        return evolve(
            matrix,
            tool=self._tool_id(matrix.tool),
            tools=tuple(map(self._tool, matrix.tools)),
            actions=tuple(map(self._row, matrix.actions)),
            granular=tuple(
                evolve(it, tool=self._tool_id(it.tool), id=self._granular(it.tool, it.id))
                for it in matrix.granular
            ),
            conditions=tuple(
                evolve(it, id=self.names.conditions.get(it.id, it.id)) for it in matrix.conditions
            ),
            advisories=tuple(map(self._advisory, matrix.advisories)),
            invariants=tuple(map(self._invariant, matrix.invariants)),
            notes=tuple(self._note(it, matrix.tool) for it in matrix.notes),
            doubts=tuple(self._doubt(it, matrix.tool) for it in matrix.doubts),
            obligations=_pairs(matrix.obligations, self.names.obligations),
            platforms=_pairs(matrix.platforms, self.names.platforms),
        )

    def _tool_id(self, id_: str) -> str:
        return self.names.tools.get(id_, id_)

    def _level(self, tool: str, id_: str) -> str:
        return self.names.levels.get((self._tool_id(tool), id_), id_)

    def _granular(self, tool: str, id_: str) -> str:
        return self.names.granular.get((self._tool_id(tool), id_), id_)

    def _tool(self, tool: Tool) -> Tool:
        def level(it: Level) -> Level:
            held_when = it.held_when and self.requirement(it.held_when)
            return evolve(it, id=self._level(tool.id, it.id), held_when=held_when)

        return evolve(
            tool,
            id=self._tool_id(tool.id),
            levels=tuple(map(level, tool.levels)),
            chains=tuple(tuple(self._level(tool.id, it) for it in chain) for chain in tool.chains),
            default_level=tool.default_level and self._level(tool.id, tool.default_level),
        )

    def _row(self, row: Action) -> Action:
        return evolve(
            row,
            tool=self._tool_id(row.tool),
            cells=tuple((self._level(row.tool, id_), self._cell(it)) for id_, it in row.cells),
            cell_spans=tuple((self._level(row.tool, id_), it) for id_, it in row.cell_spans),
            guard=row.guard and self.requirement(row.guard),
            platforms=tuple(self.names.platforms.get(it, it) for it in row.platforms),
            notes=tuple(self._note(it, row.tool) for it in row.notes),
            doubts=tuple(self._doubt(it, row.tool) for it in row.doubts),
        )

    def _cell(self, cell: Cell) -> Cell:
        if not isinstance(cell, When):
            return cell
        with_it = tuple(self.names.obligations.get(it, it) for it in cell.obligations)
        return When(cell.requirement and self.requirement(cell.requirement), with_it)

    def _advisory(self, advisory: Advisory) -> Advisory:
        return evolve(advisory, when=self.requirement(advisory.when))

    def _invariant(self, invariant: Invariant) -> Invariant:
        where = invariant.claim.where
        if where.when is None:
            return invariant
        where = evolve(where, when=self.requirement(where.when))
        return evolve(invariant, claim=evolve(invariant.claim, where=where))

    def _note(self, note: Note, tool: str) -> Note:
        return evolve(note, cells=tuple(self._level(tool, it) for it in note.cells))

    def _doubt(self, doubt: Doubt, tool: str) -> Doubt:
        return evolve(
            doubt,
            cells=tuple(self._level(tool, it) for it in doubt.cells),
            reading=doubt.reading and self._cell(doubt.reading),
            alternative=doubt.alternative and self._cell(doubt.alternative),
        )

    def requirement(self, requirement: Requirement) -> Requirement:
        """Say a requirement by new names."""
        if requirement not in self._said:
            self._said[requirement] = self._renamed(requirement)
        return self._said[requirement]

    def _renamed(self, requirement: Requirement) -> Requirement:
        match requirement:
            case requirements.All(parts) | requirements.Any(parts):
                return evolve(requirement, parts=tuple(map(self.requirement, parts)))
            case requirements.Not(part):
                return evolve(requirement, part=self.requirement(part))
            case requirements.Holds(condition):
                renamed = self.names.conditions.get(condition, condition)
                return evolve(requirement, condition=renamed)
            case requirements.HasGranular(tool, name):
                return evolve(
                    requirement, tool=self._tool_id(tool), name=self._granular(tool, name)
                )
            case requirements.HasLevel(tool, levels):
                return evolve(
                    requirement,
                    tool=self._tool_id(tool),
                    levels=tuple(self._level(tool, it) for it in levels),
                    at_least=requirement.at_least and self._level(tool, requirement.at_least),
                )
            case _:
                assert_never(requirement)
