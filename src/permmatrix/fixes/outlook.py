"""What comes with changes: what else they allow, what advice they go against, what to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias, assert_never, final

from attrs import define, evolve, frozen

from permmatrix.fixes.changes import (
    AskInstead,
    AskOn,
    Change,
    DropLevel,
    GrantPermission,
    HoldLevel,
    RevokePermission,
    SetFact,
    TellHeld,
    TellScope,
)
from permmatrix.fixes.powers import Held, Powers, RowPower
from permmatrix.fixes.state import Given, State
from permmatrix.lowering import test_atom
from permmatrix.model import Advisory
from permmatrix.situations import Analysis
from permmatrix.truth import Formula, literals

__all__ = ["Grants", "World", "applied"]


@final
@frozen
class Grants:
    """
    What changes allow and stop, counted over the whole policy.

    A situation is one combination of the conditions that a row hangs on, all of them known; what
    the user holds beside the changes stays as it is.

    Attributes:
        allowed: by row, the situations newly allowed.
        stopped: by row, the situations no longer allowed.
    """

    allowed: Mapping[str, int]
    stopped: Mapping[str, int]

    @property
    def situations(self) -> int:
        """How many situations are newly allowed, the rows taken together."""
        return sum(self.allowed.values())

    @property
    def situations_stopped(self) -> int:
        """How many situations are no longer allowed."""
        return sum(self.stopped.values())


Changes: TypeAlias = Sequence[Change]


def applied(changes: Changes, state: State, numbers: Mapping[str, int]) -> State:
    """Give what is so after changes. `numbers` are those of the conditions' atoms."""
    levels, granular, facts = dict(state.levels), dict(state.granular), dict(state.facts)
    platform = state.platform
    for change in changes:
        match change:
            case HoldLevel(tool) | DropLevel(tool) | TellHeld(tool, "levels"):
                levels[tool] = _given(change, levels[tool])
            case GrantPermission(tool) | RevokePermission(tool) | TellHeld(tool):
                granular[tool] = _granted(change, granular[tool] or frozenset())
            case SetFact(condition, to):
                facts[numbers[condition]] = to
            case AskOn(there):
                platform = there
            case AskInstead() | TellScope():
                pass
            case _:
                assert_never(change)
    return State(levels, granular, facts, platform)


def _given(change: Change, given: Given) -> Given:
    several = given if isinstance(given, frozenset) else frozenset()
    match change:
        case HoldLevel(_, level, _, also):
            return several | {level} if also else level
        case DropLevel(_, level):
            return several - {level} if isinstance(given, frozenset) else ""
        case _:
            return given or ""


def _granted(change: Change, held: frozenset[str]) -> frozenset[str]:
    match change:
        case GrantPermission(_, name):
            return held | {name}
        case RevokePermission(_, name):
            return held - {name}
        case _:
            return held


