"""The smallest holdings are those that looking at everything finds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import permmatrix as pm
from least_oracle import Everything, compare
from permmatrix.errors import AssumptionError
from permmatrix.least import Least
from permmatrix.model import MatrixSet
from strategies import matrix_sets

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)


@pytest.fixture(scope="module")
def shipped() -> MatrixSet:
    """Give the shipped matrices."""
    return MatrixSet(tuple(pm.load().matrices.values()))


def some(chance: random.Random, options: Sequence[str], most: int) -> list[str]:
    """Choose some, each once."""
    return chance.sample(options, min(len(options), chance.randint(0, most)))


@given(matrix_sets(), CHANCES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_answers_are_what_looking_at_everything_finds(
    matrices: MatrixSet, chance: random.Random, always: bool
) -> None:
    """All optimal holdings are given, least powerful first, or else every smallest conflict."""
    least = Least(matrices)
    ids = ids_of(matrices)
    assumed = {it: chance.random() < 0.5 for it in some(chance, list(matrices.conditions), 2)}
    every = Everything(matrices, assumed, always=always)

    if not every.patterns(assumed.keys()).keys() & {frozenset(assumed.items())}:
        with pytest.raises(AssumptionError):
            least.suggested(ids[:1], [], assumed)
        return
    for _ in range(3):
        compare(least, every, some(chance, ids, 3), some(chance, ids, 2))


def ids_of(matrices: MatrixSet) -> list[str]:
    """Give the ids of all rows and operations."""
    rows = [row.id for matrix in matrices.matrices for row in matrix.actions]
    return [*rows, *(it.id for matrix in matrices.matrices for it in matrix.operations)]


@pytest.mark.parametrize("always", [False, True], ids=["sometimes", "always"])
def test_of_the_shipped_matrices_every_pair_is_answered_so(
    shipped: MatrixSet, always: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each action without each other, and with it, gets what looking at everything gives."""
    least, every, ids = Least(shipped), Everything(shipped, {}, always=always), ids_of(shipped)

    assert len(ids) == 47
    found = [compare(least, every, [one], [other]) for one in ids for other in ids]
    found += [compare(least, every, pair, []) for pair in combinations(ids, 2)]

    proven = sum(not it for it in found)
    with capsys.disabled():
        print(f"\n{len(found):,} questions: {proven:,} proven to have no answer")  # noqa: T201  the count is to be seen
    assert len(found) == 47 * 47 + 47 * 46 // 2
    assert 0 < proven < len(found)
