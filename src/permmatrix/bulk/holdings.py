"""Relations for what users hold on a tool, which may be another thing in each scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, final
from uuid import UUID

import numpy as np
from attrs import field, frozen

from permmatrix.bulk.refusal import BulkError
from permmatrix.bulk.relation import UNKNOWN, Relation
from permmatrix.bulk.world import LISTS, Facts, Side, World, verdict
from permmatrix.errors import UnknownNameError
from permmatrix.program import Atom

__all__ = ["read_holding"]

SCOPES = frozenset({str, int, UUID})
TEXT = frozenset({str})

ABSENT = object()

MOST_CELLS = 1 << 27
"""How many pairs of a user and a scope are held apart, at four bytes and one for each fact."""

Row: TypeAlias = tuple[int, tuple[tuple[int, int], ...]]
"""The number of what a user holds, and of what else is held in which scopes."""


def read_holding(
    world: World, kind: str, tool: str, atoms: Sequence[Atom], *, strict: bool
) -> dict[Atom, Relation]:
    """
    Give the relations of facts about one tool; `kind` is levels or granular.

    Raises:
        UnknownNameError: with `strict`, a user holds a level that is not declared.
        BulkError: too many users hold different things in too many scopes.
    """
    scope = world.tools[tool].scope
    held = f"user.{kind}"
    users = world.side("user", [held, *([scope] if scope else [])])
    places = world.side("resource", [scope] if scope else [])
    context = world.side("context", [scope] if scope else []).facts(0)
    reader = _Reader(world, held, tool, atoms, strict, places)
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
    held: str
    tool: str
    atoms: Sequence[Atom]
    strict: bool
    places: Side
    kinds: list[Facts] = field(init=False)
    plain: dict[Any, int] = field(init=False)
    odd: list[int] = field(init=False)
    alike: dict[Any, int] = field(factory=dict, init=False)
    seen: dict[tuple[int, ...], int] = field(factory=dict, init=False)

    @kinds.default
    def _kinds(self) -> list[Facts]:
        return self.places.kinds()

    @plain.default
    def _plain(self) -> dict[Any, int]:
        """Number the scopes that a dict finds just as it is asked for them."""
        where = [next(iter(facts.values()), None) for facts in self.kinds]
        return {value: number for number, value in enumerate(where) if type(value) in SCOPES}

    @odd.default
    def _odd(self) -> list[int]:
        return sorted(set(range(len(self.kinds))).difference(self.plain.values()))

    def row(self, user: int, by_tool: Any, facts: Facts) -> Row:
        """Give the numbers of what one user holds."""
        value = self._on_tool(by_tool)
        if not isinstance(value, Mapping) or not self.places.paths:
            return self._number(user, None, facts, value), ()
        if type(value) is dict and all(type(key) in SCOPES for key in value):
            given = {self.plain[where]: it for where, it in value.items() if where in self.plain}
        else:  # another mapping may say anything anywhere
            given = dict.fromkeys(self.plain.values())
        given |= dict.fromkeys(self.odd)
        elsewhere = next((it for it in self.plain.values() if it not in given), None)
        rest = 0 if elsewhere is None else self._number(user, elsewhere, facts, ABSENT)
        numbers = [(it, self._number(user, it, facts, given[it])) for it in sorted(given)]
        return rest, tuple(pair for pair in numbers if pair[1] != rest)

    def _on_tool(self, by_tool: Any) -> Any:
        """Give what is held on the tool, or None where that has to be looked at closely."""
        if type(by_tool) is dict:
            return by_tool.get(self.tool, ABSENT)
        try:
            value = by_tool.get(self.tool)
        except Exception:  # noqa: BLE001  the host's code may raise anything: then it is unknown
            return None
        return value if isinstance(value, Mapping) else None

    def _number(self, user: int, place: int | None, facts: Facts, value: Any) -> int:
        """Give the number of what is held in a scope; many users hold the same."""
        if type(value) in LISTS and TEXT.issuperset(map(type, value)):
            value = frozenset(value)
        elif type(value) is not str and value is not ABSENT:
            return self._judged(user, place, facts)
        if value not in self.alike:
            self.alike[value] = self._judged(user, place, facts)
        return self.alike[value]

    def _judged(self, user: int, place: int | None, facts: Facts) -> int:
        """Give the number of what is held as it is judged by questions."""
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
        numbers: dict[Row, int] = {}
        users = [numbers.setdefault(row, len(numbers)) for row in rows]
        by_place = any(there for _, there in numbers)
        size = len(numbers), len(self.kinds) if by_place else 1
        if size[0] * size[1] > MOST_CELLS:
            what = f"{size[0]:,} users who hold different things in {size[1]:,} scopes"
            raise BulkError(f"{self.held} on {self.tool}", f"there are {what}")
        table = np.empty(size, np.int32)
        for line, (rest, there) in zip(table, numbers, strict=True):
            line[:] = rest
            for place, number in there:
                line[place] = number
        contracts = self.places.classes.codes
        judged = list(self.seen) or [
            (UNKNOWN,) * len(self.atoms)
        ]  # without contracts there are none
        kinds = np.array(judged, np.int8).reshape(len(judged), len(self.atoms))
        return {
            atom: Relation(
                users=np.array(users, np.int64),
                contracts=contracts if by_place else np.zeros_like(contracts),
                values=kinds[table, place],
            )
            for place, atom in enumerate(self.atoms)
        }
