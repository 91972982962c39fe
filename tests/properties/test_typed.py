"""
A residual put as tests between values of one kind holds for the same rows, and is never null.

Rows are of the kinds that the columns are said to be, nulls among them where they may be.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any as Anything
from uuid import UUID

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from permmatrix import PermmatrixError
from permmatrix.conditions import Path
from permmatrix.queries.kinds import Collection, Column, Kind, Typed
from permmatrix.queries.typed import typed
from permmatrix.residual import holds
from permmatrix.residual import values as tests
from permmatrix.residual.reading import facts_read
from permmatrix.residual.values import All, Any, Known, Leaf, Residual

UUIDS = [UUID(int=1), UUID(int=2)]
VALUES: dict[Kind, list[Anything]] = {
    Kind.TRUTH: [True, False],
    Kind.TEXT: ["ana", "ANA", "ana ", "7", ""],
    Kind.INTEGER: [-3, 0, 1, 7, 8, 2**53 + 1],
    Kind.DECIMAL: [Decimal("0.1"), Decimal(7), Decimal("7.5"), Decimal(-3)],
    Kind.FLOAT: [0.1, 7.0, 7.5, float(2**53), float("inf"), float("-inf"), float("nan")],
    Kind.DATE: [date(2026, 6, 30), date(2026, 7, 1)],
    Kind.TIME: [datetime(2026, 6, 30), datetime(2026, 7, 1, 12)],  # noqa: DTZ001  without an offset
    Kind.TIME_WITH_OFFSET: [datetime(2026, 6, 30, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)],
    Kind.UUID: UUIDS,
}
EVERY = [value for values in VALUES.values() for value in values if value == value]  # noqa: PLR0124  not NaN
BESIDE = [2**70, 10**400, 7.25, 7.75, -3.5, "half a \ud800 character"]  # no column has these
FINITE = [it for it in EVERY if it not in {float("inf"), float("-inf")}] + BESIDE
COLUMNS: dict[Path, Typed] = {
    Path("resource", (f"{kind.name.lower()}_{'known' if nullable else 'always'}_{number}",)): made
    for kind in Kind
    for nullable in (True, False)
    for number in (1, 2)
    for made in [Column(kind, nullable)]
} | {
    Path("resource", (f"{kind.name.lower()}s_{'known' if nullable else 'always'}_{number}",)): made
    for kind in Kind
    for nullable in (True, False)
    for number in (1, 2)
    for made in [Collection(kind, nullable)]
}
PATHS = sorted(COLUMNS, key=str)
IDS = (str, int, float, Decimal, UUID)
MEMBERS = [it for it in FINITE if isinstance(it, IDS) and not isinstance(it, bool)]
MOMENTS = [it for it in FINITE if not isinstance(it, bool | str | UUID)]


@st.composite
def leaves(draw: st.DrawFn) -> Leaf:
    """Make a leaf of paths and values that need not fit."""
    path, other = draw(st.sampled_from(PATHS)), draw(st.sampled_from(PATHS))
    one = Known(draw(st.sampled_from(FINITE)))
    member, moment = Known(draw(st.sampled_from(MEMBERS))), Known(draw(st.sampled_from(MOMENTS)))
    members = tuple(draw(st.lists(st.sampled_from(MEMBERS), max_size=3)))
    places = tuple(
        Known(it) for it in members if isinstance(it, str | int | UUID) and not isinstance(it, bool)
    )
    every: list[tests.Test] = [
        tests.IsTrue(path),
        tests.Equals(path, one),
        tests.Equals(one, path),
        tests.Equals(path, other),
        tests.OneOf(path, (one, member)),
        tests.Within(path, places),
        tests.Contains(path, member),
        tests.Contains(Known(members), path),
        tests.Contains(path, other),
        tests.Overlaps(path, Known(members)),
        tests.Overlaps(Known(members), path),
        tests.Overlaps(path, other),
        tests.Before(path, moment),
        tests.Before(moment, path),
        tests.Before(path, other),
        tests.AtOrBefore(path, moment),
        tests.AtOrBefore(moment, path),
        tests.AtOrBefore(path, other),
    ]
    return Leaf(draw(st.sampled_from(every)), draw(st.booleans()))


def nothing_else_is_left(residual: Residual) -> bool:
    """Say whether only tests are left that a target has to say."""
    match residual:
        case All(parts) | Any(parts):
            return all(map(nothing_else_is_left, parts))
        case Leaf(tests.IsTrue() | tests.OneOf() | tests.Equals()):
            return True
        case Leaf(tests.Contains(Path()) | tests.Overlaps(Path())):
            return True
        case Leaf(tests.Before() | tests.AtOrBefore() | tests.IsKnown() | tests.IsFinite(), wanted):
            return wanted
        case _:
            return False


@settings(max_examples=600)
@given(st.data())
def test_typed_holds_for_the_same_rows(data: st.DataObject) -> None:
    """What is left after kinds are settled holds exactly where the residual does."""
    leaf = data.draw(leaves())
    try:
        found = typed(leaf, COLUMNS)
    except PermmatrixError:
        reject()
    assert nothing_else_is_left(found)
    for _ in range(4):
        row = {path.segments[0]: _drawn(data, path) for path in sorted(facts_read(leaf), key=str)}
        assert holds(found, row) is holds(leaf, row), (row, found)


def _drawn(data: st.DataObject, path: Path) -> Anything:
    column = COLUMNS[path]
    values = VALUES[column.kind]
    if column.nullable and data.draw(st.booleans()):
        return None
    if isinstance(column, Collection):
        return data.draw(st.lists(st.sampled_from([*values, None]), max_size=3))
    return data.draw(st.sampled_from(values))


FLAGS = [
    Path("resource", (name,)) for name in ("truth_always_1", "truth_always_2", "truth_known_1")
]
trees = st.recursive(
    st.builds(Leaf, st.sampled_from(FLAGS).map(tests.IsTrue), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(All),
        st.lists(inner, max_size=3).map(tuple).map(Any),
    ),
    max_leaves=8,
)


@settings(max_examples=400)
@given(trees)
def test_nothing_needful_is_left_out(residual: Residual) -> None:
    """What columns that are never null make needless is left out, and nothing else is."""
    found = typed(residual, COLUMNS)
    for always, other, known in product((True, False), (True, False), (True, False, None)):
        row = dict(zip((it.segments[0] for it in FLAGS), (always, other, known), strict=True))
        assert holds(found, row) is holds(residual, row), (row, found)
