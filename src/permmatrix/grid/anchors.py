"""The anchors of a table or a list, of which a page must not have one twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from permmatrix.grid.values import Grid, Listing, Part

__all__ = ["anchors_of"]


def anchors_of(part: Part) -> Iterator[str]:
    """Give the anchors in a table or a list. Those of its footnotes begin with the part's own."""
    yield part.anchor
    match part:
        case Grid(columns=columns, lines=lines):
            heads = (*columns, *(line.heading for line in lines))
        case Listing(groups=groups):
            heads = tuple(item.heading for group in groups for item in group.items)
        case _:
            assert_never(part)
    yield from (it.anchor for it in heads if it.anchor)
