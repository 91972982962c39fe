"""The ways through a policy: which questions are answered quickly, and which are not."""

from __future__ import annotations

from types import MappingProxyType, SimpleNamespace
from typing import Any as Anything

import pytest

from builders import ALLOW, DENY, agreed, column, holder, matrices, operation, path, row, tool, when
from permmatrix import (
    Contract,
    Decision,
    FactError,
    MissingFactError,
    Outcome,
    Policy,
    UnknownNameError,
    User,
)
from permmatrix.conditions import Contains, Equals, IsTrue, Literal, OneOf, Test
from permmatrix.evaluator import Evaluator
from permmatrix.model import MatrixSet
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from strategies import Asked, StandIn, policy_of

X, Y = Holds("x"), Holds("y")


class Hasty(Evaluator):
    """An evaluator that has no careful way."""

    __slots__ = ()

    def careful(self, *asked: Anything) -> Decision:
        """Refuse."""
        raise NotImplementedError(asked)


class Blind(Hasty):
    """An evaluator that does not look again either."""

    __slots__ = ()

    def allows(self, *asked: Anything) -> bool:
        """Refuse."""
        raise NotImplementedError(asked)

    def decide(self, *asked: Anything) -> Decision:
        """Refuse."""
        raise NotImplementedError(asked)


def hasty(found: MatrixSet, kind: type[Hasty] = Hasty) -> Policy:
    """Compile a policy that can only be asked quickly."""
    policy = policy_of(found)
    policy._evaluator = kind(policy.program)
    return policy


TESTS: dict[str, Test] = {
    "private": IsTrue(path("resource.private")),
    "order": Equals(path("resource.kind"), Literal("order")),
    "paper": OneOf(path("resource.kind"), (Literal("order"), Literal("deed"))),
    "contact": Contains(path("resource.contacts"), path("user.id")),
    "flagged": IsTrue(path("context.flag")),
}
CONTRACT = Contract("c", kind="order", private=False, contacts={"ana"})


def needing(requirement: Requirement) -> MatrixSet:
    """Give a row of which an editor needs something."""
    return matrices(
        row("it", {"reader": DENY, "editor": when(requirement), "admin": ALLOW}),
        tools=[tool("reader", "editor", "admin"), tool("lead", id_="team")],
        conditions=TESTS,
        granular=["print"],
    )


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        (Holds("private"), False),
        (Not(Holds("private")), True),
        (Holds("order"), True),
        (Holds("paper"), True),
        (Holds("contact"), True),
        (Holds("flagged"), True),
        (HasGranular("docs", "print"), True),
        (HasLevel("docs", ("editor", "admin")), True),
        (HasLevel("docs", ("reader",)), False),
        (All((Holds("order"), Holds("contact"))), True),
        (All((Holds("order"), Holds("private"), Holds("contact"))), False),
        (Any((Holds("private"), Holds("contact"))), True),
        (Any((Holds("private"), Not(Holds("order")), Not(Holds("contact")))), False),
    ],
)
def test_facts_as_they_should_be_are_decided_quickly(
    requirement: Requirement, expected: bool
) -> None:
    """Plain facts need one look; a user who is a dict needs another, except through a view."""
    found, user, context = needing(requirement), holder("editor", {"print"}), {"flag": True}

    for one, other, kind in (
        (user, CONTRACT, Blind),
        (user, vars(CONTRACT), Blind),
        (vars(user), vars(CONTRACT), Hasty),
    ):
        assert hasty(found, kind).allows(one, "m.it", other, context) is expected
        assert bool(hasty(found, kind).can(one, "m.it", other, context)) is expected
        assert hasty(found, Blind).for_user(one).allows("m.it", other, context) is expected
        assert agreed(found, "m.it", Asked(one, other, context)).allowed is expected


@pytest.mark.parametrize(
    ("level", "outcome"),
    [("reader", Outcome.LEVEL), ("editor", Outcome.REQUIREMENT), ("admin", Outcome.ALLOWED)],
)
def test_plain_rows_have_their_decisions_ready(level: str, outcome: Outcome) -> None:
    """A decision of a plain row is one object, whoever asks."""
    policy = hasty(needing(Holds("private")), Blind)

    first = policy.can(holder(level), "m.it", CONTRACT)
    assert first == Decision(outcome, level)
    assert policy.can(User("bob", levels={"docs": level}), "m.it", CONTRACT) is first


class Level(str):
    """A text of a class of its own, which may answer in its own way."""

    __slots__ = ()


