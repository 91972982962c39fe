"""What is written in one way in one database and in another way, or not at all, in another."""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FunctionElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler

from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sqlalchemy.inside import variants
from permmatrix.queries.sqlalchemy.types import as_bound

__all__ = ["among", "bound", "exactly", "exactly_array"]

EXACT = frozenset({"default", "C", "POSIX", "BINARY", "ucs_basic"})
"""Collations under which texts are equal if they are the same."""


class Exactly(FunctionElement[Any]):
    """A value, in a database that compares it as Python does; elsewhere it is refused."""

    inherit_cache = True
    dialects: ClassVar[frozenset[str]] = frozenset({"sqlite", "postgresql"})
    collations: ClassVar[dict[str, str]] = {}
    what: ClassVar[str]

    def __init__(self, element: ColumnElement[Any]) -> None:
        super().__init__(element.self_group(against=operators.eq))
        self.type = element.type


class Text(Exactly):
    """A text under the database's own collation, which tells all texts apart."""

    inherit_cache = True
    what = "text"


class CollatedText(Exactly):
    """A text under a collation that may not."""

    inherit_cache = True
    what = "text"
    collations: ClassVar = {"sqlite": '"BINARY"', "postgresql": '"C"'}


class Float(Exactly):
    """A floating-point number."""

    inherit_cache = True
    what = "floating-point numbers"


class Decimal(Exactly):
    """A decimal number, which SQLite has as a floating-point one."""

    inherit_cache = True
    what = "decimal numbers"
    dialects = frozenset({"postgresql"})


class TimeWithOffset(Exactly):
    """A time with an offset, which SQLite drops."""

    inherit_cache = True
    what = "times with an offset"
    dialects = frozenset({"postgresql"})


class Array(Exactly):
    """An array, which few databases have."""

    inherit_cache = True
    what = "arrays"
    dialects = frozenset({"postgresql"})


class CollatedArray(Array):
    """An array of texts under a collation that may not tell all of them apart."""

    inherit_cache = True
    collations: ClassVar = {"postgresql": '"C"'}


CLASSES: dict[Kind, type[Exactly]] = {
    Kind.TEXT: Text,
    Kind.FLOAT: Float,
    Kind.DECIMAL: Decimal,
    Kind.TIME_WITH_OFFSET: TimeWithOffset,
}


@compiles(Exactly)
def _write_exactly(element: Exactly, compiler: SQLCompiler, **options: Any) -> str:
    dialect = compiler.dialect.name
    if dialect != "default" and dialect not in element.dialects:
        raise FilterError(f"{element.what} cannot be compared exactly on {dialect}")
    [inner] = element.clauses
    text: str = compiler.process(inner, **options)
    collation = element.collations.get(dialect)
    return text if collation is None else f"({text} COLLATE {collation})"


def exactly(element: ColumnElement[Any], kind: Kind) -> ColumnElement[Any]:
    """Give a value to compare, which is refused where a database does not compare it exactly."""
    made = CLASSES.get(kind)
    if made is Text and _collation(element.type) not in EXACT:
        made = CollatedText
    return element if made is None else made(element)


def exactly_array(element: ColumnElement[Any], item: sa.types.TypeEngine[Any]) -> Array:
    """Give an array to compare, likewise."""
    return CollatedArray(element) if _collation(item) not in EXACT else Array(element)


def _collation(type_: sa.types.TypeEngine[Any]) -> str:
    if isinstance(type_, sa.types.TypeDecorator):
        return _collation(type_.impl_instance)
    named = [getattr(it, "collation", None) for it in variants(type_)]
    unusual = [it for it in named if it is not None and it not in EXACT]
    return unusual[0] if unusual else "default"


class Among(FunctionElement[bool]):
    """One of several values: a list in parentheses, or in PostgreSQL an array, bound as one."""

    inherit_cache = True
    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Among:  # noqa: ARG002  as it is called
        """Give itself, since it is written in parentheses where it needs them."""
        return self

    def _negate(self) -> Among:
        return Among(*map(sa.not_, self.clauses))


@compiles(Among)
def _write_list(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    listed, _ = element.clauses
    return str(compiler.process(listed, **options))


@compiles(Among, "postgresql")
def _write_array(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    _, array = element.clauses
    return str(compiler.process(array, **options))


def among(element: ColumnElement[Any], kind: Kind, values: list[Any]) -> ColumnElement[bool]:
    """Say that a value is one of several."""
    type_ = as_bound(kind, element.type, values)
    value = exactly(element, kind)
    listed = value.in_(sa.bindparam(None, values, type_=type_, expanding=True, unique=True))
    if isinstance(type_, sa.Enum):
        return listed
    return Among(listed, value == sa.any_(sa.literal(values, sa.ARRAY(type_))))


def bound(value: Any, kind: Kind, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
    """Give a value as a parameter of a type that has it whole."""
    return sa.literal(value, as_bound(kind, type_, [value]))
