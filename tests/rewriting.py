"""
Ways to say a policy differently: the same meaning in other words, or nearly the same.

A step rewrites one requirement. Some steps never change what is known to be true (De Morgan,
distribution, absorption); others nearly always do (a part swapped or dropped). Renaming says the
same policy, and the same question, with other ids throughout.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from attrs import evolve

from permmatrix import User
from permmatrix.model import (
    Action,
    Allow,
    Cell,
    Deny,
    Matrix,
    MatrixSet,
    NotApplicable,
    Tool,
    Undocumented,
    When,
)
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.requirements import Any as AnyOf
from strategies import Asked

__all__ = ["Renaming", "rewritten_row", "shuffled"]

Thing = TypeVar("Thing")
Step: TypeAlias = Callable[[random.Random, Requirement, Requirement], Requirement | None]


def rewritten_row(
    chance: random.Random, row: Action, spare: Sequence[Requirement], steps: int
) -> Action:
    """Rewrite a row so many times; `spare` are requirements to bring in."""
    for _ in range(steps):
        places = [place for place, (_, cell) in enumerate(row.cells) if isinstance(cell, When)]
        kind = chance.randrange(8)
        if kind == 0 and row.guard is not None:
            row = _guard_in_cells(row)
        elif kind == 1 and row.guard is not None:
            row = evolve(row, guard=_rewritten(chance, row.guard, chance.choice(spare)))
        elif kind == 2 or not places:
            row = _cell_changed(chance, row)
        else:
            row = _cell_rewritten(chance, row, chance.choice(places), chance.choice(spare))
    return row


def _cell_rewritten(chance: random.Random, row: Action, place: int, spare: Requirement) -> Action:
    level, cell = row.cells[place]
    if not isinstance(cell, When) or cell.requirement is None:
        return row
    cell = When(_rewritten(chance, cell.requirement, spare), cell.obligations)
    return evolve(row, cells=(*row.cells[:place], (level, cell), *row.cells[place + 1 :]))


def _cell_changed(chance: random.Random, row: Action) -> Action:
    """Put another plain cell in place of a plain one; three of the four kinds deny alike."""
    denials: list[Cell] = [Deny(), Undocumented(), NotApplicable()]
    place = chance.randrange(len(row.cells))
    level, cell = row.cells[place]
    if isinstance(cell, When):
        return row
    allowing: list[Cell] = [Allow(), Allow(), When(None), Deny()]
    other = isinstance(cell, Allow) or chance.randrange(6) == 0
    changed = level, chance.choice(allowing if other else denials)
    return evolve(row, cells=(*row.cells[:place], changed, *row.cells[place + 1 :]))


def _guard_in_cells(row: Action) -> Action:
    """Say the guard in every cell instead."""
    assert row.guard is not None
    cells: list[tuple[str, Cell]] = []
    for level, cell in row.cells:
        if isinstance(cell, Allow):
            cells.append((level, When(row.guard)))
        elif isinstance(cell, When):
            parts = (row.guard, *([cell.requirement] if cell.requirement else []))
            cells.append((level, When(All(parts), cell.obligations)))
        else:
            cells.append((level, cell))
    return evolve(row, guard=None, cells=tuple(cells))


def _rewritten(chance: random.Random, whole: Requirement, spare: Requirement) -> Requirement:
    """Take one step somewhere in a requirement."""
    if chance.randrange(3) and isinstance(whole, All | AnyOf):
        place = chance.randrange(len(whole.parts))
        parts = list(whole.parts)
        parts[place] = _rewritten(chance, parts[place], spare)
        return evolve(whole, parts=tuple(parts))
    if chance.randrange(3) and isinstance(whole, Not):
        return Not(_rewritten(chance, whole.part, spare))
    return chance.choice([*SAME, *OTHER, *OTHER])(chance, whole, spare) or whole


def _twice_not(_: random.Random, whole: Requirement, __: Requirement) -> Requirement:
    return Not(Not(whole))


def _de_morgan(_: random.Random, whole: Requirement, __: Requirement) -> Requirement | None:
    if isinstance(whole, All):
        return Not(AnyOf(tuple(Not(part) for part in whole.parts)))
    if isinstance(whole, AnyOf):
        return Not(All(tuple(Not(part) for part in whole.parts)))
    if isinstance(whole, Not) and isinstance(whole.part, All | AnyOf):
        other = AnyOf if isinstance(whole.part, All) else All
        return other(tuple(Not(part) for part in whole.part.parts))
    return None


def _distributed(_: random.Random, whole: Requirement, __: Requirement) -> Requirement | None:
    """All of x and any of y, z is any of x and y, x and z; and the other way around."""
    if not isinstance(whole, All | AnyOf):
        return None
    outer, inner = (All, AnyOf) if isinstance(whole, All) else (AnyOf, All)
    for place, part in enumerate(whole.parts):
        if isinstance(part, inner):
            rest = (*whole.parts[:place], *whole.parts[place + 1 :])
            return inner(tuple(outer((*rest, it)) for it in part.parts))
    return None


def _absorbed(_: random.Random, whole: Requirement, spare: Requirement) -> Requirement:
    return AnyOf((whole, All((spare, whole))))


def _absorbing(_: random.Random, whole: Requirement, spare: Requirement) -> Requirement:
    return All((AnyOf((whole, spare)), whole))


def _doubled(chance: random.Random, whole: Requirement, _: Requirement) -> Requirement:
    return All((whole, whole)) if chance.randrange(2) else AnyOf((whole, whole))


def _turned(_: random.Random, whole: Requirement, __: Requirement) -> Requirement | None:
    return evolve(whole, parts=whole.parts[::-1]) if isinstance(whole, All | AnyOf) else None


def _split(_: random.Random, whole: Requirement, spare: Requirement) -> Requirement:
    """Say it of both cases, which is the same only where it is known which case it is."""
    return AnyOf((All((whole, spare)), All((whole, Not(spare)))))


def _joined(_: random.Random, whole: Requirement, spare: Requirement) -> Requirement:
    return All((whole, spare))


def _widened(_: random.Random, whole: Requirement, spare: Requirement) -> Requirement:
    return AnyOf((whole, All((spare, Not(spare)))))


def _dropped(chance: random.Random, whole: Requirement, _: Requirement) -> Requirement | None:
    return chance.choice(whole.parts) if isinstance(whole, All | AnyOf) else None


def _swapped(_: random.Random, whole: Requirement, spare: Requirement) -> Requirement:
    if isinstance(whole, All | AnyOf):
        return (AnyOf if isinstance(whole, All) else All)(whole.parts)
    return spare


SAME: Sequence[Step] = (
    _twice_not,
    _de_morgan,
    _distributed,
    _absorbed,
    _absorbing,
    _doubled,
    _turned,
)
OTHER: Sequence[Step] = (_split, _joined, _widened, _dropped, _swapped)


# The same in another order.


def shuffled(chance: random.Random, matrices: MatrixSet) -> MatrixSet:
    """Shuffle all that has an order without a meaning: everything but a tool's levels."""
    mixed = [_shuffled_matrix(chance, matrix) for matrix in matrices.matrices]
    return MatrixSet(_mixed(chance, mixed))


