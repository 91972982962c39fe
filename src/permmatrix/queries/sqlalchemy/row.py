"""Which row of which table the facts are of, and whether its columns are never null in a query."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement
from typing import assert_never, final

from attrs import frozen
from sqlalchemy import FromClause, Table

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.sqlalchemy.inside import (
    entities_in,
    is_root,
    tables_beneath,
    tables_in,
    tables_of,
    tables_of_selects,
)
from permmatrix.queries.sqlalchemy.mapped import Array, Mapped, Value
from permmatrix.queries.sqlalchemy.members import Related, Selected

__all__ = ["see_one_row", "trusted"]


@final
@frozen
class Place:
    """
    The tables that a fact is of.

    `columns` are those of the columns that it reads in the query itself. A collection, or a select
    within an expression, is of a row of those `around` it; of a select that does not say which are
    its own, they are there as well. `classes` has the tables of the classes of which `aliased()`
    made some of them.
    """

    columns: frozenset[FromClause]
    around: frozenset[FromClause]
    classes: Mapping[FromClause, set[Table]]

    @property
    def tables(self) -> frozenset[FromClause]:
        """All of them."""
        return self.columns | self.around

    def beneath(self, table: FromClause) -> set[Table]:
        """Give the tables that one stands for."""
        return self.classes.get(table) or tables_beneath(table)


def _place(thing: Mapped) -> Place:
    match thing:
        case Value(element) | Array(element):
            columns = frozenset(tables_in(element))
            return Place(columns, tables_of_selects(element), entities_in(element))
        case Related(relation):
            parent = relation.parent
            classes = {parent.selectable: {*parent.mapper.tables}}
            return Place(frozenset(), frozenset(tables_in(parent.selectable)), classes)
        case Selected(statement):
            around = tables_of(statement) - thing.tables
            return Place(frozenset(), around, entities_in(statement))
        case _:
            assert_never(thing)


def see_one_row(things: Mapping[Path, Mapped]) -> None:
    """
    See that no two facts are of two rows of one table.

    A query of the one would have the facts of the other from whatever row it finds.

    Raises:
        FilterError: two facts are.
    """
    places = {path: _place(thing) for path, thing in things.items()}
    for (ours, one), (theirs, other) in combinations_with_replacement(places.items(), 2):
        shared = _apart(one, other)
        if shared:
            names = ", ".join(sorted({it.name for it in shared}))
            facts = f"{ours} and {theirs} are" if ours != theirs else f"{ours} is"
            message = f"{facts} mapped to two rows of {names}, by two names of it"
            raise FilterError(f"{message}: map facts of one of them", str(theirs))


def _apart(one: Place, other: Place) -> set[Table]:
    """Give the tables that two facts have by different names."""
    pairs = {(ours, theirs) for ours in one.columns for theirs in other.columns if ours != theirs}
    if not one.tables & other.tables:
        pairs |= {(ours, theirs) for ours in one.tables for theirs in other.tables}
    return {it for ours, theirs in pairs for it in one.beneath(ours) & other.beneath(theirs)}


def trusted(things: Mapping[Path, Mapped]) -> frozenset[Path]:
    """
    Give the facts whose columns are never null where their table says so.

    Those are of one table, or of one alias of it, as all other facts are; behind an outer join to
    another table, or in a subquery, a column is null where there is no row. A table of a subclass
    may have no row where the class has one.
    """
    places = {path: _place(thing) for path, thing in things.items()}
    tables = frozenset[FromClause]().union(*(it.columns for it in places.values()))
    if len(tables) != 1 or not all(tables <= it.tables for it in places.values() if it.tables):
        return frozenset()
    return frozenset(
        path
        for path, thing in things.items()
        if isinstance(thing, Value | Array) and is_root(thing.element, *tables)
    )
