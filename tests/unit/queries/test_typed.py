"""What cannot be asked of a database is refused by name, and what is needless is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from permmatrix import FilterError
from permmatrix.conditions import Path
from permmatrix.queries.kinds import Collection, Column, Kind, Typed
from permmatrix.queries.typed import typed
from permmatrix.residual import NEVER
from permmatrix.residual import values as tests
from permmatrix.residual.values import All, Any, Known, Leaf

PLACE, OTHER = Path("resource", ("place",)), Path("resource", ("other",))
ANA = Known("ana")


@pytest.mark.parametrize(
    ("test", "kind", "told"),
    [
        (tests.IsTrue(PLACE), Column(Kind.INTEGER), "has to be true or false"),
        (tests.IsTrue(PLACE), Collection(Kind.TRUTH), "mapped to a collection"),
        (tests.Contains(PLACE, ANA), Column(Kind.TEXT), "has to be a collection"),
        (
            tests.Contains(Known(("ana",)), PLACE),
            Column(Kind.DATE),
            "has to be a UUID or a number or text",
        ),
        (tests.Before(PLACE, Known(7)), Column(Kind.TEXT), "a number, a date or a time"),
        (tests.Before(PLACE, Known(0.1)), Column(Kind.DECIMAL), "cannot be compared with 0.1"),
        (tests.Before(PLACE, Known(Decimal("0.1"))), Column(Kind.FLOAT), "cannot be compared"),
        (tests.OneOf(PLACE, (ANA,)), Column(Kind.INTEGER), "has to be text"),
        (tests.Within(PLACE, (Known(7),)), Column(Kind.DECIMAL), "a scope is text"),
        (tests.Equals(PLACE, OTHER), Column(Kind.TEXT), "resource.other is not mapped"),
    ],
)
def test_what_cannot_be_asked_is_refused(test: tests.Test, kind: Typed, told: str) -> None:
    """A test that a column cannot be asked names the fact and what stands in the way."""
    with pytest.raises(FilterError, match=told) as raised:
        typed(Leaf(test), {PLACE: kind})

    assert raised.value.fact in {"resource.place", "resource.other"}


@pytest.mark.parametrize("test", [tests.Equals(PLACE, OTHER), tests.Before(PLACE, OTHER)])
def test_columns_of_two_kinds_are_not_compared(test: tests.Test) -> None:
    """Two columns compare only if they are of one kind, numbers included."""
    with pytest.raises(FilterError, match="which cannot be compared"):
        typed(Leaf(test), {PLACE: Column(Kind.INTEGER), OTHER: Column(Kind.FLOAT)})


def test_a_value_of_another_kind_is_never_known_to_be_another() -> None:
    """A text is neither known to be equal to a number nor known not to be."""
    kinds = {PLACE: Column(Kind.INTEGER, nullable=False)}

    assert typed(Leaf(tests.Equals(PLACE, ANA)), kinds) == NEVER
    assert typed(Leaf(tests.Equals(PLACE, ANA), wanted=False), kinds) == NEVER


def test_what_somebody_would_write_by_hand() -> None:
    """«Not private, or private and listed» is «not private or listed» where private is known."""
    private, listed = Leaf(tests.IsTrue(PLACE)), Leaf(tests.Contains(OTHER, ANA))
    public = Leaf(private.test, wanted=False)
    kinds: dict[Path, Typed] = {
        PLACE: Column(Kind.TRUTH, nullable=False),
        OTHER: Collection(Kind.TEXT),
    }

    assert typed(Any((public, All((private, listed)))), kinds) == Any((public, listed))


@pytest.mark.parametrize("wanted", [True, False])
def test_a_database_that_sees_to_no_kinds_is_not_trusted(wanted: bool) -> None:
    """Where a column may hold anything, neither side of a test is taken as needless."""
    private, listed = Leaf(tests.IsTrue(PLACE), wanted), Leaf(tests.Contains(OTHER, ANA))
    other = Leaf(private.test, not wanted)
    whole = Any((other, All((private, listed))))
    kinds: dict[Path, Typed] = {
        PLACE: Column(Kind.TRUTH, nullable=False),
        OTHER: Collection(Kind.TEXT),
    }

    assert typed(whole, kinds) == Any((other, listed))
    assert typed(whole, kinds, trusting=False) == whole


@pytest.mark.parametrize(
    ("value", "test", "left"),
    [
        (7.5, tests.AtOrBefore, tests.AtOrBefore(PLACE, Known(7))),
        (7.5, tests.Before, tests.AtOrBefore(PLACE, Known(7))),
        (-3.5, tests.Before, tests.AtOrBefore(PLACE, Known(-4))),
        (2**70, tests.Before, tests.AtOrBefore(PLACE, Known(2**63 - 1))),
    ],
)
def test_whole_numbers_are_compared_with_whole_numbers(
    value: float, test: type[tests.Before | tests.AtOrBefore], left: tests.Test
) -> None:
    """A column of whole numbers is compared with the last one that is not over a fraction."""
    kinds = {PLACE: Column(Kind.INTEGER, nullable=False)}

    assert typed(Leaf(test(PLACE, Known(value))), kinds) == Leaf(left)
