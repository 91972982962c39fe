"""What somebody can do, in every situation there can be, for what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import final

from attrs import define, field, frozen

from permmatrix.errors import LimitError
from permmatrix.lowering import Way
from permmatrix.model import MatrixSet
from permmatrix.review.settled import by_obligations, settled
from permmatrix.review.values import Held, HeldFact
from permmatrix.situations import MOST_LITERALS, Analysis, Space
from permmatrix.truth import Formula, any_of, fact, literals

__all__ = ["Answers"]


@final
@define(eq=False)
class _Said:
    """What a row says to those who hold something; the rest is found where somebody asks."""

    ways: tuple[Way, ...]
    yes: Formula
    can: bool | None = None
    count: int | None = None


@final
@frozen(eq=False)
class _Block:
    """Rows that hang on the same tools, and what of these they hang on."""

    rows: tuple[str, ...]
    facts: frozenset[HeldFact]


@final
@define(eq=False)
class Answers:
    """
    The answers of one policy to users who hold what they hold.

    Their levels and permissions are settled, and what is left is of the resource, the context and
    the user's other facts: a few situations for each row, which are looked at all together.
    """

    matrices: MatrixSet
    _found: dict[object, _Said] = field(factory=dict)
    _same: dict[object, bool] = field(factory=dict)
    _powers: dict[object, int] = field(factory=dict)
    _able: dict[object, set[str]] = field(factory=dict)
    _new: dict[object, set[str]] = field(factory=dict)
    _left: dict[object, set[int]] = field(factory=dict)

    @cached_property
    def analysis(self) -> Analysis:
        """The policy as formulas."""
        return Analysis(self.matrices)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The ids of the rows, in the order of the files."""
        return tuple(row.id for matrix in self.matrices.matrices for row in matrix.actions)

    @cached_property
    def _written(self) -> dict[str, list[Way]]:
        """The ways to a row's yes, whatever is held, by the row."""
        return {id_: self.analysis.ways(id_) for id_ in self.rows}

    @cached_property
    def _held_in(self) -> dict[str, tuple[int, ...]]:
        """What can be held that a row hangs on, by the row."""
        held = self.analysis.lowering.together
        found = {}
        for id_ in self.rows:
            formulas = [formula for _, formula in self._written[id_]]
            atoms = {abs(it) - 1 for formula in formulas for it in literals(formula)}
            found[id_] = tuple(sorted(atoms & held.keys()))
        return found

    def asking(self, tool: str, granular: str) -> tuple[str, ...]:
        """Give the rows whose answer can hang on a granular permission."""
        return tuple(self._hanging.get(("granular", tool, granular), ()))

    @cached_property
    def hangs_on(self) -> dict[str, frozenset[tuple[str, str]]]:
        """What can be held that a row hangs on, by the row: levels or granular, on which tool."""
        keys = {"level": "levels", "granular": "granular"}
        return {
            row: frozenset((keys[kind], tool) for kind, tool, _ in facts)
            for row, facts in self.held_in.items()
        }

    @cached_property
    def _hanging(self) -> dict[HeldFact, list[str]]:
        found: dict[HeldFact, list[str]] = {}
        for row in self.rows:
            for fact_ in self.held_in[row]:
                found.setdefault(fact_, []).append(row)
        return found

    @cached_property
    def held_in(self) -> dict[str, tuple[HeldFact, ...]]:
        """The facts of what can be held that a row hangs on, by the row."""
        facts = self.analysis.ground.facts
        return {
            id_: tuple((facts[it][0], facts[it][1], facts[it][2]) for it in numbers)
            for id_, numbers in self._held_in.items()
        }

    def left(self, row: str, facts: frozenset[HeldFact], of: frozenset[HeldFact]) -> set[HeldFact]:
        """Give what a row hangs on of some facts, the others being settled."""
        named = dict(zip(self.held_in[row], self._held_in[row], strict=True))
        open_ = {number: it for it, number in named.items() if it in of}
        key = (self._key(row, facts - of), tuple(open_))
        if key not in self._left:
            values = {number: it in facts for it, number in named.items() if number not in open_}
            left = any_of(settled(formula, values) for _, formula in self._written[row])
            self._left[key] = {abs(it) - 1 for it in literals(left)}
        return {open_[it] for it in self._left[key] & open_.keys()}

    def ways(self, row: str, held: Held) -> tuple[Way, ...]:
        """Give the ways to a row's yes for somebody who holds this, the preferred first."""
        return self._said(row, held.facts).ways

    def _said(self, row: str, facts: frozenset[HeldFact]) -> _Said:
        key = self._key(row, facts)
        if key not in self._found:
            values = dict(zip(self._held_in[row], key[1], strict=True))
            found = [(with_it, settled(it, values)) for with_it, it in self._written[row]]
            ways = tuple(way for way in found if way[1] is not False)
            self._found[key] = _Said(ways, any_of(formula for _, formula in ways))
        return self._found[key]

    def _key(self, row: str, facts: frozenset[HeldFact]) -> tuple[int, tuple[bool | None, ...]]:
        """Give the values of what a row hangs on; rows that are written alike are one."""
        return id(self._written[row]), tuple(
            [
                it in facts or (None if (it[0], it[1], None) in facts else False)
                for it in self.held_in[row]
            ]
        )

    def can(self, row: str, held: Held) -> bool:
        """
        Say whether there is a situation, everything about the resource known, with a yes.

        Raises:
            LimitError: the row hangs on more facts than can be settled exactly.
        """
        return self.is_able(row, held.facts)

    def is_able(self, row: str, facts: frozenset[HeldFact]) -> bool:
        """
        Say whether there is such a situation for somebody of whom these facts are true.

        Raises:
            LimitError: the row hangs on more facts than can be settled exactly.
        """
        said = self._said(row, facts)
        if said.can is None:
            space = self._space([said.yes], known=True)
            said.can = bool(space.bits(said.yes) & space.complete)
        return said.can

    def same(self, row: str, one: Held, other: Held) -> bool:
        """
        Say whether two holdings have the same answers of a row, whatever is known and true.

        Raises:
            LimitError: the row hangs on more facts than can be settled exactly.
        """
        key = (self.ways(row, one), self.ways(row, other))
        if key[0] == key[1]:
            return True
        if key not in self._same:
            space = self._space([formula for ways in key for _, formula in ways])
            self._same[key] = by_obligations(space, key[0]) == by_obligations(space, key[1])
        return self._same[key]

    def _space(self, formulas: Iterable[Formula], *, known: bool = False) -> Space:
        try:
            return self.analysis.space(formulas, known=known)
        except OverflowError as error:
            message = f"a row hangs on {error.args[0]} facts together, more than {MOST_LITERALS}"
            raise LimitError(message) from error

    def power(self, held: Held) -> int:
        """
        Say in how many situations of all rows there is a yes, everything being known.

        Raises:
            LimitError: a row hangs on more facts than can be settled exactly.
        """
        return sum(self._powers_of(held))

    def _powers_of(self, held: Held) -> Iterator[int]:
        for block in self._blocks:
            key = (block, block.facts & held.facts)
            if key not in self._powers:
                self._powers[key] = sum(self.count(row, held.facts) for row in block.rows)
            yield self._powers[key]

    def able(self, held: Held) -> set[str]:
        """
        Give the rows that have a yes in some situation, everything about the resource known.

        Raises:
            LimitError: a row hangs on more facts than can be settled exactly.
        """
        found: set[str] = set()
        for block in self._blocks:
            key = (block, block.facts & held.facts)
            if key not in self._able:
                self._able[key] = {row for row in block.rows if self.can(row, held)}
            found |= self._able[key]
        return found

    def new(self, other: Held, held: Held) -> set[str]:
        """
        Give the rows that are allowed by something else where what is held allows them not.

        Raises:
            LimitError: a row hangs on more facts than can be settled exactly.
        """
        found: set[str] = set()
        for block in self._blocks:
            key = (block, block.facts & other.facts, block.facts & held.facts)
            if key[1] != key[2] and key not in self._new:
                self._new[key] = {row for row in block.rows if not self.within(row, other, held)}
            found |= self._new.get(key, set())
        return found

    @cached_property
    def _blocks(self) -> list[_Block]:
        """The rows, parted by the tools that they hang on."""
        rows: dict[frozenset[str], list[str]] = {}
        for id_ in self.rows:
            rows.setdefault(frozenset(tool for _, tool, _ in self.held_in[id_]), []).append(id_)
        return [_Block(tuple(some), self._facts_of(some)) for some in rows.values()]

    def _facts_of(self, rows: Iterable[str]) -> frozenset[HeldFact]:
        """Give what can be held, or not be known, that some rows hang on."""
        named = {it for row in rows for it in self.held_in[row]}
        return frozenset(named | {(kind, tool, None) for kind, tool, _ in named})

    def count(self, row: str, facts: frozenset[HeldFact]) -> int:
        """
        Say in how many situations there is a yes, everything being known.

        Raises:
            LimitError: the row hangs on more facts than can be settled exactly.
        """
        said = self._said(row, facts)
        if said.count is None:
            space = self._space([said.yes, *map(fact, self._tests[row])], known=True)
            said.count = (space.bits(said.yes) & space.complete).bit_count()
        return said.count

    @cached_property
    def _tests(self) -> dict[str, frozenset[int]]:
        """The tests of a row, by the row: what it hangs on and nobody is given."""
        found = {}
        for id_ in self.rows:
            row = literals(any_of(formula for _, formula in self._written[id_]))
            found[id_] = frozenset(abs(it) - 1 for it in row).difference(self._held_in[id_])
        return found

    def within(self, row: str, less: Held, more: Held) -> bool:
        """
        Say whether one holding allows a row where another does alone, everything being known.

        Raises:
            LimitError: the row hangs on more facts than can be settled exactly.
        """
        few, many = self._said(row, less.facts).yes, self._said(row, more.facts).yes
        if few is False or many is True or few == many:
            return True
        space = self._space([few, many], known=True)
        return not space.bits(few) & ~space.bits(many) & space.complete
