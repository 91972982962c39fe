"""Comparisons that are written in one way in one database and in another way in another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FunctionElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import Grouping

from permmatrix.queries.in_mysql import NAMES, PLACES, WHOLE, hexed, is_long
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sqlalchemy.elements import LongDecimal, Truth, bound, exactly
from permmatrix.queries.sqlalchemy.inside import stored
from permmatrix.queries.sqlalchemy.types import as_bound

__all__ = ["Ways", "among", "bound_in_mysql", "equal", "is_true"]

JOINING = (None, operators.and_, operators.or_)


class Ways(FunctionElement[bool]):
    """One condition in three ways: in PostgreSQL, in MySQL, and elsewhere."""

    inherit_cache = True
    type = sa.Boolean()

    def __init__(
        self,
        elsewhere: ColumnElement[bool],
        postgresql: ColumnElement[bool],
        mysql: ColumnElement[bool],
    ) -> None:
        found = (elsewhere, postgresql, mysql)
        super().__init__(*(it.self_group(against=operators.and_) for it in found))

    def self_group(self, against: Any = None) -> Any:
        """Stand in parentheses where it is compared, and as it is where it is joined."""
        return self if against in JOINING else Grouping(self)

    def _negate(self) -> Ways:
        elsewhere, postgresql, mysql = self.clauses
        return Ways(sa.not_(elsewhere), sa.not_(postgresql), sa.not_(mysql))


@compiles(Ways)
def _write_one(element: Ways, compiler: SQLCompiler, **options: Any) -> str:
    elsewhere, postgresql, mysql = element.clauses
    name = compiler.dialect.name
    found = mysql if name in NAMES else postgresql if name == "postgresql" else elsewhere
    return str(compiler.process(found, **options))


class InBytes(sa.types.TypeDecorator[str]):
    """A text that MySQL is given as its bytes, since a connection's charset may not have it."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Give the digits of the bytes."""
        del dialect
        return None if value is None else hexed(value)

    process_literal_param = process_bind_param  # type: ignore[assignment]  # it is never None

    def bind_expression(self, bindparam: sa.BindParameter[str]) -> ColumnElement[str]:
        """Write the bytes that the digits stand for."""
        return sa.func.unhex(bindparam)


class InDigits(sa.types.TypeDecorator[Decimal]):
    """A decimal number that MySQL is given as text: drivers write 1E-7, which is none."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:
        """Give all digits of the number."""
        del dialect
        return None if value is None else format(value, "f")

    process_literal_param = process_bind_param  # type: ignore[assignment]  # it is never None

    def bind_expression(self, bindparam: sa.BindParameter[Decimal]) -> ColumnElement[Decimal]:
        """Write the number that they are."""
        return sa.cast(bindparam, sa.Numeric(PLACES + WHOLE, PLACES))


def is_true(element: ColumnElement[Any]) -> ColumnElement[bool]:
    """Say that a truth value is true, in MySQL that it is not 0; negated, that it is false."""
    return element if isinstance(element, sa.Exists) else Ways(element, element, Truth(element))


def equal(element: ColumnElement[Any], kind: Kind, value: Any) -> ColumnElement[bool]:
    """Say that a value is another; negated, that it is not."""
    found: ColumnElement[bool] = exactly(element, kind) == bound(value, kind, element.type)
    match kind:
        case Kind.TEXT:
            [text] = _texts(element.type, [value])
            exact = exactly(element, kind) == sa.literal(text, InBytes())
            found = Ways(found, found, _found_by_index(element, [value], [text], exact))
        case Kind.DECIMAL:
            exact = exactly(element, kind) == bound_in_mysql(value, kind, element.type)
            found = Ways(found, found, exact)
    return found


def among(element: ColumnElement[Any], kind: Kind, values: list[Any]) -> ColumnElement[bool]:
    """Say that a value is one of several."""
    type_ = as_bound(kind, element.type, values)
    value = exactly(element, kind)
    listed = _in(value, values, type_)
    array = value == sa.any_(sa.literal(values, sa.ARRAY(type_)))
    in_mysql = listed
    match kind:
        case Kind.TEXT:
            texts = _texts(element.type, values)
            in_mysql = _found_by_index(element, values, texts, _in(value, texts, InBytes()))
        case Kind.DECIMAL:
            long = any(map(is_long, values))
            in_mysql = _in(LongDecimal(value) if long else value, values, InDigits())
    return Ways(listed, listed if isinstance(type_, sa.Enum) else array, in_mysql)


def bound_in_mysql(value: Any, kind: Kind, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
    """Give a value as a parameter for MySQL."""
    if kind is not Kind.DECIMAL:
        return bound(value, kind, type_)
    found = sa.literal(value, InDigits())
    return LongDecimal(found) if is_long(value) else found


def _in(
    element: ColumnElement[Any], values: Sequence[Any], type_: sa.types.TypeEngine[Any]
) -> ColumnElement[bool]:
    return element.in_(sa.bindparam(None, [*values], type_=type_, expanding=True, unique=True))


def _texts(type_: sa.types.TypeEngine[Any], values: Sequence[Any]) -> Sequence[str]:
    """Give values as the database has them: of an enumeration, the texts of its members."""
    if isinstance(type_, sa.types.TypeDecorator):
        return _texts(type_.impl_instance, values)
    if not isinstance(type_, sa.Enum):
        return values
    names = {it: text for text, it in stored(type_).items()}
    return [names[it] for it in values]


def _found_by_index(
    element: ColumnElement[Any],
    values: Sequence[Any],
    texts: Sequence[str],
    exact: ColumnElement[bool],
) -> ColumnElement[bool]:
    """
    Put beside what is exact what finds the same rows and more, and by an index.

    What is not in a column's charset is an error there, and what is not in the connection's another
    text; ASCII is in all of them.
    """
    if not all(it.isascii() for it in texts):
        return exact
    type_ = as_bound(Kind.TEXT, element.type, [*values])
    several = len(values) > 1
    found = _in(element, values, type_) if several else element == sa.literal(values[0], type_)
    return sa.and_(found, exact)
