"""The corpus of `worlds` in MariaDB, as far as that can hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from math import isfinite
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

import django_site
from engines.tables import CONTRACTS, LINKS, link_rows, resource_rows

__all__ = ["database", "fill_mariadb", "fill_mariadb_models", "for_django", "holdable"]


@contextmanager
def database(connection: Any, name: str, collation: str) -> Iterator[str]:
    """Make a database of a collation, give where it is as SQLAlchemy has it, and drop it."""
    charset = collation.partition("_")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET {charset} COLLATE {collation}")
        yield f"://root@/{name}?unix_socket={connection.unix_socket}"
        cursor.execute(f"DROP DATABASE {name}")


def for_django(connection: Any, name: str, **options: Any) -> dict[str, Any]:
    """Say where a database is as Django has it, which PyMySQL passes itself off to."""
    pymysql: Any = import_module("pymysql")
    pymysql.install_as_MySQLdb()
    uuids = {UUID: lambda key, _: f"'{key}'"}  # which the other driver writes as texts by itself
    conversions = pymysql.converters.conversions | uuids
    where = {"unix_socket": connection.unix_socket, "conv": conversions}
    database = {"ENGINE": "django.db.backends.mysql", "NAME": name, "USER": "root"}
    return {**database, "OPTIONS": {**where, **options}}


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


def fill_mariadb_models(using: str) -> None:
    """Make the tables of Django's models and fill them."""
    from engines.by_django import LINKS as MODELS  # noqa: PLC0415  which needs the settings
    from engines.by_django import SINGLE, WorldContract  # noqa: PLC0415  as above

    django_site.make_tables(WorldContract, *MODELS.values(), using=using)
    rows = [holdable({it: row[it] for it in ("number", *SINGLE)}) for row in resource_rows()]
    WorldContract.objects.using(using).bulk_create([WorldContract(**row) for row in rows])
    for name, model in MODELS.items():
        links = [model(contract_id=it["contract"], member=it["member"]) for it in link_rows(name)]
        model.objects.using(using).bulk_create(links)
