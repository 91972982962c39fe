"""SQL text carried out: the rows it gives are those that are allowed one by one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Any, TypeAlias

import duckdb
import pytest
import sqlglot
from attrs import evolve
from sqlglot import exp

from builders import matrices, path, row, tool, when
from mariadb import mariadb
from permmatrix import User
from permmatrix.conditions import Equals, IsTrue
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql import DIALECTS, ColumnAt, SqlFilter, SqlMapping
from permmatrix.requirements import All, Holds, Not
from permmatrix.requirements import Any as Either
from sql_rows import (
    ARRAYS,
    COLUMNS,
    CONTEXT,
    LISTS,
    POLICY,
    ROWS,
    TESTS,
    USERS,
    allowed,
    facts_of,
    kinds_of,
    mapping,
    relation_rows,
)
from strategies import policy_of

Run: TypeAlias = Callable[[SqlFilter], set[str]]

SQLITE = {
    Kind.TRUTH: "BOOLEAN",
    Kind.TEXT: "TEXT COLLATE NOCASE",  # which a comparison is not to follow
    Kind.INTEGER: "INTEGER",
    Kind.FLOAT: "REAL",
    Kind.DATE: "DATE",
}
DUCKDB = {
    Kind.TRUTH: "BOOLEAN",
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.FLOAT: "DOUBLE",
    Kind.DECIMAL: "DECIMAL(18, 2)",
    Kind.DATE: "DATE",
    Kind.TIME: "TIMESTAMP",
    Kind.TIME_WITH_OFFSET: "TIMESTAMPTZ",
    Kind.UUID: "UUID",
}
MARIADB = {
    Kind.TRUTH: "BOOLEAN",
    Kind.TEXT: "VARCHAR(60)",  # compared without regard to case, accents and blanks at the end
    Kind.INTEGER: "BIGINT",
    Kind.FLOAT: "DOUBLE",
    Kind.DECIMAL: "DECIMAL(18, 2)",
    Kind.DATE: "DATE",
    Kind.TIME: "DATETIME(6)",
}
POSTGRES = {**DUCKDB, Kind.FLOAT: "DOUBLE PRECISION", Kind.DECIMAL: "NUMERIC"}
STYLES = [
    *[("postgres", "pyformat"), ("postgres", "format")],
    *[("sqlite", "named"), ("sqlite", "qmark"), ("duckdb", "named"), ("duckdb", "qmark")],
    *[("mysql", "pyformat"), ("mysql", "format")],
]


def tables(
    types: Mapping[Kind, str], array: str = "", mark: str = "?"
) -> Iterator[tuple[str, str, list[Any]]]:
    """Give for each table how it is made, how it is filled, and with what."""
    columns = {name: types[kind] for name, (kind, _) in COLUMNS.items() if kind in types}
    if array:
        columns |= {name: array.format(types[kind]) for name, (kind, _) in ARRAYS.items()}
    text, names = types[Kind.TEXT], ("id", *columns)
    rows = [tuple(it[name] for name in names) for it in ROWS]
    yield _table("things", {"id": text, **columns}, rows, mark)
    for name, (kind, _) in LISTS.items():
        pair = {"thing": text, "member": types[kind]}
        yield _table(f"things_{name}", pair, relation_rows(name), mark)


def _table(
    name: str, columns: Mapping[str, str], rows: list[Any], mark: str
) -> tuple[str, str, list[Any]]:
    whole = ", ".join(f"{it} {type_}" for it, type_ in columns.items())
    marks = ", ".join([mark] * len(columns))
    return f"CREATE TABLE {name} ({whole})", f"INSERT INTO {name} VALUES ({marks})", rows  # noqa: S608  our own names


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Run]:
    """Put the rows into SQLite."""
    connection = sqlite3.connect(":memory:")
    for create, insert, rows in tables(SQLITE):
        connection.execute(create)
        connection.executemany(insert, [[_for_sqlite(it) for it in row] for row in rows])

    yield lambda found: {it[0] for it in connection.execute(found.statement, found.bound)}
    connection.close()


def _for_sqlite(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def in_duckdb() -> Iterator[Run]:
    """Put the rows into DuckDB."""
    connection = duckdb.connect()
    for create, insert, rows in tables(DUCKDB, "{}[]"):
        connection.execute(create)
        connection.executemany(insert, rows)

    def run(found: SqlFilter) -> set[str]:
        return {it[0] for it in connection.execute(found.statement, found.bound).fetchall()}

    yield run
    connection.close()


@pytest.fixture(scope="module")
def in_postgres(postgres_url: str) -> Iterator[Run]:
    """Put the rows into PostgreSQL."""
    import psycopg  # noqa: PLC0415  the server's fixture says so where it is not installed

    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        cursor = connection.cursor()
        for create, insert, rows in tables(POSTGRES, "{}[]", mark="%s"):
            cursor.execute(create)
            cursor.executemany(insert, rows)

        def run(found: SqlFilter) -> set[str]:
            return {it[0] for it in cursor.execute(found.statement, found.bound).fetchall()}

        yield run


@pytest.fixture(scope="module")
def in_mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Put the rows into MariaDB."""
    with mariadb(tmp_path_factory.mktemp("mariadb")) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE d CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
        cursor.execute("USE d")
        for create, insert, rows in tables(MARIADB, mark="%s"):
            cursor.execute(create)
            cursor.executemany(insert, [[_finite(it) for it in row] for row in rows])

        def run(found: SqlFilter) -> set[str]:
            cursor.execute(found.statement, found.bound)
            return {it[0] for it in cursor.fetchall()}

        yield run


