"""What SQLAlchemy knows of its own objects and has no public words for, in one place."""

# ruff: noqa: SLF001  that is what this module is for

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause, Select
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.types import TypeEngine

__all__ = ["correlated", "correlates", "limits", "narrowed", "own_tables", "tables_in", "variants"]


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


def tables_in(table: FromClause) -> set[FromClause]:
    """Give the tables that are joined in one."""
    return set(table._from_objects)
