"""Finds the fixes of denials and the revocations of allows, least power first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from math import inf
from typing import Any, TypeAlias, final

from attrs import define, field, frozen

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
)
from permmatrix.fixes.fix import Fix
from permmatrix.fixes.outlook import World
from permmatrix.fixes.plan import Plan
from permmatrix.fixes.settings import Name
from permmatrix.fixes.state import State
from permmatrix.fixes.words import Names
from permmatrix.model import Action, MatrixSet, When
from permmatrix.requirements import atoms as leaves
from permmatrix.situations import Analysis
from permmatrix.truth import literals

__all__ = ["Finder", "Fixes", "Read"]

MOST_KEPT = 2000
"""The most states whose changes are kept: those of a user and a contract are asked for again."""


@final
@frozen
class Read:
    """
    What a state has to say: the tools levels and permissions are held on, and conditions.

    `own` are the tools that the answer itself hangs on.
    """

    levels: tuple[str, ...]
    granular: tuple[str, ...]
    conditions: tuple[str, ...]
    own: tuple[str, ...] = ()


Set: TypeAlias = tuple[tuple[Change, ...], tuple[SetFact, ...]]


@final
@frozen
class Fixes:
    """The fixes found; `complete` says whether there can be no others."""

    found: tuple[Fix, ...]
    complete: bool


@final
@define(eq=False)
class Finder:
    """Finds what would change the answers of a policy. What it keeps hangs on that alone."""

    matrices: MatrixSet
    _plans: dict[str, Plan] = field(factory=dict)
    _reads: dict[str, Read] = field(factory=dict)
    _kept: dict[object, tuple[list[Set], bool]] = field(factory=dict)

    @cached_property
    def world(self) -> World:
        """The policy as changes are judged by."""
        return World(Analysis(self.matrices))

    @cached_property
    def permissions(self) -> Mapping[str, frozenset[str]]:
        """The granular permissions of each tool that something hangs on."""
        found: dict[str, list[str]] = {}
        for kind, tool, *names in self.world.analysis.lowering.atoms:
            if kind == "granular":
                found.setdefault(tool, []).extend(names)
        return {tool: frozenset(names) for tool, names in found.items()}

    @cached_property
    def _conditions(self) -> Mapping[int, str]:
        """Give, for each atom that conditions test, the first of these."""
        named = self.world.numbers.items()
        return {number: id_ for id_, number in reversed(list(named))}

    def plan(self, asked: str) -> Plan:
        """Give the ways to an answer of an action or an operation."""
        found = self._plans.get(asked)
        if found is None:
            found = self._plans[asked] = Plan(self.world.analysis, *self._rows(asked))
        return found

    def _rows(self, asked: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        operations = self.matrices.operations
        if asked in operations:
            return operations[asked].any_of, ()
        row = self.matrices.actions[asked].id
        beside = [id_ for it in operations.values() if row in it.any_of for id_ in it.any_of]
        return (row,), tuple(dict.fromkeys(id_ for id_ in beside if id_ != row))

    def read(self, asked: str) -> Read:
        """Give what a state has to say for the fixes of an action or an operation."""
        found = self._reads.get(asked)
        if found is None:
            found = self._reads[asked] = self._read(asked)
        return found

    def _read(self, asked: str) -> Read:
        plan, world = self.plan(asked), self.world
        facts = world.analysis.lowering.facts
        atoms = set(plan.atoms)
        near = plan.atoms.union(*(world.powers.kin.get(it, ()) for it in plan.atoms))
        for _, formula in world.advisories:
            about = {abs(literal) - 1 for literal in literals(formula)}
            atoms |= about if about & near else set()
        atoms |= {it for id_ in plan.own for it in self._written(self.matrices.actions[id_])}
        held = {facts[it][:2] for it in atoms if facts[it][0] in {"level", "granular"}}
        held |= {("level", self.matrices.actions[id_].tool) for id_ in (*plan.own, *plan.others)}
        own = {facts[it][1] for it in plan.atoms if facts[it][0] in {"level", "granular"}}
        numbers = {it for it in atoms if facts[it][0] not in {"level", "granular"}}
        for row in world.powers.about([*held, *numbers, *near]):
            held |= {("level", tool) for tool in row.tools}
            held |= {("granular", tool) for tool, _ in row.granular}
        return Read(
            levels=tuple(sorted(tool for kind, tool in held if kind == "level")),
            granular=tuple(sorted(tool for kind, tool in held if kind == "granular")),
            conditions=tuple(id_ for id_, number in world.numbers.items() if number in numbers),
            own=tuple(sorted(own)),
        )

    def _written(self, row: Action) -> Iterator[int]:
        """Give the facts that a row's working shows, be they of no consequence."""
        matrix = next(it for it in self.matrices.matrices if row in it.actions)
        cells = [cell.requirement for _, cell in row.cells if isinstance(cell, When)]
        held = [level.held_when for level in self.matrices.tools[row.tool].levels]
        advised = [it.when for it in matrix.advisories]
        for requirement in (row.guard, *cells, *held, *advised):
            if requirement is not None:
                formulas = (self.world.analysis.formula(leaf) for leaf in leaves(requirement))
                yield from (abs(it) - 1 for formula in formulas for it in literals(formula))

    def told(self, change: Change, state: State, names: Names) -> Fix:
        """Give a fix that is one change, whose answer is known otherwise."""
        return Fix((change,), world=self.world, state=state, names=names)

    def fixes(self, asked: str, state: State, names: Names) -> Fixes:
        """Give every smallest set of changes that turns a denial, least power first."""
        return self._found(asked, state, names, yes=True)

    def revocations(self, asked: str, state: State, names: Names) -> Fixes:
        """Give every smallest set of changes that turns an allow, that which takes least first."""
        return self._found(asked, state, names, yes=False)

    def _found(self, asked: str, state: State, names: Names, *, yes: bool) -> Fixes:
        sets, complete = self._ranked(asked, state, yes=yes)
        fixes = [Fix(*it, world=self.world, state=state, names=names) for it in sets]
        return Fixes(tuple(fixes), complete)

    def _ranked(self, asked: str, state: State, *, yes: bool) -> tuple[list[Set], bool]:
        """Give the sets of changes in order. They hang on nothing but the policy and the state."""
        key = (asked, yes, state.key)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._in_order(self.plan(asked), state, yes=yes)
        return found

    def _in_order(self, plan: Plan, state: State, *, yes: bool) -> tuple[list[Set], bool]:
        masks, cut = plan.fixes(state) if yes else plan.revocations(state)
        sets = [self._set(plan, mask, state) for mask in masks]
        if len(sets) > 1:
            ranked = [(self._rank(it, state, yes=yes), at) for at, it in enumerate(sets)]
            sets = [sets[at] for _, at in sorted(ranked)]
        return sets, not cut

    def _rank(self, it: Set, state: State, *, yes: bool) -> tuple[float, int]:
        """Say how much changes would grant, or take; of equal ones few changes come first."""
        counted = self.world.totals((*it[0], *it[1]), state)
        return inf if counted is None else counted[0 if yes else 1], len(it[0])

    def _set(self, plan: Plan, mask: int, state: State) -> Set:
        settings = list(plan.settings.listed(mask))
        changes = tuple(self._changes(settings, state))
        if not plan.groups.groups:
            return changes, ()
        facts = {name[1]: value for name, value in settings if name[0] == "is"}
        telling = plan.groups.telling(facts)
        apart = [self._conditions[it] for it in facts if it not in telling]
        follows = [it for it in changes if isinstance(it, SetFact) and it.condition in apart]
        return tuple(it for it in changes if it not in follows), tuple(follows)

    def _changes(self, settings: Iterable[tuple[Name, Any]], state: State) -> Iterator[Change]:
        settings = list(settings)
        held = {("levels", name[1]) for name, _ in settings if name[0] == "on"}
        held |= {("granular", name[1]) for name, to in settings if name[0] == "granular" and to}
        for name, value in settings:
            kind, *about = name
            if kind == "on":
                yield self._level(about[0], value, state)
            elif kind == "has":
                tool, level = about
                yield HoldLevel(tool, level, None, also=True) if value else DropLevel(tool, level)
            elif kind == "granular":
                tool, id_ = about
                known = state.granular[tool] is not None
                yield GrantPermission(tool, id_, known) if value else RevokePermission(tool, id_)
            elif kind == "is":
                yield SetFact(self._conditions[about[0]], value, state.facts[about[0]])
            elif kind == "known":
                if tuple(about) not in held:
                    yield TellHeld(about[1], about[0])
            else:
                yield AskInstead(value) if kind == "ask" else AskOn(value)

    def _level(self, tool: str, value: str, state: State) -> Change:
        given = state.levels[tool]
        held = self.world.counting(tool, given)
        was = None if held is None else tuple(sorted(held))
        if value:
            return HoldLevel(tool, value, was)
        return DropLevel(tool, str(given))
