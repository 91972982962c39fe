"""What people have done, by receipts."""

from __future__ import annotations

from typing import Any

import pytest

from permmatrix import load
from permmatrix.facts_file import Facts
from permmatrix.receipts import Receipt
from permmatrix.review.used import used

POLICY = load()


def receipt(id_: Any, action: str, level: str = "admin") -> Receipt:
    """Ask the documented policy, and give the receipt."""
    return POLICY.receipt({"id": id_, "levels": {"commitments": level}}, action)


def test_what_was_allowed_was_used_once() -> None:
    """In the order of the log, however often."""
    search, pay = "commitments.search", "commitments.create_payment_issued"
    receipts = [receipt("ana", it) for it in (search, pay, search)]

    assert used(receipts, Facts({"ana": {"id": "ana"}})).by == {"ana": (search, pay)}


def test_what_was_denied_was_not_used() -> None:
    """Asking is not doing."""
    denied = receipt("ana", "commitments.create_payment_issued", "read_only")

    assert used([denied], Facts({"ana": {"id": "ana"}})).by == {}


def test_an_operation_is_used_as_it_was_asked_for() -> None:
    """The row that decided may be any of its rows."""
    asked = receipt("ana", "commitments.set_or_release_retention")

    assert used([asked], Facts({"ana": {"id": "ana"}})).by == {"ana": (asked.action,)}


@pytest.mark.parametrize("held", [7, "7"])
@pytest.mark.parametrize(("id_", "known"), [(7, True), ("7", True), ("ana", False), (None, False)])
def test_users_are_known_by_the_texts_of_their_ids(id_: Any, known: bool, held: Any) -> None:
    """A log has a number where a file has its text; a name of the facts is no id."""
    asked = receipt(id_, "commitments.search")

    found = used([asked], Facts({"ana": {"id": held}}))

    assert bool(found.by) is known
    assert found.strangers == (0 if known else 1)


def test_two_users_with_one_id_have_done_it_both() -> None:
    """Nobody can say which of them it was."""
    asked = receipt(7, "commitments.search")

    found = used([asked], Facts({"ana": {"id": 7}, "ben": {"id": "7"}, "chi": {}}))

    assert found.by == {"ana": (asked.action,), "ben": (asked.action,)}


def test_decisions_of_nobody_in_the_facts_are_counted() -> None:
    """Those that allowed something; what a stranger was denied matters to nobody."""
    denied = receipt("eve", "commitments.create_payment_issued", "read_only")
    receipts = [receipt("eve", "commitments.search"), denied, receipt("ana", "commitments.search")]

    assert used(receipts, Facts({"ana": {"id": "ana"}})).strangers == 1
