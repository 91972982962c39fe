"""
Residuals: what is left of a row once the user is known, as tests of the resource and the context.

A residual has no `not`. Its leaves say that a test is known to be true, or known to be false, and
are joined by all and any. So what is not known (a null, a missing fact, one of the wrong kind)
makes no leaf hold, whichever way it is asked, and a reader of residuals needs two-valued logic
only: a row is allowed exactly where the residual holds.
"""

from __future__ import annotations

from typing import Any as Anything
from typing import TypeAlias, final

from attrs import field, frozen

from permmatrix.conditions import Path

__all__ = [
    "ALWAYS",
    "NEVER",
    "All",
    "Any",
    "AtOrBefore",
    "Before",
    "Contains",
    "Equals",
    "IsFinite",
    "IsKnown",
    "IsTrue",
    "Known",
    "Leaf",
    "OneOf",
    "Overlaps",
    "Residual",
    "Side",
    "Test",
    "Within",
]


def _exactly(value: Anything) -> Anything:
    """Tell apart what Python takes for equal, such as 1 and True."""
    if isinstance(value, tuple):
        return tuple(map(_exactly, value))
    return "truth" if isinstance(value, bool) else "", value


@final
@frozen
class Known:
    """
    A value that is settled: a text, a number, a truth value, a date, a time or a UUID.

    Where a test takes a collection it is a tuple of such values, sorted, none of them twice, and
    has only those that can be members: texts, numbers and UUIDs.
    """

    value: Anything = field(eq=_exactly)

    @property
    def members(self) -> tuple[Known, ...]:
        """The members of a collection, each by itself."""
        return tuple(map(Known, self.value))


Side: TypeAlias = Path | Known
"""One side of a test; a path is of the resource or the context, and one side at least is a path."""


@final
@frozen
class IsTrue:
    """The value is true and not false. Any other than these two is not known."""

    path: Path


@final
@frozen
class Equals:
    """
    The two are the same text, number, truth value, date, time or UUID.

    Where they are not of one kind (all numbers are of one; a time with an offset and one without
    are of two), it is not known.
    """

    left: Side
    right: Side


@final
@frozen
class OneOf:
    """The value is one of some. Where it is of no kind that one of them is of, it is not known."""

    path: Path
    values: tuple[Known, ...]


@final
@frozen
class Contains:
    """
    The collection has the member, a text, a number or a UUID.

    Members are compared like with like: the number 7 is not in a collection of texts. Where the
    member is of another kind than these three, or the collection is none, it is not known.
    """

    collection: Side
    member: Side


@final
@frozen
class Overlaps:
    """The two collections have a text, number or UUID in common."""

    left: Side
    right: Side


@final
@frozen
class Before:
    """
    The first number, date or time comes before the second, which is of the same kind.

    A text at a path is read as ISO 8601. What is no number, date or time is not known, and nor is
    how two of different kinds compare.
    """

    left: Side
    right: Side


@final
@frozen
class AtOrBefore:
    """The first comes before the second or is the same; otherwise as `Before`."""

    left: Side
    right: Side


@final
@frozen
class Within:
    """
    The scope is one of some places: texts, whole numbers or UUIDs.

    It is what is left of a level or a permission held in those places. A scope of another kind is
    not known.
    """

    path: Path
    places: tuple[Known, ...]


@final
@frozen
class IsKnown:
    """There is a value: it is not null. Only a reader of residuals says so, to leave out nulls."""

    path: Path


@final
@frozen
class IsFinite:
    """The number is neither infinite nor no number at all; said as `IsKnown` is."""

    path: Path


Test: TypeAlias = (
    IsTrue
    | Equals
    | OneOf
    | Contains
    | Overlaps
    | Before
    | AtOrBefore
    | Within
    | IsKnown
    | IsFinite
)


@final
@frozen
class Leaf:
    """The test is known to be true, or, where it is not wanted, known to be false."""

    test: Test
    wanted: bool = True


@final
@frozen
class All:
    """Every part holds; of no parts, always."""

    parts: tuple[Residual, ...]


@final
@frozen
class Any:
    """One part at least holds; of no parts, never."""

    parts: tuple[Residual, ...]


Residual: TypeAlias = Leaf | All | Any

ALWAYS = All(())
NEVER = Any(())
