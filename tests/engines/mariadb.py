"""The corpus of `worlds` in MariaDB, as far as that can hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from engines.tables import CONTRACTS, LINKS, link_rows, resource_rows

__all__ = ["database", "fill_mariadb", "holdable"]


@contextmanager
def database(connection: Any, name: str, collation: str) -> Iterator[str]:
    """Make a database of a collation, give where it is as SQLAlchemy has it, and drop it."""
    charset = collation.partition("_")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET {charset} COLLATE {collation}")
        yield f"://root@/{name}?unix_socket={connection.unix_socket}"
        cursor.execute(f"DROP DATABASE {name}")


def holdable(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row with a null for each number that MariaDB cannot hold; neither is known."""
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in row.items()
    }


def fill_mariadb(connection: sa.Connection) -> None:
    """Make the tables and fill them; the times are to the microsecond, as they are elsewhere."""
    metadata = sa.MetaData()
    for table in (CONTRACTS, *LINKS.values()):
        copied = table.to_metadata(metadata)
        for column in copied.columns:
            column.autoincrement = False  # a number 0 would be the next one
            if isinstance(column.type, sa.DateTime):
                column.type = mysql.DATETIME(fsp=6)
    metadata.create_all(connection)
    connection.execute(CONTRACTS.insert(), [holdable(it) for it in resource_rows()])
    for name, table in LINKS.items():
        connection.execute(table.insert(), link_rows(name))
    connection.commit()
