"""
One action over millions of (user, contract) pairs, and over all of them.

Beside it stands what an able developer would write for one action with numpy: all at once, and in
chunks that stay in the cache. `python -m benchmarks.bulk` prints both; `--quick` asks about fewer.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

import permmatrix as pm
from benchmarks.case import Case
from benchmarks.workload import GRANULAR, LEVELS, TOOLS, Contract, Person
from permmatrix.bulk import Bulk

__all__ = ["Crowd", "crowd", "measure"]

Index: TypeAlias = NDArray[np.intp]
Answers: TypeAlias = NDArray[np.bool_]

CONTEXT = {"during_billing_period": True}
BY_HAND = "head_contracts.view_private_head_contract"
_, READ_ONLY, STANDARD, ADMIN = range(len(LEVELS))
SAMPLE = 2_000
CHUNK = 1 << 16


class Crowd(NamedTuple):
    """People and contracts, of whatever number."""

    people: Sequence[Person]
    contracts: Sequence[Contract]


def crowd(users: int, contracts: int, *, seed: int = 1) -> Crowd:
    """Make people and contracts, each contract with seven members and three contacts."""
    chance = random.Random(seed)
    ids = [f"user-{number}" for number in range(users)]
    people = []
    for id_ in ids:
        held = {
            tool: {it for it in GRANULAR[tool] if chance.choice([True, False])} for tool in GRANULAR
        }
        people.append(Person(id_, {tool: chance.choice(LEVELS) for tool in TOOLS}, held))
    made = []
    for number in range(contracts):
        members, contacts = set(chance.choices(ids, k=7)), set(chance.choices(ids, k=3))
        made.append(
            Contract(
                f"c-{number}", chance.choice([True, False]), members, contacts, f"p-{number % 20}"
            )
        )
    return Crowd(people, made)


def measure(quick: bool = False) -> list[Case]:
    """Measure pairs and all pairs in a small world and a large one; by hand in the small one."""
    pairs = 200_000 if quick else 10_000_000
    sizes = [(200, 1_000), (1_000, 5_000) if quick else (10_000, 100_000)]
    policy = pm.load()
    cases = []
    for size in sizes:
        there = crowd(*size)
        of = f"{size[0]:,} users and {size[1]:,} contracts"
        seconds, bulk = _timed(partial(policy.bulk, there.people, there.contracts, CONTEXT), 1)
        cases.append(Case(f"a view of {of} is made", seconds / sum(size) * 1e9, sum(size), 0))
        cases += _asked(policy, bulk, there, of, pairs)
    return cases + _by_hand(policy, crowd(*sizes[0]), pairs)


def _asked(policy: pm.Policy, bulk: Bulk, there: Crowd, of: str, pairs: int) -> list[Case]:
    """Measure every action and operation, by pairs and by all pairs."""
    users, contracts = _indexes(there, pairs)
    every = len(there.people) * len(there.contracts)
    by_pairs, by_all, agreed = [], [], 0
    for action in (*policy.actions, *policy.operations):
        bulk.allows(action, users[:1], contracts[:1])  # worked out once, for all questions
        seconds, answers = _timed(partial(bulk.allows, action, users, contracts))
        by_pairs.append(seconds / pairs * 1e9)
        seconds, found = _timed(partial(bulk.cross, action))
        by_all.append(seconds / every * 1e9)
        agreed += _agreed(policy, action, there, users, contracts, answers)
        assert (found.to_dense()[users[:SAMPLE], contracts[:SAMPLE]] == answers[:SAMPLE]).all()
    return [
        Case(f"{what}, {which} action, {of}", choose(times), count, agreed)
        for what, times, count in (("pairs", by_pairs, pairs), ("all pairs", by_all, every))
        for which, choose in (("median", median), ("worst", max))
    ]


def _indexes(there: Crowd, pairs: int) -> tuple[Index, Index]:
    chance = np.random.default_rng(1)
    people, contracts = there
    return chance.integers(0, len(people), pairs), chance.integers(0, len(contracts), pairs)


def _timed(ask: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Give the least seconds that it took, and what was answered."""
    least, answer = float("inf"), None
    for _ in range(times):
        start = perf_counter()
        answer = ask()
        least = min(least, perf_counter() - start)
    return least, answer


def _agreed(  # noqa: PLR0913, PLR0917  what was asked, and what was answered
    policy: pm.Policy, action: str, there: Crowd, users: Index, contracts: Index, answers: Answers
) -> int:
    """Ask about some of the pairs one by one, and give how many."""
    for user, contract, answer in zip(
        users[:SAMPLE], contracts[:SAMPLE], answers[:SAMPLE], strict=True
    ):
        asked = there.people[user], action, there.contracts[contract], CONTEXT
        assert policy.allows(*asked) is bool(answer), asked
    return len(users[:SAMPLE])


# By hand, for one action: viewing a private contract that somebody was added to.


class _Columns(NamedTuple):
    level: NDArray[np.int8]
    private: Answers
    listed: Answers
    """Who is a member of what, of shape (users, contracts)."""


def _by_hand(policy: pm.Policy, there: Crowd, pairs: int) -> list[Case]:
    users, contracts = _indexes(there, pairs)
    columns, bulk = _columns(there), policy.bulk(there.people, there.contracts, CONTEXT)
    cases = []
    for name, ask in (
        ("by hand, all at once", lambda: _at_once(columns, users, contracts)),
        ("by hand, in chunks", lambda: _in_chunks(columns, users, contracts)),
        ("in bulk", lambda: bulk.allows(BY_HAND, users, contracts)),
    ):
        seconds, answers = _timed(ask, 5)
        agreed = _agreed(policy, BY_HAND, there, users, contracts, answers)
        cases.append(Case(f"pairs, {BY_HAND}, {name}", seconds / pairs * 1e9, pairs, agreed))
    return cases


def _columns(there: Crowd) -> _Columns:
    places = {person.id: place for place, person in enumerate(there.people)}
    listed = np.zeros((len(there.people), len(there.contracts)), np.bool_)
    for place, contract in enumerate(there.contracts):
        listed[[places[id_] for id_ in contract.private_members], place] = True
    return _Columns(
        np.array([LEVELS.index(it.levels["head_contracts"]) for it in there.people], np.int8),
        np.array([it.private for it in there.contracts]),
        listed,
    )


def _at_once(columns: _Columns, users: Index, contracts: Index) -> Answers:
    level = columns.level[users]
    listed = columns.listed[users, contracts] & ((level == READ_ONLY) | (level == STANDARD))
    answers: Answers = columns.private[contracts] & (listed | (level == ADMIN))
    return answers


def _in_chunks(columns: _Columns, users: Index, contracts: Index) -> Answers:
    answers = np.empty(len(users), np.bool_)
    for start in range(0, len(users), CHUNK):
        chunk = slice(start, start + CHUNK)
        answers[chunk] = _at_once(columns, users[chunk], contracts[chunk])
    return answers


if __name__ == "__main__":
    for case in measure(quick="--quick" in sys.argv[1:]):
        print(f"{case.nanoseconds:10.3f} ns  {case.pairs:>13,}  {case.name}")