def _mixed(chance: random.Random, things: Sequence[Thing]) -> tuple[Thing, ...]:
    return tuple(chance.sample(things, len(things)))


def _shuffled_matrix(chance: random.Random, matrix: Matrix) -> Matrix:
    def requirement(whole: Requirement) -> Requirement:
        match whole:
            case All(parts) | AnyOf(parts):
                mixed = _mixed(chance, [requirement(part) for part in parts])
                return evolve(whole, parts=mixed)
            case Not(part):
                return Not(requirement(part))
            case _:
                return whole

    return evolve(
        matrix,
        tools=_mixed(chance, [_tool_with(requirement, it) for it in matrix.tools]),
        actions=_mixed(chance, [_shuffled_row(chance, requirement, it) for it in matrix.actions]),
        granular=_mixed(chance, matrix.granular),
        conditions=_mixed(chance, matrix.conditions),
        platforms=_mixed(chance, matrix.platforms),
    )


def _shuffled_row(
    chance: random.Random, change: Callable[[Requirement], Requirement], row: Action
) -> Action:
    changed = _row_with(change, row)
    platforms = _mixed(chance, changed.platforms)
    return evolve(changed, cells=_mixed(chance, changed.cells), platforms=platforms)


def _tool_with(change: Callable[[Requirement], Requirement], tool: Tool) -> Tool:
    levels = [
        evolve(level, held_when=None if level.held_when is None else change(level.held_when))
        for level in tool.levels
    ]
    return evolve(tool, levels=tuple(levels))


