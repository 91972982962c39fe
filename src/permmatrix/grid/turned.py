"""A table with its rows as columns."""

from __future__ import annotations

from attrs import evolve

from permmatrix.grid.values import Grid, Line

__all__ = ["turned"]


def turned(grid: Grid) -> Grid:
    """
    Give the table with the levels as its rows.

    Columns that are no level become rows as well, so nothing is lost.
    """
    lines = tuple(
        Line(heading, tuple(line.cells[place] for line in grid.lines))
        for place, heading in enumerate(grid.columns)
    )
    return evolve(
        grid, corner="Level", columns=tuple(line.heading for line in grid.lines), lines=lines
    )
