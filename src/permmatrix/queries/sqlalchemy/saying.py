"""A typed residual, said in SQLAlchemy leaf by leaf."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any as Anything
from typing import TypeAlias, assert_never, final

import sqlalchemy as sa
from attrs import astuple, frozen
from sqlalchemy import ColumnElement
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeEngine

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sqlalchemy.comparing import Ways, among, bound_in_mysql, equal, is_true
from permmatrix.queries.sqlalchemy.elements import bound, exactly, exactly_array
from permmatrix.queries.sqlalchemy.mapped import Array, Mapped, Value
from permmatrix.queries.sqlalchemy.members import Related, Rows, Selected
from permmatrix.queries.sqlalchemy.types import array_of, enumerated, values_of
from permmatrix.residual import values as tests
from permmatrix.residual.reading import facts_read
from permmatrix.residual.values import All, Any, Known, Leaf, Residual, Side

__all__ = ["Saying"]

Bind: TypeAlias = Callable[[Anything, Kind, TypeEngine[Anything]], ColumnElement[Anything]]


@final
@frozen
class Saying:
    """Says residuals, of what each fact is mapped to."""

    things: Mapping[Path, Mapped]

    def of(self, residual: Residual) -> ColumnElement[bool]:
        """Say a residual."""
        match residual:
            case All(parts):
                return sa.and_(sa.true(), *map(self.of, parts))
            case Any(parts):
                return sa.or_(sa.false(), *map(self.of, parts))
            case Leaf(test, wanted):
                return self._test(test, wanted=wanted)
            case _:
                assert_never(residual)

    def _test(self, test: tests.Test, *, wanted: bool) -> ColumnElement[bool]:
        _see_storable(test)
        match test:
            case tests.IsTrue(path):
                return _either(is_true(self._value(path).element), wanted=wanted)
            case tests.Equals(left, right):
                return self._equals(left, right, wanted=wanted)
            case tests.OneOf(path, values) | tests.Within(path, values):
                return _one_of(self._value(path), values, wanted=wanted)
            case tests.Contains(collection, member):
                return _either(self._contains(collection, member), wanted=wanted)
            case tests.Overlaps(left, right):
                return _either(self._overlaps(left, right), wanted=wanted)
            case tests.Before(left, right):
                return self._in_order(operators.lt, left, right)
            case tests.AtOrBefore(left, right):
                return self._in_order(operators.le, left, right)
            case tests.IsKnown(path):
                return self._is_known(path)
            case tests.IsFinite(path):
                return _is_finite(self._value(path))
            case _:
                assert_never(test)

    def _value(self, path: Path) -> Value:
        found = self.things[path]
        assert isinstance(found, Value), path  # it is typed as a column
        return found

    def _equals(self, left: Side, right: Side, *, wanted: bool) -> ColumnElement[bool]:
        if isinstance(left, Known):
            left, right = right, left
        assert isinstance(left, Path)
        if isinstance(right, Known):
            return _one_of(self._value(left), [right], wanted=wanted)
        self._see_alike(left, right)
        ours, theirs = self._sides(left, right)
        return ours == theirs if wanted else ours != theirs

    def _see_alike(self, left: Path, right: Path) -> None:
        """See that two columns have the same texts for the same values."""
        ours, theirs = (_item(self.things[it]) for it in (left, right))
        meant = enumerated(ours)
        twice = meant is not None and len({*meant.values()}) < len(meant)
        if meant != enumerated(theirs) or twice:
            message = f"{left} is mapped to {ours!r} and {right} to {theirs!r}"
            raise FilterError(f"{message}, which cannot be compared", str(right))

    def _in_order(
        self, before: operators.OperatorType, left: Side, right: Side
    ) -> ColumnElement[bool]:
        found: ColumnElement[bool] = before(*self._sides(left, right))
        [kind, *_] = [self._value(it).kind for it in (left, right) if isinstance(it, Path)]
        if kind is not Kind.DECIMAL:
            return found
        return Ways(found, found, before(*self._sides(left, right, bound_in_mysql)))

    def _sides(
        self, left: Side, right: Side, bind: Bind = bound
    ) -> tuple[ColumnElement[Anything], ...]:
        """Give both sides of a comparison, what is bound as of the kind of the column."""
        [column, *_] = [self._value(it) for it in (left, right) if isinstance(it, Path)]
        return self._side(left, column, bind), self._side(right, column, bind)

    def _side(self, side: Side, other: Value, bind: Bind) -> ColumnElement[Anything]:
        if isinstance(side, Known):
            return bind(side.value, other.kind, other.element.type)
        value = self._value(side)
        return exactly(value.element, value.kind)

    def _is_known(self, path: Path) -> ColumnElement[bool]:
        match self.things[path]:
            case Value(element) | Array(element):
                return element.is_not(None)
            case Related() | Selected():
                return sa.true()

    def _contains(self, collection: Side, member: Side) -> ColumnElement[bool]:
        assert isinstance(collection, Path), collection  # or it is `OneOf` once it is typed
        ours = self.things[collection]
        if isinstance(member, Known):
            return _has_any(ours, [member])
        self._see_alike(collection, member)
        value = self._value(member)
        return _has(ours, exactly(value.element, value.kind))

    def _overlaps(self, left: Side, right: Side) -> ColumnElement[bool]:
        if isinstance(left, Known):
            left, right = right, left
        assert isinstance(left, Path)
        if isinstance(right, Known):
            return _has_any(self.things[left], right.members)
        self._see_alike(left, right)
        return _in_common(self.things[left], self.things[right], right)


def _either(element: ColumnElement[bool], *, wanted: bool) -> ColumnElement[bool]:
    return element if wanted else sa.not_(element)


def _see_storable(test: tests.Test) -> None:
    """See that no text has a character that PostgreSQL has in none, whichever database asks."""
    if any(isinstance(it, str) and "\0" in it for it in _values(astuple(test, recurse=False))):
        [path] = facts_read(Leaf(test))
        message = f"{path} is compared with a text that has a NUL character"
        raise FilterError(f"{message}, which not every database takes", str(path))


def _values(found: Anything) -> Iterator[Anything]:
    match found:
        case tuple():
            yield from (value for it in found for value in _values(it))
        case Known(value):
            yield from _values(value)
        case _:
            yield found


def _item(thing: Mapped) -> TypeEngine[Anything]:
    return thing.element.type if isinstance(thing, Value) else thing.item


def _one_of(value: Value, values: Iterable[Known], *, wanted: bool) -> ColumnElement[bool]:
    return _is_any(value.element, value.kind, values, wanted=wanted)


def _is_any(
    element: ColumnElement[Anything], kind: Kind, values: Iterable[Known], *, wanted: bool = True
) -> ColumnElement[bool]:
    found = values_of(values, kind, element.type)
    if not found:
        return sa.false() if wanted else sa.true()
    several = len(found) > 1
    said = among(element, kind, found) if several else equal(element, kind, found[0])
    return _either(said, wanted=wanted)


def _has_any(ours: Mapped, values: Iterable[Known]) -> ColumnElement[bool]:
    """Say that a collection has one of some values."""
    match ours:
        case Related() | Selected():
            return ours.having(lambda member: _is_any(member, ours.kind, values))
        case Array(element, item, kind):
            found = values_of(values, kind, item)
            array = exactly_array(element, item)
            return array.bool_op("&&")(array_of(found, kind, item)) if found else sa.false()
        case Value():
            raise AssertionError(ours)  # it is typed as a collection
        case _:
            assert_never(ours)


def _has(ours: Mapped, value: ColumnElement[Anything]) -> ColumnElement[bool]:
    """Say that a collection has the value of another column."""
    match ours:
        case Related() | Selected():
            return ours.having_beside(lambda member: exactly(member, ours.kind) == value)
        case Array(element, item):
            # of an array with nulls it is null that it does not have the value
            return sa.func.coalesce(value == sa.any_(exactly_array(element, item)), sa.false())
        case Value():
            raise AssertionError(ours)  # it is typed as a collection
        case _:
            assert_never(ours)


def _in_common(ours: Mapped, theirs: Mapped, path: Path) -> ColumnElement[bool]:
    match ours, theirs:
        case Array(), Array():
            if type(ours.item) is not type(theirs.item):
                raise _apart(path, "arrays of two types")
            array = exactly_array(theirs.element, theirs.item)
            return exactly_array(ours.element, ours.item).bool_op("&&")(array)
        case (Related() | Selected()) as outer, (Array() | Related() | Selected()) as inner:
            pass
        case Array() as inner, (Related() | Selected()) as outer:
            pass
        case _:
            raise AssertionError(ours, theirs)  # they are typed as collections
    if not isinstance(inner, Array) and _captured(inner, outer):
        raise _apart(path, "by way of one table: map one of them to a select from its alias()")
    return outer.having_beside(lambda member: _has(inner, exactly(member, outer.kind)))


def _apart(path: Path, what: str) -> FilterError:
    return FilterError(f"{path} cannot be compared with its other side, {what}", str(path))


def _captured(inner: Rows, outer: Rows) -> bool:
    """Whether what is asked of a member would be asked of a row of the other collection's."""
    if isinstance(outer, Related):  # which goes by a name of its own
        return False
    return bool(inner.tables & {*sa.select(outer.member).get_final_froms()})


def _is_finite(value: Value) -> ColumnElement[bool]:
    if value.kind is Kind.FLOAT:
        most = sys.float_info.max
        element = exactly(value.element, value.kind)
        return element.between(sa.literal(-most, sa.Double()), sa.literal(most, sa.Double()))
    if value.kind is Kind.DECIMAL:  # there is no largest, but what is not finite has no difference
        element = exactly(value.element, value.kind)
        return (element - element) == sa.literal(0, sa.Numeric())
    return sa.true()