ODD: dict[str, tuple[Anything, Anything]] = {
    "a missing fact": (holder("editor"), SimpleNamespace(id="c")),
    "no contract": (holder("editor"), None),
    "text for a truth": (holder("editor"), SimpleNamespace(private="false")),
    "an undeclared level": (holder("stranger"), CONTRACT),
    "nobody": (None, CONTRACT),
    "a level that is no plain text": (holder(Level("editor")), CONTRACT),
    "several levels, one of them odd": (holder(["admin", Level("editor")]), CONTRACT),
    "levels in a mapping that is no dict": (
        SimpleNamespace(levels=MappingProxyType({"docs": "editor"})),
        CONTRACT,
    ),
    "levels by project where none is asked for": (holder({"p1": "editor"}), CONTRACT),
}


@pytest.mark.parametrize(("user", "resource"), ODD.values(), ids=ODD.keys())
def test_anything_out_of_the_ordinary_is_left_to_the_careful_way(
    user: Anything, resource: Anything
) -> None:
    """The quick ways never answer what they cannot settle."""
    policy = hasty(needing(Not(Holds("private"))))

    for ask in (policy.allows, policy.can, policy._evaluator.allows, policy._evaluator.decide):
        with pytest.raises(NotImplementedError):
            ask(user, "m.it", resource, None, None)
    if resource is not None:  # of which a list takes nothing to be known
        with pytest.raises(NotImplementedError):
            policy.for_user(user).allowed_actions(resource)


def test_a_null_fact_is_a_quick_no_and_is_named_carefully() -> None:
    """That there is no yes is seen at once; what it waits on is worked out."""
    policy = hasty(needing(Not(Holds("private"))))
    unknown = Contract("c", private=None)

    assert policy.allows(holder("editor"), "m.it", unknown) is False
    with pytest.raises(NotImplementedError):
        policy.can(holder("editor"), "m.it", unknown)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["reader", "editor"], True),
        ({"reader"}, False),
        (("reader",), False),
        (frozenset({"admin", "reader"}), True),
        ([], False),
        (None, False),
    ],
)
def test_several_levels_are_asked_one_by_one(levels: Anything, expected: bool) -> None:
    """Whether any of them allows needs no careful look."""
    found = needing(Not(Holds("private")))
    user = User("ana", levels={} if levels is None else {"docs": levels})

    assert hasty(found).allows(user, "m.it", CONTRACT) is expected
    assert agreed(found, "m.it", Asked(user, CONTRACT, None)).allowed is expected


def test_levels_that_look_at_each_other_are_not_asked_one_by_one() -> None:
    """Where a cell is about the levels of its own tool, two levels are more than each."""
    found = needing(HasLevel("docs", ("reader",)))
    user = holder(["editor", "reader"])

    assert agreed(found, "m.it", Asked(user, CONTRACT, None)).allowed is True
    with pytest.raises(NotImplementedError):
        hasty(found).allows(user, "m.it", CONTRACT)


@pytest.mark.parametrize(
    ("project", "allowed"),
    [("p1", True), ("p2", False), ("p3", False), (7, True), (True, None), (None, None)],
)
def test_the_level_of_the_project_asked_about_is_found_quickly(
    project: Anything, allowed: bool | None
) -> None:
    """A project is a text or a whole number; anything else is looked at carefully."""
    found = matrices(
        row("it", {"reader": DENY, "editor": ALLOW}),
        tools=[tool("reader", "editor", scope="resource.project")],
    )
    user, resource = holder({"p1": "editor", "p2": "reader", 7: "editor"}), Contract("c")
    resource.project = project

    agreed(found, "m.it", Asked(user, resource, None))
    if allowed is None:
        with pytest.raises(NotImplementedError):
            hasty(found).allows(user, "m.it", resource)
        return
    assert hasty(found).allows(user, "m.it", resource) is allowed
    assert bool(hasty(found).can(user, "m.it", resource)) is allowed


def test_a_yes_with_obligations_has_its_decision_ready() -> None:
    """The obligations of a cell are part of the decision that it gives."""
    found = matrices(
        row("it", {"reader": when(X, "pdf_only")}), tools=[tool("reader")], conditions=["x"]
    )
    decision = hasty(found).can(holder("reader"), "m.it", None, {"x": True})

    assert decision == Decision(Outcome.ALLOWED, "reader", obligations=("pdf_only",))


