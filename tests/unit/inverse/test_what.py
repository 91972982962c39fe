"""Tests of `permmatrix.inverse.what`."""

from __future__ import annotations

import pytest
from hypothesis import given

import permmatrix as pm
from permmatrix import MissingFactError, UnknownNameError
from permmatrix.inverse import WhatCan, what_can
from permmatrix.model import MatrixSet
from strategies import Asked, policies_and_questions, policy_of

FAY = pm.User("fay", levels={"head_contracts": "read_only"})
HC = pm.Contract("HC-1", private=False)


def test_what_is_allowed_and_what_waits() -> None:
    """Rows and operations in the order of the files; what waits has the facts it waits on."""
    found = pm.load().what_can(FAY, {"id": "HC-1"})

    assert (found.actions, found.operations) == ((), ())
    assert [id_ for id_, _ in found.waiting] == [
        "head_contracts.view_public_head_contract",
        "head_contracts.view_private_head_contract",
        "head_contracts.view_head_contract",
    ]
    assert [decision.missing for _, decision in found.waiting] == [
        ("resource.private",),
        ("resource.private", "resource.private_members"),
        ("resource.private", "resource.private_members"),
    ]


def test_more_facts_settle_it() -> None:
    """Then the public row and its operation are allowed, and nothing waits."""
    assert pm.load().what_can(FAY, HC) == WhatCan(
        actions=("head_contracts.view_public_head_contract",),
        operations=("head_contracts.view_head_contract",),
        waiting=(),
    )


def test_a_decision_that_raises_is_raised() -> None:
    """Nothing is left out in silence."""
    policy = pm.load()

    def strictly(id_: str) -> pm.Decision:
        return policy.can(FAY, id_, strict=True)

    with pytest.raises(MissingFactError):
        what_can(strictly, policy.actions, policy.operations)
    with pytest.raises(UnknownNameError, match="unknown level `redonly`"):
        policy.what_can(pm.User("fay", levels={"head_contracts": "redonly"}))


@given(policies_and_questions())
def test_what_can_agrees_with_can(found: tuple[MatrixSet, Asked]) -> None:
    """Every action and operation is in it exactly if it is allowed, or waits."""
    matrices, asked = found
    policy = policy_of(matrices)
    user, *about = asked
    try:
        told = policy.what_can(user, *about)
    except UnknownNameError:
        return

    for ids, allowed in ((policy.actions, told.actions), (policy.operations, told.operations)):
        assert allowed == tuple(id_ for id_ in ids if policy.can(user, id_, *about).allowed)
    ids = (*policy.actions, *policy.operations)
    decisions = [(id_, policy.can(user, id_, *about)) for id_ in ids]
    assert told.waiting == tuple(pair for pair in decisions if pair[1].unknown)
