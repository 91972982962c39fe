"""What a block on a page asks for, read from its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, final

from permmatrix.errors import PermmatrixError, UnknownNameError
from permmatrix.grid import Choice
from permmatrix.names import suggest

__all__ = ["Wanted", "wanted"]

KEYS = (
    *(
        "files",
        "matrix",
        "rows",
        "columns",
        "may",
        "levels",
        "requirements",
        "together",
        "terms",
        "bare",
    ),
    *("anchor", "caption"),
)


@final
class Wanted(NamedTuple):
    """The files to be read, what is chosen of them, and whether the title is shown."""

    files: tuple[str, ...]
    choice: Choice
    captioned: bool


def wanted(lines: Iterable[str]) -> Wanted:
    """
    Read the lines of a block, each `key: value`.

    >>> wanted(["files: matrices", "rows: a.read, a.edit", "levels: rows"]).choice.levels
    'rows'

    Raises:
        UnknownNameError: there is no such key, or a key has no such value.
        PermmatrixError: a line is none of these, a key stands twice, or no file is named.
    """
    said: dict[str, str] = {}
    for line in filter(str.strip, lines):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not value:
            raise PermmatrixError(f"`{line.strip()}` should be a key, a colon and a value")
        if key not in KEYS:
            raise UnknownNameError("key", key, suggest(key, KEYS))
        if key in said:
            raise PermmatrixError(f"`{key}` stands twice")
        said[key] = value
    if "files" not in said:
        raise PermmatrixError("no file is named; begin with `files: ` and a path")
    files = tuple(it.strip() for it in said["files"].split(",") if it.strip())
    return Wanted(files, _choice(said), _one_of(said, "caption", "yes", "no") == "yes")


def _choice(said: dict[str, str]) -> Choice:
    return Choice(
        matrices=_names(said, "matrix"),
        rows=_names(said, "rows"),
        columns=_names(said, "columns"),
        may=said.get("may"),
        levels="rows" if _one_of(said, "levels", "columns", "rows") == "rows" else "columns",
        requirements="cells"
        if _one_of(said, "requirements", "notes", "cells") == "cells"
        else "notes",
        together=_one_of(said, "together", "no", "yes") == "yes",
        terms=said.get("terms"),
        bare=_one_of(said, "bare", "no", "yes") == "yes",
        # a list is not what a link to a row is to lead to, if the page has the table as well
        anchor=said.get("anchor", said.get("may", "")),
    )


def _names(said: dict[str, str], key: str) -> tuple[str, ...]:
    return tuple(it for it in re.split(r"[,\s]+", said.get(key, "")) if it)


def _one_of(said: dict[str, str], key: str, default: str, other: str) -> str:
    value = said.get(key, default)
    if value not in {default, other}:
        raise UnknownNameError(key, value, suggest(value, (default, other)) or (default, other))
    return value
