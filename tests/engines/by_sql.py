"""Lists by way of SQL text: in SQLite, PostgreSQL and DuckDB, and in Spark many at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias, final

from attrs import frozen

from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql import ArrayAt, ColumnAt, RelationAt, SqlFilter, SqlMapping
from permmatrix.queries.sql.mapping import Place
from permmatrix.residual.reading import facts_read
from worlds import COLUMNS, LISTS, NOT_NULL

__all__ = ["BySql", "BySqlInSpark"]

Ask: TypeAlias = Callable[[str, Any], Sequence[Sequence[Any]]]
"""Carries out a statement with its parameters, and gives the rows."""


def _places(*, arrays: bool) -> Mapping[str, Place]:
    """Give where each fact of a resource is."""
    single = {
        f"resource.{name}": ColumnAt(name, kind, nullable=name not in NOT_NULL)
        for name, (kind, _) in COLUMNS.items()
    }
    several = {
        f"resource.{name}": ArrayAt(name, kind)
        if arrays
        else RelationAt([f"contract {name}"], "contract", "member", kind)
        for name, (kind, _) in LISTS.items()
    }
    return single | several


def _put(
    filter_: Filter, dialect: str, style: str | None, table: str, *, arrays: bool
) -> SqlFilter:
    """Put a filter as SQL; of no row is anything of the context known."""
    places = _places(arrays=arrays)
    needed = {*filter_.paths, *map(str, facts_read(filter_.residual))}
    key = ColumnAt("number", Kind.INTEGER, nullable=False)
    facts = {name: places.get(name) for name in needed}
    return filter_.to_sql(SqlMapping([table], facts, key), dialect, style)


@final
@frozen
class BySql:
    """Asks a database by `Filter.to_sql`."""

    dialect: str
    ask: Ask
    table: str = "contracts"
    arrays: bool = False
    lacks: Collection[Kind] = ()
    lacks_some: Collection[Kind] = ()

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Collection[int] | FilterError]:
        """Ask for each list by itself."""
        return [self._allowed(it) for it in filters]

    def _allowed(self, filter_: Filter) -> Collection[int] | FilterError:
        try:
            found = _put(filter_, self.dialect, None, self.table, arrays=self.arrays)
        except FilterError as error:
            return error
        return [number for (number,) in self.ask(found.statement, found.bound)]


AT_A_TIME = 12


@final
@frozen
class BySqlInSpark:
    """Asks Spark by `Filter.to_sql`, for many lists in one statement, which is much quicker."""

    session: Any
    arrays: bool = False
    lacks: Collection[Kind] = (Kind.UUID,)
    lacks_some: Collection[Kind] = ()

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Collection[int] | FilterError]:
        """Ask for all lists, some at a time."""
        found: list[list[int] | FilterError] = []
        put: list[tuple[int, SqlFilter]] = []
        for place, filter_ in enumerate(filters):
            try:
                put.append(
                    (place, _put(filter_, "spark", "qmark", "contracts", arrays=self.arrays))
                )
                found.append([])
            except FilterError as error:
                found.append(error)
        for start in range(0, len(put), AT_A_TIME):
            for place, number in self._ask(put[start : start + AT_A_TIME]):
                numbers = found[place]
                assert isinstance(numbers, list)
                numbers.append(number)
        return found

    def _ask(self, some: Sequence[tuple[int, SqlFilter]]) -> Sequence[tuple[int, int]]:
        lists = [
            f"SELECT {place}, number FROM contracts WHERE {it.sql}"  # noqa: S608  it has no values
            for place, it in some
        ]
        bound = [value for _, it in some for value in it.bound]
        return [tuple(it) for it in self.session.sql(" UNION ALL ".join(lists), bound).collect()]
