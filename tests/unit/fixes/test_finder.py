"""What the finder keeps, leaves out and cannot count."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from builders import ALLOW, DENY, matrices, operation, path, row, tool, when
from permmatrix import Policy
from permmatrix.conditions import Equals, Literal
from permmatrix.fixes import AskInstead, Grants, HoldLevel, TellHeld
from permmatrix.model import Advisory, MatrixSet
from permmatrix.requirements import All, HasGranular, Holds, Not
from permmatrix.requirements import Any as AnyOf
from strategies import policy_of

MANY = ["late", "locked", "lost"]


def test_a_row_that_cannot_be_counted_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its fixes are found all the same, in the order of how few changes they are."""
    monkeypatch.setattr("permmatrix.fixes.powers.MOST_CONDITIONS", 2)
    docs = tool("reader", "owner")
    broad = AnyOf(tuple(Holds(it) for it in MANY))
    found = policy_of(
        matrices(
            row("read", {"reader": when(broad), "owner": ALLOW}),
            row("burn", {"reader": DENY, "owner": ALLOW}),
            tools=[docs],
            conditions=MANY,
        )
    ).explain({"id": "ana", "levels": {"docs": "reader"}, "granular": {}}, "m.burn", None, {})

    [fix] = found.fixes
    assert fix.changes == (HoldLevel("docs", "owner", ("reader",)),)
    assert fix.grants is None
    assert fix.to_dict()["grants"] is None
    assert "also: cannot be counted" in str(found)
    assert "What would allow it, the fewest changes first:\n" in str(found)


def test_too_many_fixes_are_cut() -> None:
    """Some are given, and that there may be others is said to everybody."""
    each = (AnyOf(tuple(Holds(f"c{4 * at + it}") for it in range(4))) for at in range(6))
    names = [f"c{at}" for at in range(24)]
    cell = when(All(tuple(each)))
    policy = policy_of(
        matrices(row("read", {"reader": cell}), tools=[tool("reader")], conditions=names)
    )

    found = policy.explain(
        {"levels": {"docs": "reader"}}, "m.read", None, dict.fromkeys(names, False)
    )

    assert found.fixes
    assert not found.complete
    assert "There may be others" in found.text()
    assert "There may be other ways." in found.text(audience="person")
    assert "There may be others" in found.to_markdown()
    assert "There may be others" in found.to_tree()
    plain = found.to_dict()
    assert plain["complete"] is False
    assert len(plain["fixes"]) == len(found.fixes) == 1000
    assert "980 more ways are left out here. There may be others" in found.text(400)


def reading() -> Policy:
    """Give two rows of one operation, and a third row."""
    rows = [
        row("public", {"reader": ALLOW}, guard=Not(Holds("private")), aliases=("open",)),
        row("private", {"reader": when(Holds("added"))}, guard=Holds("private")),
        row("other", {"reader": ALLOW}),
    ]
    return policy_of(
        matrices(
            *rows,
            tools=[tool("reader")],
            conditions=["private", "added"],
            operations=[operation("view", "public", "private")],
        )
    )


def test_another_row_of_the_operation_can_be_asked_for() -> None:
    """By whichever name the row was asked for; of the operation itself there is no other."""
    user = {"levels": {"docs": "reader"}}
    facts = {"private": True, "added": True}

    for name in ("m.public", "m.open"):
        fixes = reading().explain(user, name, None, facts).fixes
        assert (AskInstead("m.private"),) in [it.changes for it in fixes]
    assert reading().explain(user, "m.view", None, facts).fixes == ()
    assert reading().explain(user, "m.view", None, facts).decision.allowed


def test_what_is_held_may_only_have_to_be_known() -> None:
    """That no permission which takes away is held is not known of one whose permissions are not."""
    cell = when(Not(HasGranular("docs", "muted")))
    policy = policy_of(
        matrices(row("read", {"reader": cell}), tools=[tool("reader")], granular=["muted"])
    )

    found = policy.explain({"levels": {"docs": "reader"}, "granular": None}, "m.read")

    assert [it.changes for it in found.fixes] == [(TellHeld("docs", "granular"),)]


def test_equal_states_are_worked_out_once_and_others_anew() -> None:
    """What is kept hangs on the facts as they are at each question."""
    policy = reading()
    user = {"levels": {"docs": "reader"}}
    facts = {"private": True, "added": False}
    first = policy.explain(user, "m.private", None, facts).fixes
    facts["private"] = False
    second = policy.explain(user, "m.private", None, facts).fixes
    facts["private"] = True

    assert policy.explain(user, "m.private", None, facts).fixes == first != second


STATUS = {
    "opened": Equals(path("resource.status"), Literal("open")),
    "closed": Equals(path("resource.status"), Literal("closed")),
}


