"""Which limits a yes may come with, where the receipt does not have every fact."""

from __future__ import annotations

from typing import Any

from builders import ALLOW, DENY, column, matrices, operation, row, tool, when
from permmatrix import Policy, User
from permmatrix.replay.deciding import Kind, Replayer, Verdict
from permmatrix.requirements import All, HasLevel, Holds, Not
from permmatrix.requirements import Any as AnyOf
from strategies import policy_of

PDF, MARKED = ("pdf_only",), ("watermark",)
BOTH = (*PDF, *MARKED)
LEAD, HELPER, OWNER = (HasLevel("plans", (it,)) for it in ("lead", "helper", "owner"))


def limited(*cells: Any, default: str | None = None) -> Policy:
    """Give a policy with a row for each cell of readers, of which `m.read` is any."""
    plans = tool("lead", "helper", column("owner"), id_="plans", default=default)
    return policy_of(
        matrices(
            *(row(f"read{it}", {"none": DENY, "reader": cell}) for it, cell in enumerate(cells)),
            tools=[tool("none", "reader"), plans],
            conditions=["x", "y"],
            operations=[operation("read", *(f"read{it}" for it in range(len(cells))))],
        )
    )


def verdict(new: Policy, *were: str) -> Verdict:
    """Replay a yes of a reader that came with some limits, and hung on nothing else."""
    receipt = limited(when(None, *were)).receipt(User("ana", levels={"docs": "reader"}), "m.read")
    return Replayer(new.program).verdict(receipt)


def test_a_yes_with_other_limits_is_another_decision() -> None:
    """Limits that came, went or changed are told; the same ones are the same decision."""
    assert verdict(limited(when(None, *PDF)), *PDF) == Verdict(Kind.SAME, "allowed", PDF)
    assert verdict(limited(ALLOW), *PDF) == Verdict(Kind.LIMITED, "allowed", ())
    assert verdict(limited(when(None, *MARKED)), *PDF) == Verdict(Kind.LIMITED, "allowed", MARKED)
    assert verdict(limited(when(None, *PDF))) == Verdict(Kind.LIMITED, "allowed", PDF)
    assert verdict(limited(DENY), *PDF) == Verdict(Kind.LOST, "level")


def test_limits_that_hang_on_a_new_fact_are_open_unless_all_differ() -> None:
    """A yes is settled and its limits may not be; where each would be another, that is told."""
    hangs_on_y = limited(when(None, *PDF), when(Holds("y"), *MARKED))

    assert verdict(hangs_on_y, *PDF) == Verdict(Kind.OPEN, lacking=("is_true context.y",))
    assert verdict(hangs_on_y) == Verdict(Kind.LIMITED, obligations=None)
    never = limited(when(None, *PDF), when(All((Holds("y"), Not(Holds("y")))), *MARKED))
    assert verdict(never, *PDF) == Verdict(Kind.SAME, obligations=PDF)


def test_a_plain_yes_goes_before_any_with_limits() -> None:
    """Whatever a cell with limits waits on, a plain yes beside it is the one that counts."""
    assert verdict(limited(ALLOW, when(Holds("y"), *PDF))) == Verdict(Kind.SAME)
    assert verdict(limited(when(None, *PDF), when(Holds("y"), *BOTH)), *PDF).kind is Kind.SAME
    last = limited(when(Holds("y"), *PDF), when(None, *MARKED))
    assert verdict(last, *MARKED).kind is Kind.SAME


def test_of_a_fact_that_is_not_known_neither_side_holds() -> None:
    """A fact or its contrary gives a plain yes, unless the fact is not known."""
    either = limited(when(AnyOf((Holds("y"), Not(Holds("y"))))), when(None, *PDF))

    assert verdict(either).kind is verdict(either, *PDF).kind is Kind.OPEN
    other = limited(when(Holds("y")), when(Not(Holds("y")), *PDF), when(None, *BOTH))
    assert verdict(other, *MARKED).kind is Kind.LIMITED


def test_levels_are_those_that_a_user_may_have() -> None:
    """A default, a level that is not handed out, and levels known together settle limits."""
    nobody = All((Not(LEAD), Not(HELPER)))
    cells = when(nobody), when(None, *PDF)
    assert verdict(limited(*cells), *PDF).kind is Kind.OPEN
    assert verdict(limited(*cells, default="lead"), *PDF).kind is Kind.SAME

    assert verdict(limited(when(OWNER), when(None, *PDF)), *PDF).kind is Kind.SAME

    together = when(AnyOf((LEAD, Not(LEAD)))), when(HELPER, *PDF), when(None, *BOTH)
    assert verdict(limited(*together), *PDF) == Verdict(Kind.LIMITED, obligations=None)


def test_verdicts_of_other_limits_are_not_taken_for_one_another() -> None:
    """Receipts that differ in their limits alone are remembered apart."""
    replayer = Replayer(limited(ALLOW).program)
    ana = User("ana", levels={"docs": "reader"})

    kinds = [
        replayer.verdict(limited(it).receipt(ana, "m.read")).kind
        for it in (ALLOW, when(None, *PDF))
    ]

    assert kinds == [Kind.SAME, Kind.LIMITED]
