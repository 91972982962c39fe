"""What a level may do, as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from permmatrix.errors import UnknownNameError
from permmatrix.grid.choice import Choice
from permmatrix.grid.rows import BLANK
from permmatrix.grid.values import (
    Answer,
    AnswerCell,
    Footnote,
    Grid,
    Group,
    Heading,
    Item,
    Kind,
    Line,
    Listing,
    TextCell,
    cell_words,
)
from permmatrix.model import MatrixSet
from permmatrix.names import suggest
from permmatrix.wording import any_of_words

__all__ = ["listing"]

TITLES = {
    Answer.YES: "Allowed",
    Answer.LIMITED: "Allowed, with limits",
    Answer.CONDITIONS: "Allowed with conditions",
}


SAID = ("matrix", "section", "tool", "platforms", "editions", "flags")
"""The columns that are no level, and that limit or place a row of a list."""


def listing(grids: Sequence[Grid], choice: Choice, matrices: MatrixSet) -> tuple[Listing, ...]:
    """
    Give, for each table that has the level `choice.may`, what it may do there.

    Raises:
        UnknownNameError: no table has such a level.
    """
    assert choice.may is not None
    known = {level.id for tool in matrices.tools.values() for level in tool.levels}
    columns = [(grid, _places(grid, choice.may)) for grid in grids]
    found = [_listing(grid, places) for grid, places in columns if places]
    if not found:
        raise UnknownNameError("level", choice.may, suggest(choice.may, known))
    return tuple(found)


def _places(grid: Grid, level: str) -> list[int]:
    """Give the columns of a level: of several tools it may have several."""
    return [
        place
        for place, heading in enumerate(grid.columns)
        if heading.id == level and heading.anchor  # a column that is no level has none
    ]


def _listing(grid: Grid, places: Sequence[int]) -> Listing:
    level = any_of_words(grid.columns[place].title for place in places)
    groups = [
        Group(answer, title, tuple(_items(grid, places, answer)))
        for answer, title in TITLES.items()
    ]
    return Listing(
        anchor=f"{grid.anchor}-may",
        title=f"{grid.title}: what {level} may do",
        groups=tuple(group for group in groups if group.items),
        remarks=grid.remarks,
        origins=grid.origins,
        language=grid.language,
    )


def _items(grid: Grid, places: Sequence[int], answer: Answer) -> Iterator[Item]:
    notes = {it.number: it for it in grid.footnotes}
    for line in grid.lines:
        for cell in (line.cells[place] for place in places):
            if isinstance(cell, AnswerCell) and cell.answer is answer:
                heading = evolve(line.heading, anchor="", refs=())  # the table has them
                says = (*_says(line.heading, cell, notes), *_details(grid, line))
                yield Item(heading, says)


def _says(heading: Heading, cell: AnswerCell, notes: Mapping[int, Footnote]) -> Iterator[str]:
    """Say what an action takes. A doubt is a word here; the table has it whole."""
    if cell.needs:
        yield f"needs {cell.needs}"
    if cell.limits:
        yield f"within limits: {cell.limits}"
    noted = [notes[it] for it in (*heading.refs, *cell.refs)]
    for it in noted:
        if it.kind is Kind.GUARD:
            yield f"applies only when {it.text}"
        elif it.kind is Kind.NOTE:
            yield it.text
    if any(it.kind is Kind.DOUBT for it in noted):
        yield "in doubt"


def _details(grid: Grid, line: Line) -> Iterator[str]:
    """Say where a row is offered, and what else tells it from others."""
    for heading, cell in zip(grid.columns, line.cells, strict=True):
        told = isinstance(cell, TextCell) and heading.id in SAID and cell.text != BLANK[heading.id]
        if told and not _goes_without(heading, grid):
            yield f"{heading.title}: {cell_words(cell)}"


def _goes_without(heading: Heading, grid: Grid) -> bool:
    """Say whether a column is the same for all, and only places them."""
    place = grid.columns.index(heading)
    same = len({line.cells[place] for line in grid.lines}) == 1
    return same and heading.id in {"matrix", "tool"}
