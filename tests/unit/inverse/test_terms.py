"""Tests of `permmatrix.inverse.terms`, against trying every set of literals."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permmatrix.inverse.terms import MOST_TERMS, Term, terms
from permmatrix.truth import Formula, all_of, any_of, fact, literals, not_

ATOMS = 5

FORMULAS: st.SearchStrategy[Formula] = st.recursive(
    st.one_of(st.integers(0, ATOMS - 1).map(fact), st.booleans()),
    lambda inner: st.one_of(
        inner.map(not_),
        st.lists(inner, min_size=1, max_size=4).map(all_of),
        st.lists(inner, min_size=1, max_size=4).map(any_of),
    ),
    max_leaves=14,
)
LITERALS = st.integers(1, ATOMS).flatmap(lambda it: st.sampled_from([it, -it]))
IMPOSSIBLE = st.lists(st.frozensets(LITERALS, min_size=1, max_size=3), max_size=3)


def value(formula: Formula, term: Term) -> bool | None:
    """Give what a formula is where nothing but some literals is known."""
    if isinstance(formula, bool):
        return formula
    if formula[0] == "fact":
        return True if formula[1] + 1 in term else False if -formula[1] - 1 in term else None
    values = [value(part, term) for part in formula[1:]]
    if formula[0] == "not":
        return None if values[0] is None else not values[0]
    deciding = formula[0] == "any"
    return deciding if deciding in values else None if None in values else not deciding


def by_trying(formula: Formula, impossible: list[Term]) -> set[Term]:
    """Give the smallest sets of literals that make a formula true, by trying them all."""
    every = [it for number in range(1, ATOMS + 1) for it in (number, -number)]
    sizes = range(ATOMS + 1)
    subsets = chain.from_iterable(combinations(every, size) for size in sizes)
    found: set[Term] = set()
    for chosen in map(frozenset, subsets):
        if any(-it in chosen for it in chosen) or any(group <= chosen for group in impossible):
            continue
        if value(formula, chosen) is True and not any(it <= chosen for it in found):
            found.add(chosen)
    return found


@given(FORMULAS, IMPOSSIBLE)
def test_terms_are_the_smallest_sets_that_make_it_true(
    formula: Formula, impossible: list[Term]
) -> None:
    """None of them is missing, none too large, none said twice."""
    found = terms(formula, impossible)

    assert len(found) == len(set(found))
    assert set(found) == by_trying(formula, impossible)


def test_what_is_not_known_is_no_way_around() -> None:
    """One thing or its opposite is true only where it is known which."""
    x, y, z = map(fact, range(3))

    found = terms(any_of([all_of([x, y]), all_of([not_(x), z])]))

    assert set(found) == {frozenset({1, 2}), frozenset({-1, 3})}


def test_constants_have_no_literals() -> None:
    """What is always true needs nothing, and what never is has no terms."""
    assert terms(True) == [frozenset()]
    assert terms(False) == []
    assert terms(all_of([fact(0), not_(fact(0))])) == []


def clauses(count: int, width: int) -> Formula:
    """Make a formula of width ** count terms."""
    atoms = iter(range(count * width))
    return all_of(any_of(fact(next(atoms)) for _ in range(width)) for _ in range(count))


def test_as_many_terms_as_may_be_are_given() -> None:
    """The limit itself is not past the limit."""
    assert len(terms(any_of(map(fact, range(MOST_TERMS))))) == MOST_TERMS
    assert len(literals(clauses(2, 20))) == 40
    assert len(terms(clauses(2, 20))) == 400


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (any_of(map(fact, range(MOST_TERMS + 1))), "there are more than 500 ways to a yes"),
        (clauses(3, 8), "there are more than 500 ways to a yes"),
        (clauses(2, 400), "joining its parts takes more than 100,000 steps"),
    ],
)
def test_too_many_are_refused(formula: Formula, message: str) -> None:
    """Nothing is left out to make it fit."""
    with pytest.raises(OverflowError, match=message):
        terms(formula)
