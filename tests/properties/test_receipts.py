"""
What receipts promise, as properties over made-up policies and questions.

The facts that an answer is said to hang on are held against every combination of facts there is,
put to the reference.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from builders import ALLOW, matrices, row, tool
from given_facts import Case, Facts, answer_to, asked_of, by_plain_name, case_of, combinations_of
from permmatrix import Decision, Policy, UnknownNameError
from permmatrix.model import MatrixSet
from permmatrix.program import Program
from permmatrix.receipts import Receipt
from strategies import EASY, Asked, matrix_sets, names_of, policies_and_questions, policy_of

SEARCH = policy_of(matrices(row("search", {"reader": ALLOW}), tools=[tool("reader")]))
CHANCES = st.integers(0, 2**32 - 1).map(random.Random)


def answer(ask: Callable[[], Any]) -> Any:
    """Give the answer, or what the mistake of the asker is."""
    try:
        return ask()
    except UnknownNameError as error:
        return error.kind, error.name


def told(found: Any) -> Any:
    """Give what a decision and its receipt both say."""
    if isinstance(found, Decision):
        errors = tuple(error.fact for error in found.errors)
        return found.allowed, found.outcome, found.level, found.obligations, found.missing, errors
    if isinstance(found, Receipt):
        return (
            found.allowed,
            found.outcome,
            found.level,
            found.obligations,
            found.missing,
            found.errors,
        )
    return found


@given(policies_and_questions())
def test_a_receipt_says_what_can_says(found: tuple[MatrixSet, Asked]) -> None:
    """Outcome, level, obligations and what is waited on are those of `can`, and so are errors."""
    matrices, (user, resource, context, platform) = found
    policy = policy_of(matrices)
    carried = Policy(Program.from_json(policy.to_json()))

    for name in (*names_of(matrices), "first.zebra"):
        asked: tuple[Any, ...] = (user, name, resource, context, platform)
        expected = told(answer(partial(policy.can, *asked)))
        receipt = answer(partial(policy.receipt, *asked))
        assert told(receipt) == expected
        assert answer(partial(carried.receipt, *asked)) == receipt


@given(policies_and_questions())
def test_a_receipt_names_the_row_that_is_explained(found: tuple[MatrixSet, Asked]) -> None:
    """The row that decided is the one that the explanation rests on."""
    matrices, (user, resource, context, platform) = found
    policy = policy_of(matrices)

    for name in names_of(matrices):
        asked: tuple[Any, ...] = (user, name, resource, context, platform)
        receipt = answer(partial(policy.receipt, *asked))
        if isinstance(receipt, Receipt):
            assert receipt.row == matrices.actions[policy.explain(*asked).deciding.action].id


@given(policies_and_questions())
def test_an_audited_policy_answers_the_same(found: tuple[MatrixSet, Asked]) -> None:
    """However an audited policy is asked, it answers as the policy does, a receipt for each."""
    matrices, (user, resource, context, platform) = found
    policy = policy_of(matrices)
    receipts: list[Receipt] = []
    audited = policy.audited(receipts.append)

    for name in names_of(matrices):
        asked: tuple[Any, ...] = (user, name, resource, context, platform)
        expected = answer(partial(policy.can, *asked))
        assert answer(partial(audited.can, *asked)) == expected
        assert answer(partial(audited.allows, *asked)) == getattr(expected, "allowed", expected)
        if isinstance(expected, Decision):
            assert [told(it) for it in receipts] == [told(expected)] * 2
        receipts.clear()


@given(policies_and_questions(), st.none() | st.text(), st.none() | st.text())
def test_reading_a_receipt_gives_it_back(
    found: tuple[MatrixSet, Asked], request_id: str | None, at: str | None
) -> None:
    """A receipt is read back from its line just as it was, whatever the request is called."""
    matrices, (user, resource, context, platform) = found
    policy = policy_of(matrices)

    for name in names_of(matrices):
        asked: tuple[Any, ...] = (user, name, resource, context, platform, request_id, at)
        receipt = answer(partial(policy.receipt, *asked))
        if isinstance(receipt, Receipt):
            line = receipt.to_json()
            assert line.isascii()
            assert "\n" not in line
            read = Receipt.from_json(line)
            assert read == receipt
            assert read.to_json() == line
            for field in Receipt.__slots__:
                assert getattr(read, field) == getattr(receipt, field)


class Text(str):
    """A text of the host's."""

    __slots__ = ()

    def __str__(self) -> str:
        return "another"