def of_one_status() -> MatrixSet:
    """Give rows that hang on one value by two conditions, and advice about it."""
    cells = {
        "comment": when(Holds("opened")),
        "delete": when(Not(Holds("closed"))),
        "destroy": when(Not(Holds("closed"))),
        "archive": when(Holds("closed")),
    }
    found = matrices(
        *(row(id_, {"reader": cell}) for id_, cell in cells.items()),
        tools=[tool("reader")],
        conditions=STATUS,
    )
    advice = Advisory(id="m.keep", when=Not(Holds("closed")), says="Keep it closed.")
    [whole] = found.matrices
    return MatrixSet((evolve(whole, advisories=(advice,)),))


def test_a_change_reaches_rows_by_other_conditions_of_the_same_value() -> None:
    """What is open is not closed: rows that ask for that change too, and advice speaks."""
    policy = policy_of(of_one_status())
    user, closed = {"levels": {"docs": "reader"}}, {"status": "closed"}

    [fix] = policy.explain(user, "m.comment", closed).fixes

    assert fix.grants == Grants(
        allowed={"m.comment": 1, "m.delete": 1, "m.destroy": 1}, stopped={"m.archive": 1}
    )
    assert [it.id for it in fix.advisories] == ["m.keep"]
    opened = {"status": "open"}
    for id_ in policy.actions:
        before, after = (policy.allows(user, id_, it) for it in (closed, opened))
        assert (id_ in fix.grants.allowed) is (after and not before)
        assert (id_ in fix.grants.stopped) is (before and not after)


def test_where_values_have_too_many_answers_one_is_changed_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A level that would do is found all the same, and nobody is told that nothing would."""
    monkeypatch.setattr("permmatrix.fixes.related.MOST_TARGETS", 8)
    tests = {
        f"{kind}{at}": Equals(path(f"resource.{kind}"), Literal(at))
        for kind in ("size", "form")
        for at in range(3)
    }
    both = All((Holds("size1"), Holds("form1")))
    cell = when(AnyOf((Holds("size0"), Holds("form0"), both)))
    found = policy_of(
        matrices(
            row("read", {"reader": cell, "owner": ALLOW}),
            tools=[tool("reader", "owner")],
            conditions=tests,
        )
    ).explain({"levels": {"docs": "reader"}}, "m.read", {"size": 9, "form": 9})

    told = {str(it) for it in found.fixes}
    assert told == {
        "Give the user owner on docs in place of reader.",
        "See that it is size0.",
        "See that it is form0.",
    }
    assert not found.complete
    assert "There may be other ways." in found.text(audience="person")


def test_fixes_do_not_hang_on_what_was_asked_before() -> None:
    """Another user's question, of several levels at once, changes neither sets nor order."""
    cell = when(All((HasGranular("docs", "share"), Holds("late"))))
    rows = [row("read", {"reader": cell, "writer": cell, "owner": DENY})]
    docs = tool("reader", "writer", "owner")
    found = matrices(*rows, tools=[docs], granular=["share"], conditions=["late"])
    asked, fresh = policy_of(found), policy_of(found)
    asked.explain({"levels": {"docs": ["owner"]}, "granular": {}}, "m.read", None, {}).fixes  # noqa: B018  it is asked
    user = {"levels": {"docs": "owner"}, "granular": {}}

    told, alone = (it.explain(user, "m.read", None, {"late": False}) for it in (asked, fresh))

    assert told.fixes == alone.fixes
    assert told.to_dict() == alone.to_dict()


def test_threads_share_a_policy() -> None:
    """Whoever asks first, and however many at once, the fixes are those of a policy asked alone."""
    names = [f"c{at}" for at in range(6)]
    cells = {
        id_: when(AnyOf(tuple(map(Holds, names[at : at + 3]))))
        for at, id_ in enumerate(("reader", "writer"))
    }
    read = row("read", {**cells, "owner": ALLOW})
    found = matrices(read, tools=[tool(*cells, "owner")], conditions=names)
    users = [{"levels": {"docs": it}} for it in ("reader", ["reader"], "writer", [], None)]
    facts = dict.fromkeys(names, False)

    def ask(policy: Policy, user: dict[str, Any]) -> list[str]:
        return list(map(str, policy.explain(user, "m.read", None, facts).fixes))

    alone = [ask(policy_of(found), user) for user in users]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            policy = policy_of(found)
            with ThreadPoolExecutor(len(users)) as pool:
                assert list(pool.map(partial(ask, policy), users)) == alone
    finally:
        sys.setswitchinterval(before)


def test_what_hangs_together_in_too_many_ways_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then a fix may ask for answers that cannot be so together."""
    monkeypatch.setattr("permmatrix.situations.related.MOST_TRIED", 1)
    cell = when(All((Holds("opened"), Holds("closed"))))
    read = row("read", {"reader": cell})
    policy = policy_of(matrices(read, tools=[tool("reader")], conditions=STATUS))

    found = policy.explain({"levels": {"docs": "reader"}}, "m.read", {"status": "lost"})

    assert not found.complete
