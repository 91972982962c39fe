"""What a level may do, as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from permmatrix.errors import UnknownNameError
from permmatrix.grid.choice import Choice
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
)
from permmatrix.model import MatrixSet
from permmatrix.names import suggest

__all__ = ["listing"]

TITLES = {
    Answer.YES: "Allowed",
    Answer.LIMITED: "Allowed, with limits",
    Answer.CONDITIONS: "Allowed with conditions",
}


def listing(grids: Sequence[Grid], choice: Choice, matrices: MatrixSet) -> tuple[Listing, ...]:
    """
    Give, for each table that has the level `choice.may`, what it may do there.

    Raises:
        UnknownNameError: no table has such a level.
    """
    assert choice.may is not None
    known = {level.id for tool in matrices.tools.values() for level in tool.levels}
    columns = [(grid, _place(grid, choice.may)) for grid in grids]
    found = [_listing(grid, place) for grid, place in columns if place is not None]
    if choice.may not in known or not found:
        raise UnknownNameError("level", choice.may, suggest(choice.may, known))
    return tuple(found)


def _place(grid: Grid, level: str) -> int | None:
    levels = [
        place
        for place, heading in enumerate(grid.columns)
        if heading.id == level and heading.anchor  # a column that is no level has none
    ]
    return levels[0] if levels else None


def _listing(grid: Grid, place: int) -> Listing:
    notes = {it.number: it for it in grid.footnotes}
    groups = [
        Group(answer, title, tuple(_items(grid.lines, place, answer, notes)))
        for answer, title in TITLES.items()
    ]
    return Listing(
        anchor=f"{grid.anchor}-may",
        title=f"{grid.title}: what {grid.columns[place].title} may do",
        groups=tuple(group for group in groups if group.items),
        remarks=grid.remarks,
        origins=grid.origins,
        language=grid.language,
    )


def _items(
    lines: Sequence[Line], place: int, answer: Answer, notes: Mapping[int, Footnote]
) -> Iterator[Item]:
    for line in lines:
        cell = line.cells[place]
        if isinstance(cell, AnswerCell) and cell.answer is answer:
            yield Item(
                evolve(line.heading, anchor="", refs=()), tuple(_says(line.heading, cell, notes))
            )


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
