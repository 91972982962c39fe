"""
Many pairs at once against one at a time: the same answers, whatever the facts are like.

The reference decides each pair by itself; `Policy.allows` is asked as well. The ways that only
large worlds take are taken here by small ones, with the limits set lower.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import combinations, product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import permmatrix as pm
from permmatrix import Contract, Policy, UnknownNameError, User
from permmatrix.api import shipped_matrices
from permmatrix.bulk import Bulk, allowed, dense, lists, lookup, plan, reading
from permmatrix.model import MatrixSet
from permmatrix.reading import read
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from strategies import ANY_TEST, World, names_of, policies_and_worlds, policy_of

LIMITS = st.sampled_from(["as they are", "no tables", "few bits", "no masks", "large"])


def limited(limit: str) -> Any:
    """Give a context in which some way that is for large worlds is taken by small ones."""
    match limit:
        case "no tables":
            return _both(patch.object(plan, "MOST_CELLS", 0))
        case "few bits":
            return _both(patch.multiple(lookup, FEW=0, LOW=1))
        case "no masks":
            return patch.object(allowed, "MOST_BITS", 0)
        case "large":
            return _both(nullcontext())
        case _:
            return nullcontext()


@contextmanager
def _both(other: AbstractContextManager[Any]) -> Iterator[None]:
    """Have no world count as small besides."""
    with other, patch.object(dense, "MOST_PAIRS", 0):
        yield


def decided(matrices: MatrixSet, name: str, world: World) -> list[list[bool]]:
    """Let the reference decide each pair."""
    users, contracts, context, platform = world
    return [
        [decide(Question(matrices, user, it, context, platform), name).allowed for it in contracts]
        for user in users
    ]


def agrees(bulk: Bulk, name: str, expected: Sequence[Sequence[bool]]) -> None:
    """Hold both ways of asking a view against the expected answers."""
    answers = np.array(expected, np.bool_).reshape(bulk.shape)
    users, contracts = np.indices(bulk.shape)
    assert bulk.allows(name, users, contracts).tolist() == answers.tolist()
    found = bulk.cross(name)
    assert found.to_dense().tolist() == answers.tolist()
    assert found.count() == answers.sum()


def _as_many_ways(found: tuple[MatrixSet, World]) -> None:
    matrices, world = found
    policy = policy_of(matrices)
    names = names_of(matrices)
    expected = _asked(lambda: [decided(matrices, name, world) for name in names])
    bulk = _asked(lambda: policy.bulk(*world))
    if isinstance(bulk, str):  # without contracts there is no pair to meet an undeclared name
        assert bulk == expected or not world.contracts
        return
    for name, answers in zip(names, expected, strict=True):
        agrees(bulk, name, answers)


def _asked(ask: Callable[[], Any]) -> Any:
    """Give what is answered, or the kind of name that is not declared."""
    try:
        return ask()
    except UnknownNameError as error:
        return error.kind


@given(policies_and_worlds(), LIMITS)
def test_bulk_agrees_with_reference(found: tuple[MatrixSet, World], limit: str) -> None:
    """Made-up matrices, users and contracts, hostile facts among them, are answered alike."""
    with limited(limit):
        _as_many_ways(found)


LOOKED_UP = {id_: ANY_TEST[id_] for id_ in ANY_TEST if id_ != "shares_team"}


@given(policies_and_worlds(tests=LOOKED_UP), LIMITS)
def test_facts_that_are_looked_up_are_those_compared(
    found: tuple[MatrixSet, World], limit: str
) -> None:
    """Who is on whose list is the same by looking ids up as by comparing each pair."""
    cells = 0 if limit in {"as they are", "few bits"} else lists.MOST_CELLS
    with (
        limited(limit),
        patch.object(reading, "MOST_ASKED", 0),
        patch.object(lists, "MOST_CELLS", cells),
    ):
        _as_many_ways(found)


# The shipped matrices, in a world that has every situation they can tell apart.

TOOLS = ("commitments", "head_contracts")
LEVELS: Sequence[Any] = (
    *("none", "read_only", "standard", "admin", None),
    *(["read_only", "standard"], ("none", "admin"), {"none", "read_only"}, []),
)
GRANTED: Mapping[str, Sequence[str]] = {
    "create": ("create_purchase_order_contract", "create_work_order_contract"),
    "update": ("update_purchase_order_contract", "update_work_order_contract"),
}
ODD_USERS: Sequence[Any] = (
    None,
    {},
    {"id": "ana", "levels": {"commitments": "read_only", "head_contracts": "standard"}},
    User("ana"),
    User("ana", levels={tool: {"north": "admin", "south": "read_only"} for tool in TOOLS}),
    User("ana", levels={"head_contracts": {"north": ["none", "standard"], "west": "admin"}}),
    User(
        "ana",
        levels={"commitments": "standard"},
        granular={"commitments": {"north": set(GRANTED["create"]), "south": None}},
    ),
    *({"id": it, "levels": dict.fromkeys(TOOLS, "read_only")} for it in ("bob", 7, None, True)),
    {"id": "ana", "levels": {"commitments": 5, "head_contracts": ["standard", None]}},
    {"id": "ana", "levels": "admin", "granular": ["create_purchase_order_contract"]},
)
LISTS: Sequence[Any] = ({"ana", "zoe"}, {"bob"}, None)
ODD_CONTRACTS: Sequence[Any] = (
    None,
    {},
    {"private": False, "project": "south"},
    Contract("c", private=True, private_members="ana", progress_claim_contacts="ana"),
    {"private": True, "private_members": ["ana", 7], "progress_claim_contacts": [None, "bob"]},
    {"private": 1, "private_members": {"ana"}, "project": "north"},
    Contract("c", private=False, progress_claim_contacts={"ana"}, project="west"),
    {"private": True, "private_members": (True, "bob"), "project": "north"},
)
CONTEXTS: Sequence[Any] = (
    {"during_billing_period": True},
    {"during_billing_period": False},
    {"during_billing_period": "yes"},
    None,
)


def _users() -> Iterator[Any]:
    every = [name for names in GRANTED.values() for name in names]
    held = [subset for size in (0, 1, 2, 4) for subset in combinations(every, size)]
    for level in LEVELS:
        levels = {"commitments": level, "head_contracts": level}
        yield User("ana", levels=levels, granular={"commitments": None})
        yield User("bob", levels=levels)
        for granted in held if level == "read_only" else held[-1:]:
            yield User("ana", levels=levels, granular={"commitments": set(granted)})
    yield from ODD_USERS


def _contracts() -> Iterator[Any]:
    for private, members, contacts in product((True, False, None), LISTS, LISTS):
        yield Contract(
            "c", private=private, private_members=members, progress_claim_contacts=contacts
        )
    yield from ODD_CONTRACTS


def test_bulk_agrees_on_every_pair_of_a_world_of_the_shipped_matrices(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each action and operation is answered as by `allows` and by the reference, everywhere."""
    matrices, _ = read(shipped_matrices())
    assert matrices is not None
    policy = pm.load()
    users, contracts = list(_users()), list(_contracts())
    answers: Counter[bool] = Counter()
    for context, platform in product(CONTEXTS, (None, *policy.platforms)):
        world = World(users, contracts, context, platform)
        small, large = policy.bulk(*world), policy.bulk(*world)
        for name in names_of(matrices):
            expected = _allowed(policy, name, world)
            if platform is None and context is CONTEXTS[0]:
                assert expected == decided(matrices, name, world)
            agrees(small, name, expected)
            with limited("large"):
                agrees(large, name, expected)
            answers.update(it for row in expected for it in row)

    with capsys.disabled():
        print(f"\n{answers.total():,} pairs asked in bulk: {answers[True]:,} allowed")  # noqa: T201  the count is to be seen
    assert answers.total() == len(users) * len(contracts) * 47 * 4 * 4
    assert min(answers.values()) > 100_000


def _allowed(policy: Policy, name: str, world: World) -> list[list[bool]]:
    users, contracts, context, platform = world
    return [
        [policy.allows(user, name, it, context, platform) for it in contracts] for user in users
    ]


def test_worlds_reach_what_they_should() -> None:
    """Made-up worlds have pairs that are allowed, denied, listed, raised over, and refused."""
    seen: Counter[str] = Counter()

    @settings(max_examples=300, derandomize=True, phases=[Phase.generate])
    @given(policies_and_worlds(tests=LOOKED_UP))
    def look(found: tuple[MatrixSet, World]) -> None:
        matrices, world = found
        policy = policy_of(matrices)
        with patch.object(reading, "MOST_ASKED", 0):
            bulk = _asked(lambda: policy.bulk(*world))
        if isinstance(bulk, str):
            seen[bulk] += 1
            return
        for name in names_of(matrices):
            count = bulk.cross(name).count()
            seen["some allowed"] += 0 < count < bulk.shape[0] * bulk.shape[1]
            seen["listed"] += len(bulk._plan(name).other) > 0

    look()
    assert min(seen[it] for it in ("level", "platform", "some allowed", "listed")) > 0