def test_a_level_that_follows_may_allow_quickly() -> None:
    """The quick answer for a level has in it what follows from facts besides."""
    found = matrices(
        row("it", {"reader": DENY, "author": ALLOW}),
        tools=[tool("reader", column("author", X))],
        conditions=["x"],
    )

    assert hasty(found, Blind).allows(holder("reader"), "m.it", None, {"x": True}) is True
    assert hasty(found, Blind).allows(holder("reader"), "m.it", None, {"x": False}) is False
    with pytest.raises(NotImplementedError):  # which level allows is worked out
        hasty(found).can(holder("reader"), "m.it", None, {"x": True})


def test_a_platform_is_taken_in_the_second_look() -> None:
    """One that is declared, the row's own or another, needs no careful look."""
    found = matrices(
        row("it", {"reader": ALLOW}, platforms=("web",)),
        tools=[tool("reader")],
        platforms=["web", "ios"],
    )
    policy = hasty(found)

    assert policy.allows(holder("reader"), "m.it", None, None, "web") is True
    assert policy.allows(holder("reader"), "m.it", None, None, "ios") is False
    assert policy.can(holder("reader"), "m.it", None, None, "web").allowed
    assert policy.can(holder("reader"), "m.it", None, None, "ios").outcome is Outcome.PLATFORM
    for undecided in (("phone", "reader"), ("ios", "stranger")):
        with pytest.raises(NotImplementedError):
            policy.allows(holder(undecided[1]), "m.it", None, None, undecided[0])
        with pytest.raises(UnknownNameError):
            policy_of(found).allows(holder(undecided[1]), "m.it", None, None, undecided[0])


def test_rows_that_are_true_alike_may_differ_in_what_they_wait_on() -> None:
    """One that is no where the other is not known gets its own answer, also beside the other."""
    odd = Any((Y, All((X, Not(X)))))  # true when y is, and never known to be false without x
    found = matrices(
        row("plain", {"reader": when(Y)}),
        row("odd", {"reader": when(odd)}),
        tools=[tool("reader")],
        conditions=["x", "y"],
    )
    asked = Asked(holder("reader"), None, {"y": False})

    assert agreed(found, "m.plain", asked) == Decision(Outcome.REQUIREMENT, "reader")
    assert agreed(found, "m.odd", asked) == Decision(Outcome.MISSING, "reader", ("context.x",))


def test_a_requirement_that_can_never_be_met_still_says_what_it_waits_on() -> None:
    """A contradiction is no where its fact is known and waits where it is not."""
    found = matrices(
        row("it", {"reader": when(All((X, Not(X))))}), tools=[tool("reader")], conditions=["x"]
    )

    known = agreed(found, "m.it", Asked(holder("reader"), None, {"x": True}))
    unknown = agreed(found, "m.it", Asked(holder("reader"), None, {}))
    assert (known.outcome, unknown.missing) == (Outcome.REQUIREMENT, ("context.x",))


BOTH: dict[str, tuple[str, tuple[str, ...], bool, bool]] = {
    "one tool": ("docs", (), True, True),
    "two tools": ("team", (), False, False),
    "other platforms": ("docs", ("web",), True, True),
}


@pytest.mark.parametrize(("on", "platforms", "quick", "allowed"), BOTH.values(), ids=BOTH.keys())
def test_an_operation_is_quick_where_one_look_settles_its_rows(
    on: str, platforms: tuple[str, ...], quick: bool, allowed: bool
) -> None:
    """Rows on one tool are joined; others are asked one by one."""
    found = matrices(
        row("first", {"reader": when(X)}),
        row("second", {"reader": when(Y)}, on=on, platforms=platforms),
        tools=[tool("reader"), tool("reader", id_="team")],
        conditions=["x", "y"],
        platforms=["web"],
        operations=[operation("both", "first", "second", aliases=("either",))],
    )
    user, context = holder("reader"), {"x": False, "y": True}

    assert agreed(found, "m.both", Asked(user, None, context)).allowed is allowed
    for name in ("m.both", "m.either"):
        if quick:
            assert hasty(found, Blind).allows(user, name, None, context) is True
            assert hasty(found, Blind).can(user, name, None, context).allowed
            assert hasty(found).allows(user, name, None, context, "web") is True
            continue
        with pytest.raises(NotImplementedError):
            hasty(found).allows(user, name, None, context)


