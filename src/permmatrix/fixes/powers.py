"""
What holdings allow over the whole policy, counted exactly.

Of a row, the situations are the combinations there can be of the conditions it hangs on, each of
them known. Which of these allow, for what a user holds, is an integer with a bit for each: what a
change grants is one integer less another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias, final

from attrs import define, field, frozen

from permmatrix.bits import column
from permmatrix.lowering import put
from permmatrix.situations import Analysis, Space
from permmatrix.truth import Formula, any_of, fact, literals, not_

__all__ = ["Held", "Powers", "RowPower"]

MOST_CONDITIONS = 16
"""The most conditions of a row whose situations are counted: 2**16 bits are 8 kilobytes."""

MOST_KEPT = 10_000
"""The most holdings whose answers a shape keeps."""


@final
@frozen
class Held:
    """What a user holds: the levels that count (the default among them) and the permissions."""

    levels: Mapping[str, frozenset[str]]
    granular: Mapping[str, frozenset[str]]


Key: TypeAlias = tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...]]


@final
@define(eq=False)
class RowPower:
    """What rows of one meaning allow. `rows` are their ids."""

    analysis: Analysis
    formula: Formula
    rows: list[str]
    _kept: dict[Key, int] = field(factory=dict)

    @cached_property
    def atoms(self) -> list[int]:
        """The facts that the rows are about."""
        return sorted({abs(literal) - 1 for literal in literals(self.formula)})

    @cached_property
    def holdings(self) -> Mapping[int, tuple[str, str, str]]:
        """Those among them that are held on a tool: a level or a permission."""
        facts = self.analysis.lowering.facts
        return {it: facts[it] for it in self.atoms if facts[it][0] in {"level", "granular"}}

    @cached_property
    def conditions(self) -> list[int]:
        """The others."""
        return [it for it in self.atoms if it not in self.holdings]

    @cached_property
    def tools(self) -> tuple[str, ...]:
        """The tools whose levels the rows hang on."""
        return tuple(sorted({it[1] for it in self.holdings.values() if it[0] == "level"}))

    @cached_property
    def granular(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The permissions the rows hang on, by tool."""
        found: dict[str, set[str]] = {}
        for kind, tool, name in self.holdings.values():
            if kind == "granular":
                found.setdefault(tool, set()).add(name)
        return tuple((tool, frozenset(names)) for tool, names in sorted(found.items()))

    @cached_property
    def space(self) -> Space:
        """
        The situations.

        Raises:
            OverflowError: there are too many.
        """
        if len(self.conditions) > MOST_CONDITIONS:
            raise OverflowError(len(self.conditions))
        every = [it for number in self.conditions for it in (fact(number), not_(fact(number)))]
        return self.analysis.space([any_of(every)], known=True)

    def key(self, held: Held) -> Key:
        """Give what of some holdings the rows hang on."""
        levels = tuple([held.levels[tool] for tool in self.tools])
        return levels, tuple([held.granular[tool] & names for tool, names in self.granular])

    def allowed(self, held: Held) -> int:
        """
        Give the situations in which the rows allow.

        Raises:
            OverflowError: there are too many.
        """
        key = self.key(held)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._allowed(held)
        return found

    def _allowed(self, held: Held) -> int:
        settled = {
            number: name in (held.levels if kind == "level" else held.granular)[tool]
            for number, (kind, tool, name) in self.holdings.items()
        }
        return self.space.bits(put(self.formula, settled)) & self.space.possible

    def changed(self, bits: int, changes: Mapping[int, bool]) -> int:
        """Give the situations from which some conditions being changed leads to those in `bits`."""
        for number, value in changes.items():
            if number in self.conditions:
                place = self.conditions.index(number)
                held = column(place, len(self.conditions))
                block = 1 << place
                here = bits & held if value else bits & ~held
                bits = here | (here >> block if value else here << block)
        return bits & self.space.possible


@final
@define(eq=False)
class Powers:
    """What holdings allow, row by row. Rows of one meaning are looked at once."""

    analysis: Analysis

    @cached_property
    def rows(self) -> list[RowPower]:
        """All rows, by what they say."""
        found: dict[Formula, RowPower] = {}
        for row in self.analysis.lowering.rows:
            formula = self.analysis.row(row.id)
            if formula not in found:
                found[formula] = RowPower(self.analysis, formula, [])
            found[formula].rows.append(row.id)
        return list(found.values())

    @cached_property
    def _about(self) -> dict[object, list[RowPower]]:
        """Give the rows by what they hang on: levels or permissions of a tool, or a condition."""
        found: dict[object, list[RowPower]] = {}
        for row in self.rows:
            for held in {it[:2] for it in row.holdings.values()}:
                found.setdefault(held, []).append(row)
            for number in row.conditions:
                found.setdefault(number, []).append(row)
        return found

    def about(self, changed: Iterable[object]) -> Iterator[RowPower]:
        """Give the rows that hang on something: ("level", tool), ("granular", tool), a number."""
        met: set[int] = set()
        for what in changed:
            for row in self._about.get(what, ()):
                if id(row) not in met:
                    met.add(id(row))
                    yield row
