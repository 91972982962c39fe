"""Collections in SQL: rows of another table, and arrays, of which a null member is none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, islice
from typing import Any, final

from attrs import frozen
from sqlglot import exp

from permmatrix.errors import FilterError
from permmatrix.queries.sql.comparing import Comparing, all_hold, name_of, one_holds
from permmatrix.queries.sql.mapping import ArrayAt, ColumnAt, RelationAt, SqlMapping

__all__ = ["Members", "column_of", "table_of"]

OVERLAPS = {"duckdb": "LIST_HAS_ANY", "spark": "ARRAYS_OVERLAP", "trino": "ARRAYS_OVERLAP"}
"""What tells, of two arrays, whether they have a member in common that is not null."""


def column_of(table: str, name: str) -> exp.Expression:
    """Name a column of a table."""
    return exp.column(name_of(name), table=name_of(table))


@final
@frozen(eq=False)
class Members:
    """Says what is in collections."""

    comparing: Comparing
    mapping: SqlMapping

    def any_of(self, place: RelationAt | ArrayAt, values: Sequence[Any]) -> exp.Expression:
        """Say that one of some values is a member."""
        comparing, kind = self.comparing, place.kind
        if isinstance(place, RelationAt):
            (name,) = self._names(1)
            member = column_of(name, place.member)
            return self._exists(place, name, comparing.among(member, kind, values))
        marks = [comparing.value(it, kind) for it in values if comparing.can_be(it)]
        if not marks:
            return comparing.constant(holds=False)
        return one_holds(self._in_array(place, it) for it in marks)

    def has(self, place: RelationAt | ArrayAt, column: ColumnAt) -> exp.Expression:
        """Say that the value of a column of the same row is a member."""
        value = column_of(self.mapping.table[-1], column.column)
        if isinstance(place, ArrayAt):
            return self._in_array(place, value)
        (name,) = self._names(1)
        same = self.comparing.same(column_of(name, place.member), value, place.kind)
        return self._exists(place, name, same)

    def overlap(self, left: RelationAt | ArrayAt, right: RelationAt | ArrayAt) -> exp.Expression:
        """Say that two collections of one row have a member in common."""
        if isinstance(left, RelationAt) and isinstance(right, RelationAt):
            return self._relations(left, right)
        if isinstance(left, ArrayAt) and isinstance(right, ArrayAt):
            return self._arrays(left, right)
        relation, array = (left, right) if isinstance(left, RelationAt) else (right, left)
        assert isinstance(relation, RelationAt), "one of the two is"
        assert isinstance(array, ArrayAt), "and the other is not"
        (name,) = self._names(1)
        member = column_of(name, relation.member)
        known = exp.Not(this=exp.Is(this=member, expression=exp.null()))  # nulls may be equal
        found = self._in_array(array, member.copy())
        return self._exists(relation, name, all_hold([known, found]))

    def _names(self, number: int) -> list[str]:
        """Give names for tables of our own, other than the table's that they are asked for."""
        taken = self.mapping.table[-1].casefold()
        free = (f"m{it}" for it in count(1) if f"m{it}" != taken)
        return list(islice(free, number))

    def _of(self, place: RelationAt, name: str) -> exp.Expression:
        """Say that a row of another table is one of ours."""
        key = self.mapping.key
        ours = column_of(self.mapping.table[-1], key.column)
        return self.comparing.same(column_of(name, place.key), ours, key.kind)

    def _exists(self, place: RelationAt, name: str, found: exp.Expression) -> exp.Expression:
        guard = self.comparing.guard(column_of(name, place.member), place.kind)
        rows = exp.select(_one()).from_(table_of(place.table, name))
        return exp.Exists(this=rows.where(all_hold([self._of(place, name), guard, found])))

    def _relations(self, left: RelationAt, right: RelationAt) -> exp.Expression:
        first, second = self._names(2)
        ours, theirs = column_of(first, left.member), column_of(second, right.member)
        same = self.comparing.same(ours, theirs, left.kind)
        guards = [self.comparing.guard(it.copy(), left.kind) for it in (ours, theirs)]
        rows = exp.select(_one()).from_(table_of(left.table, first))
        rows = rows.join(table_of(right.table, second), on=same)
        whole = all_hold([self._of(left, first), self._of(right, second), *guards])
        return exp.Exists(this=rows.where(whole))

    def _array(self, place: ArrayAt) -> exp.Expression:
        return column_of(self.mapping.table[-1], place.column)

    def _in_array(self, place: ArrayAt, value: exp.Expression) -> exp.Expression:
        array = self._array(place)
        match self.comparing.dialect.name:
            case "bigquery":  # it has no such function, and sqlglot says it by EXISTS
                return exp.ArrayContains(this=array, expression=value)
            case "postgres":
                return self._never_null(_equal(value, exp.Any(this=exp.paren(array))))
            case _:
                return self._never_null(exp.ArrayContains(this=array, expression=value))

    def _arrays(self, left: ArrayAt, right: ArrayAt) -> exp.Expression:
        ours, theirs = self._array(left), self._array(right)
        match self.comparing.dialect.name:
            case "postgres":
                return self._never_null(exp.ArrayOverlaps(this=ours, expression=theirs))
            case "bigquery":
                rows = exp.select(_one()).from_(_unnest("m1", ours))
                both = rows.join(_unnest("m2", theirs), join_type="cross")
                return exp.Exists(this=both.where(_equal(_bare("m1"), _bare("m2"))))
            case name if name in OVERLAPS:
                whole = exp.Anonymous(this=OVERLAPS[name], expressions=[ours, theirs])
                return self._never_null(whole)
            case name:  # two nulls are a member in common there
                raise FilterError(
                    f"whether the arrays {left.column} and {right.column} have a member in common "
                    f"cannot be asked exactly in {name}"
                )

    def _never_null(self, found: exp.Expression) -> exp.Expression:
        no = self.comparing.constant(holds=False)
        return exp.Coalesce(this=found, expressions=[no])


def _one() -> exp.Expression:
    return exp.Literal.number(1)


def _equal(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    return exp.EQ(this=left, expression=right)


def _bare(name: str) -> exp.Expression:
    return exp.column(name_of(name))


def table_of(parts: Sequence[str], alias: str | None = None) -> exp.Expression:
    """Name a table, or give it another name."""
    whole: dict[str, exp.Expression] = dict(
        zip(("this", "db", "catalog"), map(name_of, reversed(parts)), strict=False)
    )
    if alias is not None:
        whole["alias"] = exp.TableAlias(this=name_of(alias))
    return exp.Table(**whole)


def _unnest(name: str, array: exp.Expression) -> exp.Expression:
    return exp.Unnest(expressions=[array], alias=exp.TableAlias(columns=[name_of(name)]))
