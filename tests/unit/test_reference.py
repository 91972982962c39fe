"""
The meaning, rule by rule, in cases small enough to work out by hand.

`agreed` asks the reference and every other way there is, so each case is one for all of them.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any as Anything

import pytest

from builders import (
    ALLOW,
    DENY,
    NOT_APPLICABLE,
    UNKNOWN,
    agreed,
    column,
    holder,
    matrices,
    operation,
    path,
    row,
    tool,
    when,
)
from permmatrix import Contract, Decision, FactError, Outcome, User
from permmatrix.conditions import Contains, IsTrue
from permmatrix.model import Cell, MatrixSet, Tool
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from strategies import Asked

X, Y = Holds("x"), Holds("y")


def facts(**context: bool | None) -> dict[str, bool | None]:
    """Give a context; what is left out or null is not known."""
    return context


def decided(cell: Cell, *, guard: Requirement | None = None, **context: bool | None) -> Decision:
    """Decide for a reader about a row of one level with this cell."""
    found = matrices(
        row("it", {"reader": cell}, guard=guard), tools=[tool("reader")], conditions=["x", "y"]
    )
    decision: Decision = agreed(found, "m.it", Asked(holder("reader"), None, context))
    return decision


def missing(*names: str, level: str | None = "reader") -> Decision:
    """Give the decision that waits on facts of the context."""
    return Decision(Outcome.MISSING, level, tuple(f"context.{name}" for name in names))


# Cells.


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (ALLOW, Decision(Outcome.ALLOWED, "reader")),
        (DENY, Decision(Outcome.LEVEL, "reader")),
        (UNKNOWN, Decision(Outcome.UNDOCUMENTED, "reader")),
        (NOT_APPLICABLE, Decision(Outcome.NOT_APPLICABLE, "reader")),
        (when(Holds("yes")), Decision(Outcome.ALLOWED, "reader")),
        (when(Holds("no")), Decision(Outcome.REQUIREMENT, "reader")),
        (when(Holds("open")), Decision(Outcome.MISSING, "reader", ("context.open",))),
        (when(None, "b", "a"), Decision(Outcome.ALLOWED, "reader", obligations=("a", "b"))),
        (when(Holds("yes"), "a"), Decision(Outcome.ALLOWED, "reader", obligations=("a",))),
        (when(Holds("no"), "a"), Decision(Outcome.REQUIREMENT, "reader")),
        (when(Holds("open"), "a"), Decision(Outcome.MISSING, "reader", ("context.open",))),
    ],
)
def test_a_cell_says_what_its_level_may(cell: Cell, expected: Decision) -> None:
    """Each kind of cell has its own outcome, and only a yes carries obligations."""
    found = matrices(
        row("it", {"reader": cell}), tools=[tool("reader")], conditions=["yes", "no", "open"]
    )

    assert agreed(found, "m.it", Asked(holder("reader"), None, {"yes": True, "no": False})) == (
        expected
    )


# Three values.

T, F, U = True, False, None


@pytest.mark.parametrize(
    ("x", "y", "every", "some"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, U, U, T),
        (F, T, F, T),
        (F, F, F, F),
        (F, U, F, U),
        (U, T, U, T),
        (U, F, F, U),
        (U, U, U, U),
    ],
)
def test_all_and_any_follow_kleene(
    x: bool | None, y: bool | None, every: bool | None, some: bool | None
) -> None:
    """One false part settles `all` and one true part `any`, whatever is not known."""
    outcomes = {T: Outcome.ALLOWED, F: Outcome.REQUIREMENT, U: Outcome.MISSING}

    assert decided(when(All((X, Y))), x=x, y=y).outcome is outcomes[every]
    assert decided(when(Any((X, Y))), x=x, y=y).outcome is outcomes[some]


@pytest.mark.parametrize(
    ("requirement", "context", "expected"),
    [
        (Not(X), facts(x=False), Decision(Outcome.ALLOWED, "reader")),
        (Not(X), facts(x=True), Decision(Outcome.REQUIREMENT, "reader")),
        (Not(X), facts(), missing("x")),
        (Not(Not(X)), facts(), missing("x")),
        (Not(All((X, Y))), facts(x=False), Decision(Outcome.ALLOWED, "reader")),
        (Not(All((X, Y))), facts(x=True), missing("y")),
        (Not(Any((X, Y))), facts(x=True), Decision(Outcome.REQUIREMENT, "reader")),
        (Not(Any((X, Y))), facts(x=False), missing("y")),
        (Any((X, Not(X))), facts(), missing("x")),
        (All((X, Not(X))), facts(), missing("x")),
        (Any((All((X, Y)), Not(Y))), facts(x=True), missing("y")),
        (Any((X, Y)), facts(), missing("x", "y")),
    ],
)
def test_what_is_not_known_is_denied_also_under_not(
    requirement: Requirement, context: dict[str, bool | None], expected: Decision
) -> None:
    """Not known stays not known under `not`, and what it hangs on is named."""
    found = matrices(
        row("it", {"reader": when(requirement)}), tools=[tool("reader")], conditions=["x", "y"]
    )

    assert agreed(found, "m.it", Asked(holder("reader"), None, context)) == expected


# Guards.


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (T, T, Decision(Outcome.ALLOWED, "reader")),
        (T, F, Decision(Outcome.REQUIREMENT, "reader")),
        (T, U, missing("y")),
        (F, T, Decision(Outcome.GUARD)),
        (F, F, Decision(Outcome.GUARD)),
        (F, U, Decision(Outcome.GUARD)),
        (U, T, missing("x")),
        (U, F, Decision(Outcome.REQUIREMENT, "reader")),
        (U, U, missing("x", "y")),
    ],
)
def test_a_guard_has_to_hold_for_the_row_to_apply(
    x: bool | None, y: bool | None, expected: Decision
) -> None:
    """A false guard ends it; one that is not known takes a yes back but leaves a no."""
    assert decided(when(Y), guard=X, x=x, y=y) == expected


# Platforms.


@pytest.mark.parametrize(
    ("listed", "platform", "outcome"),
    [
        (("web",), None, Outcome.ALLOWED),
        (("web",), "web", Outcome.ALLOWED),
        (("web",), "ios", Outcome.PLATFORM),
        ((), "ios", Outcome.ALLOWED),
        (("web", "ios"), "ios", Outcome.ALLOWED),
    ],
)
def test_a_row_is_available_on_its_platforms(
    listed: tuple[str, ...], platform: str | None, outcome: Outcome
) -> None:
    """A row that lists none is on all of them, and a question may name none."""
    found = matrices(
        row("it", {"reader": ALLOW}, platforms=listed),
        tools=[tool("reader")],
        platforms=["web", "ios"],
    )

    assert agreed(found, "m.it", Asked(holder("reader"), None, None, platform)).outcome is outcome


def test_another_platform_comes_before_a_guard() -> None:
    """Where a row is not available, nothing else is asked."""
    found = matrices(
        row("it", {"reader": ALLOW}, guard=X, platforms=("web",)),
        tools=[tool("reader")],
        conditions=["x"],
        platforms=["web", "ios"],
    )

    assert agreed(found, "m.it", Asked(holder("reader"), None, {"x": False}, "ios")) == Decision(
        Outcome.PLATFORM
    )


# Levels.

GRADES: dict[str, Cell] = {"none": DENY, "reader": when(X), "editor": UNKNOWN, "admin": ALLOW}


def graded(*, default: str | None = None) -> MatrixSet:
    """Give a row with another cell at each of four levels."""
    grades = tool(*GRADES, default=default)
    return matrices(row("it", GRADES), tools=[grades], conditions=["x"])


@pytest.mark.parametrize(
    ("levels", "context", "expected"),
    [
        ("none", {}, Decision(Outcome.LEVEL, "none")),
        (["none", "reader"], {"x": True}, Decision(Outcome.ALLOWED, "reader")),
        (["none", "reader"], {"x": False}, Decision(Outcome.REQUIREMENT, "reader")),
        (["none", "reader"], {}, missing("x")),
        (["admin", "reader"], {}, Decision(Outcome.ALLOWED, "admin")),
        (["editor", "none"], {}, Decision(Outcome.UNDOCUMENTED, "editor")),
        (["reader", "editor"], {"x": False}, Decision(Outcome.REQUIREMENT, "reader")),
        (["reader", "editor"], {}, missing("x")),
        (["reader", "admin"], {"x": True}, Decision(Outcome.ALLOWED, "admin")),
        ([], {}, Decision(Outcome.NO_LEVEL)),
    ],
)
def test_one_level_that_allows_is_enough(
    levels: Anything, context: dict[str, bool], expected: Decision
) -> None:
    """Of several levels the one that allows decides, else the one that comes nearest."""
    assert agreed(graded(), "m.it", Asked(holder(levels), None, context)) == expected


def test_levels_are_never_cumulative() -> None:
    """A higher level does not have what a lower one has."""
    found = matrices(row("it", {"reader": ALLOW, "admin": DENY}), tools=[tool("reader", "admin")])

    assert agreed(found, "m.it", Asked(holder("admin"))) == Decision(Outcome.LEVEL, "admin")


@pytest.mark.parametrize("user", [holder(), holder([]), User("ana", levels={"other": "admin"})])
def test_the_default_level_is_for_a_user_who_was_given_none(user: User) -> None:
    """It is held by whoever holds nothing on the tool, and by nobody else."""
    assert agreed(graded(default="admin"), "m.it", Asked(user)).level == "admin"
    assert agreed(graded(default="admin"), "m.it", Asked(holder("none"))) == Decision(
        Outcome.LEVEL, "none"
    )


def test_an_undeclared_level_raises_before_anything_else() -> None:
    """A false guard or another platform does not hide the mistake."""
    found = matrices(
        row("it", {"reader": ALLOW}, guard=X, platforms=("web",)),
        tools=[tool("reader")],
        conditions=["x"],
        platforms=["web", "ios"],
    )

    assert agreed(found, "m.it", Asked(holder("raeder"), None, {"x": False}, "ios")) == (
        "level",
        "raeder",
    )


# Levels that follow from facts.


def related(*, default: str | None = None, own: Cell = DENY) -> MatrixSet:
    """Give a row that its author may, whatever their level, unless that allows by itself."""
    authors = tool("reader", "editor", column("author", X), default=default)
    cells: dict[str, Cell] = {"reader": own, "editor": ALLOW, "author": when(Y)}
    return matrices(row("it", cells), tools=[authors], conditions=["x", "y"])


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (T, T, Decision(Outcome.ALLOWED, "author")),
        (T, F, Decision(Outcome.REQUIREMENT, "author")),
        (T, U, missing("y", level="author")),
        (F, T, Decision(Outcome.LEVEL, "reader")),
        (F, U, Decision(Outcome.LEVEL, "reader")),
        (U, T, missing("x", level="author")),
        (U, F, Decision(Outcome.REQUIREMENT, "author")),
        (U, U, missing("x", "y", level="author")),
    ],
)
def test_a_level_is_also_held_when_its_requirement_is_true(
    x: bool | None, y: bool | None, expected: Decision
) -> None:
    """It comes on top of the level given, and waits where its requirement does."""
    context = {"x": x, "y": y}

    assert agreed(related(), "m.it", Asked(holder("reader"), None, context)) == expected


def test_a_level_that_follows_comes_on_top_of_the_default() -> None:
    """The default is held by those given none, whatever follows besides."""
    context = {"x": True, "y": False}

    decision = agreed(related(default="editor"), "m.it", Asked(holder(), None, context))
    assert decision == Decision(Outcome.ALLOWED, "editor")


def test_a_level_that_follows_needs_no_level_given() -> None:
    """Without any level, and even where the levels are not known, the relation counts."""
    context = {"x": True, "y": True}

    for user in (holder(), User("ana", levels={"docs": None})):
        decision = agreed(related(), "m.it", Asked(user, None, context))
        assert decision == Decision(Outcome.ALLOWED, "author")


def test_unknown_levels_are_waited_on_with_all_else_that_is_open() -> None:
    """A user whose levels are null waits on them, and on the relations that would do."""
    user = User("ana", levels={"docs": None})

    decision = agreed(related(), "m.it", Asked(user, None, {"y": True}))
    assert decision == Decision(Outcome.MISSING, "author", ("context.x", "user.levels.docs"))


def test_nobody_can_be_given_a_level_that_is_not_handed_out() -> None:
    """A host that says so is in error, and the level is not held."""
    decision = agreed(related(), "m.it", Asked(holder("author"), None, {"x": False, "y": True}))

    error = FactError("user.levels.docs", "a level that is handed out", "is author")
    assert decision == Decision(Outcome.ERROR, None, errors=(error,))


def test_a_level_given_may_follow_from_facts_as_well() -> None:
    """A level that is handed out and has a requirement is held by either."""
    found = matrices(
        row("it", {"member": ALLOW}),
        tools=[tool(column("member", X, handed_out=True))],
        conditions=["x"],
    )

    assert agreed(found, "m.it", Asked(holder("member"), None, {"x": False})).allowed
    assert agreed(found, "m.it", Asked(holder(), None, {"x": True})).allowed
    assert agreed(found, "m.it", Asked(holder(), None, {"x": False})).outcome is Outcome.NO_LEVEL


# Levels in requirements.

TEAM = tool("helper", "lead", column("guest", X), id_="team")


def asking(requirement: Requirement, *more: Tool) -> MatrixSet:
    """Give a row whose reader needs something of another tool."""
    cells: dict[str, Cell] = {"reader": when(requirement), "editor": DENY}
    return matrices(
        row("it", cells), tools=[tool("reader", "editor"), TEAM, *more], conditions=["x"]
    )


@pytest.mark.parametrize(
    ("levels", "context", "outcome"),
    [
        ("lead", {}, Outcome.ALLOWED),
        (["helper", "lead"], {}, Outcome.ALLOWED),
        ("helper", {"x": True}, Outcome.ALLOWED),
        ("helper", {"x": False}, Outcome.REQUIREMENT),
        ("helper", {}, Outcome.MISSING),
        (None, {"x": True}, Outcome.ALLOWED),
        (None, {"x": False}, Outcome.MISSING),
        ([], {"x": False}, Outcome.REQUIREMENT),
    ],
)
def test_a_requirement_may_be_a_level_on_another_tool(
    levels: Anything, context: dict[str, bool], outcome: Outcome
) -> None:
    """It is met by a level given there, or by one that follows from facts."""
    user = User("ana", levels={"docs": "reader", "team": levels})
    found = asking(HasLevel("team", ("lead", "guest")))

    assert agreed(found, "m.it", Asked(user, None, context)).outcome is outcome


def test_the_default_of_another_tool_counts_there() -> None:
    """A user given nothing on the other tool holds its default level."""
    club = tool("member", "boss", id_="club", default="member")
    found = asking(HasLevel("club", ("member",)), club)

    assert agreed(found, "m.it", Asked(holder("reader"))).allowed


@pytest.mark.parametrize(
    ("requirement", "levels"),
    [
        (HasLevel("team", ("lead",)), "stranger"),
        (Not(HasLevel("team", ("lead",))), "stranger"),
        (Not(HasLevel("team", ("guest",))), "stranger"),
    ],
)
def test_an_undeclared_level_on_another_tool_spoils_only_that_fact(
    requirement: Requirement, levels: str
) -> None:
    """The decision waits on it where it needs it, and does not raise."""
    user = User("ana", levels={"docs": "reader", "team": levels})

    decision = agreed(asking(requirement), "m.it", Asked(user, None, {"x": False}))
    error = FactError("user.levels.team", "a declared level", "is stranger")
    assert decision == Decision(Outcome.ERROR, "reader", errors=(error,))


def test_an_undeclared_level_that_no_answer_needs_is_passed_over() -> None:
    """A cell that does not ask for the other tool is decided all the same."""
    user = User("ana", levels={"docs": "editor", "team": "stranger"})

    found = asking(HasLevel("team", ("lead",)))
    assert agreed(found, "m.it", Asked(user)) == Decision(Outcome.LEVEL, "editor")


@pytest.mark.parametrize(
    ("levels", "x", "outcome"),
    [
        ("guest", False, Outcome.ERROR),
        (5, False, Outcome.ERROR),
        (None, False, Outcome.MISSING),
        ([], False, Outcome.ALLOWED),
        ([], True, Outcome.REQUIREMENT),
        (None, True, Outcome.REQUIREMENT),
    ],
)
def test_what_nobody_can_be_given_is_not_simply_lacking(
    levels: Anything, x: bool, outcome: Outcome
) -> None:
    """Not to hold such a level, the levels given have to be readable, and not to name it."""
    user = User("ana", levels={"docs": "reader", "team": levels})
    found = asking(Not(HasLevel("team", ("guest",))))

    assert agreed(found, "m.it", Asked(user, None, {"x": x})).outcome is outcome


def test_a_requirement_may_ask_for_a_level_of_the_row_s_own_tool() -> None:
    """A cell can need another level besides the one it is of."""
    found = matrices(
        row("it", {"reader": when(HasLevel("docs", ("auditor",))), "auditor": DENY}),
        tools=[tool("reader", "auditor")],
    )

    assert agreed(found, "m.it", Asked(holder(["reader", "auditor"]))).level == "reader"
    assert agreed(found, "m.it", Asked(holder("reader"))).outcome is Outcome.REQUIREMENT
    assert agreed(found, "m.it", Asked(holder("auditor"))).outcome is Outcome.LEVEL


# Granular permissions.


@pytest.mark.parametrize(
    ("granular", "outcome"),
    [
        ({"docs": ["print"]}, Outcome.ALLOWED),
        ({"docs": []}, Outcome.REQUIREMENT),
        ({}, Outcome.REQUIREMENT),
        ({"team": ["print"]}, Outcome.REQUIREMENT),
        ({"docs": None}, Outcome.MISSING),
    ],
)
def test_a_granular_permission_is_held_on_its_tool(granular: Anything, outcome: Outcome) -> None:
    """It counts on the tool it belongs to; nothing said of a tool is nothing held."""
    found = matrices(
        row("it", {"reader": when(HasGranular("docs", "print"))}),
        tools=[tool("reader"), TEAM],
        conditions=["x"],
        granular=["print", "team.print"],
    )
    user = User("ana", levels={"docs": "reader"}, granular=granular)

    assert agreed(found, "m.it", Asked(user)).outcome is outcome


@pytest.mark.parametrize(
    ("project", "outcome"),
    [
        ("p1", Outcome.ALLOWED),
        ("p2", Outcome.LEVEL),
        ("p3", Outcome.NO_LEVEL),
        (None, Outcome.MISSING),
    ],
)
def test_levels_may_be_held_per_scope(project: str | None, outcome: Outcome) -> None:
    """The level is that of the project at hand; without a project, it is not known."""
    found = matrices(
        row("it", {"none": DENY, "reader": ALLOW}),
        tools=[tool("none", "reader", scope="resource.project")],
    )
    user = holder({"p1": ["none", "reader"], "p2": "none"})

    assert agreed(found, "m.it", Asked(user, Contract("c", project=project))).outcome is outcome


# Obligations.


@pytest.mark.parametrize(
    ("limits", "levels", "level", "obligations"),
    [
        ((("a",), (), ("b",)), ["one", "two", "three"], "two", ()),
        ((("a",), ("a", "b"), ("b",)), ["one", "two", "three"], "three", ("b",)),
        ((("a",), ("a", "b"), ("b",)), ["one", "two"], "one", ("a",)),
        ((("b",), ("a",), ()), ["one", "two"], "two", ("a",)),
        (((), (), ()), ["one", "two", "three"], "three", ()),
    ],
)
def test_of_several_yeses_the_one_with_the_fewest_obligations_counts(
    limits: tuple[tuple[str, ...], ...],
    levels: list[str],
    level: str,
    obligations: tuple[str, ...],
) -> None:
    """Then the one listed last; obligations of different yeses are never added up."""
    names = ("one", "two", "three")
    cells = {name: when(None, *limit) for name, limit in zip(names, limits, strict=True)}
    found = matrices(row("it", cells), tools=[tool(*names)])

    for order in permutations(levels):
        decision = agreed(found, "m.it", Asked(holder(list(order))))
        assert decision == Decision(Outcome.ALLOWED, level, obligations=obligations)


def test_a_yes_with_obligations_is_better_than_waiting() -> None:
    """A plainer yes that is not known does not hold up the one that is."""
    found = matrices(
        row("it", {"reader": when(None, "pdf_only"), "author": when(X)}),
        tools=[tool("reader", "author")],
        conditions=["x"],
    )

    decision = agreed(found, "m.it", Asked(holder(["reader", "author"])))
    assert decision == Decision(Outcome.ALLOWED, "reader", obligations=("pdf_only",))


# Operations.

NEAR: dict[Outcome, tuple[Cell, Requirement | None, tuple[str, ...]]] = {
    Outcome.PLATFORM: (ALLOW, None, ("web",)),
    Outcome.GUARD: (ALLOW, X, ()),
    Outcome.LEVEL: (DENY, None, ()),
    Outcome.NOT_APPLICABLE: (NOT_APPLICABLE, None, ()),
    Outcome.UNDOCUMENTED: (UNKNOWN, None, ()),
    Outcome.REQUIREMENT: (when(X), None, ()),
    Outcome.MISSING: (when(Y), None, ()),
    Outcome.ALLOWED: (ALLOW, None, ()),
}
"""How to come by each outcome, on a phone and x being false; the nearest to a yes last."""


@pytest.mark.parametrize(("far", "near"), list(permutations(NEAR, 2)))
def test_an_operation_answers_like_its_nearest_row(far: Outcome, near: Outcome) -> None:
    """In whichever order the rows stand, the one that comes nearest to a yes is named."""
    order = list(NEAR)
    rows = [
        row(id_, {"reader": cell}, guard=guard, platforms=platforms)
        for id_, (cell, guard, platforms) in (("first", NEAR[far]), ("second", NEAR[near]))
    ]
    found = matrices(
        *rows,
        tools=[tool("reader")],
        conditions=["x", "y"],
        platforms=["web", "ios"],
        operations=[operation("both", "first", "second")],
    )

    decision = agreed(found, "m.both", Asked(holder("reader"), None, {"x": False}, "ios"))
    assert decision.outcome is max(far, near, key=order.index)


def test_no_level_is_nearer_than_a_guard_and_farther_than_a_blank() -> None:
    """Rows on two tools: no level on one of them, something on the other."""
    found = matrices(
        row("guarded", {"reader": ALLOW}, guard=X),
        row("elsewhere", {"lead": ALLOW}, on="team"),
        row("blank", {"reader": DENY}),
        tools=[tool("reader"), tool("lead", id_="team")],
        conditions=["x"],
        operations=[
            operation("first", "guarded", "elsewhere"),
            operation("second", "elsewhere", "blank"),
        ],
    )
    asked = Asked(holder("reader"), None, {"x": False})

    assert agreed(found, "m.first", asked) == Decision(Outcome.NO_LEVEL)
    assert agreed(found, "m.second", asked) == Decision(Outcome.LEVEL, "reader")


def test_an_operation_waits_on_what_all_its_rows_wait_on() -> None:
    """The facts that any of the rows needs are named together."""
    found = matrices(
        row("first", {"reader": when(X)}),
        row("second", {"reader": when(Y)}),
        tools=[tool("reader")],
        conditions=["x", "y"],
        operations=[operation("both", "first", "second")],
    )

    assert agreed(found, "m.both", Asked(holder("reader"))) == missing("x", "y")
    assert agreed(found, "m.both", Asked(holder("reader"), None, {"x": True})).allowed


def test_the_two_rows_of_a_private_thing_cover_it_only_where_it_is_known() -> None:
    """A row for what is private and one for what is not leave open what nobody knows."""
    found = matrices(
        row("open", {"reader": ALLOW}, guard=Not(Holds("private"))),
        row("closed", {"reader": when(Holds("listed"))}, guard=Holds("private")),
        tools=[tool("reader")],
        conditions={
            "private": IsTrue(path("resource.private")),
            "listed": Contains(path("resource.private_members"), path("user.id")),
        },
        operations=[operation("view", "open", "closed")],
    )

    listed = Contract("c", private_members={"ana"})
    assert agreed(found, "m.view", Asked(holder("reader"), listed)).missing == ("resource.private",)
    for private in (True, False):
        contract = Contract("c", private=private, private_members={"ana"})
        assert agreed(found, "m.view", Asked(holder("reader"), contract)).allowed


# Names.


@pytest.mark.parametrize(
    ("name", "platform", "expected"),
    [
        ("m.zebra", None, ("action", "m.zebra")),
        ("it", None, ("action", "it")),
        ("", None, ("action", "")),
        ("m.it", "zebra", ("platform", "zebra")),
        ("m.it", "Web", ("platform", "Web")),
        ("m.it", "", ("platform", "")),
        ("m.zebra", "zebra", ("platform", "zebra")),
    ],
)
def test_an_undeclared_name_raises(
    name: str, platform: str | None, expected: tuple[str, str]
) -> None:
    """A misspelt action or platform is never a denial."""
    found = matrices(row("it", {"reader": ALLOW}), tools=[tool("reader")], platforms=["web"])

    assert agreed(found, name, Asked(holder("reader"), None, None, platform)) == expected


def test_an_alias_is_another_id() -> None:
    """Rows and operations answer to their aliases."""
    found = matrices(
        row("it", {"reader": ALLOW}, aliases=("old",)),
        tools=[tool("reader")],
        operations=[operation("do", "it", aliases=("old_do",))],
    )

    for name in ("m.it", "m.old", "m.do", "m.old_do"):
        assert agreed(found, name, Asked(holder("reader"))).allowed


def test_several_facts_are_named_in_order() -> None:
    """Missing facts are sorted, and each is named once however often it is needed."""
    both = All((Y, X))

    assert decided(when(Any((both, Not(X), both)))) == missing("x", "y")
