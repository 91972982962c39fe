"""Which rows and operations are compared with which, and whether they may differ at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar, final

from attrs import frozen

from permmatrix import requirements
from permmatrix.differences.names import Names
from permmatrix.model import Action, MatrixSet, Operation, Tool, When
from permmatrix.requirements import Requirement, atoms

__all__ = ["Named", "NamedPair", "Pairs", "RowPair", "Touched", "requirements_of"]

Named: TypeAlias = Operation | Action
RowPair: TypeAlias = tuple[Action | None, Action | None]
NamedPair: TypeAlias = tuple[Named | None, Named | None]
Thing = TypeVar("Thing", Action, Operation)


@final
@frozen
class Pairs:
    """
    What is compared with what; None stands for what is not there.

    An id that named a row and names an operation now, or the other way around, makes a pair among
    the operations.
    """

    rows: tuple[RowPair, ...]
    operations: tuple[NamedPair, ...]

    @classmethod
    def of(cls, old: MatrixSet, new: MatrixSet, names: Names) -> Pairs:
        """Pair what two policies name, by the order of the new one; what is gone comes last."""
        rows = _paired(_rows(old), _rows(new), names.actions)
        operations = _paired(_operations(old), _operations(new), names.operations)
        turned = (_gone(rows) & _came(operations)) | (_gone(operations) & _came(rows))
        both: list[NamedPair] = [it for it in operations if _alone(it) not in turned]
        before: dict[str, Named] = {**_rows(old), **_operations(old)}
        after: dict[str, Named] = {**_rows(new), **_operations(new)}
        both += [(before[id_], it) for id_, it in after.items() if id_ in turned]
        return cls(tuple(it for it in rows if _alone(it) not in turned), tuple(both))


def _rows(policy: MatrixSet) -> dict[str, Action]:
    return {row.id: row for matrix in policy.matrices for row in matrix.actions}


def _operations(policy: MatrixSet) -> dict[str, Operation]:
    return {it.id: it for matrix in policy.matrices for it in matrix.operations}


def _paired(
    before: Mapping[str, Thing], after: Mapping[str, Thing], renamed: Mapping[str, str]
) -> list[tuple[Thing | None, Thing | None]]:
    back = {new: old for old, new in renamed.items()}
    was = {id_: back.get(id_, id_) for id_ in after}
    found: list[tuple[Thing | None, Thing | None]] = []
    found += [(before.get(was[id_]), it) for id_, it in after.items()]
    paired = set(was.values())
    found += [(it, None) for id_, it in before.items() if id_ not in paired]
    return found


def _gone(pairs: Iterable[NamedPair]) -> set[str]:
    return {old.id for old, new in pairs if new is None and old is not None}


def _came(pairs: Iterable[NamedPair]) -> set[str]:
    return {new.id for old, new in pairs if old is None and new is not None}


def _alone(pair: NamedPair) -> str | None:
    """Give the id of what has no counterpart."""
    old, new = pair
    if old is not None and new is not None:
        return None
    there = old or new
    return None if there is None else there.id


@final
@frozen
class Touched:
    """The conditions and tools that rows speak of by the same ids, and that mean something else."""

    conditions: frozenset[str]
    tools: frozenset[str]

    @classmethod
    def of(cls, old: MatrixSet, new: MatrixSet) -> Touched:
        """Look through what both declare."""
        conditions = frozenset(
            id_
            for id_, it in new.conditions.items()
            if id_ in old.conditions and old.conditions[id_].test != it.test
        )
        shared = [id_ for id_ in new.tools if id_ in old.tools]
        found = cls(
            conditions,
            frozenset(
                id_ for id_ in shared if _columns(old.tools[id_]) != _columns(new.tools[id_])
            ),
        )
        while True:  # a level that follows from facts hangs on what those mean
            more = [id_ for id_ in shared if found._through(new.tools[id_])]
            if found.tools.issuperset(more):
                return found
            found = cls(conditions, found.tools.union(more))

    def _through(self, tool: Tool) -> bool:
        return any(it.held_when and self.mentioned(it.held_when) for it in tool.levels)

    def mentioned(self, requirement: Requirement) -> bool:
        """Say whether a requirement speaks of any of it."""
        return bool(self.conditions or self.tools) and any(
            leaf.condition in self.conditions
            if isinstance(leaf, requirements.Holds)
            else isinstance(leaf, requirements.HasLevel) and leaf.tool in self.tools
            for leaf in atoms(requirement)
        )

    def may_differ(self, old: Action | None, new: Action | None) -> bool:
        """Say whether two rows may answer differently: by what they say or mean."""
        if old is None or new is None or _says(old) != _says(new) or old.tool in self.tools:
            return True
        return any(map(self.mentioned, requirements_of(new)))


def _says(row: Action) -> object:
    return row.tool, row.guard, row.cells, row.platforms


def _columns(tool: Tool) -> object:
    levels = [(it.id, it.handed_out, it.held_when) for it in tool.levels]
    return levels, tool.default_level


def requirements_of(row: Action) -> Iterator[Requirement]:
    """Give what a row requires: its guard, and what its cells do."""
    if row.guard is not None:
        yield row.guard
    for _, cell in row.cells:
        if isinstance(cell, When) and cell.requirement is not None:
            yield cell.requirement
