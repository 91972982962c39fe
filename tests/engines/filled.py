"""Every engine that gives lists, with the corpus of `worlds` in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, final

import duckdb
import pytest
import sqlalchemy as sa
from attrs import frozen

from django_site import connect
from engines.by_sql import BySql, BySqlInSpark
from engines.by_sqlalchemy import BySqlalchemy
from engines.comparing import Engine
from engines.files import TABLES, write_files
from engines.tables import fill
from permmatrix.filter import Filter
from permmatrix.queries.kinds import Kind
from world_answers import ARRAYS, RELATIONS

__all__ = [
    "ENGINES",
    "SLOW_ENGINES",
    "corpus_files",
    "corpus_in_django_postgres",
    "corpus_in_django_sqlite",
    "corpus_in_duckdb",
    "corpus_in_postgres",
    "corpus_in_spark",
    "corpus_in_sqlite",
    "filled",
    "no_engine",
]

CONTEXTLESS: Mapping[str, Any] = {}
NO_DECIMALS = frozenset({Kind.DECIMAL, Kind.TIME_WITH_OFFSET})
"""What SQLite has no type for, so that SQLAlchemy would have it compared otherwise."""

LONG_DECIMALS = frozenset({Kind.DECIMAL})
"""What Django keeps in SQLite as a number of fifteen digits."""


@final
@frozen
class Python:
    """The filter itself, asked about each resource in memory."""

    arrays: bool
    lacks: Collection[Kind] = ()
    lacks_some: Collection[Kind] = ()

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Sequence[int]]:
        """Ask about each resource."""
        rows = ARRAYS if self.arrays else RELATIONS
        return [
            [number for number, row in enumerate(rows) if it.allows(row, CONTEXTLESS)]
            for it in filters
        ]


@pytest.fixture(scope="module")
def no_engine() -> None:
    """Give nothing, for what needs no engine."""


@pytest.fixture(scope="module")
def corpus_in_sqlite() -> Iterator[sa.Connection]:
    """Give SQLite with the corpus in it, in memory."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        fill(connection)
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def corpus_in_postgres(postgres_url: str) -> Iterator[sa.Connection]:
    """Give PostgreSQL with the corpus in it."""
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        fill(connection, arrays=True)
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def corpus_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the corpus in Parquet files."""
    folder = tmp_path_factory.mktemp("corpus")
    write_files(folder)
    return folder


@pytest.fixture(scope="module")
def corpus_in_duckdb(corpus_files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give DuckDB with the corpus in it, in memory."""
    with duckdb.connect() as connection:
        for name in TABLES:
            path = str(corpus_files / f"{name}.parquet")
            connection.read_parquet(path).create(f'"{name}"')
        for column in ("vault", "key", "parent"):
            connection.execute(f'ALTER TABLE contracts ALTER "{column}" TYPE UUID')
        connection.execute("ALTER TABLE contracts ALTER keys TYPE UUID[]")
        connection.execute('ALTER TABLE "contract keys" ALTER member TYPE UUID')
        yield connection


@pytest.fixture(scope="module")
def corpus_in_spark(spark: Any, corpus_files: Path) -> Any:
    """Give Spark with the corpus in it."""
    for name in TABLES:
        path = str(corpus_files / f"{name}.parquet")
        spark.read.parquet(path).cache().createOrReplaceTempView(f"`{name}`")
    return spark


@pytest.fixture(scope="module")
def corpus_in_django_sqlite() -> Iterator[str]:
    """Give Django a database in SQLite with the corpus in it."""
    where = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    yield from _django("worlds", where, arrays=False)


@pytest.fixture(scope="module")
def corpus_in_django_postgres(postgres_url: str) -> Iterator[str]:
    """Give Django a database in PostgreSQL with the corpus in it."""
    url = sa.make_url(postgres_url)
    where = {"NAME": url.database, "USER": url.username, "PASSWORD": url.password}
    host = {"HOST": url.host or url.query.get("host"), "PORT": url.port or ""}
    there = {"ENGINE": "django.db.backends.postgresql", **where, **host}
    yield from _django("worlds_postgres", there, arrays=True)