class Number(IntEnum):
    """A number of the host's."""

    SEVEN = 7


PLAIN_IDS = st.text() | st.integers(-(2**63) + 1, 2**63 - 1)
TEXTS_AND_NUMBERS = PLAIN_IDS | st.uuids() | st.sampled_from([Text("ana"), Number.SEVEN])
ODD_IDS = st.sampled_from([True, 1.5, float("nan"), b"ana", [], {}, object(), 2**63, 10**5000])


@given(TEXTS_AND_NUMBERS | ODD_IDS, TEXTS_AND_NUMBERS | ODD_IDS)
def test_whatever_an_id_is_its_receipt_is_read_back(user: Any, resource: Any) -> None:
    """Text, whole numbers and UUIDs are written as they are; of another id there is none."""
    receipt = SEARCH.receipt({"id": user}, "m.search", {"id": resource})

    read = Receipt.from_json(receipt.to_json())

    assert read == receipt
    for kept, id_ in ((read.user, user), (read.resource, resource)):
        if isinstance(id_, UUID):
            assert kept == str(id_)
        elif type(id_) in {str, Text, Number} or (type(id_) is int and abs(id_) < 2**63):
            assert kept == id_
        else:
            assert kept is None


# The facts that an answer hangs on.


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Make a policy, and a user, a resource and a context of whom every fact can be said."""
    matrices = draw(matrix_sets(tests=EASY, most_conditions=3))
    chance = draw(CHANCES)
    return case_of(matrices, chance)


def answers(case: Case, action: str, kept: Facts, free: list[str]) -> set[bool]:
    """Give the answers there can be, the facts kept being as they are and the others free."""
    return {
        answer_to(case.matrices, action, {**kept, **others}).allowed
        for others in combinations_of(case, free)
    }


@given(cases(), CHANCES)
def test_the_facts_used_settle_the_answer_and_none_can_be_left_out(
    case: Case, chance: random.Random
) -> None:
    """With them as they are, all else may change; without any one of them, the answer may."""
    policy = policy_of(case.matrices)
    name = chance.choice([*policy.actions, *policy.operations])
    user, resource, context, _ = case.asked

    receipt = policy.receipt(user, name, resource, context)

    used, facts = by_plain_name(receipt.used), by_plain_name(receipt.facts)
    spoken_of = asked_of(case.matrices, name)
    relevant = [it for it in spoken_of if it in facts]
    assert {it: facts[it] for it in relevant} == {it: case.facts.get(it) for it in relevant}
    free = [it for it in relevant if it not in used]
    assert answers(case, name, used, free) == {receipt.allowed}
    for left_out in used:
        kept = {it: value for it, value in used.items() if it != left_out}
        assert answers(case, name, kept, [*free, left_out]) == {True, False}


@given(cases())
def test_the_facts_of_a_receipt_alone_give_its_answer(case: Case) -> None:
    """The reference, told the facts of a receipt and nothing else, decides as the receipt says."""
    policy = policy_of(case.matrices)
    user, resource, context, _ = case.asked

    for name in names_of(case.matrices):
        receipt = policy.receipt(user, name, resource, context)
        again = answer_to(case.matrices, name, by_plain_name(receipt.facts))
        assert (again.allowed, again.outcome) == (receipt.allowed, receipt.outcome)
