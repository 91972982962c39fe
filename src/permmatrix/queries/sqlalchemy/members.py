"""Collections that are rows of other tables: by a relationship, or by a select of one column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, final

import sqlalchemy as sa
from attrs import field, frozen
from sqlalchemy import ColumnElement, FromClause, Select
from sqlalchemy.orm import Mapper, QueryableAttribute, aliased
from sqlalchemy.orm.exc import UnmappedColumnError
from sqlalchemy.types import TypeEngine

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sqlalchemy.inside import (
    correlated,
    correlates,
    limits,
    narrowed,
    own_tables,
    tables_in,
)
from permmatrix.queries.sqlalchemy.types import kind_of_type

__all__ = ["Related", "Rows", "Selected", "related", "selected"]

Asking: TypeAlias = Callable[[ColumnElement[Any]], ColumnElement[bool]]
"""What is asked of a member."""


@final
@frozen
class Related:
    """The rows of a relationship; `key` is the attribute of each that is the member."""

    relation: QueryableAttribute[Any] = field(eq=False)
    key: str
    kind: Kind
    path: Path

    def having(self, asking: Asking) -> ColumnElement[bool]:
        """Say that there is a member of which something is so that hangs on the member alone."""
        return self._any(self.relation, self.relation.property.mapper.class_, asking)

    def having_beside(self, asking: Asking) -> ColumnElement[bool]:
        """Say that there is a member of which something is so that hangs on other columns too."""
        mapper = self.relation.property.mapper
        if any(it.single for it in mapper.iterate_to_root()):
            message = f"{self.path} is mapped to {self.relation}, of a class without a table"
            raise FilterError(
                f"{message}, and compared with a column: map a select", str(self.path)
            )
        # by another name, so that no column of the row itself is taken for one of the member's
        target = aliased(mapper, flat=True)
        return self._any(self.relation.of_type(target), target, asking)

    def _any(self, relation: Any, target: Any, asking: Asking) -> ColumnElement[bool]:
        member = getattr(target, self.key).__clause_element__()
        found: ColumnElement[bool] = relation.any(asking(member))
        return found

    @property
    def item(self) -> TypeEngine[Any]:
        """The type of the members."""
        found: TypeEngine[Any] = getattr(self.relation.property.mapper.class_, self.key).type
        return found

    @property
    def tables(self) -> set[FromClause]:
        """The tables that it asks by their own names, beside another collection."""
        secondary = self.relation.property.secondary
        return set() if secondary is None else tables_in(secondary)


@final
@frozen
class Selected:
    """The rows of a select of one column."""

    statement: Select[Any] = field(eq=False)
    kind: Kind

    def having(self, asking: Asking) -> ColumnElement[bool]:
        """Say that there is a member of which something is so."""
        return self.statement.where(asking(self.member)).exists()

    having_beside = having

    @property
    def item(self) -> TypeEngine[Any]:
        """The type of the members."""
        return self.member.type

    @property
    def tables(self) -> set[FromClause]:
        """The tables that it asks by their own names."""
        return set().union(*map(tables_in, own_tables(self.statement)))

    @property
    def member(self) -> ColumnElement[Any]:
        """The column that has the members."""
        [member] = self.statement.selected_columns
        return member


Rows: TypeAlias = Related | Selected


def related(relation: QueryableAttribute[Any], member: Any, path: Path) -> Related:
    """
    Read a relationship, and which of its target's columns has the members.

    Raises:
        FilterError: it cannot be asked about.
    """
    if not relation.property.uselist:
        raise FilterError(
            f"{path} is mapped to {relation}, which is one row: map its column", str(path)
        )
    if narrowed(relation):
        message = f"{path} is mapped to {relation} with of_type() or and_(): map a select"
        raise FilterError(message, str(path))
    mapper = relation.property.mapper
    column = _primary_key(mapper, relation, path) if member is None else member
    key = _key(mapper, column, relation, path)
    return Related(relation, key, kind_of_type(getattr(mapper.class_, key).type, path), path)


def _primary_key(mapper: Mapper[Any], relation: object, path: Path) -> ColumnElement[Any]:
    if len(mapper.primary_key) == 1:
        return mapper.primary_key[0]
    raise FilterError(
        f"{path} is mapped to {relation}, whose rows have a primary key of several columns: "
        f"map it to the relationship and the column of its members",
        str(path),
    )


def _key(mapper: Mapper[Any], member: Any, relation: object, path: Path) -> str:
    columns = getattr(getattr(member, "property", None), "columns", [member])
    try:
        return str(mapper.get_property_by_column(columns[0]).key)
    except (UnmappedColumnError, AttributeError):
        message = f"{path} is mapped to {relation} and {member}, which is no column of its target"
        raise FilterError(message, str(path)) from None


def selected(statement: Select[Any], path: Path) -> Selected:
    """
    Read a select of the members of a row.

    Raises:
        FilterError: it cannot be asked about.
    """
    if len(statement.selected_columns) != 1:
        message = f"{path} is mapped to a select of {len(statement.selected_columns)} columns"
        raise FilterError(f"{message}, and has to be of one", str(path))
    for clause in limits(statement):
        message = f"{path} is mapped to a select with {clause}: map a select of it as a subquery"
        raise FilterError(message, str(path))
    found = _correlated(statement, path)
    return Selected(found, kind_of_type(found.selected_columns[0].type, path))


def _correlated(statement: Select[Any], path: Path) -> Select[Any]:
    """See that a select is of this row's members, whatever else the query around it selects."""
    if correlates(statement):
        return statement
    tables = statement.get_final_froms()
    of_row = [it for it in tables if it in correlated(statement)] or _others(statement, tables)
    own = [it for it in tables if it not in of_row]
    if not of_row or not own:
        message = f"{path} is mapped to a select that is not of the row's own: compare a column"
        raise FilterError(f"{message} of the row's table in its where()", str(path))
    if len(of_row) > 1 and not correlated(statement):
        names = ", ".join(map(str, tables))
        message = f"{path} is mapped to a select from {names}: say which of them is the row's"
        raise FilterError(f"{message} by correlate()", str(path))
    return statement.correlate_except(*own)


def _others(statement: Select[Any], tables: Sequence[FromClause]) -> list[FromClause]:
    """Give the tables that the member is not a column of."""
    members = sa.select(*statement.selected_columns).get_final_froms()
    return [it for it in tables if not tables_in(it) & {*members}]
