"""What a replay promises: exactly the flips, and undecided only what can go both ways."""

from __future__ import annotations

import random
from functools import partial
from typing import Any, TypeAlias

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from given_facts import Case, answer_to, asked_of, by_plain_name, case_of, combinations_of
from permmatrix import Decision, UnknownNameError
from permmatrix.model import MatrixSet
from permmatrix.receipts import Receipt
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.replay.deciding import Kind, Replayer
from permmatrix.requirements import Holds
from rewriting import rewritten_row
from strategies import EASY, Asked, matrix_sets, names_of, policies_and_questions, policy_of

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)


def decided(matrices: MatrixSet, asked: Asked, name: str) -> Any:
    """Give the reference's decision, or None where a name is not declared."""
    try:
        return decide(Question(matrices, *asked), name)
    except UnknownNameError:
        return None


Limits: TypeAlias = frozenset[str] | None
"""The limits that come with a yes; None where it is a no."""


def limits_of(found: Decision | Receipt) -> Limits:
    """Give what of a decision may differ: whether it is a yes, and the limits then."""
    return frozenset(found.obligations) if found.allowed else None


def kind_of(before: Limits, after: Limits) -> Kind:
    """Say how one answer stands to another."""
    if before == after:
        return Kind.SAME
    if before is None:
        return Kind.GAINED
    return Kind.LOST if after is None else Kind.LIMITED


def check(old: MatrixSet, new: MatrixSet, asked: Asked) -> list[tuple[Receipt, Kind]]:
    """Replay each decision of the old policy, and hold what is settled against both references."""
    policy, replayer = policy_of(old), Replayer(policy_of(new).program)
    seen = []
    user, resource, context, platform = asked
    for name in names_of(old):
        before, after = decided(old, asked, name), decided(new, asked, name)
        if not isinstance(before, Decision):
            continue
        line = policy.receipt(user, name, resource, context, platform).to_json()
        receipt = Receipt.from_json(line)
        verdict = replayer.verdict(receipt)
        seen.append((receipt, verdict.kind))
        if verdict.kind is Kind.GONE:
            assert after is None
        elif after is None:  # of what the receipt does not have, any declared level may be held
            assert any(f"levels {tool}" not in by_plain_name(receipt.facts) for tool in new.tools)
        elif verdict.kind is not Kind.OPEN:
            assert verdict.kind is kind_of(limits_of(before), limits_of(after))
            if verdict.obligations is not None:
                assert verdict.obligations == after.obligations
            if verdict.outcome is not None:
                assert verdict.outcome == str(after.outcome).replace("error", "missing_facts")
    return seen


@given(matrix_sets(tests=EASY, most_conditions=3), matrix_sets(tests=EASY), CHANCES)
def test_a_replay_finds_exactly_the_flips(
    old: MatrixSet, new: MatrixSet, chance: random.Random
) -> None:
    """What is settled is so whatever is lacking; what is not can really go several ways."""
    case = case_of(old, chance)

    for receipt, kind in check(old, new, case.asked):
        if kind is not Kind.GONE:
            facts = by_plain_name(receipt.facts)
            free = [it for it in asked_of(new, receipt.action) if it not in facts]
            answer = partial(answer_to, new, receipt.action)
            there = Case(new, {}, case.asked)
            found = {limits_of(answer({**facts, **it})) for it in combinations_of(there, free)}
            before = limits_of(receipt)
            kinds = {kind_of(before, it) for it in found}
            assert (kinds == {kind}) if kind is not Kind.OPEN else (len(kinds) > 1)


@given(policies_and_questions(), CHANCES, st.integers(1, 4))
def test_a_changed_policy_is_settled_where_no_fact_is_new(
    found: tuple[MatrixSet, Asked], chance: random.Random, often: int
) -> None:
    """Whatever the facts are like, hostile ones too, a change of some rows is told as it is."""
    old, asked = found
    spare = [Holds(it) for it in old.conditions]
    new = MatrixSet(
        tuple(
            evolve(
                matrix,
                actions=tuple(rewritten_row(chance, row, spare, often) for row in matrix.actions),
            )
            for matrix in old.matrices
        )
    )
    check(old, new, asked)


@given(policies_and_questions())
def test_a_policy_replayed_against_itself_flips_nothing(found: tuple[MatrixSet, Asked]) -> None:
    """Every decision is the same, each for the same reason."""
    matrices, asked = found

    assert {kind for _, kind in check(matrices, matrices, asked)} <= {Kind.SAME}
