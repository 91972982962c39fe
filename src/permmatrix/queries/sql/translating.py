"""A filter put as SQL, by sqlglot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never, final

from attrs import evolve, frozen
from sqlglot import exp

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql.comparing import Comparing, all_hold, one_holds
from permmatrix.queries.sql.dialects import Dialect, dialect_named
from permmatrix.queries.sql.mapping import ArrayAt, ColumnAt, Place, RelationAt, SqlMapping
from permmatrix.queries.sql.members import Members, column_of, table_of
from permmatrix.queries.sql.parameters import Marks, SqlFilter
from permmatrix.queries.typed import typed
from permmatrix.residual import values as tests
from permmatrix.residual.values import ALWAYS, NEVER, All, Any, Known, Leaf, Residual

__all__ = ["translated"]


def translated(
    residual: Residual,
    places: Mapping[Path, Place],
    mapping: SqlMapping,
    dialect: str,
    paramstyle: str | None = None,
) -> SqlFilter:
    """
    Put a residual as SQL. Each path in it has its place.

    Raises:
        FilterError: there is no such dialect or style of parameters, or the dialect has no words
            for what there is at some place.
    """
    target = dialect_named(dialect)
    for path, place in places.items():
        _check_place(target, str(path), place)
    if mapping.key.kind in target.lacks:
        raise FilterError(target.lack("the key", mapping.key.kind))
    names = [*mapping.table, mapping.key.column, *_names(places.values())]
    _check_names(target, names)
    marks = Marks.beside(names)
    comparing = Comparing(target, marks)
    kinds = {path: place.typed for path, place in places.items()}
    left = typed(residual, kinds, trusting=target.is_trusting)
    found = _Translating(places, comparing, Members(comparing, mapping)).of(left)
    rows = exp.select(column_of(mapping.table[-1], mapping.key.column))
    rows = rows.from_(table_of(mapping.table)).where(found.copy())
    texts = (found.sql(dialect=target.name), rows.sql(dialect=target.name, pretty=True))
    written = marks.written(target, paramstyle, *texts)
    return evolve(written, always=left == ALWAYS, never=left == NEVER)


def _check_place(dialect: Dialect, path: str, place: Place) -> None:
    if place.kind in dialect.lacks:
        raise FilterError(dialect.lack(path, place.kind), path)
    if isinstance(place, ArrayAt) and not dialect.has_arrays:
        raise FilterError(f"{path} is mapped to an array, and {dialect.name} has none", path)


def _names(places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        match place:
            case ColumnAt(column) | ArrayAt(column):
                yield column
            case RelationAt(table, key, member):
                yield from (*table, key, member)
            case _:
                assert_never(place)


def _check_names(dialect: Dialect, names: Iterable[str]) -> None:
    for name in names:
        barred = [it for it in dialect.bars if it in name]
        if barred:
            raise FilterError(f"{name} is no name in {dialect.name}, for the {barred[0]} in it")


@final
@frozen(eq=False)
class _Translating:
    places: Mapping[Path, Place]
    comparing: Comparing
    members: Members

    def of(self, residual: Residual) -> exp.Expression:
        match residual:
            case All(()):
                return self.comparing.constant(holds=True)
            case Any(()):
                return self.comparing.constant(holds=False)
            case All(parts):
                return all_hold(map(self.of, parts))
            case Any(parts):
                return one_holds(map(self.of, parts))
            case Leaf(test, wanted):
                return self._leaf(test, wanted=wanted)
            case _:
                assert_never(residual)

    def _leaf(self, test: tests.Test, *, wanted: bool) -> exp.Expression:
        match test:
            case tests.IsTrue(path):
                found = self.comparing.is_true(self._column(path), wanted=wanted)
                return all_hold([self.comparing.stored(self._column(path), Kind.TRUTH), found])
            case tests.Before(left, right) | tests.AtOrBefore(left, right):
                return self._in_order(left, right, strictly=isinstance(test, tests.Before))
            case tests.IsKnown(path):
                return exp.Not(this=exp.Is(this=self._column(path), expression=exp.null()))
            case tests.IsFinite(path):
                return self._is_finite(path)
            case tests.Contains() | tests.Overlaps():
                found = _wanted(self._of_members(test), wanted=wanted)
                return all_hold([*self._guards(*_columns(test)), found])
            case tests.Equals() | tests.OneOf():
                found = _wanted(self._of_values(test), wanted=wanted)
                return all_hold([*self._guards(*_columns(test)), found])
            case tests.Within():
                raise AssertionError(test)  # typed puts it as one of some
            case _:
                assert_never(test)

    def _of_values(self, test: tests.Equals | tests.OneOf) -> exp.Expression:
        match test:
            case tests.Equals(Path() as left, Path() as right):
                kind = self.places[left].kind
                return self.comparing.same(self._column(left), self._column(right), kind)
            case tests.Equals(Path() as path, Known(value)):
                return self.comparing.among(self._column(path), self.places[path].kind, [value])
            case tests.OneOf(path, values):
                plain = [it.value for it in values]
                return self.comparing.among(self._column(path), self.places[path].kind, plain)
            case _:
                raise AssertionError(test)  # typed leaves no others

    def _of_members(self, test: tests.Contains | tests.Overlaps) -> exp.Expression:
        match test:
            case tests.Contains(Path() as path, Known(value)):
                return self.members.any_of(self._collection(path), [value])
            case tests.Overlaps(Path() as path, Known(values)):
                return self.members.any_of(self._collection(path), values)
            case tests.Contains(Path() as path, Path() as member):
                column = self.places[member]
                assert isinstance(column, ColumnAt), "typed has seen to it"
                return self.members.has(self._collection(path), column)
            case tests.Overlaps(Path() as left, Path() as right):
                return self.members.overlap(self._collection(left), self._collection(right))
            case _:
                raise AssertionError(test)  # typed leaves no others

    def _in_order(self, left: tests.Side, right: tests.Side, *, strictly: bool) -> exp.Expression:
        paths = [it for it in (left, right) if isinstance(it, Path)]
        kind = self.places[paths[0]].kind
        sides = [
            self._column(it) if isinstance(it, Path) else self.comparing.value(it.value, kind)
            for it in (left, right)
        ]
        found = self.comparing.ordered(*sides, strictly=strictly)
        return all_hold([*self._guards(*paths), found])

    def _is_finite(self, path: Path) -> exp.Expression:
        return all_hold([*self._guards(path), self.comparing.is_finite(self._column(path))])

    def _guards(self, *paths: Path) -> list[exp.Expression]:
        found = [
            self.comparing.guard(self._column(it), self.places[it].kind)
            for it in dict.fromkeys(paths)
        ]
        return [it for it in found if it is not None]

    def _column(self, path: Path) -> exp.Expression:
        place = self.places[path]
        assert not isinstance(place, RelationAt), "typed has seen to it"
        return column_of(self.members.mapping.table[-1], place.column)

    def _collection(self, path: Path) -> RelationAt | ArrayAt:
        place = self.places[path]
        assert not isinstance(place, ColumnAt), "typed has seen to it"
        return place


def _columns(test: tests.Equals | tests.OneOf | tests.Contains | tests.Overlaps) -> list[Path]:
    """Give the paths of single values that a test compares."""
    match test:
        case tests.Equals(left, right):
            sides: tuple[tests.Side, ...] = (left, right)
        case tests.OneOf(path, _):
            sides = (path,)
        case tests.Contains(_, member):
            sides = (member,)
        case tests.Overlaps():
            sides = ()
        case _:
            assert_never(test)
    return [it for it in sides if isinstance(it, Path)]


def _wanted(found: exp.Expression, *, wanted: bool) -> exp.Expression:
    return found if wanted else exp.not_(found, copy=False)