@final
@define(eq=False)
class World:
    """A policy as changes are judged by."""

    analysis: Analysis

    @cached_property
    def powers(self) -> Powers:
        """What holdings allow."""
        return Powers(self.analysis)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of the atom that each condition tests, of those that matter."""
        atoms = self.analysis.ground.numbers
        found = {id_: test_atom(it.test) for id_, it in self.analysis.matrices.conditions.items()}
        return {id_: atoms[atom] for id_, atom in found.items() if atom in atoms}

    @cached_property
    def advisories(self) -> Sequence[tuple[Advisory, Formula]]:
        """The advisories, and when each is gone against."""
        found = [it for matrix in self.analysis.matrices.matrices for it in matrix.advisories]
        return [(it, self.analysis.formula(it.when)) for it in found]

    def held(self, state: State) -> Held:
        """Give what counts as held."""
        levels = {tool: self.counting(tool, given) for tool, given in state.levels.items()}
        return Held(levels, state.granular)

    def counting(self, tool: str, given: Given) -> frozenset[str] | None:
        """Give the levels that count where some are given, the default among them."""
        if given is None:
            return None
        levels = given if isinstance(given, frozenset) else frozenset([given] if given else [])
        default = self.analysis.lowering.tools[tool].default
        return levels or frozenset([default] if default else [])

    def grants(self, changes: Changes, state: State) -> Grants | None:
        """
        Count what changes allow and stop.

        None where a row hangs on too many conditions for that, or the scope is not known.

        Where conditions read one value, a change of one leaves open what becomes of the others:
        what may be allowed then, and what may be stopped, both count.
        """
        if any(isinstance(it, TellScope) for it in changes):
            return None
        allowed: dict[str, int] = {}
        stopped: dict[str, int] = {}
        try:
            for row, more, less in self._moved(changes, state):
                allowed.update(dict.fromkeys(row.rows, more) if more else {})
                stopped.update(dict.fromkeys(row.rows, less) if less else {})
        except OverflowError:
            return None
        order = self.analysis.matrices.actions
        return Grants(
            {id_: allowed[id_] for id_ in order if id_ in allowed},
            {id_: stopped[id_] for id_ in order if id_ in stopped},
        )

    def totals(self, changes: Changes, state: State) -> tuple[int, int] | None:
        """Give how many situations changes allow and stop, or None as `grants`."""
        allowed = stopped = 0
        try:
            for row, more, less in self._moved(changes, state):
                allowed += more * len(row.rows)
                stopped += less * len(row.rows)
        except OverflowError:
            return None
        return allowed, stopped

    def _moved(self, changes: Changes, state: State) -> Iterator[tuple[RowPower, int, int]]:
        """Give the rows whose answers change, with how many are newly yes and newly no."""
        before = self.held(state)
        after = self.held(applied(changes, state, self.numbers))
        facts = {self.numbers[it.condition]: it.to for it in changes if isinstance(it, SetFact)}
        for row in self.powers.about({it for change in changes for it in self._about(change)}):
            old, new = row.allowed(before), row.allowed(after)
            lost = row.space.possible & ~new
            if facts:
                targets = self.powers.targets(row, facts)
                near = {
                    it: to for it, to in facts.items() if self.powers.kin[it] & set(row.conditions)
                }
                new, lost = (row.from_which(it, near, targets) for it in (new, lost))
            more, less = new & ~old, old & lost
            if more or less:
                yield row, more.bit_count(), less.bit_count()

    def _about(self, change: Change) -> Iterator[object]:
        match change:
            case HoldLevel(tool) | DropLevel(tool) | TellHeld(tool, "levels"):
                yield ("level", tool)
            case GrantPermission(tool) | RevokePermission(tool) | TellHeld(tool):
                yield ("granular", tool)
            case SetFact(condition):
                yield from self.powers.kin[self.numbers[condition]]
            case AskInstead() | AskOn() | TellScope():
                pass
            case _:
                assert_never(change)

    def advice(self, changes: Changes, state: State) -> tuple[Advisory, ...]:
        """Give the advisories that are gone against after changes, and were not before."""
        facts = {self.numbers[it.condition]: it.to for it in changes if isinstance(it, SetFact)}
        after = applied(changes, state, self.numbers)
        if facts:
            after = evolve(
                after, facts={**after.facts, **self.powers.following(facts, after.facts)}
            )
        found = [
            advisory
            for advisory, formula in self.advisories
            if self._is_told(formula, after)
            and self._is_true(formula, after)
            and not self._is_true(formula, state)
        ]
        return tuple(found)

    def granted_by(self, change: Change) -> tuple[str, ...]:
        """Give the actions whose doers can make a change, where the matrices say so."""
        matrices = self.analysis.matrices
        match change:
            case HoldLevel(tool) | DropLevel(tool):
                return matrices.tools[tool].granted_by
            case GrantPermission(tool, name):
                return matrices.granular[tool, name].granted_by
            case RevokePermission(tool, name):
                return matrices.granular[tool, name].revoked_by
            case SetFact(condition, to):
                found = matrices.conditions[condition]
                return found.granted_by if to else found.revoked_by
            case TellHeld() | TellScope() | AskInstead() | AskOn():
                return ()
            case _:
                assert_never(change)

    def _is_told(self, formula: Formula, state: State) -> bool:
        """Say whether a state says something, be it «not known», of all that a formula is about."""
        facts = self.analysis.lowering.facts
        for literal in literals(formula):
            kind, tool, *_ = facts[abs(literal) - 1]
            there: Mapping[Any, object] = state.levels if kind == "level" else state.granular
            if kind in {"level", "granular"}:
                if tool not in there:
                    return False
            elif abs(literal) - 1 not in state.facts:
                return False
        return True

    def _is_true(self, formula: Formula, state: State, *, wanted: bool = True) -> bool:
        """Say whether a formula is known to be as wanted."""
        if isinstance(formula, bool):
            return formula is wanted
        word, *parts = formula
        if word == "fact":
            return self._value(parts[0], state) is wanted
        if word == "not":
            return self._is_true(parts[0], state, wanted=not wanted)
        each = (self._is_true(part, state, wanted=wanted) for part in parts)
        return all(each) if (word == "all") is wanted else any(each)

    def _value(self, number: int, state: State) -> bool | None:
        kind, *about = self.analysis.lowering.facts[number]
        if kind == "level":
            given = state.levels[about[0]]
            held = self.counting(about[0], given)
            return None if held is None else about[1] in held
        if kind == "granular":
            granted = state.granular[about[0]]
            return None if granted is None else about[1] in granted
        return state.facts[number]
