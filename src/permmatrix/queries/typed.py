"""
A residual over what a database has at each path: only like compared with like, nulls left out.

In a decision every value says what it is; in a database the column does. So whatever hangs on
kinds is settled here, once for all targets: what could never be equal, numbers of several kinds,
values that are not finite. What is left is of tests that a target can say in one expression, each
between values of one kind, and beside each test of a column that may be null stands one that it is
not. So the whole is true or false for every row, and never null.

The tests left are `IsTrue`, `Equals`, `OneOf`, `Contains` (of a collection at a path) and
`Overlaps` (likewise), wanted or not; and `Before`, `AtOrBefore`, `IsKnown` and `IsFinite`, wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Collection as Several
from typing import Any as Anything
from typing import assert_never, final

from attrs import field, frozen

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.complements import without_complements
from permmatrix.queries.kinds import Collection, Column, Kind, Typed, family
from permmatrix.queries.numbers import at_most, fitted
from permmatrix.residual import values as tests
from permmatrix.residual.joining import all_of, any_of
from permmatrix.residual.reading import facts_read
from permmatrix.residual.values import ALWAYS, NEVER, All, Any, Known, Leaf, Residual

__all__ = ["typed"]

IDS = frozenset({"text", "a number", "a UUID"})
MOMENTS = frozenset({"a number", "a date", "a time", "a time with an offset"})


def typed(residual: Residual, kinds: Mapping[Path, Typed], *, trusting: bool = True) -> Residual:
    """
    Put a residual as tests between values of one kind.

    Where a database does not see to it that a column holds what it is said to hold, nothing can be
    taken as needless: it is not `trusting` then.

    >>> private = Path("resource", ("private",))
    >>> found = typed(Leaf(tests.IsTrue(private), wanted=False), {private: Column(Kind.TRUTH)})
    >>> [type(leaf.test).__name__ for leaf in found.parts]
    ['IsKnown', 'IsTrue']

    Raises:
        FilterError: a path is not among the kinds, or is of a kind that its test cannot be asked
            of in a database.
    """
    typing = _Typing(kinds)
    found = typing.of(residual)
    return without_complements(found, typing.is_definite) if trusting else found


@final
@frozen
class _Typing:
    kinds: Mapping[Path, Typed]
    _seen: dict[Leaf, Residual] = field(factory=dict, init=False)

    def of(self, residual: Residual) -> Residual:
        match residual:
            case All(parts):
                return all_of([self.of(part) for part in parts])
            case Any(parts):
                return any_of([self.of(part) for part in parts])
            case Leaf(test, wanted):
                return self._leaf(test, wanted=wanted)
            case _:
                assert_never(residual)

    def _leaf(self, test: tests.Test, *, wanted: bool) -> Residual:
        match test:
            case tests.IsTrue(path):
                self._column(path, {"true or false"}, "true or false")
                return self._guarded([path], Leaf(test, wanted))
            case tests.Equals(left, right):
                return self._equals(left, right, wanted=wanted)
            case tests.OneOf(path, values):
                return self._one_of(path, values, {family(it.value) for it in values}, wanted)
            case tests.Within(path, places):
                self._scope(path)
                return self._one_of(path, places, IDS, wanted)
            case tests.Contains(collection, member):
                return self._contains(collection, member, wanted=wanted)
            case tests.Overlaps(left, right):
                return self._overlaps(left, right, wanted=wanted)
            case tests.Before(left, right):
                return self._in_order(left, right, strictly=wanted, flipped=not wanted)
            case tests.AtOrBefore(left, right):
                return self._in_order(left, right, strictly=not wanted, flipped=not wanted)
            case tests.IsKnown(path) | tests.IsFinite(path):
                self._at(path)
                return Leaf(test, wanted)
            case _:
                assert_never(test)

    def _equals(self, left: tests.Side, right: tests.Side, *, wanted: bool) -> Residual:
        if isinstance(left, Path) and isinstance(right, Path):
            self._same(self._column(left), left, self._column(right), right)
            return self._guarded([left, right], Leaf(tests.Equals(left, right), wanted))
        path, known = _apart(left, right)
        column = self._column(path)
        if family(known.value) != column.kind.family:
            return NEVER
        return self._guarded([path], self._fitting(column, known, wanted, _equal_to(path)))

    def _fitting(
        self, typed_: Typed, known: Known, wanted: bool, test: Callable[[Known], tests.Test]
    ) -> Residual:
        """Test for a value, or say at once what there is to say where a column cannot have it."""
        values = _fitted([known], typed_.kind)
        return Leaf(test(values[0]), wanted) if values else _settled(holds=not wanted)

    def _one_of(
        self, path: Path, values: Iterable[Known], families: Several[str], wanted: bool
    ) -> Residual:
        column = self._column(path, families, " or ".join(sorted(families)))
        kept = _fitted(values, column.kind)
        found = Leaf(tests.OneOf(path, kept), wanted) if kept else _settled(holds=not wanted)
        return self._guarded([path], found)

    def _contains(self, left: tests.Side, right: tests.Side, *, wanted: bool) -> Residual:
        if isinstance(left, Known):
            return self._one_of(_apart(left, right)[0], left.members, IDS, wanted)
        ours = self._collection(left)
        if isinstance(right, Path):
            theirs = self._column(right, IDS, "text, a number or a UUID")
            self._same(ours, left, theirs, right)
            return self._guarded([left, right], Leaf(tests.Contains(left, right), wanted))
        found = self._fitting(ours, right, wanted, lambda it: tests.Contains(left, it))
        return self._guarded([left], found)

    def _overlaps(self, left: tests.Side, right: tests.Side, *, wanted: bool) -> Residual:
        if isinstance(left, Path) and isinstance(right, Path):
            ours = self._collection(left)
            self._same(ours, left, self._collection(right), right)
            if ours.kind is Kind.FLOAT:  # what is no number would equal itself
                raise FilterError(f"{left} and {right} hold {ours.kind.value}", str(left))
            return self._guarded([left, right], Leaf(tests.Overlaps(left, right), wanted))
        path, known = _apart(left, right)
        kept = _fitted(known.members, self._collection(path).kind)
        test = tests.Overlaps(path, Known(tuple(it.value for it in kept)))
        return self._guarded([path], Leaf(test, wanted) if kept else _settled(holds=not wanted))

    def _in_order(
        self, left: tests.Side, right: tests.Side, *, strictly: bool, flipped: bool
    ) -> Residual:
        """Say that one comes before the other; that it is known not to is the other way around."""
        if flipped:
            left, right = right, left
        if isinstance(left, Path) and isinstance(right, Path):
            kinds = [
                self._column(it, MOMENTS, "a number, a date or a time") for it in (left, right)
            ]
            self._same(kinds[0], left, kinds[1], right)
            return self._guarded([left, right], _order(left, right, strictly=strictly))
        path, known = _apart(left, right)
        column = self._column(path, MOMENTS, "a number, a date or a time")
        if family(known.value) != column.kind.family:
            return NEVER
        if not column.kind.is_number:
            return self._guarded([path], _order(left, right, strictly=strictly))
        first = isinstance(left, Path)
        found = _number_order(path, column.kind, known.value, first=first, strictly=strictly)
        return self._guarded([path], found)

    def _guarded(self, paths: Iterable[Path], test: Residual) -> Residual:
        """Leave out where a value is null, or a number that is not finite."""
        guards: list[Residual] = []
        for path in dict.fromkeys(paths):
            typed_ = self._at(path)
            if typed_.nullable:
                guards.append(Leaf(tests.IsKnown(path)))
            if isinstance(typed_, Column) and typed_.kind in {Kind.FLOAT, Kind.DECIMAL}:
                guards.append(Leaf(tests.IsFinite(path)))
        return all_of([*guards, test])

    def is_definite(self, leaf: Leaf) -> bool:
        """Whether a test is true or false by itself, with no guard beside it."""
        guards = self._guarded(facts_read(leaf), ALWAYS)
        return isinstance(leaf.test, tests.IsKnown | tests.IsFinite) or guards == ALWAYS

    def _at(self, path: Path) -> Typed:
        if path not in self.kinds:
            raise FilterError(f"{path} is not mapped to anything", str(path))
        return self.kinds[path]

    def _column(
        self, path: Path, families: Iterable[str] = (), expected: str = "a single value"
    ) -> Column:
        found = self._at(path)
        if not isinstance(found, Column):
            raise FilterError(
                f"{path} is mapped to a collection, and has to be {expected}", str(path)
            )
        wanted = set(families)
        if wanted and found.kind.family not in wanted:
            message = (
                f"{path} is mapped to a column of {found.kind.value}, and has to be {expected}"
            )
            raise FilterError(message, str(path))
        return found

    def _scope(self, path: Path) -> None:
        kind = self._column(path).kind
        if kind in {Kind.FLOAT, Kind.DECIMAL}:
            message = f"{path} is mapped to {kind.value}, and a scope is text, whole or a UUID"
            raise FilterError(message, str(path))

    def _collection(self, path: Path) -> Collection:
        found = self._at(path)
        if not isinstance(found, Collection):
            message = f"{path} is mapped to a single value, and has to be a collection"
            raise FilterError(message, str(path))
        return found

    def _same(self, ours: Typed, left: Path, theirs: Typed, right: Path) -> None:
        if ours.kind is not theirs.kind:
            message = f"{left} is mapped to {ours.kind.value} and {right} to {theirs.kind.value}"
            raise FilterError(f"{message}, which cannot be compared", str(right))


def _settled(*, holds: bool) -> Residual:
    return ALWAYS if holds else NEVER


def _apart(left: tests.Side, right: tests.Side) -> tuple[Path, Known]:
    """Tell the path from the value that it is compared with."""
    if isinstance(left, Path) and isinstance(right, Known):
        return left, right
    if isinstance(left, Known) and isinstance(right, Path):
        return right, left
    raise AssertionError(left, right)  # a test has a path on one side at least


def _equal_to(path: Path) -> Callable[[Known], tests.Test]:
    return lambda known: tests.Equals(path, known)


def _fitted(values: Iterable[Known], kind: Kind) -> tuple[Known, ...]:
    """Give those values that a column of a kind can have, as it has them."""
    alike = [it.value for it in values if family(it.value) == kind.family and _can_be(it.value)]
    if kind.is_number:
        alike = [it for it in (fitted(value, kind) for value in alike) if it is not None]
    return tuple(dict.fromkeys(map(Known, alike)))


def _can_be(value: Anything) -> bool:
    """Whether some column has the value: none has half a character."""
    return not isinstance(value, str) or not any("\ud800" <= it <= "\udfff" for it in value)


def _order(left: tests.Side, right: tests.Side, *, strictly: bool) -> Leaf:
    return Leaf(tests.Before(left, right) if strictly else tests.AtOrBefore(left, right))


def _number_order(
    path: Path, kind: Kind, value: Anything, *, first: bool, strictly: bool
) -> Residual:
    """Compare a column of numbers, `first` or second, with a number it may be unable to have."""
    exact = fitted(value, kind)
    if exact is not None:
        sides = (path, Known(exact)) if first else (Known(exact), path)
        return _order(*sides, strictly=strictly)
    most = Known(at_most(value, kind, str(path)))  # no value of the column is between the two
    return _order(path, most, strictly=False) if first else _order(most, path, strictly=True)
