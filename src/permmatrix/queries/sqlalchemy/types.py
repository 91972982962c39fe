"""What kind of values a type of SQLAlchemy has, and as which type a value is bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Dialect
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect
from sqlalchemy.exc import CompileError
from sqlalchemy.types import TypeEngine

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sqlalchemy.inside import stored, variants
from permmatrix.residual.values import Known

__all__ = [
    "DIALECTS",
    "array_of",
    "as_bound",
    "enumerated",
    "item_type",
    "kind_of_type",
    "refused",
    "values_of",
    "written_in_mysql",
]

Type = TypeEngine[Any]

KINDS: dict[type[Type], Kind] = {
    **dict.fromkeys([sa.Boolean, sa.BOOLEAN], Kind.TRUTH),
    **dict.fromkeys([sa.String, sa.VARCHAR, sa.Text, sa.TEXT], Kind.TEXT),
    **dict.fromkeys([sa.Unicode, sa.UnicodeText, sa.NVARCHAR, sa.CLOB], Kind.TEXT),
    **dict.fromkeys([sa.Enum, postgresql.ENUM], Kind.TEXT),
    **dict.fromkeys([sa.Integer, sa.INTEGER, sa.BigInteger, sa.BIGINT], Kind.INTEGER),
    **dict.fromkeys([sa.SmallInteger, sa.SMALLINT], Kind.INTEGER),
    **dict.fromkeys([sa.Numeric, sa.NUMERIC, sa.DECIMAL], Kind.DECIMAL),
    **dict.fromkeys([sa.Float, sa.FLOAT, sa.Double, sa.DOUBLE, sa.DOUBLE_PRECISION], Kind.FLOAT),
    **dict.fromkeys([sa.Date, sa.DATE], Kind.DATE),
    **dict.fromkeys([sa.DateTime, sa.DATETIME, sa.TIMESTAMP, postgresql.TIMESTAMP], Kind.TIME),
    **dict.fromkeys([sa.Uuid, sa.UUID], Kind.UUID),
    **dict.fromkeys([mysql.VARCHAR, mysql.TINYTEXT, mysql.TEXT, mysql.MEDIUMTEXT], Kind.TEXT),
    **dict.fromkeys([mysql.LONGTEXT, mysql.ENUM], Kind.TEXT),
    **dict.fromkeys([mysql.TINYINT, mysql.SMALLINT, mysql.MEDIUMINT], Kind.INTEGER),
    **dict.fromkeys([mysql.INTEGER, mysql.BIGINT], Kind.INTEGER),
    **dict.fromkeys([mysql.NUMERIC, mysql.DECIMAL], Kind.DECIMAL),
    **dict.fromkeys([mysql.FLOAT, mysql.DOUBLE], Kind.FLOAT),
    mysql.DATETIME: Kind.TIME,
}
"""Exactly these: a type made from one of them, such as CITEXT, may compare in another way."""

MYSQL: tuple[Dialect, ...] = (mysql.dialect(), MariaDBDialect())
DIALECTS: tuple[Dialect, ...] = (sqlite.dialect(), postgresql.dialect(), *MYSQL)  # type: ignore[no-untyped-call]  # SQLAlchemy's own
WORK = [
    *("process_bind_param", "process_literal_param", "process_result_value"),
    *("bind_processor", "literal_processor", "result_processor"),
    *("bind_expression", "column_expression", "coerce_compared_value", "comparator_factory"),
]
"""By what a decorator of a type makes other values of those that the database has."""

SINGLE_DIGITS = 24
"""So many binary digits of a floating-point number, or fewer, and it is not one of Python's."""

HALF = 2**31


def kind_of_type(type_: Type, path: Path) -> Kind:
    """
    Give the kind of values of a type.

    >>> kind_of_type(sa.BigInteger(), Path("resource", ("site",)))
    <Kind.INTEGER: 'whole numbers'>

    Raises:
        FilterError: its values are of no kind, or the database does not compare them exactly.
    """
    given = _given(type_)
    kinds = {_kind(it, path) for it in given}
    if any(enumerated(it) != enumerated(type_) for it in given):
        raise refused(path, type_, "is of another enumeration, or of none, in another database")
    if len(kinds) != 1:
        raise refused(path, type_, "is of another kind in another database")
    return kinds.pop()


def _given(type_: Type) -> list[Type]:
    """Give the types that stand for one, whatever the database."""
    found = variants(type_)
    plain = [it for it in found if isinstance(it, sa.types.TypeDecorator) and _is_plain(it)]
    return [
        *(it for it in found if it not in plain),
        *(it.impl_instance for it in plain),
        *(it.load_dialect_impl(dialect) for it in plain for dialect in DIALECTS),
    ]


def _is_plain(type_: sa.types.TypeDecorator[Any]) -> bool:
    """Whether a decorator leaves values as they are."""
    own = sa.types.TypeDecorator
    return all(getattr(type(type_), name) is getattr(own, name) for name in WORK)


