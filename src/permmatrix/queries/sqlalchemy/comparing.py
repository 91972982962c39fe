"""Comparisons that are written in one way in one database and in another way in another."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FunctionElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler

from permmatrix.queries.kinds import Kind
from permmatrix.queries.numbers import is_long
from permmatrix.queries.sqlalchemy.elements import (
    BoundText,
    LongDecimal,
    bound,
    exactly,
    tells_charset,
)
from permmatrix.queries.sqlalchemy.inside import stored
from permmatrix.queries.sqlalchemy.types import as_bound, enumerated

__all__ = ["among", "equal", "is_true"]

MYSQL = ("mysql", "mariadb")


class Ways(FunctionElement[bool]):
    """One condition in several ways; a subclass says which of its clauses is whose."""

    inherit_cache = True
    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Ways:  # noqa: ARG002  as it is called
        """Give itself, since it is written in parentheses where it needs them."""
        return self


@compiles(Ways)
def _write_first(element: Ways, compiler: SQLCompiler, **options: Any) -> str:
    first, *_ = element.clauses
    return str(compiler.process(first, **options))


class Sought(Ways):
    """
    What is exact, and beside it in MySQL what finds the same rows and more.

    Exact there is what compares bytes, for which no index is of use; the other uses one.
    """

    inherit_cache = True

    def _negate(self) -> ColumnElement[bool]:
        exact, _ = self.clauses
        return sa.not_(exact)


@compiles(Sought, *MYSQL)
def _write_both(element: Sought, compiler: SQLCompiler, **options: Any) -> str:
    exact, loose = (compiler.process(it, **options) for it in element.clauses)
    return f"({loose} AND {exact})"


class Among(Ways):
    """One of several values: a list in parentheses, or in PostgreSQL an array, bound as one."""

    inherit_cache = True

    def _negate(self) -> Among:
        return Among(*map(sa.not_, self.clauses))


@compiles(Among, "postgresql")
def _write_array(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    _, array, _ = element.clauses
    return str(compiler.process(array, **options))


@compiles(Among, *MYSQL)
def _write_bytes(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    *_, in_bytes = element.clauses
    return str(compiler.process(in_bytes, **options))


class IsTrue(Ways):
    """That a column is true, which in MySQL is that it is not 0."""

    inherit_cache = True

    def _negate(self) -> ColumnElement[bool]:
        _, column = self.clauses
        return sa.not_(column)


@compiles(IsTrue, *MYSQL)
def _write_number(element: IsTrue, compiler: SQLCompiler, **options: Any) -> str:
    _, column = element.clauses
    return f"{compiler.process(column, **options)} <> 0"


class EachBytes(sa.types.TypeDecorator[str]):
    """A text, of which in MySQL the bytes are compared; it is for lists."""

    impl = sa.String
    cache_ok = True

    def bind_expression(self, bindparam: sa.BindParameter[str]) -> ColumnElement[str]:
        """Write each text of the list as its bytes."""
        return BoundText(bindparam)


def is_true(element: ColumnElement[Any]) -> ColumnElement[bool]:
    """Say that a truth value is true; negated, that it is false."""
    if isinstance(element, sa.Exists):
        return element
    column = element.self_group(against=operators.eq)
    return IsTrue(element.self_group(against=operators.and_), column)


def equal(element: ColumnElement[Any], kind: Kind, value: Any) -> ColumnElement[bool]:
    """Say that a value is another; negated, that it is not."""
    exact: ColumnElement[bool] = exactly(element, kind) == bound(value, kind, element.type)
    if kind is not Kind.TEXT or not _is_found(element, [value]):
        return exact
    return Sought(exact, element == sa.literal(value, as_bound(kind, element.type, [value])))


def among(element: ColumnElement[Any], kind: Kind, values: list[Any]) -> ColumnElement[bool]:
    """Say that a value is one of several."""
    type_ = as_bound(kind, element.type, values)
    value = exactly(element, kind)
    if kind is Kind.DECIMAL and any(map(is_long, values)):
        value = LongDecimal(value)
    listed = _in(value, values, type_)
    if isinstance(type_, sa.Enum):
        return Among(listed, listed, _among_texts(element, values, type_))
    array = value == sa.any_(sa.literal(values, sa.ARRAY(type_)))
    return Among(
        listed, array, _among_texts(element, values, type_) if kind is Kind.TEXT else listed
    )


def _in(
    element: ColumnElement[Any], values: list[Any], type_: sa.types.TypeEngine[Any]
) -> ColumnElement[bool]:
    return element.in_(sa.bindparam(None, values, type_=type_, expanding=True, unique=True))


def _among_texts(
    element: ColumnElement[Any], values: list[Any], type_: sa.types.TypeEngine[Any]
) -> ColumnElement[bool]:
    """Say in MySQL that a text is one of several."""
    texts = values
    if isinstance(type_, sa.Enum):
        names = {it: text for text, it in stored(type_).items()}
        texts = [names[it] for it in values]
    exact = _in(exactly(element, Kind.TEXT), texts, EachBytes())
    if not _is_found(element, texts):
        return exact
    return Sought(exact, _in(element, values, type_))


def _is_found(element: ColumnElement[Any], texts: list[Any]) -> bool:
    """
    Whether texts can be looked up in an index of MySQL's.

    What is not in a column's charset is an error there, and which that is is seldom known; all have
    ASCII, and an enumeration's has its texts.
    """
    known = enumerated(element.type) is not None or tells_charset(element.type)
    return known or all(it.isascii() for it in texts)
