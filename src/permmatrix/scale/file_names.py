"""Files by their names, for an engine that takes a name for a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.sources import Source

__all__ = ["files_of", "literally"]

HIDDEN = (".", "_")
"""How names begin that are no part of a table, such as _SUCCESS."""


def files_of(source: Source) -> list[Path]:
    """
    Give the file of a table, or the files of a folder of Parquet.

    Raises:
        ScaleError: there is none.
    """
    place = Path(source.place)
    if not place.exists():
        raise ScaleError(f"{source.shown} cannot be read: no such file or directory")
    if not place.is_dir():
        return [place]
    if source.kind != "parquet":
        raise ScaleError(f"{source.shown} cannot be read: it is a folder, and not a file")
    inside = sorted(it for it in place.iterdir() if not it.name.startswith(HIDDEN))
    for it in inside:
        if it.is_dir():
            raise ScaleError(f"{source.shown} cannot be read: there is a folder in it, {it.name}")
    found = [it for it in inside if it.suffix.lower() == ".parquet"]
    if not found:
        raise ScaleError(f"{source.shown} cannot be read: there is no file in it such as 1.parquet")
    return found


def literally(paths: Iterable[Path]) -> list[str]:
    """
    Write names as patterns that fit nothing else.

    >>> literally([Path("/tables/[ab]?.csv")])
    ['/tables/[[]ab][?].csv']
    """
    return [re.sub(r"[*?[]", r"[\g<0>]", str(it.absolute())) for it in paths]
