"""How wide the columns of a table are to be, for formats that ask."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.grid import Grid
from permmatrix.printers.characters import words_of

__all__ = ["widths"]


def widths(grid: Grid) -> Iterator[int]:
    """Give the width of each column by what stands in it, so that none is squeezed to letters."""
    yield min(max(20, *(len(it.heading.title) for it in grid.lines)), 40) if grid.lines else 20
    for place, heading in enumerate(grid.columns):
        texts = [heading.title, *(words_of(line.cells[place]) for line in grid.lines)]
        yield min(max(8, *map(len, texts)), 24)