def _finite(value: Any) -> Any:
    """Give a null for what MariaDB cannot hold; neither is known."""
    return None if isinstance(value, float) and not isfinite(value) else value


def filter_of(user: User, action: str, dialect: str, style: str | None = None) -> SqlFilter:
    """Give the filter of one action."""
    test = action.partition("_")[2]
    found = POLICY.filter(user, action, context=CONTEXT)
    return found.to_sql(mapping(facts_of(test)), dialect, style)


def can_be_said(test: str, dialect: str) -> bool:
    """Say whether a dialect has everything that a test reads."""
    target = DIALECTS[dialect]
    arrays = facts_of(test) & {f"resource.{it}" for it in ARRAYS}
    return not kinds_of(test) & target.lacks and (target.has_arrays or not arrays)


ENGINES = {
    "sqlite": "sqlite",
    "postgres": "in_postgres",
    "duckdb": "in_duckdb",
    "mysql": "in_mariadb",
}


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(("dialect", "style"), STYLES)
def test_rows_found_are_rows_allowed(
    test: str, dialect: str, style: str, request: pytest.FixtureRequest
) -> None:
    """Whoever asks, a test and its opposite find the rows that are allowed, nulls or not."""
    run = request.getfixturevalue(ENGINES[dialect])
    for wanted in ("is", "not"):
        counts = set()
        for user in USERS:
            action = f"m.{wanted}_{test}"
            if not can_be_said(test, dialect):
                with pytest.raises(FilterError, match=dialect):
                    filter_of(user, action, dialect, style)
                continue
            expected = allowed(user, action)
            found = filter_of(user, action, dialect, style)
            assert run(found) == expected, (user, found.sql)
            counts.add(0 < len(expected) < len(ROWS))
        assert True in counts or not can_be_said(test, dialect)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(
    ("dialect", "style"),
    [
        *[("spark", "qmark"), ("bigquery", "named"), ("snowflake", "numeric")],
        *[("trino", "qmark"), ("tsql", "named")],
    ],
)
def test_read_back_it_finds_the_rows_allowed(
    test: str, dialect: str, style: str, in_duckdb: Run
) -> None:
    """What is written for an engine that is not here means the same, as sqlglot reads it."""
    if not can_be_said(test, dialect) or (test, dialect) == ("tags_as_marks", "snowflake"):
        return  # refused, as other tests have it
    for wanted in ("is", "not"):
        for user in USERS:
            action = f"m.{wanted}_{test}"
            found = filter_of(user, action, dialect, style)
            text = in_words_of_duckdb(found)
            expected = allowed(user, action)
            assert in_duckdb(evolve(found, statement=text)) == expected, (user, text)


TEXTS = {exp.DataType.Type[it] for it in ("VARBINARY", "NVARCHAR", "BINARY", "CHAR")}


