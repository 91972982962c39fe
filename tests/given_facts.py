"""The reference, asked about facts that are put to it straight, in any combination there is."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, combinations, product
from math import prod
from typing import Any, NamedTuple, TypeAlias
from unittest.mock import patch

from hypothesis import assume

from permmatrix import Decision, User
from permmatrix.model import Action, MatrixSet, Tool, When
from permmatrix.receipts.naming import PER
from permmatrix.reference import decide
from permmatrix.reference_facts import Question, Waiting
from permmatrix.requirements import HasGranular, HasLevel, Holds, atoms
from strategies import Asked

__all__ = [
    "NAMES",
    "Case",
    "Facts",
    "answer_to",
    "asked_of",
    "by_plain_name",
    "case_of",
    "combinations_of",
    "values_of",
]

Facts: TypeAlias = Mapping[str, Any]
"""Facts by the names that receipts have for them: true, false or None, or a set of levels."""

NAMES = {
    "flagged": "is_true context.flag",
    "is_private": "is_true resource.private",
    "is_contact": "contains resource.contacts user.id",
}
"""The conditions of `strategies.EASY` as receipts name them."""


def answer_to(
    matrices: MatrixSet, action: str, facts: Facts, platform: str | None = None
) -> Decision:
    """Give the reference's answer where these are the facts; what is left out is not known."""
    with _put(matrices, facts):
        return decide(Question(matrices, None, platform=platform), action)


@contextmanager
def _put(matrices: MatrixSet, facts: Facts) -> Iterator[None]:
    tests = {it.test: NAMES[it.id] for it in matrices.conditions.values()}

    def value(name: str) -> Any:
        found = facts.get(name)
        if found is None:
            raise Waiting([name])
        return found

    def levels_given(_: Question, tool: Tool) -> frozenset[str]:
        held: frozenset[str] = value(f"levels {tool.id}")
        if not held <= {level.id for level in tool.levels if level.handed_out}:
            raise Waiting([tool.id])
        return held or frozenset(filter(None, [tool.default_level]))

    def has_granular(_: Question, tool: Tool, name: str) -> Any:
        return value(f"granular {tool.id} {name}")

    with (
        patch("permmatrix.reference.levels_given", levels_given),
        patch("permmatrix.reference.has_granular", has_granular),
        patch("permmatrix.reference.passes", lambda _, test: value(tests[test])),
    ):
        yield


def asked_of(matrices: MatrixSet, action: str) -> list[str]:
    """Give the names of the facts that an action or operation speaks of."""
    operation = matrices.operations.get(action)
    rows = [matrices.actions[it] for it in (operation.any_of if operation else (action,))]
    needed = [it for row in rows for it in _requirements(row)]
    needed += [it.held_when for tool in matrices.tools.values() for it in tool.levels]
    names = {f"levels {row.tool}" for row in rows}
    for leaf in (it for requirement in needed if requirement for it in atoms(requirement)):
        match leaf:
            case HasLevel(tool, _):
                names.add(f"levels {tool}")
            case HasGranular(tool, name):
                names.add(f"granular {tool} {name}")
            case Holds(condition):
                names.add(NAMES[condition])
    return sorted(names)


def _requirements(row: Action) -> list[Any]:
    return [row.guard, *(cell.requirement for _, cell in row.cells if isinstance(cell, When))]


def values_of(matrices: MatrixSet, name: str) -> Sequence[Any]:
    """Give everything a fact may be: not known, false, true; of levels, every set of them."""
    kind, _, tool = name.partition(" ")
    if kind != "levels":
        return (None, False, True)
    handed = [level.id for level in matrices.tools[tool].levels if level.handed_out]
    sets = chain.from_iterable(combinations(handed, size) for size in range(len(handed) + 1))
    return (None, *map(frozenset, sets))


class Case(NamedTuple):
    """A policy, facts as they may be, and the objects of which they are true."""

    matrices: MatrixSet
    facts: Facts
    asked: Asked


def case_of(matrices: MatrixSet, chance: random.Random) -> Case:
    """Choose facts for a policy, and make the objects that have them."""
    facts: dict[str, Any] = {}
    levels: dict[str, Any] = {}
    granular: dict[str, Any] = {}
    for tool in matrices.tools:
        held = chance.choice(values_of(matrices, f"levels {tool}"))
        facts[f"levels {tool}"] = held
        levels[tool] = held if held is None else list(held)
        names = [name for held_on, name in matrices.granular if held_on == tool]
        granted = chance.choice([None, *[[it for it in names if chance.random() < 0.5]] * 4])
        granular[tool] = granted
        known = {name: granted and name in granted for name in names}
        facts |= {f"granular {tool} {name}": it for name, it in known.items() if granted}
        if granted == []:
            facts |= dict.fromkeys((f"granular {tool} {name}" for name in names), False)
    flag, private, contact = (chance.choice([True, False, None]) for _ in range(3))
    facts |= {
        "is_true context.flag": flag,
        "is_true resource.private": private,
        "contains resource.contacts user.id": contact,
    }
    contacts = None if contact is None else ["ana"] if contact else ["ben"]
    user = User("ana", levels=levels, granular=granular)
    return Case(
        matrices, facts, Asked(user, {"private": private, "contacts": contacts}, {"flag": flag})
    )


MOST_COMBINATIONS = 600


def combinations_of(case: Case, names: list[str]) -> list[dict[str, Any]]:
    """Give every combination of values of some facts."""
    each = [values_of(case.matrices, name) for name in names]
    assume(prod(map(len, each)) <= MOST_COMBINATIONS)
    return [dict(zip(names, values, strict=True)) for values in product(*each)]


def by_plain_name(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give facts by their names without the scope, levels as sets."""
    return {
        name.partition(PER)[0]: frozenset(it) if isinstance(it, tuple) else it
        for name, it in facts.items()
    }