def _row_with(change: Callable[[Requirement], Requirement], row: Action) -> Action:
    cells = [
        (level, When(change(cell.requirement), cell.obligations))
        if isinstance(cell, When) and cell.requirement is not None
        else (level, cell)
        for level, cell in row.cells
    ]
    guard = None if row.guard is None else change(row.guard)
    return evolve(row, cells=tuple(cells), guard=guard)


# The same under other names.


class Renaming:
    """
    Another id for every condition, granular permission, tool and level.

    The new ids sort in another order than the old ones.
    """

    def __init__(self, matrices: MatrixSet) -> None:
        levels = {level.id for tool in matrices.tools.values() for level in tool.levels}
        granular = {name for _, name in matrices.granular}
        old = sorted({*matrices.conditions, *granular, *matrices.tools, *levels})
        self.names = {id_: f"{chr(ord('z') - place)}_{id_}" for place, id_ in enumerate(old)}

    def __call__(self, id_: str) -> str:
        """Give the new id."""
        return self.names[id_]

    def requirement(self, whole: Requirement) -> Requirement:
        """Rename within a requirement."""
        match whole:
            case Holds(condition):
                return Holds(self(condition))
            case HasGranular(tool, name):
                return HasGranular(self(tool), self(name))
            case HasLevel(tool, levels):
                return HasLevel(self(tool), tuple(map(self, levels)))
            case All(parts) | AnyOf(parts):
                return evolve(whole, parts=tuple(map(self.requirement, parts)))
            case Not(part):
                return Not(self.requirement(part))

    def matrices(self, found: MatrixSet) -> MatrixSet:
        """Rename throughout a policy."""
        return MatrixSet(tuple(map(self._matrix, found.matrices)))

    def _matrix(self, matrix: Matrix) -> Matrix:
        return evolve(
            matrix,
            tool=self(matrix.tool),
            tools=tuple(map(self._tool, matrix.tools)),
            actions=tuple(map(self._row, matrix.actions)),
            granular=tuple(
                evolve(it, id=self(it.id), tool=self(it.tool)) for it in matrix.granular
            ),
            conditions=tuple(evolve(it, id=self(it.id)) for it in matrix.conditions),
        )

    def _tool(self, tool: Tool) -> Tool:
        changed = _tool_with(self.requirement, tool)
        return evolve(
            changed,
            id=self(tool.id),
            levels=tuple(evolve(level, id=self(level.id)) for level in changed.levels),
            chains=tuple(tuple(map(self, chain)) for chain in tool.chains),
            default_level=tool.default_level and self(tool.default_level),
        )

    def _row(self, row: Action) -> Action:
        changed = _row_with(self.requirement, row)
        cells = tuple((self(level), cell) for level, cell in changed.cells)
        return evolve(changed, tool=self(row.tool), cells=cells)

    def asked(self, asked: Asked) -> Asked:
        """Rename what a user holds; anything but our own user stays as it is."""
        user = asked.user
        if not isinstance(user, User):
            return asked
        facts = {name: value for name, value in vars(user).items() if name not in HELD}
        held = {name: self._held(getattr(user, name)) for name in HELD}
        return asked._replace(user=User(**facts, **held))

    def _held(self, held: Any) -> Any:
        if not isinstance(held, Mapping):
            return held
        return {self.names.get(tool, tool): self._value(value) for tool, value in held.items()}

    def _value(self, value: Any) -> Any:
        match value:
            case str():
                return self.names.get(value, value)
            case dict():
                return {place: self._value(inner) for place, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return type(value)(map(self._value, value))
            case _:
                return value

    def path(self, path: str) -> str:
        """Rename the tool in the path of a fact."""
        root, _, tool = path.rpartition(".")
        return f"{root}.{self.names.get(tool, tool)}" if root in PREFIXES else path


HELD = ("levels", "granular")
PREFIXES = ("user.levels", "user.granular")
