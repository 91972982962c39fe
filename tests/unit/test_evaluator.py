"""The two ways through the evaluator: when the quick one may answer, and when it may not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any as Anything

import pytest

from builders import ALLOW, DENY, agreed, column, holder, matrices, operation, path, row, tool, when
from permmatrix import Contract, Decision, FactError, MissingFactError, Outcome, UnknownNameError
from permmatrix.conditions import Contains, Equals, IsTrue, Literal, OneOf, Test
from permmatrix.evaluator import Evaluator
from permmatrix.model import MatrixSet
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from strategies import Asked, policy_of

X, Y = Holds("x"), Holds("y")


class Hasty(Evaluator):
    """An evaluator that has no careful way."""

    __slots__ = ()

    def careful(self, *asked: Anything) -> Decision:
        """Refuse."""
        raise NotImplementedError(asked)


def hasty(found: MatrixSet) -> Hasty:
    """Compile a policy that can only be asked quickly."""
    return Hasty(policy_of(found).program)


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
    """Plain objects with plain facts need no careful look, and the answer is the same."""
    found, user, context = needing(requirement), holder("editor", {"print"}), {"flag": True}

    assert hasty(found).allows(user, "m.it", CONTRACT, context, None) is expected
    assert agreed(found, "m.it", Asked(user, CONTRACT, context)).allowed is expected


@pytest.mark.parametrize(
    ("level", "outcome"),
    [("reader", Outcome.LEVEL), ("editor", Outcome.REQUIREMENT), ("admin", Outcome.ALLOWED)],
)
def test_plain_rows_have_their_decisions_ready(level: str, outcome: Outcome) -> None:
    """A decision of a plain row is one object, whoever asks."""
    evaluator = hasty(needing(Holds("private")))

    first = evaluator.decide(holder(level), "m.it", CONTRACT, None, None)
    assert first == Decision(outcome, level)
    assert evaluator.decide(holder(level), "m.it", CONTRACT, None, None) is first


@pytest.mark.parametrize(
    ("user", "resource"),
    [
        (holder(["editor"]), CONTRACT),
        (holder(), CONTRACT),
        (holder({"p1": "editor"}), CONTRACT),
        (vars(holder("editor")), CONTRACT),
        (holder("editor"), vars(CONTRACT)),
        (holder("editor"), Contract("c")),
        (holder("editor"), None),
        (holder("editor"), SimpleNamespace(private="false")),
        (holder("stranger"), CONTRACT),
        (None, CONTRACT),
    ],
    ids=[
        *("several levels", "no level", "levels by scope", "a user who is a mapping"),
        *("a contract that is a mapping", "a missing fact", "no contract", "text for a truth"),
        *("an undeclared level", "nobody"),
    ],
)
def test_anything_out_of_the_ordinary_is_left_to_the_careful_way(
    user: Anything, resource: Anything
) -> None:
    """The quick way never answers what it cannot settle."""
    evaluator = hasty(needing(Not(Holds("private"))))

    for ask in (evaluator.allows, evaluator.decide):
        with pytest.raises(NotImplementedError):
            ask(user, "m.it", resource, None, None)


def test_a_yes_with_obligations_is_found_carefully() -> None:
    """Which obligations come with a yes is worked out; whether there is one is quick."""
    found = matrices(
        row("it", {"reader": when(X, "pdf_only")}), tools=[tool("reader")], conditions=["x"]
    )

    assert hasty(found).allows(holder("reader"), "m.it", None, {"x": True}, None) is True
    with pytest.raises(NotImplementedError):
        hasty(found).decide(holder("reader"), "m.it", None, {"x": True}, None)


def test_a_level_that_follows_may_allow_quickly() -> None:
    """The quick answer for a level has in it what follows from facts besides."""
    found = matrices(
        row("it", {"reader": DENY, "author": ALLOW}),
        tools=[tool("reader", column("author", X))],
        conditions=["x"],
    )

    assert hasty(found).allows(holder("reader"), "m.it", None, {"x": True}, None) is True
    assert hasty(found).allows(holder("reader"), "m.it", None, {"x": False}, None) is False


def test_a_row_on_another_platform_is_looked_at_carefully() -> None:
    """A platform of the row's own is quick, another one and an undeclared one are not."""
    found = matrices(
        row("it", {"reader": ALLOW}, platforms=("web",)),
        tools=[tool("reader")],
        platforms=["web", "ios"],
    )
    evaluator = policy_of(found)._evaluator

    assert evaluator.allows(holder("reader"), "m.it", None, None, "web") is True
    assert evaluator.allows(holder("reader"), "m.it", None, None, "ios") is False
    with pytest.raises(UnknownNameError):
        evaluator.allows(holder("reader"), "m.it", None, None, "phone")


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
    "other platforms": ("docs", ("web",), False, True),
}


@pytest.mark.parametrize(("on", "platforms", "quick", "allowed"), BOTH.values(), ids=BOTH.keys())
def test_an_operation_is_quick_where_one_look_settles_its_rows(
    on: str, platforms: tuple[str, ...], quick: bool, allowed: bool
) -> None:
    """Rows on one tool and the same platforms are joined; others are asked one by one."""
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
            assert hasty(found).allows(user, name, None, context, None) is True
            continue
        with pytest.raises(NotImplementedError):
            hasty(found).allows(user, name, None, context, None)


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


def test_interrupting_a_question_is_not_swallowed() -> None:
    """What is no ordinary exception goes through, from whichever way."""

    class Stopping:
        @property
        def private(self) -> bool:
            raise KeyboardInterrupt

    policy = policy_of(needing(Holds("private")))

    with pytest.raises(KeyboardInterrupt):
        policy.allows(holder("editor"), "m.it", Stopping())
