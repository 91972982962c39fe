"""Situations a page of the explorer can be in, and what the reference answers in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, product
from math import prod
from random import Random
from typing import Any, TypeAlias, final

from attrs import evolve, frozen

from permmatrix import Decision, User
from permmatrix.conditions import Given
from permmatrix.model import Action, Matrix, MatrixSet, When
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import HasGranular, HasLevel, Holds, Requirement, atoms

__all__ = [
    "Answer",
    "Change",
    "Situation",
    "Space",
    "allows",
    "answers",
    "given_by_name",
    "sets_of",
    "space_of",
]

Answer: TypeAlias = list[Any]
"""The outcome, the level, the facts missing and the obligations, as the page gives them."""

Change: TypeAlias = tuple[str, Any]
"""What is set, by the page's name for it, and its value."""


@final
@frozen
class Situation:
    """Levels by tool, the granular permissions held, the facts known, and the platform."""

    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    granular: frozenset[tuple[str, str]] = frozenset()
    facts: tuple[tuple[str, bool], ...] = ()
    platform: str | None = None

    def told(self, *, several: bool = False) -> dict[str, Any]:
        """Give it as the page's script takes it."""
        return {
            "levels": {tool: list(levels) for tool, levels in self.levels},
            "granular": sorted(".".join(pair) for pair in self.granular),
            "facts": dict(self.facts),
            "platform": self.platform,
            "several": several,
        }


@final
@frozen
class Space:
    """What some rows can tell apart: choices of levels, permissions, conditions and platforms."""

    levels: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    granular: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    platforms: tuple[str | None, ...] = (None,)

    def __len__(self) -> int:
        choices = prod(len(options) for _, options in self.levels)
        known = 2 ** len(self.granular) * 3 ** len(self.conditions)
        return int(choices * known * len(self.platforms))

    def all(self) -> Iterator[Situation]:
        """Give every situation."""
        tools = [tool for tool, _ in self.levels]
        held = list(_subsets(self.granular))
        for levels in product(*(options for _, options in self.levels)):
            for values in product((True, False, None), repeat=len(self.conditions)):
                pairs = zip(self.conditions, values, strict=True)
                facts = tuple((it, value) for it, value in pairs if value is not None)
                for granular, platform in product(held, self.platforms):
                    given = tuple(zip(tools, levels, strict=True))
                    yield Situation(given, frozenset(granular), facts, platform)

    def some(self, number: int, chance: Random) -> Iterator[Situation]:
        """Give situations by chance."""
        for _ in range(number):
            values = [(it, chance.choice([True, False, None])) for it in self.conditions]
            yield Situation(
                tuple((tool, chance.choice(options)) for tool, options in self.levels),
                frozenset(it for it in self.granular if chance.random() < 0.5),
                tuple((it, value) for it, value in values if value is not None),
                chance.choice(self.platforms),
            )


def given_by_name(matrices: MatrixSet) -> MatrixSet:
    """Give the matrices with every condition told by the application under its own name."""

    def told(matrix: Matrix) -> Matrix:
        conditions = tuple(evolve(it, test=Given(it.id)) for it in matrix.conditions)
        return evolve(matrix, conditions=conditions)

    return MatrixSet(tuple(told(matrix) for matrix in matrices.matrices))


def answers(matrices: MatrixSet, situation: Situation, asked: Iterable[str]) -> list[Answer]:
    """Give what the reference answers, where conditions are told by name."""
    tools = {tool for tool, _ in situation.granular}
    user = User(
        "ana",
        levels={tool: list(levels) for tool, levels in situation.levels},
        granular={tool: {it for on, it in situation.granular if on == tool} for tool in tools},
    )
    question = Question(matrices, user, None, dict(situation.facts), situation.platform)
    return [_said(decide(question, it)) for it in asked]


def _said(found: Decision) -> Answer:
    missing = [path.removeprefix("context.") for path in found.missing]
    return [found.outcome.value, found.level, sorted(missing), sorted(found.obligations)]


