"""A policy that hands a receipt of each decision to a hook."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest

import permmatrix as pm
from permmatrix import Contract, FactError, MissingFactError, UnknownNameError, User
from permmatrix.receipts import AuditedPolicy, AuditedUserView, Receipt

ADMIN = User("ana", levels={"commitments": "admin"})
READER = User("ben", levels={"head_contracts": "read_only"})
VIEW = "head_contracts.view_head_contract"


@pytest.fixture
def receipts() -> list[Receipt]:
    """Give a list for receipts."""
    return []


@pytest.fixture
def audited(receipts: list[Receipt]) -> AuditedPolicy:
    """Give the shipped policy, whose receipts go into the list."""
    return pm.load().audited(receipts.append)


def test_every_way_to_ask_gives_one_receipt_a_decision(
    audited: AuditedPolicy, receipts: list[Receipt]
) -> None:
    """Asking, explaining, and asking as one user does are decisions alike."""
    assert audited.allows(ADMIN, "commitments.search")
    assert audited.can(ADMIN, "commitments.search").level == "admin"
    assert "yes" in str(audited.explain(ADMIN, "commitments.search"))
    mine = audited.for_user(ADMIN)
    assert mine.user is ADMIN
    assert mine.allows("commitments.search")
    assert mine.can("commitments.search")
    assert mine.explain("commitments.search").decision

    assert len(receipts) == 6
    assert len(set(map(Receipt.to_json, receipts))) == 1
    assert receipts[0].user == "ana"


def test_a_list_is_a_decision_for_each_that_is_looked_at(
    audited: AuditedPolicy, receipts: list[Receipt]
) -> None:
    """`who_can` gives a receipt for each user, `allowed_actions` one for each row."""
    plain = pm.load()

    assert audited.who_can("commitments.search", None, [ADMIN, READER]) == [ADMIN]
    assert [it.user for it in receipts] == ["ana", "ben"]
    receipts.clear()
    allowed = audited.for_user(ADMIN).allowed_actions(Contract("PO-7"))
    assert allowed == plain.for_user(ADMIN).allowed_actions(Contract("PO-7"))
    assert tuple(it.action for it in receipts) == plain.actions == audited.actions
    assert tuple(it.action for it in receipts if it.allowed) == allowed


def test_a_request_has_its_id_and_time_in_its_receipts(
    audited: AuditedPolicy, receipts: list[Receipt]
) -> None:
    """They are those of the view made for the request, and no other's."""
    audited.for_request("r-1", at="2026-07-01T12:00:00Z").for_user(ADMIN).allows(
        "commitments.search"
    )
    audited.allows(ADMIN, "commitments.search")

    assert [(it.request, it.at) for it in receipts] == [
        ("r-1", "2026-07-01T12:00:00Z"),
        (None, None),
    ]


@pytest.mark.parametrize("said", [5, ["r-1"], {}, UUID(int=1), datetime(2026, 7, 1, tzinfo=UTC)])
def test_what_is_said_of_a_request_is_text(audited: AuditedPolicy, said: Any) -> None:
    """Anything else is refused before there is a decision, since no log could be read with it."""
    for ask in (audited.for_request, partial(pm.load().receipt, ADMIN, "commitments.search")):
        for name in ("request_id", "at"):
            what = {"request_id": "id", "at": "time"}[name]
            with pytest.raises(TypeError, match=f"^the {what} of a request should be text or None"):
                ask(**{"request_id": None, name: said})


def test_strict_raises_after_the_receipt(audited: AuditedPolicy, receipts: list[Receipt]) -> None:
    """A denial that only waits on facts is recorded, and then raised."""
    with pytest.raises(MissingFactError, match=r"without resource\.private"):
        audited.allows(READER, VIEW, Contract("HC-1"), strict=True)
    with pytest.raises(FactError, match=r"resource\.private should be"):
        audited.for_user(READER).can(VIEW, {"id": "HC-1", "private": "no"}, strict=True)

    assert [it.outcome for it in receipts] == ["missing_facts", "error"]


def test_what_the_hook_raises_takes_the_place_of_the_answer() -> None:
    """No answer is given whose receipt could not be kept."""

    def full(_: Receipt) -> None:
        raise OSError("no space left")

    audited = pm.load().audited(full)

    for ask in (audited.allows, audited.can, audited.explain):
        with pytest.raises(OSError, match="no space left"):
            ask(ADMIN, "commitments.search")


def test_a_mistake_of_the_asker_is_no_decision(
    audited: AuditedPolicy, receipts: list[Receipt]
) -> None:
    """An undeclared name raises as it does otherwise, and the hook hears nothing."""
    with pytest.raises(UnknownNameError, match="did you mean"):
        audited.allows(ADMIN, "commitments.serach")

    assert receipts == []


def test_nothing_is_remembered_of_the_objects(
    audited: AuditedPolicy, receipts: list[Receipt]
) -> None:
    """Answers and receipts follow the objects as they are at the call."""
    contract = Contract("HC-1", private=False)

    assert audited.allows(READER, VIEW, contract)
    contract.private = True
    assert not audited.allows(READER, VIEW, contract)
    assert [it.facts["is_true resource.private"] for it in receipts] == [False, True]


def test_the_views_say_what_they_are(audited: AuditedPolicy) -> None:
    """Their texts name the policy and the user."""
    assert repr(audited).startswith("<AuditedPolicy: 44 actions, digest 2c82ce88de9f")
    assert audited.digest == pm.load().digest
    view = audited.for_user(ADMIN)
    assert isinstance(view, AuditedUserView)
    assert repr(view).startswith("<AuditedUserView of User")