def _django(name: str, where: Mapping[str, Any], *, arrays: bool) -> Iterator[str]:
    from django.db import connections  # noqa: PLC0415  which needs the settings

    from engines.by_django import fill_models  # noqa: PLC0415  as above

    connect(name, where)
    fill_models(name, arrays=arrays)
    yield name
    connections[name].close()


def _by_django(name: str, *, arrays: bool, lacks_some: Collection[Kind] = ()) -> Engine:
    from engines.by_django import ByDjango  # noqa: PLC0415  as above

    return ByDjango(name, arrays, lacks_some=lacks_some)


def _driven(connection: sa.Connection) -> Any:
    """Give what carries out a statement by the driver itself."""
    cursor = connection.connection.cursor()
    return lambda statement, bound: cursor.execute(statement, bound).fetchall()


def _in_sqlite(connection: sa.Connection) -> Engine:
    lacks = {*NO_DECIMALS, Kind.TIME, Kind.UUID}
    return BySql("sqlite", _driven(connection), lacks=lacks)


def _in_postgres(connection: sa.Connection, *, arrays: bool) -> Engine:
    table = "contracts_with_arrays" if arrays else "contracts"
    return BySql("postgres", _driven(connection), table, arrays)


def _in_duckdb(connection: duckdb.DuckDBPyConnection, *, arrays: bool) -> Engine:
    def ask(statement: str, bound: Any) -> Any:
        return connection.execute(statement, bound).fetchall()

    return BySql("duckdb", ask, arrays=arrays)


Making: TypeAlias = Callable[[Any], Engine]

ENGINES: Mapping[str, tuple[str, Making]] = {
    "Python": ("no_engine", lambda _: Python(arrays=False)),
    "Python, arrays": ("no_engine", lambda _: Python(arrays=True)),
    "SQLAlchemy in SQLite": ("corpus_in_sqlite", lambda it: BySqlalchemy(it, lacks=NO_DECIMALS)),
    "SQLAlchemy in PostgreSQL": ("corpus_in_postgres", BySqlalchemy),
    "SQLAlchemy in PostgreSQL, arrays": (
        "corpus_in_postgres",
        lambda it: BySqlalchemy(it, arrays=True),
    ),
    "SQL in SQLite": ("corpus_in_sqlite", _in_sqlite),
    "SQL in PostgreSQL": ("corpus_in_postgres", lambda it: _in_postgres(it, arrays=False)),
    "SQL in PostgreSQL, arrays": ("corpus_in_postgres", lambda it: _in_postgres(it, arrays=True)),
    "SQL in DuckDB": ("corpus_in_duckdb", lambda it: _in_duckdb(it, arrays=False)),
    "SQL in DuckDB, arrays": ("corpus_in_duckdb", lambda it: _in_duckdb(it, arrays=True)),
    "Django in SQLite": (
        "corpus_in_django_sqlite",
        lambda it: _by_django(it, arrays=False, lacks_some=LONG_DECIMALS),
    ),
    "Django in PostgreSQL": ("corpus_in_django_postgres", lambda it: _by_django(it, arrays=False)),
    "Django in PostgreSQL, arrays": (
        "corpus_in_django_postgres",
        lambda it: _by_django(it, arrays=True),
    ),
    "SQL in Spark": ("corpus_in_spark", BySqlInSpark),
    "SQL in Spark, arrays": ("corpus_in_spark", lambda it: BySqlInSpark(it, arrays=True)),
}
"""By what lists are had, and whether those of a resource are arrays and not tables."""

SLOW_ENGINES = frozenset({"SQL in Spark", "SQL in Spark, arrays"})
"""Those that take a second to plan what others carry out in a millisecond."""


@pytest.fixture
def filled(request: pytest.FixtureRequest) -> Engine:
    """Give an engine by its name."""
    where, made = ENGINES[request.param]
    return made(request.getfixturevalue(where))
