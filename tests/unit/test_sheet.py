"""All rows at once: what is asked, and what is kept of it."""

from __future__ import annotations

from typing import Any as Anything

import pytest

import permmatrix.sheet
from builders import ALLOW, DENY, agreed, holder, matrices, path, row, tool, when
from permmatrix import Contract, Policy, UnknownNameError, User
from permmatrix.conditions import Contains, IsTrue
from permmatrix.model import MatrixSet
from permmatrix.requirements import All, Any, HasGranular, Holds, Not
from strategies import Asked, policy_of

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

    assert policy._evaluator.sheets._room == room < permmatrix.sheet.MOST_ROWS


def test_when_there_is_no_room_left_the_answers_stay_right() -> None:
    """However many kinds of users come, no more is kept than was said, and nothing is lost."""
    small, large = policy_of(found()), policy_of(found())
    small._evaluator.sheets._room = 12

    for level in ("reader", "editor"):
        for granted in ((), ("print",), ("sign",), ("print", "sign")):
            for private in (True, False, None):
                for members in (set(), {"ana"}, None):
                    contract = Contract("c", private=private, members=members, project="p1")
                    user = holder(level, set(granted))
                    assert listed(small, user, contract) == listed(large, user, contract)

    assert 1 <= _kept(small._evaluator.sheets.by_levels) <= 3
    assert _kept(large._evaluator.sheets.by_levels) > 10


def test_levels_on_many_tools_are_not_combined() -> None:
    """Where levels can be held in too many ways, lists go row by row and nothing is kept."""
    tools = [tool("none", "reader", id_=f"t{number}") for number in range(12)]
    rows = [
        row(f"r{number}", {"none": DENY, "reader": ALLOW}, on=f"t{number}") for number in range(12)
    ]
    policy = policy_of(matrices(*rows, tools=tools))
    user = User("ana", levels={f"t{number}": "reader" for number in range(0, 12, 2)})

    assert listed(policy, user, None) == [f"r{number}" for number in range(0, 12, 2)]
    assert _kept(policy._evaluator.sheets.by_levels) == 0


def test_levels_that_are_not_declared_leave_nothing_behind() -> None:
    """Whoever asks with made-up levels takes nobody's room."""
    policy = policy_of(found())
    room = policy._evaluator.sheets._room

    for number in range(20):
        with pytest.raises(UnknownNameError):
            listed(policy, holder(f"zebra{number}"), None)

    assert policy._evaluator.sheets._room == room
    assert _kept(policy._evaluator.sheets.by_levels) == 0


def test_without_a_resource_nothing_is_known_of_it() -> None:
    """A list for no resource in particular has the rows that hang on none, and is as quick."""
    policy = policy_of(found())

    assert listed(policy, holder("reader", {"print"}), None) == ["open", "print"]
    assert listed(policy, holder("editor"), None) == ["open", "public", "print", "sign"]
    assert _kept(policy._evaluator.sheets.by_levels) > 1


@pytest.mark.parametrize("granted", [{"docs": None}, {"docs": {"p1": None}}, {"docs": {}}])
def test_permissions_that_are_not_known_are_not_absent(granted: Anything) -> None:
    """A row for those without a permission, or with it, is for those of whom it is known."""
    found = matrices(
        row("without", {"reader": when(Not(HasGranular("docs", "print")))}),
        row("with", {"reader": when(HasGranular("docs", "print"))}),
        tools=[tool("reader", scope="resource.project")],
        granular=["print"],
    )
    user = User("ana", levels={"docs": "reader"}, granular=granted)
    asked = Asked(user, Contract("c", project="p1"), None)

    assert agreed(found, "m.without", asked).allowed is (granted == {"docs": {}})
    assert not agreed(found, "m.with", asked).allowed


@pytest.mark.parametrize("project", [None, 1.5, True, ["p1"]])
def test_a_project_that_is_none_is_no_other_project(project: Anything) -> None:
    """What is held by project is not known to be absent where the project is not known."""
    found = matrices(
        row("without", {"reader": when(Not(HasGranular("docs", "print")))}),
        tools=[tool("reader", scope="resource.project")],
        granular=["print"],
    )
    user = User("ana", levels={"docs": "reader"}, granular={"docs": {"p1": {"print"}}})
    resource = Contract("c")
    resource.project = project

    assert not agreed(found, "m.without", Asked(user, resource, None)).allowed


class Wavering(str):
    """A host's text that equals another at every second look."""

    __slots__ = ("looks",)
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        self.looks = getattr(self, "looks", 0) + 1
        return self.looks % 2 == 1 and str.__eq__(self, other)


def test_one_user_s_objects_do_not_answer_for_another() -> None:
    """Nothing of what somebody holds is kept, however it compares."""
    found = matrices(
        row("without", {"reader": when(Not(HasGranular("docs", "print")))}),
        tools=[tool("reader")],
        granular=["print"],
    )
    policy = policy_of(found)

    for _ in range(4):
        listed(policy, holder("reader", {Wavering("print")}), None)
        assert listed(policy, holder("reader", {"print"}), None) == []


def test_a_platform_is_kept_by_its_declared_name() -> None:
    """An object that equals every platform does not decide what a later text is asked about."""

    class Every(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = str.__hash__

    found = matrices(
        row("it", {"reader": ALLOW}, platforms=("web",)),
        tools=[tool("reader")],
        platforms=["web", "ios"],
    )
    policy, user = policy_of(found), holder("reader")
    for odd in (Every("ios"), Every("web"), Every("x")):
        policy.allows(user, "m.it", None, None, odd)
        policy.for_user(user).allowed_actions(None, None, odd)

    assert policy.allows(user, "m.it", None, None, "ios") is False
    assert policy.for_user(user).allowed_actions(None, None, "ios") == ()
    assert policy.for_user(user).allowed_actions(None, None, "web") == ("m.it",)


def _kept(steps: Anything) -> int:
    """Count what is kept."""
    after = [it[1] if isinstance(it, tuple) else it for it in steps.values()]
    return len(after) + sum(_kept(it) for it in after if isinstance(it, dict))
