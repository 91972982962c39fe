"""Where in a table each footnote is referred to, for the links back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from permmatrix.grid import AnswerCell, Grid

__all__ = ["Place", "backwards", "references"]

Place = tuple[int, int]
"""A cell of a table by its line and column, each from 0; the heads are line 0 and column 0."""


def references(grid: Grid) -> Iterator[tuple[Place, int]]:
    """Give each place of a table that refers to a footnote, with its number, in reading order."""
    for column, heading in enumerate(grid.columns, 1):
        yield from (((0, column), number) for number in heading.refs)
    for row, line in enumerate(grid.lines, 1):
        yield from (((row, 0), number) for number in line.heading.refs)
        for column, cell in enumerate(line.cells, 1):
            if isinstance(cell, AnswerCell):
                yield from (((row, column), number) for number in cell.refs)


def backwards(grid: Grid) -> dict[int, list[Place]]:
    """Give the places that refer to each footnote."""
    found: dict[int, list[Place]] = defaultdict(list)
    for place, number in references(grid):
        found[number].append(place)
    return found