def _kind(type_: Type, path: Path) -> Kind:
    kind = KINDS.get(type(type_))
    match type_:
        case _ if kind is None:
            raise refused(path, type_, "has no kind that a decision knows")
        case sa.DateTime(timezone=True):
            return Kind.TIME_WITH_OFFSET
        case sa.Enum() if type_.enum_class and not issubclass(type_.enum_class, str):
            raise refused(path, type_, "has values that are no texts")
        case sa.Uuid(as_uuid=False):
            raise refused(path, type_, "has UUIDs as texts")
        case sa.Float() if type_.asdecimal or (type_.precision or 53) <= SINGLE_DIGITS:
            raise refused(path, type_, "is not read as the number that the database compares")
        case mysql.BIGINT(unsigned=True):
            raise refused(path, type_, "has whole numbers of 64 bits without a sign")
        case sa.Numeric(asdecimal=False) if not isinstance(type_, sa.Float):
            raise refused(path, type_, "is not read as the number that the database compares")
        case _:
            return kind


def enumerated(type_: Type) -> dict[str, str] | None:
    """
    Give the texts that a database has for an enumeration, and what each of them means.

    >>> enumerated(sa.Enum("order", "deed"))
    {'order': 'order', 'deed': 'deed'}
    """
    if isinstance(type_, sa.types.TypeDecorator):
        return enumerated(type_.impl_instance)
    if not isinstance(type_, sa.Enum):
        return None
    return {text: getattr(it, "value", it) for text, it in stored(type_).items()}


def written_in_mysql(type_: Type) -> set[str]:
    """
    Write a type as MySQL and MariaDB have it; nothing, if they have none.

    >>> written_in_mysql(sa.Float()), written_in_mysql(sa.Double())
    ({'FLOAT'}, {'DOUBLE'})
    """
    try:
        return {type_.compile(dialect=it) for it in MYSQL}
    except CompileError:
        return set()


def refused(path: Path, type_: object, why: str) -> FilterError:
    """Say that a type cannot be asked."""
    name = repr(type_) if repr(type_) != "NullType()" else "no type"
    told = f"{path} is mapped to {name}, which {why}"
    if isinstance(type_, sa.types.NullType):
        told = f"{path} is mapped to something of no type"
    return FilterError(f"{told}; declare another with type_coerce if it is one", str(path))


def item_type(array: sa.ARRAY[Any], path: Path) -> Type:
    """Give the type of an array's members."""
    if (array.dimensions or 1) > 1:
        raise FilterError(
            f"{path} is mapped to an array of {array.dimensions} dimensions, and has to be of one",
            str(path),
        )
    if enumerated(array.item_type) is not None:
        raise refused(path, array, "has members of an enumeration")
    return array.item_type


def values_of(values: Iterable[Known], kind: Kind, type_: Type) -> list[Any]:
    """Give those values of a kind that a type may have at all, as the driver takes them."""
    found = [it.value for it in values]
    if isinstance(type_, sa.Enum):
        return [_members(type_)[it] for it in found if it in _members(type_)]
    if isinstance(type_, sa.types.TypeDecorator):
        return values_of(values, kind, type_.impl_instance)
    plain = PLAIN.get(kind)
    return found if plain is None else [plain(it) for it in found]


PLAIN: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: str.__str__,
    Kind.INTEGER: int,
    Kind.FLOAT: float,
}
"""Of a host's own kind of text or number, the text or the number."""


def _members(type_: sa.Enum) -> dict[str, Any]:
    if type_.enum_class is None:
        return {str(it): it for it in type_.enums}
    return {it.value: it for it in type_.enum_class}


def array_of(values: list[Any], kind: Kind, item: Type) -> sa.ColumnElement[Any]:
    """Give as an array those values that members of a type can be; lengths and precisions apart."""
    type_ = _sizeless(kind, item)
    if kind is Kind.INTEGER:
        values = [it for it in values if -_beyond(item) <= it < _beyond(item)]
    return sa.cast(sa.literal(values, sa.ARRAY(type_)), sa.ARRAY(type_))


def _sizeless(kind: Kind, item: Type) -> Type:
    if isinstance(item, sa.types.TypeDecorator):
        return _sizeless(kind, item.impl_instance)
    match kind:
        case Kind.TEXT:
            return sa.Text() if isinstance(item, sa.Text) else sa.String()
        case Kind.DECIMAL:
            return sa.Numeric()
        case _:
            return item


def _beyond(item: Type) -> int:
    """Give the first whole number that is too large for a type; arrays are PostgreSQL's alone."""
    if isinstance(item, sa.BigInteger):
        return 2**63
    return 2**15 if isinstance(item, sa.SmallInteger) else HALF


def as_bound(kind: Kind, type_: Type, values: list[Any]) -> Type:
    """Give the type to bind values as: one that has them whole, and no narrower than they are."""
    if isinstance(type_, sa.types.TypeDecorator):
        return as_bound(kind, type_.impl_instance, values)
    match kind:
        case Kind.TEXT:
            return type_ if isinstance(type_, sa.Enum) else sa.String()
        case Kind.INTEGER:
            small = all(-HALF <= value < HALF for value in values)
            return sa.Integer() if small else sa.BigInteger()
        case Kind.DECIMAL:
            return sa.Numeric()
        case Kind.FLOAT:
            return sa.Double()
        case Kind.TIME | Kind.TIME_WITH_OFFSET:
            return sa.DateTime(timezone=kind is Kind.TIME_WITH_OFFSET)
        case Kind.TRUTH | Kind.DATE | Kind.UUID:
            return type_
