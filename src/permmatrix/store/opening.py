"""Opens a store to read from it, and never says a password."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import final
from urllib.parse import quote

import sqlalchemy as sa
from attrs import frozen
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from permmatrix.diagnostics import shown
from permmatrix.errors import StoreError
from permmatrix.store.urls import scrubbed, secrets_of, shown_url

__all__ = ["Opened", "opened"]

PLAIN = "postgresql"
EXAMPLES = "write sqlite:///PATH or postgresql://USER@HOST/NAME"
DRIVERS = {"sqlite+pysqlite", "postgresql+psycopg", "postgresql+psycopg2"}
PATIENCE = 10
"""Seconds to wait for a server."""


@final
@frozen
class Opened:
    """A store that can be read, and how to show it: without password and options."""

    engine: sa.Engine
    shown: str
    secrets: tuple[str, ...] = ()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """
        Give a connection that reads, and sees the store as it was at one time where it can.

        Raises:
            StoreError: the store cannot be reached, or something in it cannot be read.
        """
        try:
            with self.engine.connect() as connection:
                dialect = connection.dialect.name
                if dialect == PLAIN:
                    connection.execution_options(
                        isolation_level="REPEATABLE READ", postgresql_readonly=True
                    )
                elif dialect == "sqlite" and self._is_own:
                    connection.exec_driver_sql("BEGIN")
                yield connection
                connection.rollback()
        except DBAPIError as error:
            raise StoreError(self.shown, f"cannot be read: {self._told(error)}") from None
        except SQLAlchemyError as error:
            raise StoreError(self.shown, f"cannot be read: {type(error).__name__}") from None

    @property
    def _is_own(self) -> bool:
        return isinstance(self.engine.pool, NullPool)

    def _told(self, error: DBAPIError) -> str:
        text = " ".join(str(error.orig).splitlines()[:1])
        return scrubbed(text, self.secrets)


def opened(where: str | sa.Engine) -> Opened:
    """
    Open the store at a URL, or of an engine.

    Raises:
        StoreError: there is no such store, or no driver for it.
    """
    if isinstance(where, sa.Engine):
        return Opened(where, _shown(where.url))
    try:
        url = sa.make_url(where)
    except (ArgumentError, ValueError):  # whose messages may hold the whole URL
        raise StoreError("", f"has a URL that cannot be read; {EXAMPLES}") from None
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    if url.drivername == PLAIN:  # SQLAlchemy's own choice may be a driver that is not there
        url = url.set(drivername="postgresql+psycopg")
    return _server(url)


def _shown(url: sa.URL) -> str:
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return shown_url(url.render_as_string(hide_password=False))


def _sqlite(url: sa.URL) -> Opened:
    path = url.database or ""
    name = path or str(url)
    _check_driver(url, "sqlite+pysqlite" if url.drivername == "sqlite" else url.drivername)
    if url.query or path in {"", ":memory:"} or url.host:
        raise StoreError(name, "is no file; write sqlite:///PATH, or sqlite:////PATH from the root")
    if not os.path.isfile(path):  # noqa: PTH113  pathlib would raise for a path too long
        raise StoreError(name, "is not there" if not os.path.exists(path) else "is no file")  # noqa: PTH110  as above
    address = f"file:{quote(str(Path(path).resolve()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, isolation_level=None)

    return Opened(sa.create_engine("sqlite://", creator=connect, poolclass=NullPool), name)


def _server(url: sa.URL) -> Opened:
    if "@" in (url.database or ""):  # a slash too many puts the user and the password there
        raise StoreError("", f"has a URL that cannot be read; {EXAMPLES}")
    name = _shown(url)
    _check_driver(url, url.drivername)
    waits = {} if "connect_timeout" in url.query else {"connect_timeout": PATIENCE}
    try:
        engine = sa.create_engine(url, poolclass=NullPool, connect_args=waits)
    except (NoSuchModuleError, ImportError):
        driver = url.get_driver_name()
        needed = "psycopg[binary]" if driver == "psycopg" else driver
        raise StoreError(name, f"needs a driver: pip install '{needed}'") from None
    return Opened(engine, name, secrets_of(url.render_as_string(hide_password=False)))


def _check_driver(url: sa.URL, driver: str) -> None:
    if driver not in DRIVERS:
        reason = f"is of a kind that is not read, `{shown(url.drivername)}`; {EXAMPLES}"
        raise StoreError("", reason)
