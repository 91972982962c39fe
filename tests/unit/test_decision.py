"""A decision is a value, as true as its answer."""

from __future__ import annotations

import pickle
from copy import copy
from typing import Any

import pytest

from permmatrix import Decision, FactError, Outcome

WRONG = FactError.wrong("resource.private", "true or false", "yes")


@pytest.mark.parametrize("outcome", Outcome)
def test_only_allowed_is_a_yes(outcome: Outcome) -> None:
    """Every other outcome denies."""
    decision = Decision(outcome)

    assert decision.allowed is (outcome is Outcome.ALLOWED)
    assert bool(decision) is decision.allowed


@pytest.mark.parametrize("outcome", Outcome)
def test_unknown_is_a_denial_that_waits(outcome: Outcome) -> None:
    """Missing and unusable facts leave the answer open; the rest is definite."""
    assert Decision(outcome).unknown is (outcome in {Outcome.MISSING, Outcome.ERROR})


def test_outcomes_are_text_for_logs_and_responses() -> None:
    """Each is a short code of its own."""
    assert {str(outcome) for outcome in Outcome} == {
        *("allowed", "level", "requirement", "guard", "platform", "no_level"),
        *("unknown_cell", "not_applicable", "missing_facts", "error"),
    }


def test_decisions_are_equal_by_all_they_say() -> None:
    """Any field that differs makes another decision."""
    decision = Decision(Outcome.MISSING, "reader", ("a",), (WRONG,), ("pdf_only",))
    same = Decision(Outcome.MISSING, "reader", ("a",), (WRONG,), ("pdf_only",))
    others: list[Any] = [
        Decision(Outcome.ERROR, "reader", ("a",), (WRONG,), ("pdf_only",)),
        Decision(Outcome.MISSING, "admin", ("a",), (WRONG,), ("pdf_only",)),
        Decision(Outcome.MISSING, "reader", (), (WRONG,), ("pdf_only",)),
        Decision(Outcome.MISSING, "reader", ("a",), (), ("pdf_only",)),
        Decision(Outcome.MISSING, "reader", ("a",), (WRONG,), ()),
        False,
        "missing_facts",
    ]

    assert (decision, hash(decision)) == (same, hash(same))
    assert all(decision != other for other in others)


def test_a_decision_does_not_change() -> None:
    """It may be one object for many answers, so nobody can set or delete a part of it."""
    decision: Any = Decision(Outcome.LEVEL, "reader")

    for name in ("allowed", "outcome", "zebra"):
        with pytest.raises(AttributeError):
            setattr(decision, name, True)
    with pytest.raises(AttributeError):
        del decision.level
    assert not decision.allowed


def test_a_decision_passes_between_processes() -> None:
    """Pickled and copied, it says the same."""
    decision = Decision(Outcome.ERROR, "reader", ("a",), (WRONG,))

    assert pickle.loads(pickle.dumps(decision)) == decision  # noqa: S301  our own bytes
    assert copy(decision) == decision


@pytest.mark.parametrize(
    ("decision", "text"),
    [
        (Decision(Outcome.ALLOWED, "admin"), "<yes: allowed, level=admin>"),
        (Decision(Outcome.GUARD), "<no: guard>"),
        (
            Decision(Outcome.ALLOWED, "reader", obligations=("mark", "pdf_only")),
            "<yes: allowed, level=reader, obligations=[mark, pdf_only]>",
        ),
        (
            Decision(Outcome.ERROR, "reader", ("user.id",), (WRONG,)),
            (
                "<no: error, level=reader, missing=[user.id], "
                "errors=[resource.private should be true or false, but is text]>"
            ),
        ),
    ],
)
def test_a_decision_shows_its_answer_first(decision: Decision, text: str) -> None:
    """Only what there is to say is shown."""
    assert repr(decision) == text
