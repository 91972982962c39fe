"""
Everything a user may do with a contract: `allowed_actions` against asking row by row.

The views are made beforehand, as an application makes one for a request and lists many contracts
with it. What a view costs to make is shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from statistics import median
from time import perf_counter_ns
from typing import Any, NamedTuple, TypeAlias

from benchmarks import oracle, table, workload
from benchmarks.change import change_in_place
from benchmarks.contenders.ours import policy
from benchmarks.handwritten import objects
from benchmarks.speed import SEED, Told
from benchmarks.timing import quiet
from permmatrix import UserView

__all__ = ["Listing", "measure"]

Pairs: TypeAlias = list[tuple[UserView, Any, Any]]
Lister: TypeAlias = Callable[[UserView, Any, Any], Iterable[str]]
ACTIONS = tuple(table.ROWS)


class Listing(NamedTuple):
    """
    What a list of a user's actions costs, in nanoseconds for all 44.

    Attributes:
        ratio: `allowed_actions` to asking `allows` one by one, within the same round.
        on_mappings: `allowed_actions` of users and contracts who are dicts.
        view: what `for_user` costs.
    """

    allowed_actions: float
    one_by_one: float
    handwritten: float
    ratio: float
    before: Told
    after: Told
    on_mappings: float
    view: float


def measure(*, rounds: int, pairs: int) -> Listing:
    """Check the lists, time them, change every object in place, and check again."""
    world = workload.world(ACTIONS, seed=SEED, count=pairs)
    views = {user.id: policy(1).for_user(user) for user in world.people}
    asked: Pairs = [(views[user.id], contract, now) for user, _, contract, now in world.requests]
    mapped: Pairs = [
        (policy(1).for_user(user), contract, now) for user, _, contract, now in world.mapped
    ]
    listers: list[Lister] = [_listed, _one_by_one, _by_hand]
    before = _told([*asked, *mapped], [*asked, *asked])
    with quiet():
        seen = [[_once(lister, asked) for lister in listers] for _ in range(rounds)]
        on_mappings = median(_once(_listed, mapped) for _ in range(rounds))
        view = median(_once(_viewed, asked) for _ in range(rounds))
    change_in_place(world, seed=SEED)
    after = _told([*asked, *mapped], [*asked, *asked])
    ours, one_by_one, by_hand = map(median, zip(*seen, strict=True))
    ratio = median(one / other for one, other, _ in seen)
    return Listing(ours, one_by_one, by_hand, ratio, before, after, on_mappings, view)


def _listed(mine: UserView, contract: Any, context: Any) -> Iterable[str]:
    return mine.allowed_actions(contract, context)


def _one_by_one(mine: UserView, contract: Any, context: Any) -> Iterable[str]:
    allows, user = policy(1).allows, mine.user
    return [action for action in ACTIONS if allows(user, action, contract, context)]


def _by_hand(mine: UserView, contract: Any, context: Any) -> Iterable[str]:
    allowed, user = objects.allowed, mine.user
    return [action for action in ACTIONS if allowed(user, action, contract, context)]


def _viewed(mine: UserView, _: Any, __: Any) -> Iterable[str]:
    policy(1).for_user(mine.user)
    return ()


def _once(lister: Lister, asked: Pairs) -> float:
    started = perf_counter_ns()
    for mine, contract, context in asked:
        lister(mine, contract, context)
    return (perf_counter_ns() - started) / len(asked)


def _told(lists: Pairs, same: Pairs) -> Told:
    """Hold lists against the oracle, row by row; it is asked about the same on objects."""
    requests = [
        (mine.user, action, contract, now)
        for (mine, contract, now), action in product(same, ACTIONS)
    ]
    found = [set(_listed(*it)) for it in lists]
    given = [action in listed for listed, action in product(found, ACTIONS)]
    right = oracle.answers(requests)
    return Told(len(right), sum(map(bool.__eq__, given, right)))
