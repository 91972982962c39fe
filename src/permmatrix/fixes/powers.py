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
from permmatrix.fixes.related import Pattern
from permmatrix.situations import Analysis, Space
from permmatrix.truth import Formula, all_of, any_of, fact, literals, not_

HELD = ("granular", "known", "level")
"""The kinds of facts that are no conditions."""

__all__ = ["Held", "Powers", "RowPower"]

MOST_CONDITIONS = 16
"""The most conditions of a row whose situations are counted: 2**16 bits are 8 kilobytes."""

MOST_KEPT = 10_000
"""The most holdings whose answers a shape keeps."""


@final
@frozen
class Held:
    """
    What a user holds: the levels that count (the default among them) and the permissions.

    None is not known, which allows nothing and is no «not held» either.
    """

    levels: Mapping[str, frozenset[str] | None]
    granular: Mapping[str, frozenset[str] | None]


Holding: TypeAlias = frozenset[str] | None
Key: TypeAlias = tuple[tuple[Holding, ...], tuple[Holding, ...]]


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
        granular = [(held.granular[tool], names) for tool, names in self.granular]
        return levels, tuple([None if it is None else it & names for it, names in granular])

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
        settled: dict[int, bool | None] = {}
        for number, (kind, tool, name) in self.holdings.items():
            found = (held.levels if kind == "level" else held.granular)[tool]
            settled[number] = None if found is None else name in found
        return self.space.bits(_put(self.formula, settled)) & self.space.possible

    def from_which(self, bits: int, changes: Pattern, targets: Iterable[Pattern]) -> int:
        """
        Give the situations from which a change of conditions may lead to those in `bits`.

        `targets` are the answers that the changed conditions, and those that hang together with
        them, may have afterwards; all other conditions stay. Where the conditions have the answers
        already, nothing changes.
        """
        same = self._already(changes)
        found = 0
        for target in targets:
            here = bits
            for number, value in target.items():
                here = self._whatever(here, number, value=bool(value))
            found |= here
        return (found & ~same | bits & same) & self.space.possible

    def _already(self, changes: Pattern) -> int:
        """Give where all changes are so already, as far as the conditions show it."""
        if not all(number in self.conditions for number in changes):
            return 0
        same = self.space.full
        for number, value in changes.items():
            held = column(self.conditions.index(number), len(self.conditions))
            same &= held if value else ~held
        return same

    def _whatever(self, bits: int, number: int, *, value: bool) -> int:
        """Give where a condition having a value would lead to some situations."""
        place = self.conditions.index(number)
        held, block = column(place, len(self.conditions)), 1 << place
        here = bits & held if value else bits & ~held
        return here | (here >> block if value else here << block)


def _put(formula: Formula, settled: Mapping[int, bool | None], *, wanted: bool = True) -> Formula:
    """Put in what is settled; what is not known is neither true nor false, also within `not`."""
    if isinstance(formula, bool):
        return formula is wanted
    word, *parts = formula
    if word == "fact":
        if parts[0] in settled:
            return settled[parts[0]] is wanted
        return formula if wanted else not_(formula)
    if word == "not":
        return _put(parts[0], settled, wanted=not wanted)
    inner = [_put(part, settled, wanted=wanted) for part in parts]
    return all_of(inner) if (word == "all") is wanted else any_of(inner)


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

    @cached_property
    def kin(self) -> Mapping[int, frozenset[int]]:
        """For each condition of the policy, those that read the same values, itself among them."""
        ground = self.analysis.ground
        every = [it for it in range(len(ground.facts)) if ground.facts[it][0] not in HELD]
        groups = [frozenset(it.tests) for it in ground.related(every)]
        return {number: group for group in groups for number in group}

    def targets(self, row: RowPower, changes: Mapping[int, bool]) -> list[Pattern]:
        """Give the answers that the conditions of a row may have after changes that touch them."""
        near = frozenset().union(*(self.kin[number] for number in changes))
        touched = [number for number in row.conditions if number in near]
        known: list[Pattern] = [{it: value for it, value in changes.items() if it in touched}]
        for group in self.analysis.ground.related({*touched, *changes}):
            if group.patterns is None or not any(number in changes for number in group.tests):
                continue
            fits = [it for it in group.patterns if _has(it, changes)]
            own = {tuple((n, v) for n, v in it.items() if n in touched) for it in fits}
            known = [{**one, **dict(more)} for one in known for more in sorted(own)]
        return known

    def following(self, changes: Mapping[int, bool], facts: Pattern) -> Pattern:
        """
        Give what becomes of facts that read the same values as changed ones.

        They stay as they are where they can; None is not known.
        """
        near = frozenset().union(*(self.kin[number] for number in changes)) & facts.keys()
        found: dict[int, bool | None] = {}
        for group in self.analysis.ground.related({*near, *changes}):
            fits = [it for it in group.patterns or () if _has(it, changes)]
            for number in near & group.tests.keys():
                now, values = facts[number], {it[number] for it in fits}
                found[number] = now if now in values or len(values) != 1 else values.pop()
        return found | {it: value for it, value in changes.items() if it in facts}

    def about(self, changed: Iterable[object]) -> Iterator[RowPower]:
        """Give the rows that hang on something: ("level", tool), ("granular", tool), a number."""
        met: set[int] = set()
        for what in changed:
            for row in self._about.get(what, ()):
                if id(row) not in met:
                    met.add(id(row))
                    yield row


def _has(pattern: Pattern, changes: Mapping[int, bool]) -> bool:
    """Say whether everything is known in a pattern, and as some changes have it."""
    known = None not in pattern.values()
    return known and all(pattern.get(number, value) is value for number, value in changes.items())
