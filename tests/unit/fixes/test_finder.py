"""What the finder keeps, leaves out and cannot count."""

from __future__ import annotations

import pytest

from builders import ALLOW, DENY, matrices, operation, row, tool, when
from permmatrix import Policy
from permmatrix.fixes import AskInstead, HoldLevel, TellHeld
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
    assert "also: more than can be counted" in str(found)
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
    assert "There are other ways." in found.text(audience="person")
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
