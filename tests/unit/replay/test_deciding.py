"""What another policy answers to a receipt's question: what it takes besides the facts."""

from __future__ import annotations

from typing import Any

import pytest

from builders import ALLOW, DENY, column, matrices, operation, row, tool, when
from permmatrix import Policy, UnknownNameError, User
from permmatrix.receipts import Receipt
from permmatrix.replay.deciding import Kind, Replayer, Verdict
from permmatrix.replay.replaying import replay
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.requirements import Any as AnyOf
from strategies import policy_of


def docs(cells: Any, *, on: Any = None, guard: Requirement | None = None, **more: Any) -> Policy:
    """Give a policy of one row, `m.read`."""
    whole: dict[str, Any] = {"conditions": ["x", "y", "z"], "granular": ["print"], **more}
    return policy_of(
        matrices(
            row("read", cells, guard=guard, platforms=whole.pop("limited", ())),
            tools=[on or tool("none", "reader"), tool("lead", id_="plans")],
            **whole,
        )
    )


OLD = docs({"none": DENY, "reader": when(AnyOf((Holds("x"), HasGranular("docs", "print"))))})


def receipt_of(levels: Any = "reader", policy: Policy = OLD, **context: Any) -> Receipt:
    """Give the receipt of a decision by the old policy; ana may print."""
    user = User("ana", levels={"docs": levels}, granular={"docs": ["print"]})
    return policy.receipt(user, "m.read", {"project": "p1"}, context)


def verdict(new: Policy, receipt: Receipt | None = None) -> Verdict:
    """Give what a new policy answers."""
    return Replayer(new.program).verdict(receipt or receipt_of(x=False))


def needing(requirement: Requirement) -> Policy:
    """Give a policy that asks readers for more."""
    return docs({"none": DENY, "reader": when(requirement)})


def test_what_the_receipt_has_is_decided_with_its_reason() -> None:
    """All facts at hand, the outcome is that of the new policy."""
    assert verdict(OLD) == Verdict(Kind.SAME, "allowed")
    assert verdict(needing(Holds("x"))) == Verdict(Kind.LOST, "requirement")
    assert verdict(docs({"none": ALLOW, "reader": DENY})) == Verdict(Kind.LOST, "level")


def test_what_was_not_known_is_not_known_again() -> None:
    """A fact that was missing stays so, and its denial is no open question."""
    receipt = receipt_of()

    assert receipt.facts["is_true context.x"] is None
    assert verdict(needing(Holds("x")), receipt) == Verdict(Kind.LOST, "missing_facts")


def test_an_answer_that_no_new_fact_can_turn_is_given() -> None:
    """A new fact beside one that decides makes no difference, either way."""
    assert verdict(needing(All((Holds("x"), Holds("y"))))).kind is Kind.LOST
    assert verdict(needing(AnyOf((HasGranular("docs", "print"), Holds("y"))))).kind is Kind.SAME
    unsettling = AnyOf((Holds("y"), All((Holds("z"), Not(Holds("z"))))))
    assert verdict(needing(All((unsettling, Holds("x"))))).kind is Kind.LOST


def test_an_answer_that_a_new_fact_turns_is_open_and_names_it() -> None:
    """Only facts that the receipt lacks are named; unknown counts as a value they may have."""
    assert verdict(needing(All((Not(Holds("x")), Holds("y"))))) == Verdict(
        Kind.OPEN, lacking=("is_true context.y",)
    )
    either = AnyOf((Holds("y"), Not(Holds("y"))))
    assert verdict(needing(either)).kind is Kind.OPEN  # it is denied where y is not known
    never = All((Holds("y"), Not(Holds("y"))))
    assert verdict(needing(never)).kind is Kind.LOST
    assert verdict(needing(HasLevel("plans", ("lead",)))).lacking == ("levels plans",)


