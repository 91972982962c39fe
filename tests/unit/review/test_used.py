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

    assert used(receipts, Facts({"ana": {"id": "ana"}})) == {"ana": [search, pay]}


def test_what_was_denied_was_not_used() -> None:
    """Asking is not doing."""
    denied = receipt("ana", "commitments.create_payment_issued", "read_only")

    assert used([denied], Facts({"ana": {"id": "ana"}})) == {}


def test_an_operation_is_used_as_it_was_asked_for() -> None:
    """The row that decided may be any of its rows."""
    asked = receipt("ana", "commitments.set_or_release_retention")

    assert used([asked], Facts({"ana": {"id": "ana"}})) == {"ana": [asked.action]}


@pytest.mark.parametrize(("id_", "known"), [(7, True), ("7", False), ("ana", False), (None, False)])
def test_users_are_known_by_their_ids(id_: Any, known: bool) -> None:
    """A number is no text, and a name of the facts no id."""
    asked = receipt(id_, "commitments.search")

    assert bool(used([asked], Facts({"ana": {"id": 7}}))) is known
