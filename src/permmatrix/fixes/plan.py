"""What can be asked for in one go, and the ways to each answer: worked out once, of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeAlias, final

from attrs import define, field

from permmatrix.fixes.related import Groups, Pattern
from permmatrix.fixes.settings import Settings
from permmatrix.fixes.state import State
from permmatrix.fixes.ways import Ways, smallest
from permmatrix.situations import Analysis
from permmatrix.truth import Formula, any_of, literals

__all__ = ["Plan"]

MOST_KEPT = 5000
"""The most lists of ways that are kept."""

FIRST = {"level": 0, "granular": 1}
"""In which order changes are told: levels, permissions, and then what is so."""

Found: TypeAlias = tuple[list[int], bool]
"""Ways, and whether some of them were given up."""


@final
@define(eq=False)
class Plan:
    """
    The rows that answer one question, and those of the same operations.

    Attributes:
        own: the ids of the rows that are asked for.
        others: those that could be asked for instead.
        settings: what can be set.
    """

    analysis: Analysis
    own: tuple[str, ...]
    others: tuple[str, ...]
    _found: dict[object, Found] = field(factory=dict)

    @cached_property
    def settings(self) -> Settings:
        """What can be set. It is numbered from the plan alone, whatever is asked first."""
        lowering, rows = self.analysis.lowering, self.analysis.matrices.actions
        atoms = [(number, lowering.facts[number]) for number in sorted(self.atoms)]
        atoms.sort(key=lambda it: FIRST.get(it[1][0], len(FIRST)))
        offered = [it for id_ in (*self.own, *self.others) for it in rows[id_].platforms]
        return Settings(lowering.tools, atoms, self.others, list(dict.fromkeys(offered)))

    @cached_property
    def formulas(self) -> Mapping[str, Formula]:
        """When each row says yes, whatever the platform."""
        return {id_: self.analysis.row(id_) for id_ in (*self.own, *self.others)}

    @cached_property
    def atoms(self) -> frozenset[int]:
        """The facts that the rows are about, by number."""
        needed: set[int] = set().union(*map(literals, self.formulas.values()))
        return frozenset(abs(literal) - 1 for literal in needed)

    @cached_property
    def groups(self) -> Groups:
        """The conditions among them that hang together."""
        return Groups.of(self.analysis.ground.related(sorted(self.atoms)))

    def fixes(self, state: State) -> Found:
        """Give every smallest set of settings that are not so yet and would be a yes."""
        return self._changes(state, yes=True)

    def revocations(self, state: State) -> Found:
        """Give every smallest set of settings that are not so yet and would be a no."""
        return self._changes(state, yes=False)

    def _changes(self, state: State, *, yes: bool) -> Found:
        if not self.groups.groups:
            ways, cut = self._ways(state, {}, yes=yes)
            left = ~self.settings.met(state)
            return smallest([way & left for way in ways]), cut or self.groups.too_many
        found: list[int] = []
        cut = not self.groups.told(state.facts)
        left = ~self.settings.met(state)
        for target in self.groups.targets(state.facts):
            ways, some = self._ways(state, target, yes=yes)
            moved = self._moved(state, target)
            found += [way & left | moved for way in ways]
            cut = cut or some
        return smallest(found), cut

    def _moved(self, state: State, target: Pattern) -> int:
        bits = [
            self.settings.bit(("is", number), value)
            for number, value in target.items()
            if value is not state.facts[number]
        ]
        return sum(bits)

    def _ways(self, state: State, target: Pattern, *, yes: bool) -> Found:
        settled = {**({} if yes else self._unknown(state)), **target}
        key = (yes, state.several, state.platform, tuple(settled.items()))
        known = self._found.get(key)
        if known is not None:
            return known
        if len(self._found) >= MOST_KEPT:
            self._found.clear()
        ways = Ways(self.settings, self.analysis.lowering.facts, state.several, settled)
        found = self._to_yes(ways, state.platform) if yes else self._to_no(ways, state.platform)
        self._found[key] = (found, ways.cut)
        return found, ways.cut

    def _unknown(self, state: State) -> dict[int, None]:
        """Give the facts that are not known."""
        return dict.fromkeys(it for it in sorted(self.atoms) if not self._known(it, state))

    def _known(self, number: int, state: State) -> bool:
        kind, *about = self.analysis.lowering.facts[number]
        if kind == "level":
            return state.levels[about[0]] is not None
        if kind == "granular":
            return state.granular[about[0]] is not None
        return state.facts[number] is not None

    def _to_yes(self, ways: Ways, platform: str | None) -> list[int]:
        found: list[int] = []
        for id_, formula in self.formulas.items():
            extra = 0 if id_ in self.own else self.settings.bit(("ask",), id_)
            places = [extra | place for place in self._places(id_, platform)]
            found += [way | place for way in ways.to_yes(formula) for place in places]
        return smallest(found)

    def _places(self, id_: str, platform: str | None) -> Iterator[int]:
        """Give the platforms on which a row could be asked for; 0 is where it is asked."""
        offered = self.analysis.matrices.actions[id_].platforms
        if platform is None or not offered or platform in offered:
            yield 0
        else:
            yield from (self.settings.bit(("platform",), it) for it in offered)

    def _to_no(self, ways: Ways, platform: str | None) -> list[int]:
        rows = [id_ for id_ in self.own if 0 in self._places(id_, platform)]
        return ways.to_no(any_of(self.formulas[id_] for id_ in rows))
