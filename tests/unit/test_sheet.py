"""All rows at once: what is asked, and what is kept of it."""

from __future__ import annotations

from typing import Any as Anything

import pytest

import permmatrix.sheet
from builders import ALLOW, DENY, holder, matrices, path, row, tool, when
from permmatrix import Contract, Policy, User
from permmatrix.conditions import Contains, IsTrue
from permmatrix.model import MatrixSet
from permmatrix.requirements import All, Any, HasGranular, Holds, Not
from strategies import policy_of

PRIVATE, LISTED = Holds("private"), Holds("listed")


def found() -> MatrixSet:
    """Give rows that hang on a contract, on permissions, on both and on nothing."""
    return matrices(
        row("open", {"reader": ALLOW, "editor": ALLOW}),
        row("closed", {"reader": DENY, "editor": DENY}),
        row("public", {"reader": when(Not(PRIVATE)), "editor": ALLOW}),
        row("secret", {"reader": when(All((PRIVATE, LISTED))), "editor": when(PRIVATE)}),
        row("print", {"reader": when(HasGranular("docs", "print")), "editor": ALLOW}),
        row("sign", {"reader": when(Any((HasGranular("docs", "sign"), LISTED))), "editor": ALLOW}),
        tools=[tool("reader", "editor", scope="resource.project")],
        conditions={
            "private": IsTrue(path("resource.private")),
            "listed": Contains(path("resource.members"), path("user.id")),
        },
        granular=["print", "sign"],
    )


class Watched:
    """A contract that counts how often each fact is read."""

    def __init__(self, **facts: Anything) -> None:
        self.facts = facts
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Anything:
        self.read.append(name)
        return self.facts[name]


def listed(policy: Policy, user: User, resource: Anything) -> list[str]:
    """Give the rows without the matrix they are in."""
    return [it.partition(".")[2] for it in policy.for_user(user).allowed_actions(resource)]


@pytest.mark.parametrize(
    ("user", "private", "members", "expected"),
    [
        (holder("reader"), False, set(), ["open", "public"]),
        (holder("reader"), True, {"ana"}, ["open", "secret", "sign"]),
        (holder("reader", {"print", "sign"}), True, set(), ["open", "print", "sign"]),
        (holder("reader", {"print"}), None, None, ["open", "print"]),
        (holder("reader", ["print", "sign"]), None, {"ana"}, ["open", "print", "sign"]),
        (holder("editor"), True, None, ["open", "public", "secret", "print", "sign"]),
        (holder({"p1": "editor"}), False, None, ["open", "public", "print", "sign"]),
        (holder({"p2": "editor"}), False, None, []),
        (holder(), False, None, []),
        (holder(["reader", "editor"]), False, None, ["open", "public", "print", "sign"]),
    ],
)
def test_rows_that_allow_are_listed_in_order(
    user: User, private: Anything, members: Anything, expected: list[str]
) -> None:
    """Whatever is held and known, what is listed is what the cells say."""
    contract = Contract("c", private=private, members=members, project="p1")

    assert listed(policy_of(found()), user, contract) == expected


def test_each_fact_is_asked_for_once_and_only_where_a_row_hangs_on_it() -> None:
    """Two rows on one fact read it once, and nothing is read that no row waits for."""
    policy = policy_of(found())
    several, one, none = (Watched(private=True, members={"ana"}) for _ in range(3))

    listed(policy, holder("reader"), several)
    listed(policy, holder("editor"), one)
    listed(policy, holder(), none)

    assert sorted(several.read) == ["members", "private"]
    assert one.read == ["private"]
    assert none.read == []


def test_a_second_question_makes_nothing_new() -> None:
    """What follows from an answer is made when it is first come to, and then found."""
    policy = policy_of(found())
    contract = Contract("c", private=True, members={"ana"}, project="p1")

    listed(policy, holder("reader"), contract)
    room = policy._evaluator.sheets._room
    for _ in range(3):
        listed(policy, holder("reader"), contract)

    assert policy._evaluator.sheets._room == room < permmatrix.sheet.MOST_STEPS


def test_when_there_is_no_room_left_the_answers_stay_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many kinds of users come, no more is kept than was said, and nothing is lost."""
    monkeypatch.setattr(permmatrix.sheet, "MOST_STEPS", 2)
    small, large = policy_of(found()), policy_of(found())
    small._evaluator.sheets._room = 2
    large._evaluator.sheets._room = 10_000

    for level in ("reader", "editor"):
        for granted in ((), ("print",), ("sign",), ("print", "sign")):
            for private in (True, False, None):
                for members in (set(), {"ana"}, None):
                    contract = Contract("c", private=private, members=members, project="p1")
                    user = holder(level, set(granted))
                    assert listed(small, user, contract) == listed(large, user, contract)

    assert _kept(small._evaluator.sheets.by_levels) == 2
    assert _kept(large._evaluator.sheets.by_levels) > 10


def _kept(steps: Anything) -> int:
    """Count what is kept."""
    after = [it[1] if isinstance(it, tuple) else it for it in steps.values()]
    return len(after) + sum(_kept(it) for it in after if isinstance(it, dict))
