"""Tables of SQLite and PostgreSQL, fetched into a file in batches: text, as a CSV file has it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from attrs import evolve

from permmatrix.names import suggest
from permmatrix.scale.engine import DECIMAL, EMPTY, Column, See, odd, quoted
from permmatrix.scale.heads import check_heads
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.sources import Source

__all__ = ["fetched", "fetched_together"]

BATCH = 10_000
SQLITE_TABLES = "SELECT 'main', name, TRUE FROM sqlite_master WHERE type IN ('table', 'view')"
POSTGRESQL_TABLES = (
    "SELECT n.nspname, c.relname, pg_table_is_visible(c.oid) FROM pg_class AS c"
    " JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')"
)
"""The tables of all schemas, and whether each is found without its schema's name."""


def fetched(source: Source, folder: Path) -> tuple[Path, dict[str, Column]]:
    """
    Fetch a table of a database into a CSV file of a folder, and give the file.

    With it are its columns, with their kinds as seen from all their values.

    Raises:
        ScaleError: it cannot be read, or there is no such table.
    """
    if source.table is None:
        raise ScaleError(f"say which table: {source.shown}#users")
    path = folder / f"fetched-{len(list(folder.iterdir()))}.csv"
    with _connected(source) as cursor:
        cursor.execute(f"SELECT * FROM {_table(cursor, source)}")
        heads = [it[0] for it in cursor.description]
        check_heads(source.shown, heads)
        kinds: list[dict[Any, Column]] = [{} for _ in heads]
        _write(path, heads, _noted(_rows(cursor), kinds))
    return path, {it: _column(those.values()) for it, those in zip(heads, kinds, strict=True)}


def fetched_together(
    source: Source, tables: Mapping[str, Sequence[str]], see: See, folder: Path
) -> dict[str, Path]:
    """
    Fetch columns of tables into CSV files of a folder, all as they are at one time.

    Raises:
        ScaleError: they cannot be read, or a table or a column is not there.
    """
    found = {}
    with _connected(source) as cursor:
        for name, columns in tables.items():
            table = evolve(source, table=name)
            cursor.execute(f"SELECT * FROM {_table(cursor, table)}")
            picked = _picked(table, [it[0] for it in cursor.description], columns)
            found[name] = folder / f"stored-{name}.csv"
            _write(found[name], columns, _seen(map(picked, _rows(cursor)), partial(see, name)))
    return found


