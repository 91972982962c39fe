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
    if isinstance(table, str):
        return tuple(table.split("."))
    try:
        return tuple(table)
    except TypeError:
        raise FilterError(f"{table!r} is no name of a table that a database has") from None


def _is_named(value: object) -> bool:
    return isinstance(value, str) and is_name(value)


def _named(_: object, attribute: Attribute[str], value: str) -> None:
    if not _is_named(value):
        raise FilterError(f"{value!r} is no {attribute.name} that a database has")


def _table(_: object, __: Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    if not 1 <= len(value) <= MOST_PARTS or not all(map(_is_named, value)):
        name = ".".join(map(str, value))
        raise FilterError(f"{name!r} is no name of a table that a database has")


def kind_named(family: str | None) -> Kind | None:
    """
    Give the kind that goes unsaid for values that tests take to be of a family.

    >>> kind_named("text")
    <Kind.TEXT: 'text'>
    """
    return None if family is None else Kind(family)


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


def _facts(_: object, __: object, value: Mapping[str, Place | str | None]) -> None:
    if not isinstance(value, Mapping):
        raise FilterError(f"facts are a mapping from each fact to its place, not {value!r}")
    for fact, place in value.items():
        if isinstance(place, str) and not is_name(place):
            raise FilterError(f"{place!r} is no column that a database has", fact)
        if not isinstance(place, Place | str | None):
            kinds = "the name of a column, a ColumnAt, an ArrayAt, a RelationAt or None"
            raise FilterError(f"{fact} is mapped to {place!r}, and has to be {kinds}", fact)


def _key(_: object, __: object, value: ColumnAt) -> None:
    if not isinstance(value, ColumnAt):
        raise FilterError(f"the key has to be a ColumnAt, not {value!r}")


@final
@frozen
class SqlMapping:
    """
    A table of resources, and where each of their facts is; None for one that no row has.

    The name of a column alone is a column of what its tests tell, as in a mapping file.

    >>> contracts = SqlMapping("contracts", {"resource.private": ColumnAt("private", Kind.TRUTH)})
    >>> contracts.key.column
    'id'

    Raises:
        FilterError: a name is empty or not printable, or something is no place.
    """

    table: tuple[str, ...] = field(converter=parts_of, validator=_table)
    facts: Mapping[str, Place | str | None] = field(validator=_facts)
    key: ColumnAt = field(default=ColumnAt("id", nullable=False), validator=_key)

    def places(self, meant: Mapping[str, str | None]) -> dict[str, Place | None]:
        """
        Give the places of facts. `meant` has what goes unsaid, as `residual.meant` finds it.

        Raises:
            FilterError: the tests of a fact do not tell what it is, and nor does the mapping.
        """
        return {fact: _place(fact, it, meant) for fact, it in self.facts.items()}


def _place(fact: str, place: Place | str | None, meant: Mapping[str, str | None]) -> Place | None:
    if not isinstance(place, str):
        return place
    kind = kind_named(meant.get(fact, "text"))  # what is no fact is an error of its own
    if kind is None:
        advice = f"say ColumnAt({place!r}, kind)"
        raise FilterError(f"{fact} has no kind, which its tests do not tell: {advice}", fact)
    return ColumnAt(place, kind)
