"""Where the tables of a review are: Parquet and CSV files, SQLite and PostgreSQL databases."""

from __future__ import annotations

from pathlib import Path
from typing import final

from attrs import frozen

from permmatrix.scale.refusal import ScaleError

__all__ = ["FILES", "Source", "ending", "source"]

FILES = ("parquet", "csv")
DATABASES = {"sqlite": "sqlite", "postgresql": "postgresql", "postgres": "postgresql"}


@final
@frozen
class Source:
    """
    A table's place.

    Attributes:
        kind: parquet, csv, sqlite or postgresql.
        place: the file's path, or the database's address.
        table: the table of the database; None for a store, which has tables that are known.
    """

    kind: str
    place: str
    table: str | None = None

    @property
    def stored(self) -> bool:
        """Whether it is a whole database, whose tables are those of a store."""
        return self.table is None and self.kind not in FILES

    @property
    def shown(self) -> str:
        """The place as it may be said aloud, without a password."""
        head, at, tail = self.place.rpartition("@")
        if not at or self.kind in FILES:
            return self.place
        scheme, _, account = head.partition("://")
        return f"{scheme}://{account.partition(':')[0]}@{tail}"


def source(text: str) -> Source:
    """
    Read where a table is.

    >>> source("users.parquet").kind
    'parquet'
    >>> source("sqlite:///app.db#users")
    Source(kind='sqlite', place='sqlite:///app.db', table='users')

    Raises:
        ScaleError: it is none of the kinds there are.
    """
    scheme, address, _ = text.partition("://")
    if not address:
        return Source(ending(text), text)
    kind = DATABASES.get(scheme.partition("+")[0])
    if kind is None:
        raise ScaleError(
            f"{scheme}:// is no database that is read; write sqlite:// or postgresql://"
        )
    place, _, table = text.partition("#")
    return Source(kind, place, table or None)


def ending(path: str) -> str:
    """
    Give the kind of file that a path names.

    Raises:
        ScaleError: it is neither Parquet nor CSV.
    """
    kind = Path(path).suffix.lower().removeprefix(".")
    if kind not in FILES:
        raise ScaleError(f"{path} should end in .parquet or .csv")
    return kind
