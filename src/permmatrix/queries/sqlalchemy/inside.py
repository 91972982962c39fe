"""What SQLAlchemy knows of its own objects and has no public words for, in one place."""

# ruff: noqa: SLF001  that is what this module is for

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ClauseElement, FromClause, Select, Table
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeEngine

__all__ = [
    "correlated",
    "correlates",
    "entities_in",
    "is_root",
    "limits",
    "narrowed",
    "own_tables",
    "stored",
    "tables_beneath",
    "tables_in",
    "tables_of",
    "tables_of_selects",
    "variants",
]


def variants(type_: TypeEngine[Any]) -> list[TypeEngine[Any]]:
    """Give a type and those that stand for it in some databases."""
    return [type_, *type_._variant_mapping.values()]


def narrowed(relation: QueryableAttribute[Any]) -> bool:
    """Whether a relationship is to be narrowed by `of_type()` or `and_()`."""
    return bool(getattr(relation.comparator, "_of_type", None) or relation._extra_criteria)


def limits(statement: Select[Any]) -> list[str]:
    """Give the clauses of a select after which a condition would mean something else."""
    found = {
        "LIMIT or OFFSET": statement._has_row_limiting_clause,
        "GROUP BY": statement._group_by_clauses,
        "HAVING": statement._having_criteria,
        "DISTINCT ON": statement._distinct_on,
    }
    return [name for name, there in found.items() if there]


def correlates(statement: Select[Any]) -> bool:
    """Whether a select says itself which tables are its own."""
    return statement._correlate_except is not None


def correlated(statement: Select[Any]) -> tuple[FromClause, ...]:
    """Give the tables that a select leaves to the query around it."""
    return tuple(statement._correlate)


def own_tables(statement: Select[Any]) -> tuple[FromClause, ...]:
    """Give the tables that a select keeps to itself, whatever the query around it has."""
    return tuple(statement._correlate_except or ())


def tables_in(thing: FromClause | sa.ColumnElement[Any]) -> set[FromClause]:
    """Give the tables that are joined in one, or that an expression has columns of."""
    return set(thing._from_objects)


def tables_of(statement: Select[Any]) -> frozenset[FromClause]:
    """Give the tables of a select, its own and those around it."""
    return frozenset[FromClause]().union(*map(tables_in, statement.get_final_froms()))


def tables_of_selects(element: ClauseElement) -> frozenset[FromClause]:
    """Give the tables of the selects that are in an expression."""
    selects = [it for it in visitors.iterate(element) if isinstance(it, Select)]
    return frozenset[FromClause]().union(*map(tables_of, selects))


def tables_beneath(table: FromClause) -> set[Table]:
    """Give the tables that an alias stands for; what is a query of its own is none."""
    if isinstance(table, Table):
        return {table}
    if isinstance(table, sa.Alias | sa.TableSample):
        return tables_beneath(table.element)
    return set[Table]().union(*(tables_beneath(it) for it in tables_in(table) - {table}))


def entities_in(element: ClauseElement) -> dict[FromClause, set[Table]]:
    """Give what `aliased()` made of the columns that are read, and the tables of its class."""
    nodes = (it._annotations.get("parententity") for it in visitors.iterate(element))
    return {it.selectable: {*it.mapper.tables} for it in nodes if it and it.is_aliased_class}


def is_root(element: sa.ColumnElement[Any], table: FromClause) -> bool:
    """Whether a table, or an alias of one, has a row for each object that has the column."""
    while isinstance(table, sa.Alias):
        table = table.element
    mappers = [it._annotations.get("parentmapper") for it in visitors.iterate(element)]
    roots = [it.base_mapper.local_table for it in mappers if it is not None]
    return isinstance(table, Table) and all(it is table or it == table for it in roots)


def stored(type_: sa.Enum) -> dict[str, Any]:
    """Give the texts that a database has for an enumeration, and what each is read as."""
    return {text: it for text, it in type_._object_lookup.items() if text is not None}
