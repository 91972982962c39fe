"""Lists by way of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, final

import sqlalchemy as sa
from attrs import frozen

from engines.tables import ARRAYS_TABLE, CONTRACTS, LINKS
from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from permmatrix.queries.kinds import Kind
from worlds import COLUMNS, LISTS

__all__ = ["BySqlalchemy"]


@final
@frozen
class BySqlalchemy:
    """Asks a database by `Filter.to_sqlalchemy`; `negated`, for all other rows."""

    connection: sa.Connection
    arrays: bool = False
    lacks: Collection[Kind] = ()
    lacks_some: Collection[Kind] = ()
    negated: bool = False

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Collection[int] | FilterError]:
        """Ask for each list by itself."""
        return [self._allowed(it) for it in filters]

    def _allowed(self, filter_: Filter) -> Collection[int] | FilterError:
        table = ARRAYS_TABLE if self.arrays else CONTRACTS
        mapping = self._mapping()
        facts = {name: mapping.get(name) for name in filter_.known_paths}
        try:
            condition = filter_.to_sqlalchemy(facts)
            found = sa.not_(condition) if self.negated else condition
            return list(self.connection.scalars(sa.select(table.c.number).where(found)))
        except FilterError as error:
            return error

    def _mapping(self) -> Mapping[str, Any]:
        """Map what there is of the resource; of no row is anything of the context known."""
        if self.arrays:
            return {f"resource.{name}": ARRAYS_TABLE.c[name] for name in [*COLUMNS, *LISTS]}
        single = {f"resource.{name}": CONTRACTS.c[name] for name in COLUMNS}
        several = {
            f"resource.{name}": sa.select(table.c.member).where(
                table.c.contract == CONTRACTS.c.number
            )
            for name, table in LINKS.items()
        }
        return single | several
