"""The hand-written contenders say what the documented rows say."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks import oracle, table, workload
from benchmarks.handwritten import mappings, objects, squeezed
from permmatrix.reference import decide
from permmatrix.reference_facts import Question

WORLD = workload.world(list(table.ROWS), seed=11, count=2000)
NULLS = ("private", "private_members", "progress_claim_contacts")


def test_all_three_agree_with_the_oracle() -> None:
    """On facts that are all known, the three versions answer as the reference does."""
    right = oracle.answers(WORLD.requests)
    assert [objects.allowed(*request) for request in WORLD.requests] == right
    assert [mappings.allowed(*request) for request in WORLD.mapped] == right
    called = [squeezed.CHECKS[it](user, *rest) for user, it, *rest in WORLD.requests]
    assert called == right


@pytest.mark.parametrize("null", NULLS)
def test_what_is_not_known_is_denied(null: str) -> None:
    """With a null fact, the version to ship and that on mappings deny as the reference does."""
    for user, contract in zip(WORLD.about[:40], WORLD.contracts[:40], strict=True):
        known = contract.as_mapping() | {null: None}
        unsure = workload.Contract("c", False, set(), set(), "p")
        vars(unsure).update(known)
        for action in table.ROWS:
            for context in (None, {}, {"during_billing_period": True}):
                right = _right(user, action, unsure, context)
                assert objects.allowed(user, action, unsure, context) is right
                assert mappings.allowed(user.as_mapping(), action, known, context) is right


def test_the_squeezed_version_is_unsafe() -> None:
    """A contract whose mark is null counts as public, which is why it is not the baseline."""
    person = workload.Person("ana", {"head_contracts": "read_only"}, {})
    unsure = workload.Contract("c", None, set(), set(), "p")  # type: ignore[arg-type]  # on purpose
    action = "head_contracts.view_public_head_contract"
    assert squeezed.CHECKS[action](person, unsure, None)
    assert not objects.allowed(person, action, unsure)
    assert not _right(person, action, unsure, None)


def _right(user: Any, action: str, contract: Any, context: Any) -> bool:
    return decide(Question(oracle.shipped(), user, contract, context), action).allowed
