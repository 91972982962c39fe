"""A PostgreSQL server for the tests, and an empty database in it for each file of tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from benchmarks.postgres import server
from engines.lacking import lacking, needs

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """
    Start a server of its own on a socket in a new folder, and stop it at the end.

    It needs `initdb` and `pg_ctl` (the package postgresql of Debian) and psycopg. Where
    PERMMATRIX_POSTGRES is the URL of a server in which databases can be made, that one is used.
    """
    needs("psycopg", "sqlalchemy")
    given = os.environ.get("PERMMATRIX_POSTGRES")
    if given:
        yield given
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(server())
        except FileNotFoundError as error:
            lacking(f"{error}; nor is PERMMATRIX_POSTGRES set")
        yield url


@pytest.fixture(scope="module")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Make an empty database and give its URL, as SQLAlchemy has it; afterwards it is gone."""
    from sqlalchemy import create_engine, make_url, text  # noqa: PLC0415  it need not be installed

    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    name = f"permmatrix_{os.getpid()}"
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()
