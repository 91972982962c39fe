"""What an engine does for a review: read tables, keep results, give rows, write files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias, final

from attrs import frozen

from permmatrix.scale.sources import Source

__all__ = ["DECIMAL", "EMPTY", "KEYS", "Column", "Engine", "See", "Table", "odd", "quoted"]

KEYS = ("text", "a number", "a UUID")
"""The kinds of column that ids and places can be: those that are the same or not, exactly."""
DECIMAL = "a decimal number"
"""In a database: read back of text it would be a fraction, which is not always equal to it."""

EMPTY = "null throughout"
"""The kind of a column without a value, of those whose kind is seen from their values."""

See: TypeAlias = Callable[[str, Sequence[Any]], None]
"""Told each row of a table that is fetched, by the table's name; it raises where one is wrong."""


@final
@frozen
class Column:
    """
    A column's kind, in the words of facts; of a list, the kind of its members.

    The kinds are text, a number (a whole one), a fraction, true or false, a date, a time, a time
    with an offset, a UUID, null throughout, and what is not read, by its name in the engine.
    """

    kind: str
    listed: bool = False

    @property
    def is_read(self) -> bool:
        """Whether a fact can be of this kind."""
        return not self.kind.startswith(ODD)

    def __str__(self) -> str:
        return f"a list of {self.kind}" if self.listed else self.kind


@final
@frozen
class Table:
    """
    A table that an engine has at hand under a name.

    `typed` is false of one whose cells are all text, such as a CSV file: what they say hangs on
    what the policy reads there. Its columns have the kinds of the values before they were text,
    where those came from a database.

    `made` is true of one that is made of a store's tables. Its users stand, as a column says, in a
    row for each place (there), in one for all other places (elsewhere), and in one for where the
    place is not known (nowhere).
    """

    name: str
    columns: Mapping[str, Column]
    typed: bool
    made: bool = False


class Engine(Protocol):
    """
    Carries out a plan; its SQL is that of DuckDB, without values pasted into it.

    Nothing that it gives hangs on the order of rows.
    """

    def read(self, name: str, source: Source) -> Table:
        """
        Have a table at hand under a name.

        Raises:
            ScaleError: it cannot be read.
        """

    def store(self, source: Source, tables: Mapping[str, Sequence[str]], see: See) -> None:
        """
        Have columns of a database's tables at hand, as they are at one time, and as text.

        Their names begin with `stored_`; `see` is told each row before.

        Raises:
            ScaleError: a table or a column is not there, or cannot be read.
        """

    def keep(self, name: str, sql: str) -> None:
        """Work out a query once, and have what it gives at hand under a name."""

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Have rows at hand: whole numbers, and text in columns called `name`."""

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query, in batches behind the scenes."""

    def write(self, sql: str, path: Path, kind: str) -> None:
        """Write what a query gives to a new file of a kind, parquet or csv."""

    def close(self) -> None:
        """Let go of everything."""


ODD = "of the type "


def odd(name: str) -> str:
    """Give the kind of columns of a type that no fact has, by its name."""
    return f"{ODD}{name}"


def quoted(name: str) -> str:
    """Write a name as SQL does, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
