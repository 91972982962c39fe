"""Reads the rows of a store's tables, each as a line of text whose columns have places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, final

import sqlalchemy as sa
from attrs import field, frozen

from permmatrix.errors import StoreError
from permmatrix.loader.fields import did_you_mean
from permmatrix.source import Source, Span
from permmatrix.store.schema import metadata

__all__ = ["MOST_ROWS", "Row", "Tables"]

MOST_ROWS = 500_000
"""A table with more is not read whole."""

NEAR = 500
AT_ONCE = 500


@final
@frozen
class Row:
    """A row of a table: its values, and where each stands in the line that shows the row."""

    values: dict[str, Any]
    source: Source = field(eq=False, repr=False)
    places: dict[str, tuple[int, int]] = field(eq=False, repr=False)

    def span(self, column: str) -> Span:
        """Give the place of a value."""
        return Span(self.source, *self.places[column])


@final
@frozen
class Tables:
    """The tables of a store, read over one connection."""

    connection: sa.Connection
    store: str
    most: int = MOST_ROWS

    def check(self, names: Iterable[str]) -> None:
        """
        See that the tables, or views, and their columns are there.

        Raises:
            StoreError: one is not.
        """
        inspector = sa.inspect(self.connection)
        there: list[str] = []
        for name in names:
            wanted = ", ".join(columns_of(name))
            if not inspector.has_table(name):
                there = there or [*inspector.get_table_names(), *inspector.get_view_names()]
                hint = did_you_mean(name, there, others="its tables are") if there else ""
                raise StoreError(
                    self.store,
                    f"has no table `{name}`, whose columns are {wanted}{hint and f'; {hint}'}",
                )
            found = {it["name"] for it in inspector.get_columns(name)}
            lost = [it for it in columns_of(name) if it not in found]
            if lost:
                raise StoreError(
                    self.store,
                    f"has no column `{lost[0]}` in the table `{name}`, whose columns are {wanted}",
                )

    def rows(self, name: str, by: str, ids: Iterable[str] | None = None) -> list[Row]:
        """
        Give the rows of a table in order; with `ids` those whose column `by` is one of them.

        Raises:
            StoreError: there are too many.
        """
        columns = columns_of(name)
        query: Any = sa.select(*map(sa.column, columns)).select_from(sa.table(name))
        query = query.order_by(*map(sa.column, columns)).limit(self.most + 1)
        found: list[Sequence[Any]] = []
        if ids is None:
            found.extend(self.connection.execute(query))
        for some in () if ids is None else _batches(sorted(filter(_storable, ids))):
            found.extend(self.connection.execute(query.where(sa.column(by).in_(some))))
        if len(found) > self.most:
            reason = f"has more than {self.most:,} rows in `{name}`, which are too many to review"
            raise StoreError(self.store, f"{reason}; ask about a user and a contract by their ids")
        return list(_rows(columns, found, f"{self.store}#{name}"))

    def near(self, name: str, id_: str) -> list[str]:
        """Give ids of a table that are near one in the alphabet."""
        if not _storable(id_):
            return []
        column: sa.ColumnClause[Any] = sa.column("id")
        query = sa.select(column).select_from(sa.table(name)).limit(NEAR)
        below = query.where(column < id_).order_by(column.desc())
        above = query.where(column >= id_).order_by(column)
        found = [*reversed(list(self.connection.scalars(below))), *self.connection.scalars(above)]
        return [it for it in found if isinstance(it, str)]


def columns_of(name: str) -> tuple[str, ...]:
    """Give the columns of a table that facts are read from."""
    return tuple(it.name for it in metadata.tables[name].columns if it.name != "name")


def _storable(id_: str) -> bool:
    """Say whether a database could hold a text."""
    return not any(it == "\0" or "\ud800" <= it <= "\udfff" for it in id_)


def _batches(ids: list[str]) -> Iterator[list[str]]:
    yield from (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))


def _rows(columns: Sequence[str], found: Iterable[Sequence[Any]], name: str) -> Iterator[Row]:
    places, lines, start = [], [], 0
    values = [dict(zip(columns, it, strict=True)) for it in found]
    for row in values:
        at, texts = {}, []
        for column, value in row.items():
            text = _told(value)
            start += len(column) + 1
            at[column] = (start, start + len(text))
            start += len(text) + 1
            texts.append(f"{column}={text}")
        places.append(at)
        lines.append(" ".join(texts))
    source = Source(name, "\n".join(lines))
    yield from (Row(row, source, at) for row, at in zip(values, places, strict=True))


def _told(value: object) -> str:
    if value is None or isinstance(value, str | int | float | bool):
        return json.dumps(value, ensure_ascii=False)
    return f"a value of type {type(value).__name__}"
