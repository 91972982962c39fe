"""
Lists against answers one by one: every engine gives exactly the rows that `Policy.can` allows.

The corpus is that of `worlds`, and the policy that of `world_policy`, which asks each kind of test
and its opposite. Nothing that is expected is stored: `can` decides about each resource by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.by_sqlalchemy import BySqlalchemy
from engines.comparing import Engine, agrees, agrees_at_random, some_of_each
from engines.filled import ENGINES, SLOW_ENGINES
from permmatrix import UnknownNameError
from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from permmatrix.model import MatrixSet
from permmatrix.residual.reading import facts_read
from random_worlds import random_answers
from strategies import ANY_TEST, World, names_of, policies_and_worlds, policy_of
from world_answers import ARRAYS, RELATIONS, SETTLED_BY_KIND, answers, telling, world_policy
from worlds import COLUMNS, LISTS

QUICK = [name for name in ENGINES if name not in SLOW_ENGINES]
SLOW = [name for name in ENGINES if name in SLOW_ENGINES]


@pytest.mark.parametrize("filled", QUICK, indirect=True)
def test_filtered_rows_equal_decided_rows(filled: Engine) -> None:
    """An engine lists the resources of the corpus that are allowed one by one."""
    assert agrees(filled, answers()) > 500


@pytest.mark.parametrize("filled", SLOW, indirect=True)
def test_filtered_rows_equal_decided_rows_where_that_is_slow(filled: Engine) -> None:
    """A slow engine does, asked for the lists of each action that tell the most."""
    assert agrees(filled, telling()) > 80


@pytest.mark.parametrize("filled", QUICK, indirect=True)
def test_filtered_rows_equal_decided_rows_of_any_policy(filled: Engine) -> None:
    """An engine lists what policies made at random allow one by one."""
    assert agrees_at_random(filled, random_answers(400)) > 150


@pytest.mark.parametrize("filled", SLOW, indirect=True)
def test_filtered_rows_equal_decided_rows_of_any_policy_where_that_is_slow(
    filled: Engine,
) -> None:
    """A slow engine does, asked for fewer of them."""
    assert agrees_at_random(filled, random_answers(400)[:100]) > 50


@pytest.mark.parametrize("name", ["corpus_in_sqlite", "corpus_in_postgres"])
def test_a_list_and_its_opposite_have_every_row_once(
    name: str, request: pytest.FixtureRequest
) -> None:
    """A filter is true or false of every row, and so may be negated by whoever has it."""
    connection = request.getfixturevalue(name)
    filters = [it.filter for it in telling()]
    found = BySqlalchemy(connection).allowed(filters)
    others = BySqlalchemy(connection, negated=True).allowed(filters)
    partial = 0
    for these, those in zip(found, others, strict=True):
        if isinstance(these, FilterError) or isinstance(those, FilterError):
            continue
        assert sorted([*these, *those]) == list(range(len(RELATIONS)))
        partial += bool(these and those)
    assert partial > 80


KNOWN_FIRST: Sequence[Sequence[str]] = (
    (),
    ("project", "site", "vault"),
    ("private", "kind", "members", "due"),
    ("owner", "amount", "numbers", "seen", "project"),
    tuple(COLUMNS),
    (*COLUMNS, *LISTS),
)


def test_residual_then_rest_equals_whole() -> None:
    """What is known of a resource or the context may be put in first, or with the rest."""
    allowed: Counter[str] = Counter()
    denied: Counter[str] = Counter()
    for place, answer in enumerate(answers()):
        user, context = answer.asking.user, answer.asking.context
        first = KNOWN_FIRST[place % len(KNOWN_FIRST)]
        number = place % len(ARRAYS)
        row = ARRAYS[number]
        known = {name: row[name] for name in first}
        early = context if place % 2 else None
        found = world_policy().filter(user, answer.action, known, early)
        assert found.allows(row, context) is (number in answer.by_arrays), (answer.action, row)
        (allowed if number in answer.by_arrays else denied)[answer.action] += 1
    assert sum(allowed.values()) > 500
    assert sum(denied.values()) > 500


def test_no_comparison_is_of_one_answer_alone() -> None:
    """The corpus allows and denies some of each test and of its opposite."""
    allowed: Counter[str] = Counter()
    denied: Counter[str] = Counter()
    for answer in answers():
        allowed[answer.action] += len(answer.by_relations)
        denied[answer.action] += len(RELATIONS) - len(answer.by_relations)
    asked = world_policy()
    some_of_each(allowed, denied, [*asked.actions, *asked.operations])
    assert set(asked.actions) > SETTLED_BY_KIND
    opposites = {it for it in asked.actions if it.replace("m.", "m.not_") in asked.actions}
    assert len(opposites) * 2 > len(asked.actions) - 20


@given(policies_and_worlds(tests=ANY_TEST), st.data())
def test_residual_then_rest_equals_whole_for_any_policy(
    found: tuple[MatrixSet, World], data: st.DataObject
) -> None:
    """Whatever the policy and the facts are like, filters allow what decisions allow."""
    matrices, world = found
    policy = policy_of(matrices)
    name = data.draw(st.sampled_from(names_of(matrices)))
    for user in world.users:
        try:
            mine = policy.filter(user, name, platform=world.platform)
            settled = policy.filter(user, name, None, world.context, world.platform)
        except UnknownNameError:
            continue
        for contract in world.contracts:
            expected = policy.allows(user, name, contract, world.context, world.platform)
            assert mine.allows(contract, world.context) is expected
            assert settled.allows(contract, world.context) is expected
            whole = policy.filter(user, name, contract, world.context, world.platform)
            assert whole.allows(contract, world.context) is expected
            assert {whole.always, whole.never} == {True, False} or _open(whole, contract, world)


def _open(left: Filter, contract: Any, world: World) -> bool:
    """Say whether each test that is left reads something that was not given."""
    given = {"resource": contract, "context": world.context}
    read = facts_read(left.residual)
    return bool(read) and all(
        given[it.root] is None or it.segments[0] not in given[it.root] for it in read
    )