def test_levels_are_judged_by_the_new_tool() -> None:
    """Another default, a level no longer handed out, and one no longer declared."""
    nobody = receipt_of(())
    cells = {"none": DENY, "reader": ALLOW}

    assert verdict(docs(cells, on=tool("none", "reader", default="reader")), nobody) == Verdict(
        Kind.GAINED, "allowed"
    )
    taken = tool("none", column("reader"))
    assert verdict(docs(cells, on=taken)) == Verdict(Kind.LOST, "missing_facts")
    gone = verdict(docs({"none": ALLOW}, on=tool("none")))
    assert (gone.kind, gone.problem) == (Kind.GONE, "no level `reader` any more")


def test_what_is_held_by_scope_is_told_for_that_scope_alone() -> None:
    """Another scope would have read something else; without one it would have been an error."""
    cells = {"none": DENY, "reader": ALLOW}
    by_project = docs(cells, on=tool("none", "reader", scope="resource.project"))
    receipt = receipt_of({"p1": "reader"}, by_project)

    assert verdict(by_project, receipt).kind is Kind.SAME
    by_team = docs(cells, on=tool("none", "reader", scope="resource.team"))
    assert verdict(by_team, receipt) == Verdict(Kind.OPEN, lacking=("levels docs",))
    assert verdict(docs(cells), receipt) == Verdict(Kind.LOST, "missing_facts")
    assert verdict(by_team, receipt_of("reader", docs(cells))).kind is Kind.SAME


def test_a_platform_is_asked_on_again() -> None:
    """A row that is limited now denies there; a platform that is gone is told."""
    web = docs({"none": DENY, "reader": ALLOW}, platforms=["web", "ios"])
    user = User("ana", levels={"docs": "reader"})
    receipt = web.receipt(user, "m.read", platform="ios")
    limited = docs({"none": DENY, "reader": ALLOW}, platforms=["web", "ios"], limited=("web",))

    assert verdict(limited, receipt) == Verdict(Kind.LOST, "platform")
    assert verdict(OLD, receipt).problem == "no platform `ios` any more"


def test_operations_and_aliases_are_asked_as_they_are_now() -> None:
    """What was a row may be an operation now, and a missing fact of one row not matter."""
    new = policy_of(
        matrices(
            row("open", {"reader": when(Holds("y"))}),
            row("look", {"reader": when(HasGranular("docs", "print"))}),
            tools=[tool("reader")],
            conditions=["y"],
            granular=["print"],
            operations=[operation("read", "open", "look")],
        )
    )

    assert verdict(new).kind is Kind.SAME


def test_what_answers_as_it_did_is_suggested() -> None:
    """An action of another name and the same digest is meant, however little they are alike."""
    new = policy_of(
        matrices(
            row("zzz", dict(OLD.matrices["m"].actions[0].cells)),
            tools=[tool("none", "reader"), tool("lead", id_="plans")],
            conditions=["x", "y", "z"],
            granular=["print"],
        )
    )

    assert verdict(new).problem == "no action `m.read` any more; `m.zzz` answers just as it did"
    renamed = Replayer(new.program, {"m.read": "m.zzz"})
    assert renamed.verdict(receipt_of(x=False)).kind is Kind.SAME


def test_verdicts_are_remembered_by_what_receipts_say() -> None:
    """The same facts are not decided twice, whoever asked."""
    replayer = Replayer(OLD.program)

    first = replayer.verdict(receipt_of(x=True))
    assert replayer.verdict(receipt_of(x=True)) is first
    assert replayer.verdict(receipt_of(x=False)) is not first


def test_a_log_may_be_of_several_policies() -> None:
    """The same facts, decided otherwise by an older policy, are another decision."""
    older = needing(All((Holds("x"), HasGranular("docs", "print"))))
    denied = receipt_of(policy=older)
    replayer = Replayer(needing(HasGranular("docs", "print")).program)

    assert denied.facts == receipt_of().facts
    assert replayer.verdict(receipt_of()).kind is Kind.SAME
    assert replayer.verdict(denied).kind is Kind.GAINED


def test_a_rename_to_what_is_not_there_is_a_mistake() -> None:
    """It is said before anything is read."""
    with pytest.raises(UnknownNameError, match=r"did you mean `m\.read`"):
        replay("nowhere.jsonl", OLD, {"m.see": "m.raed"})
