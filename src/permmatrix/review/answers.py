"""What somebody can do, in every situation there can be, for what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias, final

from attrs import define, field

from permmatrix.errors import LimitError
from permmatrix.lowering import Way
from permmatrix.model import MatrixSet
from permmatrix.review.values import Held
from permmatrix.situations import MOST_LITERALS, Analysis, Space
from permmatrix.truth import Formula, all_of, any_of, fact, literals, not_

__all__ = ["Answers"]

Values: TypeAlias = Mapping[int, bool | None]
"""What is held, by the numbers of the facts that say so; None is not known."""


@final
@define(eq=False)
class Answers:
    """
    The answers of one policy to users who hold what they hold.

    Their levels and permissions are settled, and what is left is of the resource, the context and
    the user's other facts: a few situations for each row, which are looked at all together.
    """

    matrices: MatrixSet
    _found: dict[object, tuple[Way, ...]] = field(factory=dict)
    _same: dict[object, bool] = field(factory=dict)
    _counts: dict[object, int] = field(factory=dict)

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
        number = self.analysis.ground.numbers.get(("granular", tool, granular))
        return tuple(id_ for id_ in self.rows if number in self._held_in[id_])

    def hangs_on(self, row: str) -> frozenset[tuple[str, str]]:
        """Give what can be held that a row hangs on: levels or granular, and on which tool."""
        keys = {"level": "levels", "granular": "granular"}
        facts = (self.analysis.ground.facts[it] for it in self._held_in[row])
        return frozenset((keys[kind], tool) for kind, tool, _ in facts)

    def ways(self, row: str, held: Held) -> tuple[Way, ...]:
        """Give the ways to a row's yes for somebody who holds this, the preferred first."""
        values = {it: self._value(it, held) for it in self._held_in[row]}
        written = self._written[row]
        key = (id(written), tuple(values.values()))
        if key not in self._found:
            settled = ((with_it, _settled(formula, values)) for with_it, formula in written)
            self._found[key] = tuple(way for way in settled if way[1] is not False)
        return self._found[key]

    def _value(self, number: int, held: Held) -> bool | None:
        kind, tool, name = self.analysis.ground.facts[number]
        names = (held.levels if kind == "level" else held.granular)[tool]
        return None if names is None else name in names

    def can(self, row: str, held: Held) -> bool:
        """
        Say whether there is a situation, everything about the resource known, with a yes.

        Raises:
            LimitError: the row hangs on more facts than can be settled exactly.
        """
        yes = _yes(self.ways(row, held))
        if isinstance(yes, bool):
            return yes
        space = self._space([yes], known=True)
        return bool(space.bits(yes) & space.complete)

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
            self._same[key] = _said(space, key[0]) == _said(space, key[1])
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
        return sum(self._count(self._tests[row], _yes(self.ways(row, held))) for row in self.rows)

    @cached_property
    def _tests(self) -> dict[str, frozenset[int]]:
        """The tests of a row, by the row: what it hangs on and nobody is given."""
        found = {}
        for id_ in self.rows:
            row = literals(_yes(self._written[id_]))
            found[id_] = frozenset(abs(it) - 1 for it in row).difference(self._held_in[id_])
        return found

    def _count(self, tests: frozenset[int], yes: Formula) -> int:
        key = (tests, yes)
        if key not in self._counts:
            space = self._space([yes, *map(fact, tests)], known=True)
            self._counts[key] = (space.bits(yes) & space.complete).bit_count()
        return self._counts[key]

    def within(self, row: str, less: Held, more: Held) -> bool:
        """
        Say whether one holding allows a row where another does alone, everything being known.

        Raises:
            LimitError: the row hangs on more facts than can be settled exactly.
        """
        few, many = _yes(self.ways(row, less)), _yes(self.ways(row, more))
        if few is False or many is True or few == many:
            return True
        space = self._space([few, many], known=True)
        return not space.bits(few) & ~space.bits(many) & space.complete


def _yes(ways: Iterable[Way]) -> Formula:
    return any_of(formula for _, formula in ways)


def _said(space: Space, ways: Sequence[Way]) -> dict[tuple[str, ...], int]:
    """Give where there is a yes, by what comes with it: that of the first way there is."""
    left = space.possible
    found: dict[tuple[str, ...], int] = {}
    for with_it, formula in ways:
        here = space.bits(formula) & left
        if here:
            found[with_it] = found.get(with_it, 0) | here
        left &= ~here
    return found


def _settled(formula: Formula, values: Values, *, sign: int = 1) -> Formula:
    """
    Give when a formula is known to be true (or, by the sign, false) with some facts settled.

    A fact that is not known is known neither to be true nor to be false.
    """
    if isinstance(formula, bool):
        return formula is (sign > 0)
    word, *parts = formula
    if word == "not":
        return _settled(parts[0], values, sign=-sign)
    if word != "fact":
        found = [_settled(part, values, sign=sign) for part in parts]
        return all_of(found) if (word == "all") is (sign > 0) else any_of(found)
    if parts[0] in values:
        return values[parts[0]] is (sign > 0)
    return formula if sign > 0 else not_(formula)
