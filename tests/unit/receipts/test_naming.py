"""Facts by name: a test that is written the other way around is the same fact."""

from __future__ import annotations

from typing import Any

import pytest

from builders import matrices, row, tool, when
from permmatrix import Policy, User
from permmatrix.conditions import Equals, Literal, Overlaps, Path, Test
from permmatrix.receipts.naming import fact_name
from permmatrix.replay.deciding import Kind, Replayer
from permmatrix.requirements import All, Holds, Not, Requirement
from permmatrix.requirements import Any as AnyOf
from strategies import policy_of

AUTHOR, USER = Path("resource", ("author",)), Path("user", ("id",))
FRIENDS, MEMBERS = Path("user", ("friends",)), Path("resource", ("members",))
KIND, ORDER = Path("resource", ("kind",)), Literal("order")
ANA = User("ana", levels={"docs": "reader"}, friends=["ben"])
DEED = {"author": "ana", "members": ["ben"], "kind": "order"}


def asking(requirement: Requirement, **tests: Test) -> Policy:
    """Give a policy of one row that asks readers for something."""
    return policy_of(
        matrices(
            row("read", {"reader": when(requirement)}), tools=[tool("reader")], conditions=tests
        )
    )


@pytest.mark.parametrize(
    ("test", "turned", "name"),
    [
        (Equals(AUTHOR, USER), Equals(USER, AUTHOR), "equals resource.author user.id"),
        (Equals(KIND, ORDER), Equals(ORDER, KIND), 'equals resource.kind "order"'),
        (
            Overlaps(MEMBERS, FRIENDS),
            Overlaps(FRIENDS, MEMBERS),
            "overlaps resource.members user.friends",
        ),
    ],
)
def test_a_test_turned_around_is_the_same_fact(test: Test, turned: Test, name: str) -> None:
    """Its name is the same, so that a replay can tell every decision, yes or no."""
    old, new = asking(Holds("x"), x=test), asking(Holds("x"), x=turned)

    for resource in (DEED, {**DEED, "author": "ben", "members": [], "kind": "deed"}, {}):
        receipt, again = (it.receipt(ANA, "m.read", resource) for it in (old, new))
        assert name in receipt.facts
        assert receipt.facts == again.facts
        assert Replayer(new.program).verdict(receipt).kind is Kind.SAME


def test_a_test_with_an_order_is_another_turned_around() -> None:
    """What is before and what is after are two facts."""
    early, late = ("path", "resource.start"), ("path", "resource.end")

    assert fact_name(("before", early, late)) != fact_name(("before", late, early))


BOTH: dict[str, Test] = {"x": Equals(AUTHOR, USER), "y": Equals(USER, AUTHOR)}
X, Y = Holds("x"), Holds("y")
NAME = "equals resource.author user.id"


@pytest.mark.parametrize(
    ("requirement", "used"),
    [
        (All((X, Not(Y))), {}),
        (All((X, Y)), {NAME}),
        (AnyOf((X, Y)), {NAME}),
        (AnyOf((X, Not(Y))), {NAME}),
    ],
)
def test_a_policy_may_have_it_both_ways(requirement: Requirement, used: Any) -> None:
    """They are one fact of the receipt, which counts as one for what the answer hangs on."""
    policy = asking(requirement, **BOTH)

    for resource in (DEED, {"author": "ben"}, {}):
        receipt = policy.receipt(ANA, "m.read", resource)
        assert receipt.allowed is policy.allows(ANA, "m.read", resource)
        assert [it for it in receipt.facts if it.startswith("equals")] == [NAME]
        assert {it for it in receipt.used if it == NAME} == set(used)
