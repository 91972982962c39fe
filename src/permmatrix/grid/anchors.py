"""The anchors of tables and lists, of which a page must not have one twice."""

from __future__ import annotations

from collections.abc import Iterable

from permmatrix.grid.values import Grid, Part

__all__ = ["anchors_of"]


def anchors_of(parts: Iterable[Part]) -> set[str]:
    """Give every anchor in some parts. Those of footnotes begin with the part's own."""
    found = set()
    for part in parts:
        found.add(part.anchor)
        if isinstance(part, Grid):
            heads = (*part.columns, *(line.heading for line in part.lines))
            found |= {it.anchor for it in heads if it.anchor}
    return found
