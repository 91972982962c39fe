"""Settles cases: whether there is a situation in which one comes about, and the smallest such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from typing import final

from attrs import define, evolve, field, frozen

from permmatrix.conditions import Path
from permmatrix.invariants.cases import Case
from permmatrix.invariants.elsewhere import Apart, elsewhere, parted
from permmatrix.model import MatrixSet
from permmatrix.program import Atom
from permmatrix.promises import Where
from permmatrix.requirements import Requirement
from permmatrix.situations import Analysis, Pair, Situation, Space, together
from permmatrix.truth import Formula, fact, literals

__all__ = ["Breach", "Settling"]


@final
@frozen
class Breach:
    """
    A case that comes about, and where.

    Attributes:
        situation: who breaks it, and when: of what is false, only what it takes.
        apart: where the case is of two resources, the two situations.
    """

    case: Case
    situation: Situation
    apart: Apart | None = None


@final
@define(eq=False)
class Settling:
    """
    Settles the cases of one policy. What rows of equal meaning hang on is looked at once.

    `when` are the requirements under which promises are made.
    """

    matrices: MatrixSet
    when: tuple[Requirement, ...]
    _asked: dict[str, Formula] = field(factory=dict)
    _found: dict[object, Situation | None] = field(factory=dict)
    _pairs: dict[frozenset[Path], Pair] = field(factory=dict)

    @cached_property
    def analysis(self) -> Analysis:
        """The policy as formulas."""
        return Analysis(self.matrices, self.when)

    def breach(self, case: Case, where: Where) -> Breach | None:
        """
        Give the smallest situation in which a case comes about, or None where there can be none.

        Raises:
            OverflowError: the case hangs on more facts than can be settled exactly.
        """
        can = tuple(self.asked(id_) for id_ in case.can)
        cannot = tuple(self.asked(id_) for id_ in case.cannot)
        if False in can or True in cannot:
            return None
        needed = True if where.when is None else self.analysis.formula(where.when)
        common = self._scopes([*can, needed]) if case.apart else None
        key = (common, needed, can, cannot, where.one_level)
        if key not in self._found:
            space, true = self._space(common, needed, can, cannot)
            allowed = _one_level(space) if where.one_level else space.full
            self._found[key] = _smallest(space, allowed, true, cannot)
        found = self._found[key]
        if found is None or common is None:
            return None if found is None else Breach(case, found)
        return Breach(case, found, parted(found, common))

    def _space(
        self,
        common: frozenset[Path] | None,
        needed: Formula,
        can: Sequence[Formula],
        cannot: Sequence[Formula],
    ) -> tuple[Space, Sequence[Formula]]:
        """Give the situations that matter, and what is to be true in them."""
        if common is None:
            space = self.analysis.space([needed, *can, *cannot], known=True)
            return space, [needed, *can]
        pair = self._pair(common)
        first, second = can
        true = [pair.old(needed), pair.old(first), pair.new(needed), pair.new(second)]
        return pair.space(true, known=True), true

    def asked(self, id_: str) -> Formula:
        """Give when an action or an operation says yes."""
        if id_ not in self._asked:
            self._asked[id_] = self.analysis.asked(id_)
        return self._asked[id_]

    def _scopes(self, formulas: Iterable[Formula]) -> frozenset[Path]:
        """Give what the levels and permissions in some formulas are held per."""
        facts = self.analysis.lowering.facts
        atoms = {facts[abs(it) - 1] for formula in formulas for it in literals(formula)}
        tools = {atom[1] for atom in atoms if atom[0] in {"level", "granular"}}
        scopes = (self.matrices.tools[it].scope for it in tools)
        return frozenset(it for it in scopes if it is not None)

    def _pair(self, common: frozenset[Path]) -> Pair:
        if common not in self._pairs:
            there = Analysis(elsewhere(self.matrices, common), self.when)
            self._pairs[common] = together(self.analysis, there)
        return self._pairs[common]


def _one_level(space: Space) -> int:
    """Give the situations in which nobody was given two levels on one tool."""
    left, seen = space.full, dict[str, int]()
    for number in space.atoms:
        kind, tool, *_ = space.ground.facts[number]
        if kind == "level":
            given = space.bits(fact(number))
            left &= ~(given & seen.get(tool, 0))
            seen[tool] = seen.get(tool, 0) | given
    return left


def _smallest(
    space: Space, allowed: int, true: Sequence[Formula], untrue: Sequence[Formula]
) -> Situation | None:
    """Give the smallest situation, everything known, in which these formulas are as said."""
    bits = space.complete & allowed
    for formula in true:
        bits &= space.bits(formula)
    for formula in untrue:
        bits &= ~space.bits(formula)
    found = space.smallest(bits)
    return None if found is None else _needed(found, true, untrue, space.ground.facts)


def _needed(
    found: Situation, true: Sequence[Formula], untrue: Sequence[Formula], facts: Sequence[Atom]
) -> Situation:
    """Leave out the conditions that are false and make no difference."""
    for atom in [atom for atom, value in found.facts.items() if value is False]:
        less = evolve(found, facts={it: v for it, v in found.facts.items() if it != atom})
        value = partial(_value, situation=less, facts=facts)
        if all(value(it) is True for it in true) and all(value(it) is False for it in untrue):
            found = less
    return found


def _value(formula: Formula, situation: Situation, facts: Sequence[Atom]) -> bool | None:
    """Give a formula's value in a situation by Kleene's rules."""
    if isinstance(formula, bool):
        return formula
    word, *parts = formula
    if word == "fact":
        return _fact(facts[parts[0]], situation)
    values: list[bool | None] = [_value(part, situation, facts) for part in parts]
    if word == "not":
        return None if values[0] is None else not values[0]
    decisive: bool = word == "any"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _fact(atom: Atom, situation: Situation) -> bool | None:
    if atom[0] == "level":
        return atom[2] in (situation.levels.get(atom[1]) or ())
    if atom[0] == "granular":
        return situation.granular.get((str(atom[1]), str(atom[2])))
    return situation.facts.get(atom)