def allows(matrices: MatrixSet, situation: Situation, asked: str) -> bool:
    """Say whether the reference says yes."""
    ((outcome, *_),) = answers(matrices, situation, [asked])
    return bool(outcome == "allowed")


def space_of(
    matrices: MatrixSet, rows: Iterable[Action], *, several: bool = False, platforms: bool = True
) -> Space:
    """Give what rows read, through levels that follow from facts too."""
    rows = list(rows)
    tools: dict[str, None] = {}
    granular: dict[tuple[str, str], None] = {}
    conditions: dict[str, None] = {}
    waiting = list(dict.fromkeys(row.tool for row in rows))
    requirements = [part for row in rows for part in _requirements(row)]
    while waiting or requirements:
        for tool in waiting:
            if tool not in tools:
                tools[tool] = None
                levels = matrices.tools[tool].levels
                requirements += [it.held_when for it in levels if it.held_when is not None]
        waiting = []
        for atom in chain.from_iterable(atoms(it) for it in requirements):
            match atom:
                case HasGranular(tool, name):
                    granular[tool, name] = None
                case Holds(condition):
                    conditions[condition] = None
                case HasLevel(tool):
                    waiting.append(tool)
        requirements = []
    return Space(
        tuple((tool, _choices(matrices, tool, several=several)) for tool in tools),
        tuple(granular),
        tuple(conditions),
        (None, *matrices.platforms) if platforms else (None,),
    )


def _requirements(row: Action) -> Iterator[Requirement]:
    if row.guard is not None:
        yield row.guard
    for _, cell in row.cells:
        if isinstance(cell, When) and cell.requirement is not None:
            yield cell.requirement


def _choices(matrices: MatrixSet, tool: str, *, several: bool) -> tuple[tuple[str, ...], ...]:
    handed = [level.id for level in matrices.tools[tool].levels if level.handed_out]
    return tuple(_subsets(handed)) if several else ((), *((it,) for it in handed))


def _subsets(things: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    return chain.from_iterable(combinations(things, size) for size in range(len(things) + 1))


def sets_of(
    matrices: MatrixSet,
    situation: Situation,
    allowing: Iterable[Situation],
    *,
    several: bool,
) -> set[frozenset[Change]]:
    """Give the smallest sets of changes that lead to a situation in which the answer is yes."""
    found = {_changes(matrices, situation, there, several=several) for there in allowing}
    reached = {changes for changes in found if changes is not None}
    return {it for it in reached if not any(other < it for other in reached)}


def _changes(
    matrices: MatrixSet, here: Situation, there: Situation, *, several: bool
) -> frozenset[Change] | None:
    """Give what is otherwise there; None where a fact that is known here is not known there."""
    known, known_there = dict(here.facts), dict(there.facts)
    if not known.keys() <= known_there.keys():
        return None
    facts = {(f"is.{it}", value) for it, value in known_there.items() if known.get(it) != value}
    held = here.granular ^ there.granular
    permissions = {(f"granular.{tool}.{it}", (tool, it) in there.granular) for tool, it in held}
    levels = _levels_given if several else _level_picked
    picks = {
        change
        for (tool, before), (_, after) in zip(here.levels, there.levels, strict=True)
        for change in levels(matrices, tool, before, after)
    }
    return frozenset(facts | permissions | picks)


def _levels_given(
    _: MatrixSet, tool: str, before: tuple[str, ...], after: tuple[str, ...]
) -> Iterator[Change]:
    for level in {*before} ^ {*after}:
        yield f"has.{tool}.{level}", level in after


def _level_picked(
    matrices: MatrixSet, tool: str, before: tuple[str, ...], after: tuple[str, ...]
) -> Iterator[Change]:
    """Say the level picked; nothing picked is the default level where that is handed out."""
    found = matrices.tools[tool]
    handed = [level.id for level in found.levels if level.handed_out]
    nothing = found.default_level if found.default_level in handed else ""
    was, is_ = "".join(before) or nothing, "".join(after) or nothing
    if was != is_:
        yield f"on.{tool}", is_