def in_words_of_duckdb(found: SqlFilter) -> str:
    """Translate a statement, by sqlglot alone where it can."""
    tree = sqlglot.parse_one(found.statement, dialect=found.dialect)
    for type_ in tree.find_all(exp.DataType):
        if type_.this in TEXTS:
            type_.replace(exp.DataType.build("TEXT"))  # it compares what is written as it is
    for mark in (*tree.find_all(exp.Parameter), *tree.find_all(exp.Placeholder)):
        if found.paramstyle != "qmark":
            mark.replace(exp.var(f"${mark.name}"))
    for call in tree.find_all(exp.ArrayOverlaps):
        call.replace(exp.Anonymous(this="LIST_HAS_ANY", expressions=[call.this, call.expression]))
    return tree.sql(dialect="duckdb").replace("ARRAYS_OVERLAP", "LIST_HAS_ANY")


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "duckdb", "mysql"])
def test_a_condition_is_never_null(test: str, dialect: str, request: pytest.FixtureRequest) -> None:
    """It is true or false for every row, so that it can stand under NOT as well."""
    if not can_be_said(test, dialect):
        return  # refused, as other tests have it
    run = request.getfixturevalue(ENGINES[dialect])
    for action in (f"m.is_{test}", f"m.not_{test}"):
        found = filter_of(USERS[0], action, dialect)
        every = f"SELECT id FROM things WHERE NOT ({found.sql})"  # noqa: S608  our own text
        ids = {it["id"] for it in ROWS}
        assert run(evolve(found, statement=every)) == ids - allowed(USERS[0], action)


STORED: Mapping[str, tuple[str, list[Any]]] = {
    "sqlite": ("", [1, 0, 2, -1, 1.5, "yes", "", "1", b"1", None, "ana", 7]),
    "mysql": ("INTEGER", [1, 0, 2, -1, 7]),
    "tsql": ("INTEGER", [1, 0, 2, -1, 7]),
}
"""Types of columns for truth values, and what such columns may hold."""


@pytest.mark.parametrize("said", ["open", "label"])
@pytest.mark.parametrize("dialect", STORED)
def test_no_column_is_relied_on_that_may_hold_anything(dialect: str, said: str) -> None:
    """One said to be never null is asked for its kind nonetheless, whatever stands beside it."""
    conditions: dict[str, IsTrue | Equals] = {
        "open": IsTrue(path("resource.open")),
        "label": Equals(path("resource.label"), path("user.id")),
    }
    (other,) = conditions.keys() - {said}
    cells = {
        "either": Either((Holds(said), All((Not(Holds(said)), Holds(other))))),
        "neither": Either((Not(Holds(said)), All((Holds(said), Not(Holds(other)))))),
    }
    rows = [row(name, {"admin": when(cell)}) for name, cell in cells.items()]
    policy = policy_of(matrices(*rows, tools=[tool("admin")], conditions=conditions))
    places = {
        "resource.open": ColumnAt("open", Kind.TRUTH, nullable=False),
        "resource.label": ColumnAt("label", nullable=False),
    }
    type_, truths = STORED[dialect]
    labels = truths if dialect == "sqlite" else ["ana", "ben"]
    things = [
        {"id": f"{number}-{place}", "open": open_, "label": label}
        for number, open_ in enumerate(truths)
        for place, label in enumerate(labels)
    ]
    ana = User("ana", levels={"docs": ["admin"]})
    for name in cells:
        found = policy.filter(ana, f"m.{name}").to_sql(SqlMapping("things", places), dialect)
        expected = {
            it["id"] for it in things if policy.can(ana, f"m.{name}", {**it, "open": truth_of(it)})
        }
        assert found_among(things, type_, found) == expected
        assert 0 < len(expected) < len(things)


def truth_of(thing: Mapping[str, Any]) -> Any:
    """Give a stored number as the truth value that it stands for, if it does."""
    value = thing["open"]
    return bool(value) if type(value) is int and value in {0, 1} else value


def found_among(things: list[dict[str, Any]], type_: str, found: SqlFilter) -> set[str]:
    """Carry a statement out, by SQLite or as DuckDB reads it."""
    sqlite_ = found.dialect == "sqlite"
    connection: Any = sqlite3.connect(":memory:") if sqlite_ else duckdb.connect()
    text = "" if sqlite_ else "VARCHAR"
    connection.execute(f"CREATE TABLE things (id {text}, open {type_}, label {text})")
    rows = [tuple(it.values()) for it in things]
    connection.executemany("INSERT INTO things VALUES (?, ?, ?)", rows)
    statement = found.statement
    if not sqlite_:
        plain = statement.replace(" CHARACTER SET utf8mb4", "")
        readable = evolve(found, statement=re.sub(r"%\((p\d+)\)s", r"@\1", plain))
        statement = in_words_of_duckdb(readable)
    ids = {it[0] for it in connection.execute(statement, found.bound).fetchall()}
    connection.close()
    return ids
