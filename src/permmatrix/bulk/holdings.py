"""Relations for what users hold on a tool, which may be another thing in each scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, final
from uuid import UUID

import numpy as np
from attrs import field, frozen

from permmatrix.bulk.relation import Relation
from permmatrix.bulk.world import Facts, Side, World, verdict
from permmatrix.errors import UnknownNameError
from permmatrix.program import Atom

__all__ = ["read_holding"]

PLAIN = frozenset({str, int, UUID})
LISTS = frozenset({set, frozenset, list, tuple})
TEXT = frozenset({str})

Row: TypeAlias = tuple[int, ...]
"""For one user the number of what is held in each scope, or one number where it is one thing."""


def read_holding(
    world: World, kind: str, tool: str, atoms: Sequence[Atom], *, strict: bool
) -> dict[Atom, Relation]:
    """
    Give the relations of facts about one tool; `kind` is levels or granular.

    Raises:
        UnknownNameError: with `strict`, a user holds a level that is not declared.
    """
    scope = world.tools[tool].scope
    held = f"user.{kind}"
    users = world.side("user", [held, *([scope] if scope else [])])
    places = world.side("resource", [scope] if scope else [])
    context = world.side("context", [scope] if scope else []).facts(0)
    reader = _Reader(world, tool, atoms, strict, places)
    rows = [
        reader.row(place, users.values[place][0], {**context, **users.facts(place)})
        for place in range(len(world.users))
    ]
    return reader.relations(rows)


@final
@frozen(eq=False)
class _Reader:
    """Reads what each user holds, in each scope that a contract has."""

    world: World
    tool: str
    atoms: Sequence[Atom]
    strict: bool
    places: Side
    kinds: list[Facts] = field(init=False)
    plain: dict[Any, int] = field(init=False)
    odd: list[int] = field(init=False)
    alike: dict[str | frozenset[str], int] = field(factory=dict, init=False)
    seen: dict[Row, int] = field(factory=dict, init=False)

    @kinds.default
    def _kinds(self) -> list[Facts]:
        return self.places.kinds()

    @plain.default
    def _plain(self) -> dict[Any, int]:
        """Number the scopes that a dict finds just as it is asked for them."""
        where = [next(iter(facts.values()), None) for facts in self.kinds]
        return {value: number for number, value in enumerate(where) if type(value) in PLAIN}

    @odd.default
    def _odd(self) -> list[int]:
        return sorted(set(range(len(self.kinds))).difference(self.plain.values()))

    def row(self, user: int, by_tool: Any, facts: Facts) -> Row:
        """Give the numbers of what one user holds: one, or one for each scope."""
        by_scope = self._by_scope(by_tool)
        if by_scope is None:
            return (self._anywhere(user, by_tool, facts),)
        absent = [number for value, number in self.plain.items() if value not in by_scope]
        row = [0] * len(self.kinds)
        if absent:  # all alike: nothing is given there
            number = self._number(user, absent[0], facts)
            for place in absent:
                row[place] = number
        for place in set(range(len(row))).difference(absent):
            row[place] = self._number(user, place, facts)
        return tuple(row)

    def _by_scope(self, by_tool: Any) -> Iterable[Any] | None:
        """Give the scopes that a user holds something in, or None where no scope is looked at."""
        scope = self.world.tools[self.tool].scope
        if scope is None or not self.places.paths or not isinstance(by_tool, Mapping):
            return None
        try:
            value = by_tool.get(self.tool)
        except Exception:  # noqa: BLE001  the host's code may raise anything: then it is unknown
            return None
        if not isinstance(value, Mapping):
            return None
        if type(value) is dict and all(type(key) in PLAIN for key in value):
            return value
        return self.plain  # another may say anything anywhere

    def _anywhere(self, user: int, by_tool: Any, facts: Facts) -> int:
        """Give the number of what is held in all scopes; many users hold the same."""
        value: Any = by_tool.get(self.tool) if type(by_tool) is dict else None
        if type(value) in LISTS and TEXT.issuperset(map(type, value)):
            value = frozenset(value)
        elif type(value) is not str:
            return self._number(user, None, facts)
        if value not in self.alike:
            self.alike[value] = self._number(user, None, facts)
        return self.alike[value]

    def _number(self, user: int, place: int | None, facts: Facts) -> int:
        """Give the number of what is held in a scope."""
        where: Facts = {} if place is None else self.kinds[place]
        question = self.world.question(facts, where)
        if self.strict:
            try:
                question.levels(self.tool)
            except UnknownNameError as error:
                error.add_note(f"it is held by users[{user}] on `{self.tool}`")
                raise
        values = tuple(verdict(question.atom(atom)) for atom in self.atoms)
        return self.seen.setdefault(values, len(self.seen))

    def relations(self, rows: Sequence[Row]) -> dict[Atom, Relation]:
        """Give the relations, from the rows of all users."""
        width = max(map(len, rows), default=1)
        numbers: dict[Row, int] = {}
        users = [numbers.setdefault(row, len(numbers)) for row in rows]
        table = np.array(
            [row if len(row) == width else row * width for row in numbers], np.intp
        ).reshape(len(numbers), width)
        contracts = self.places.classes.codes
        kinds = np.array(list(self.seen), np.int8).reshape(len(self.seen), len(self.atoms))
        return {
            atom: Relation(
                users=np.array(users, np.int64),
                contracts=contracts if width == len(self.kinds) else np.zeros_like(contracts),
                values=kinds[table, place],
            )
            for place, atom in enumerate(self.atoms)
        }
