"""Where the tables of a review are: Parquet and CSV files, SQLite and PostgreSQL databases."""

from __future__ import annotations

from pathlib import Path
from typing import final

from attrs import frozen

from permmatrix.scale.refusal import ScaleError
from permmatrix.store.urls import is_ambiguous, scrubbed, secrets_of, shown_url

__all__ = ["FILES", "Source", "ending", "source"]

FILES = ("parquet", "csv")
EXAMPLES = "write sqlite:///PATH#TABLE or postgresql://USER@HOST/NAME#TABLE"
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
        return shown_url(self.place) if self.kind == "postgresql" else self.place

    def scrubbed(self, text: str) -> str:
        """Give what somebody else says of the place, without a password."""
        return scrubbed(text, secrets_of(self.place)) if self.kind == "postgresql" else text


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
        if scheme.partition(":")[0].partition("+")[0] in DATABASES:
            raise ScaleError(f"a table has a URL that cannot be read; {EXAMPLES}")
        return Source(ending(text), text)
    kind = DATABASES.get(scheme.partition("+")[0])
    if kind is None:
        raise ScaleError(
            f"{scheme}:// is no database that is read; write sqlite:// or postgresql://"
        )
    place, _, table = text.rpartition("#") if "#" in text else (text, "", "")
    if kind == "postgresql" and (is_ambiguous(place) or "@" in table):
        raise ScaleError(
            f"a {scheme.partition('+')[0]}:// URL cannot be read: "
            "write @, /, ? and # within a password or an option as %40, %2F, %3F and %23"
        )
    return Source(kind, place, table or None)


def ending(path: str) -> str:
    """
    Give the kind of file that a path names.

    Raises:
        ScaleError: it is neither Parquet nor CSV.
    """
    kind = Path(path).suffix.lower().removeprefix(".")
    if kind not in FILES:
        name = "the name of a table" if "@" in path else path  # which may have a password in it
        raise ScaleError(f"{name} should end in .parquet or .csv")
    return kind
