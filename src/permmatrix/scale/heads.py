"""The names of a table's columns, of which none is there twice."""

from __future__ import annotations

from collections.abc import Iterable

from permmatrix.scale.refusal import ScaleError

__all__ = ["check_heads"]


def check_heads(shown: str, names: Iterable[str]) -> None:
    """
    See that each column has a name, and one of its own: an engine takes `id` and `ID` for one.

    >>> check_heads("users.csv", ["id", "project"])

    Raises:
        ScaleError: one has not.
    """
    known: dict[str, str] = {}
    for place, name in enumerate(names, 1):
        if not name:
            raise ScaleError(f"{shown} cannot be read: column {place} has no name")
        other = known.setdefault(name.lower(), name)
        if place > len(known):
            both = f"`{name}`" if other == name else f"`{other}` and `{name}`, which are one name"
            raise ScaleError(f"{shown} cannot be read: it has two columns {both}")
