"""Comparisons of one dialect: exact, each true or false where no value in it is null."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast, final
from uuid import UUID

import sqlglot
from attrs import frozen
from sqlglot import exp

from permmatrix.errors import FilterError
from permmatrix.queries.in_mysql import PLACES, WHOLE, hexed, is_long
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql.dialects import Dialect
from permmatrix.queries.sql.parameters import Marks

__all__ = ["Comparing", "all_hold", "name_of", "one_holds"]

STORED = {Kind.TEXT: ("text",), Kind.INTEGER: ("integer",), Kind.FLOAT: ("integer", "real")}
"""What SQLite says that values are; a column's type is no promise there."""


def name_of(text: str) -> exp.Identifier:
    """Quote a name."""
    return exp.to_identifier(text, quoted=True)


def all_hold(parts: Iterable[exp.Expression | None]) -> exp.Expression:
    """Join what there is by AND, at least one."""
    given = [it for it in parts if it is not None]
    flat = [it for part in given for it in (_parts(part) if isinstance(part, exp.And) else [part])]
    found = exp.and_(*flat, copy=False)
    return cast("exp.Expression", found)  # whatever some versions of sqlglot call it


def one_holds(parts: Iterable[exp.Expression]) -> exp.Expression:
    """Join by OR, at least one."""
    return cast("exp.Expression", exp.or_(*parts, copy=False))


