"""What a database has at a path: a column of one kind, or a collection of them."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias, final

from attrs import frozen

from permmatrix.facts import kind_of

__all__ = ["Collection", "Column", "Kind", "Typed", "family"]


@final
class Kind(Enum):
    """What a column's values are. Only values of one family compare, as in a decision."""

    TRUTH = "true or false"
    TEXT = "text"
    INTEGER = "whole numbers"
    DECIMAL = "decimal numbers"
    FLOAT = "floating-point numbers"
    DATE = "dates"
    TIME = "times"
    TIME_WITH_OFFSET = "times with an offset"
    UUID = "UUIDs"

    @property
    def family(self) -> str:
        """The kind as decisions tell kinds apart: numbers are one."""
        return _FAMILIES[self]

    @property
    def is_number(self) -> bool:
        """Whether it is one of the kinds of numbers."""
        return self in {Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT}


_FAMILIES = {
    Kind.TRUTH: "true or false",
    Kind.TEXT: "text",
    Kind.INTEGER: "a number",
    Kind.DECIMAL: "a number",
    Kind.FLOAT: "a number",
    Kind.DATE: "a date",
    Kind.TIME: "a time",
    Kind.TIME_WITH_OFFSET: "a time with an offset",
    Kind.UUID: "a UUID",
}


@final
@frozen
class Column:
    """A single value. A null is a fact that is not known."""

    kind: Kind
    nullable: bool = True


@final
@frozen
class Collection:
    """
    Several values: rows of another table, or an array.

    Rows of another table are a collection whether there are any or not, and are not `nullable`; an
    array that is null is a collection that is not known. Null members are no members.
    """

    kind: Kind
    nullable: bool = False


Typed: TypeAlias = Column | Collection


def family(value: object) -> str:
    """
    Name the family of a value.

    >>> family(7), family(True)
    ('a number', 'true or false')
    """
    return kind_of(value)