def _picked(
    source: Source, heads: Sequence[str], columns: Sequence[str]
) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Give what takes the columns out of a row."""
    for column in columns:
        if column not in heads:
            raise ScaleError(
                f"{source.shown} has no column `{column}` in the table `{source.table}`, "
                f"whose columns are {', '.join(columns)}"
            )
    places = [heads.index(it) for it in columns]
    return lambda row: [row[place] for place in places]


def _seen(
    rows: Iterable[Sequence[Any]], see: Callable[[Sequence[Any]], None]
) -> Iterator[Sequence[Any]]:
    for row in rows:
        see(row)
        yield row


def _noted(
    rows: Iterable[Sequence[Any]], kinds: Sequence[dict[Any, Column]]
) -> Iterator[Sequence[Any]]:
    """Note the kinds of values, by column."""
    for row in rows:
        for value, known in zip(row, kinds, strict=True):
            key = _key(value)
            if key not in known and value is not None:
                known[key] = _kind(value)
        yield row


def _key(value: Any) -> Any:
    """Give what values of one kind have in common, quickly."""
    if isinstance(value, list):
        return frozenset(type(it) for it in value)
    return value.tzinfo is None if isinstance(value, datetime) else type(value)


KINDS = (
    (str, "text"),
    (bool, "true or false"),
    (int, "a number"),
    (float, "a fraction"),
    (Decimal, DECIMAL),
    (UUID, "a UUID"),
    (datetime, "a time"),
    (date, "a date"),
)


def _kind(value: Any) -> Column:
    """Give the kind of a value; of a list, that of its members."""
    if isinstance(value, list):
        members = {str(_kind(it)) for it in value if it is not None}
        return Column(_together(members), listed=True)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return Column("a time with an offset")
    known = (kind for of, kind in KINDS if isinstance(value, of))
    return Column(next(known, odd(type(value).__name__)))


def _column(kinds: Iterable[Column]) -> Column:
    found = set(kinds)
    listed = bool(found) and all(it.listed for it in found)
    members = {it.kind if it.listed is listed else str(it) for it in found}
    return Column(_together(members - {EMPTY}), listed)


def _together(kinds: Iterable[str]) -> str:
    return " and ".join(sorted(kinds)) or EMPTY


def _rows(cursor: Any) -> Iterator[Sequence[Any]]:
    while batch := cursor.fetchmany(BATCH):
        yield from batch


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_lines([heads]))
        file.writelines(_lines(rows))


def _connected(source: Source) -> AbstractContextManager[Any]:
    return _sqlite(source) if source.kind == "sqlite" else _postgresql(source)


def _table(cursor: Any, source: Source) -> str:
    """
    Give a table as SQL names it; one that is not found by its name alone has its schema's before.

    Raises:
        ScaleError: there is none.
    """
    cursor.execute(SQLITE_TABLES if source.kind == "sqlite" else POSTGRESQL_TABLES)
    rows: list[tuple[str, str, bool]] = cursor.fetchall()
    names = {name: quoted(name) for _, name, alone in rows if alone}
    full = {f"{schema}.{name}": f"{quoted(schema)}.{quoted(name)}" for schema, name, _ in rows}
    known = full | names
    found = known.get(source.table or "")
    if found is None:
        elsewhere = (it for it in full if it.endswith(f".{source.table}"))
        close = [*elsewhere, *suggest(source.table, names), *suggest(source.table, full)]
        hint = f"; did you mean `{close[0]}`?" if close else ""
        raise ScaleError(f"{source.shown} has no table `{source.table}`{hint}")
    return found


@contextmanager
def _sqlite(source: Source) -> Iterator[Any]:
    place = source.place.partition("://")[2].removeprefix("/")
    if not Path(place).is_file():  # it would be made
        raise ScaleError(f"{source.shown} cannot be read: no such file")
    try:
        with closing(sqlite3.connect(f"file:{quote(place)}?mode=ro", uri=True)) as connection:
            cursor = connection.cursor()
            cursor.execute("BEGIN")  # what is read, is read of one time
            yield cursor
    except sqlite3.Error as error:
        raise ScaleError(f"{source.shown} cannot be read: {error}") from error


@contextmanager
def _postgresql(source: Source) -> Iterator[Any]:
    try:
        import psycopg  # noqa: PLC0415  only for PostgreSQL
    except ImportError as error:
        raise ScaleError("PostgreSQL needs psycopg: pip install 'psycopg[binary]'") from error
    address = f"postgresql://{source.place.partition('://')[2]}"
    try:
        with psycopg.connect(address) as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            with connection.cursor() as names, connection.cursor("reviewed") as rows:
                yield _Both(names, rows)
    except psycopg.Error as error:
        told = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ScaleError(f"{source.shown} cannot be read: {source.scrubbed(told)}") from None


class _Both:
    """A cursor that leaves rows of the table on the server until their batch is fetched."""

    def __init__(self, names: Any, rows: Any) -> None:
        self._names, self._rows = names, rows
        self._at = names

    def execute(self, sql: str) -> None:
        self._at = self._names if sql == POSTGRESQL_TABLES else self._rows
        self._at.execute(sql)

    def fetchall(self) -> Any:
        return self._at.fetchall()

    def fetchmany(self, size: int) -> Any:
        return self._at.fetchmany(size)

    @property
    def description(self) -> Any:
        return self._at.description


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write rows as CSV: nothing for null, and everything else in quotes."""
    for row in rows:
        yield ",".join("" if it is None else _cell(it) for it in row) + "\n"


def _cell(value: Any) -> str:
    match value:
        case bool():
            text = str(value).lower()
        case list() | tuple():
            text = json.dumps(value, ensure_ascii=False, default=str)
        case bytes():
            raise ScaleError("a column of bytes cannot be reviewed")
        case _:
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return '"' + text.replace('"', '""') + '"'