def test_strict_prefers_the_error_to_what_is_missing() -> None:
    """Where an answer waits on both, a fact that cannot be used is the one raised."""
    policy = policy_of(
        matrices(
            row("it", {"reader": when(All((X, Y)))}), tools=[tool("reader")], conditions=["x", "y"]
        )
    )
    user = holder("reader")

    with pytest.raises(FactError, match=r"context\.x should be true or false"):
        policy.can(user, "m.it", None, {"x": "yes"}, strict=True)
    with pytest.raises(MissingFactError, match=r"m\.it cannot be decided without context\.y"):
        policy.can(user, "m.it", None, {"x": True}, strict=True)
    assert policy.can(user, "m.it", None, {"x": False}, strict=True).outcome is Outcome.REQUIREMENT


class Headers:
    """What has a `get` and is no mapping."""

    def __init__(self, docs: object) -> None:
        self.docs = docs

    def get(self, key: str, default: object = None) -> object:
        """Give what there is for `docs`."""
        return self.docs if key == "docs" else default


def test_what_only_has_a_get_holds_no_levels() -> None:
    """It is an error and not a no, by `can` as by the reference, and it can be explained."""
    found = needing(Holds("private"))
    user = SimpleNamespace(id="ana", levels=Headers("reader"), granular={})

    decision = agreed(found, "m.it", Asked(user, CONTRACT, None))
    assert decision.outcome is Outcome.ERROR
    assert str(policy_of(found).explain(user, "m.it", CONTRACT)).startswith("No")
    granular = SimpleNamespace(id="ana", levels={"docs": "editor"}, granular=Headers({"print"}))
    for requirement in (HasGranular("docs", "print"), Not(HasGranular("docs", "print"))):
        asked = Asked(granular, CONTRACT, None)
        assert agreed(needing(requirement), "m.it", asked).outcome is Outcome.ERROR


@pytest.mark.parametrize("value", [True, False])
def test_what_stands_in_for_a_truth_value_is_none(value: bool) -> None:
    """A lazy object says that its class is bool, and is neither True nor False."""
    for requirement in (Holds("private"), Not(Holds("private"))):
        resource = SimpleNamespace(private=StandIn(value))
        asked = Asked(holder("editor"), resource, None)
        assert agreed(needing(requirement), "m.it", asked).outcome is Outcome.ERROR


class Wavering:
    """A host's object that equals another at every second look."""

    looks = 0
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        self.looks += 1
        return self.looks % 2 == 0


def test_a_list_is_looked_through_once() -> None:
    """What changes its mind between two looks is not believed."""
    for requirement in (Holds("contact"), Not(Holds("contact"))):
        expected = hasty(needing(requirement), Blind).allows
        resource = SimpleNamespace(contacts=[Wavering()])
        told = expected(holder("editor"), "m.it", resource)
        assert told is (requirement == Not(Holds("contact")))


def test_an_operation_may_have_thousands_of_rows() -> None:
    """However many rows it joins, it is loaded and asked."""
    many = 3_000
    found = matrices(
        *(row(f"r{number}", {"reader": when(X if number % 2 else Y)}) for number in range(many)),
        tools=[tool("reader")],
        conditions=["x", "y"],
        operations=[operation("any", *(f"r{number}" for number in range(many)))],
    )
    policy = policy_of(found)

    assert policy.allows(holder("reader"), "m.any", None, {"x": False, "y": True}) is True
    assert policy.can(holder("reader"), "m.any", None, {"x": False, "y": False}).allowed is False


def test_a_view_is_of_one_user() -> None:
    """Nobody can be put into a view that was made of another."""
    view: Anything = policy_of(needing(Holds("private"))).for_user(holder("admin"))

    with pytest.raises(AttributeError):
        view.user = holder("reader")


def test_levels_that_follow_from_levels_are_not_asked_one_by_one() -> None:
    """Where a column is held by those who hold two others, two levels are more than each."""
    both = column("both", All((HasLevel("docs", ("reader",)), HasLevel("docs", ("editor",)))))
    found = matrices(
        row("it", {"reader": DENY, "editor": DENY, "both": ALLOW}),
        tools=[tool("reader", "editor", both)],
    )

    assert agreed(found, "m.it", Asked(holder(["reader", "editor"]), None, None)).allowed
    assert not agreed(found, "m.it", Asked(holder("reader"), None, None)).allowed


def test_interrupting_a_question_is_not_swallowed() -> None:
    """What is no ordinary exception goes through, from whichever way."""

    class Stopping:
        @property
        def private(self) -> bool:
            raise KeyboardInterrupt

    policy = policy_of(needing(Holds("private")))

    with pytest.raises(KeyboardInterrupt):
        policy.allows(holder("editor"), "m.it", Stopping())
