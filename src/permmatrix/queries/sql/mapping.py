"""Where in a database facts are: what a filter is told before it can be SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias, final

from attrs import Attribute, field, frozen

from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Collection, Column, Kind, Typed

__all__ = ["ArrayAt", "ColumnAt", "Place", "RelationAt", "SqlMapping", "is_name", "parts_of"]

MOST_PARTS = 3
"""A database or project, a schema, a table."""


def is_name(text: str) -> bool:
    """
    Say whether a text can be the name of a table or column: it is printable, and not empty.

    >>> is_name("contracts"), is_name(""), is_name("a" + chr(10) + "b")
    (True, False, False)
    """
    return text != "" and text.isprintable()


def parts_of(table: str | Iterable[str]) -> tuple[str, ...]:
    """
    Part a table's name at its dots; names that have dots themselves are given in parts.

    >>> parts_of("sales.contracts"), parts_of(["sales.2026", "contracts"])
    (('sales', 'contracts'), ('sales.2026', 'contracts'))
    """
    return tuple(table.split(".") if isinstance(table, str) else table)


def _named(_: object, attribute: Attribute[str], value: str) -> None:
    if not is_name(value):
        raise FilterError(f"{value!r} is no {attribute.name} that a database has")


def _table(_: object, __: Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    if not 1 <= len(value) <= MOST_PARTS or not all(map(is_name, value)):
        raise FilterError(f"{'.'.join(value)!r} is no name of a table that a database has")


@final
@frozen
class ColumnAt:
    """
    A column of the table, and what its values are; a null is a fact that is not known.

    >>> ColumnAt("private", Kind.TRUTH).typed.kind.value
    'true or false'
    """

    column: str = field(validator=_named)
    kind: Kind = Kind.TEXT
    nullable: bool = True

    @property
    def typed(self) -> Typed:
        """What there is at the path."""
        return Column(self.kind, self.nullable)


@final
@frozen
class ArrayAt:
    """A column of arrays. Null members are none; an array that is null is not known."""

    column: str = field(validator=_named)
    kind: Kind = Kind.TEXT
    nullable: bool = True

    @property
    def typed(self) -> Typed:
        """What there is at the path."""
        return Collection(self.kind, self.nullable)


@final
@frozen
class RelationAt:
    """
    Rows of another table: `key` is the column with the key of ours, `member` that of the members.

    Where there are no such rows the collection is empty.
    """

    table: tuple[str, ...] = field(converter=parts_of, validator=_table)
    key: str = field(validator=_named)
    member: str = field(validator=_named)
    kind: Kind = Kind.TEXT

    @property
    def typed(self) -> Typed:
        """What there is at the path."""
        return Collection(self.kind)


Place: TypeAlias = ColumnAt | ArrayAt | RelationAt


@final
@frozen
class SqlMapping:
    """
    A table of resources, and where each of their facts is; None for one that no row has.

    >>> contracts = SqlMapping("contracts", {"resource.private": ColumnAt("private", Kind.TRUTH)})
    >>> contracts.key.column
    'id'

    Raises:
        FilterError: a name is empty or not printable.
    """

    table: tuple[str, ...] = field(converter=parts_of, validator=_table)
    facts: Mapping[str, Place | None]
    key: ColumnAt = ColumnAt("id", nullable=False)