@final
@frozen(eq=False)
class Comparing:
    """Makes comparisons."""

    dialect: Dialect
    marks: Marks

    def constant(self, *, holds: bool) -> exp.Expression:
        """Give what always or never holds."""
        if self.dialect.has_truth:
            return exp.Boolean(this=holds)
        return exp.EQ(this=_number(1), expression=_number(int(holds)))

    def is_true(self, column: exp.Expression, *, wanted: bool = True) -> exp.Expression:
        """Say that a truth value is true, or false."""
        if self.dialect.has_truth:
            return column if wanted else exp.Not(this=column)
        return exp.EQ(this=column, expression=_number(int(wanted)))

    def among(self, column: exp.Expression, kind: Kind, values: Sequence[Any]) -> exp.Expression:
        """Say that a column's value is one of some."""
        values = [it for it in values if self.can_be(it)]
        if kind is Kind.TRUTH:
            found = [self.is_true(column.copy(), wanted=bool(it)) for it in values]
            return one_holds(found) if found else self.constant(holds=False)
        if not values:
            return self.constant(holds=False)
        if self.dialect.binds_lists and len(values) > 1:
            whole = exp.Any(this=exp.paren(self._bound([self._given(it) for it in values])))
            return exp.EQ(this=column, expression=whole)
        # another character may be in no text of the column's, and an error to look up
        in_all = kind is Kind.TEXT and all(it.isascii() for it in values)
        if kind is Kind.TEXT and self.dialect.unhexes and not in_all:
            return _one_of(self._bytes(column), [self._from_hex(it) for it in values])
        return self._among(column, kind, [self.value(it, kind) for it in values], in_all=in_all)

    def _among(
        self,
        column: exp.Expression,
        kind: Kind,
        values: Sequence[exp.Expression],
        *,
        in_all: bool = False,
    ) -> exp.Expression:
        """Say that a column's value is one of some; `in_all` charsets has what an index finds."""
        if kind is not Kind.TEXT:
            return _one_of(column, values)
        plain = _one_of(self._as_written(column), values)
        if not self.dialect.exact_text:
            return plain
        exact = _one_of(self._bytes(column), [self._bytes(it) for it in values])
        return all_hold([plain, exact]) if in_all else exact

    def same(self, left: exp.Expression, right: exp.Expression, kind: Kind) -> exp.Expression:
        """Say that two columns have the same value."""
        return self._among(left, kind, [right])

    def ordered(
        self, left: exp.Expression, right: exp.Expression, *, strictly: bool
    ) -> exp.Expression:
        """Say that one comes before the other."""
        return (exp.LT if strictly else exp.LTE)(this=left, expression=right)

    def is_finite(self, column: exp.Expression) -> exp.Expression:
        """Say that a number is one: the others are not nothing when taken from themselves."""
        difference = exp.Sub(this=column, expression=column.copy())
        if self.dialect.tells_types:  # where no number at all is a null
            return exp.Is(this=difference, expression=_number(0))
        return exp.EQ(this=difference, expression=_number(0))

    def stored(self, column: exp.Expression, kind: Kind) -> exp.Expression | None:
        """Say that a column's value is of its kind, where the dialect makes no sure of that."""
        if not self.dialect.tells_types:
            return None
        if kind is Kind.DATE:  # a text, and one that is a day's own
            days = [column.copy(), exp.Literal.string("+0 days")]
            return exp.Is(this=column, expression=exp.Anonymous(this="DATE", expressions=days))
        type_ = exp.Anonymous(this="TYPEOF", expressions=[column.copy()])
        return _one_of(type_, [exp.Literal.string(it) for it in STORED.get(kind, ("integer",))])

    def guard(self, column: exp.Expression, kind: Kind) -> exp.Expression | None:
        """Say so of a value that is compared: where truth values are numbers, others are none."""
        guards = [self.stored(column, kind)]
        if kind is Kind.TRUTH and not self.dialect.has_truth:
            guards.append(exp.In(this=column.copy(), expressions=[_number(0), _number(1)]))
        return all_hold(guards) if any(guards) else None

    def value(self, value: Any, kind: Kind) -> exp.Expression:
        """Put a mark for a value, cast to its type where drivers bind it as text."""
        type_ = (self.dialect.types or {}).get(kind)
        bound = self._bound(self._given(value))
        if type_ is None:
            return bound
        return exp.Cast(this=bound, to=exp.DataType.build(type_, dialect=self.dialect.name))

    def _bound(self, value: Any) -> exp.Expression:
        return exp.var(self.marks.mark(value))

    def _given(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return self._decimal(value)
        if self.dialect.types is None:
            return value
        if isinstance(value, datetime):
            moment = value if value.tzinfo is None else value.astimezone(UTC)
            return moment.isoformat(" ")
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, UUID) else value

    def _decimal(self, value: Decimal) -> Decimal | str:
        """Give a decimal number: as text where it is cast, as drivers write 1E-7, which is none."""
        plain = format(value, "f")
        if Kind.DECIMAL not in (self.dialect.types or {}):
            return Decimal(plain)
        if is_long(value):
            raise FilterError(
                f"{self.dialect.name} has no decimal numbers of more than {PLACES} places or "
                f"{WHOLE} digits before them, and this filter compares {value}"
            )
        return plain

    def _from_hex(self, text: str) -> exp.Expression:
        return exp.Anonymous(this="UNHEX", expressions=[self._bound(hexed(text))])

    def can_be(self, value: Any) -> bool:
        """Say whether a column can have a value: no half a character, in PostgreSQL no NUL."""
        if not isinstance(value, str):
            return True
        nul = self.dialect.name == "postgres" and "\0" in value
        return not nul and not any("\ud800" <= it <= "\udfff" for it in value)

    def _as_written(self, column: exp.Expression) -> exp.Expression:
        if not self.dialect.tells_types:
            return column
        return exp.Collate(this=column, expression=exp.var("BINARY"))

    def _bytes(self, text: exp.Expression) -> exp.Expression:
        found = text.copy()
        for name in self.dialect.exact_text:
            found = _cast(found, name, self.dialect)
        return found


def _parts(whole: exp.And) -> list[exp.Expression]:
    return cast("list[exp.Expression]", list(whole.flatten(unnest=False)))


def _one_of(column: exp.Expression, values: Sequence[exp.Expression]) -> exp.Expression:
    if len(values) == 1:
        return exp.EQ(this=column.copy(), expression=values[0].copy())
    return exp.In(this=column.copy(), expressions=[it.copy() for it in values])


def _cast(value: exp.Expression, type_: str, dialect: Dialect) -> exp.Expression:
    # read as part of a cast, where alone sqlglot knows CHAR CHARACTER SET
    found = sqlglot.parse_one(f"CAST(x AS {type_})", dialect=dialect.name)
    assert isinstance(found, exp.Cast)
    return exp.Cast(this=value, to=found.args["to"])


def _number(value: int) -> exp.Expression:
    return exp.Literal.number(value)
