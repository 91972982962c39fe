"""The corpus of `worlds` as tables, for each engine: one of resources, and one for each list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from permmatrix.queries.kinds import Kind
from worlds import COLUMNS, LISTS, NOT_NULL, RESOURCES, Row

__all__ = ["ARRAYS_TABLE", "CONTRACTS", "LINKS", "fill", "link_rows", "resource_rows"]

TYPES: Mapping[Kind, sa.types.TypeEngine[Any]] = {
    Kind.TRUTH: sa.Boolean(),
    Kind.TEXT: sa.Text(),
    Kind.INTEGER: sa.BigInteger(),
    Kind.FLOAT: sa.Double(),
    Kind.DECIMAL: sa.Numeric(12, 4),
    Kind.DATE: sa.Date(),
    Kind.TIME: sa.DateTime(),
    Kind.TIME_WITH_OFFSET: sa.DateTime(timezone=True),
    Kind.UUID: sa.Uuid(),
}


def _columns() -> Iterator[sa.Column[Any]]:
    yield sa.Column("number", sa.Integer, primary_key=True)
    for name, (kind, _) in COLUMNS.items():
        yield sa.Column(name, TYPES[kind], nullable=name not in NOT_NULL)


METADATA = sa.MetaData()
CONTRACTS = sa.Table("contracts", METADATA, *_columns())
LINKS = {
    name: sa.Table(
        f"contract {name}",  # a name that has to be quoted
        METADATA,
        sa.Column("contract", sa.Integer, nullable=False, index=True),
        sa.Column("member", TYPES[kind]),
    )
    for name, (kind, _) in LISTS.items()
}
ARRAYS_TABLE = sa.Table(
    "contracts_with_arrays",
    sa.MetaData(),
    *_columns(),
    *(sa.Column(name, postgresql.ARRAY(TYPES[kind])) for name, (kind, _) in LISTS.items()),
)


def resource_rows(*, arrays: bool = False) -> list[dict[str, Any]]:
    """Give the rows of the resources, numbered as they stand, with their lists or without."""
    names = [*COLUMNS, *(LISTS if arrays else ())]
    return [
        {"number": number, **{name: resource[name] for name in names}}
        for number, resource in enumerate(RESOURCES)
    ]


def link_rows(name: str, resources: Sequence[Row] = RESOURCES) -> list[dict[str, Any]]:
    """Give the rows of a list's table: one for each member, those that are there twice twice."""
    return [
        {"contract": number, "member": member}
        for number, resource in enumerate(resources)
        for member in resource[name] or ()
    ]


def fill(connection: sa.Connection, *, arrays: bool = False) -> None:
    """Make the tables in a database and fill them."""
    METADATA.create_all(connection)
    connection.execute(CONTRACTS.insert(), resource_rows())
    for name, table in LINKS.items():
        connection.execute(table.insert(), link_rows(name))
    if arrays:
        ARRAYS_TABLE.create(connection)
        connection.execute(ARRAYS_TABLE.insert(), resource_rows(arrays=True))
