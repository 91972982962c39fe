"""Values that are written in one way in one database and in another, or not at all, in another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FunctionElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler

from permmatrix.errors import FilterError
from permmatrix.queries.in_mysql import BYTES, NAMES, PLACES, WHOLE
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sqlalchemy.inside import variants
from permmatrix.queries.sqlalchemy.types import as_bound, written_in_mysql

__all__ = ["LongDecimal", "Truth", "bound", "exactly", "exactly_array"]

EXACT = frozenset({"default", "C", "POSIX", "BINARY", "ucs_basic"})
"""Collations under which texts are equal if they are the same."""

AS_IT_IS = "{}"

Forms: TypeAlias = Mapping[str, str | None]


class Exactly(FunctionElement[Any]):
    """
    A value, in a database that compares it as Python does; elsewhere it is refused.

    `forms` has how it is written, by the database's name; `elsewhere` in all others. None is not at
    all.
    """

    inherit_cache = True
    forms: ClassVar[Forms] = {"sqlite": AS_IT_IS, "postgresql": AS_IT_IS}
    elsewhere: ClassVar[str | None] = None
    what: ClassVar[str]

    def __init__(self, element: ColumnElement[Any]) -> None:
        super().__init__(element.self_group(against=operators.eq))
        self.type = element.type


class Text(Exactly):
    """A text under the database's own collation, which in most tells all texts apart."""

    inherit_cache = True
    what = "text"
    forms: ClassVar = {**Exactly.forms, "mysql": BYTES}


class CollatedText(Exactly):
    """A text under a collation that may not."""

    inherit_cache = True
    what = "text"
    forms: ClassVar = {
        "sqlite": '({} COLLATE "BINARY")',
        "postgresql": '({} COLLATE "C")',
        "mysql": BYTES,
    }


class Truth(Exactly):
    """A truth value, which in MySQL is a number: any but 0 is read as true."""

    inherit_cache = True
    elsewhere = AS_IT_IS
    forms: ClassVar = {"mysql": "({} <> 0)"}


class Float(Exactly):
    """A floating-point number."""

    inherit_cache = True
    what = "floating-point numbers"
    forms: ClassVar = {**Exactly.forms, "mysql": AS_IT_IS}


class ShortFloat(Exactly):
    """A floating-point number of a type that has double precision in most databases."""

    inherit_cache = True
    what = "floating-point numbers of single precision"


class Decimal(Exactly):
    """A decimal number, which SQLite has as a floating-point one."""

    inherit_cache = True
    what = "decimal numbers"
    forms: ClassVar = {"postgresql": AS_IT_IS, "mysql": AS_IT_IS}


class LongDecimal(Exactly):
    """A decimal number that is none of MySQL's."""

    inherit_cache = True
    what = f"decimal numbers of more than {PLACES} places or {WHOLE} digits before them"
    forms: ClassVar = {"postgresql": AS_IT_IS}


class BoundTime(Exactly):
    """A time that is bound: an index of whole seconds in MySQL would take it for another."""

    inherit_cache = True
    elsewhere = AS_IT_IS
    forms: ClassVar = {"mysql": "CAST({} AS DATETIME(6))"}


class Timestamp(Exactly):
    """A time that MySQL would have in the time zone of the connection."""

    inherit_cache = True
    elsewhere = AS_IT_IS
    forms: ClassVar = {"mysql": None}
    what = "times of the type TIMESTAMP"


class TimeWithOffset(Exactly):
    """A time with an offset, which SQLite and MySQL drop."""

    inherit_cache = True
    what = "times with an offset"
    forms: ClassVar = {"postgresql": AS_IT_IS}


class Array(Exactly):
    """An array, which few databases have."""

    inherit_cache = True
    what = "arrays"
    forms: ClassVar = {"postgresql": AS_IT_IS}


class CollatedArray(Array):
    """An array of texts under a collation that may not tell all of them apart."""

    inherit_cache = True
    forms: ClassVar = {"postgresql": '({} COLLATE "C")'}


CLASSES: dict[Kind, type[Exactly]] = {
    Kind.TRUTH: Truth,
    Kind.TEXT: Text,
    Kind.FLOAT: Float,
    Kind.DECIMAL: Decimal,
    Kind.TIME_WITH_OFFSET: TimeWithOffset,
}


@compiles(Exactly)
def _write_exactly(element: Exactly, compiler: SQLCompiler, **options: Any) -> str:
    name = compiler.dialect.name
    database = "mysql" if name in NAMES else name
    form = AS_IT_IS if database == "default" else element.forms.get(database, element.elsewhere)
    if form is None:
        raise FilterError(f"{element.what} cannot be compared exactly on {name}")
    [inner] = element.clauses
    return form.format(compiler.process(inner, **options))


def exactly(element: ColumnElement[Any], kind: Kind) -> ColumnElement[Any]:
    """Give a value to compare, which is refused where a database does not compare it exactly."""
    made = CLASSES.get(kind)
    if made is Text and _collation(element.type) not in EXACT:
        made = CollatedText
    if made is Float and "FLOAT" in written_in_mysql(element.type):
        made = ShortFloat
    if kind is Kind.TIME and any("TIMESTAMP" in it for it in written_in_mysql(element.type)):
        made = Timestamp
    return element if made is None else made(element)


def exactly_array(element: ColumnElement[Any], item: sa.types.TypeEngine[Any]) -> Array:
    """Give an array to compare, likewise."""
    return CollatedArray(element) if _collation(item) not in EXACT else Array(element)


def bound(value: Any, kind: Kind, type_: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
    """Give a value as a parameter of a type that has it whole."""
    found = sa.literal(value, as_bound(kind, type_, [value]))
    return BoundTime(found) if kind is Kind.TIME else found


def _collation(type_: sa.types.TypeEngine[Any]) -> str:
    if isinstance(type_, sa.types.TypeDecorator):
        return _collation(type_.impl_instance)
    named = [getattr(it, "collation", None) for it in variants(type_)]
    unusual = [it for it in named if it is not None and it not in EXACT]
    return unusual[0] if unusual else "default"
