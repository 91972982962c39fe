"""
CSV: a line for each row, for spreadsheets and programs.

Texts are kept exactly, also one that begins with = or @ and that a spreadsheet would take for a
formula: a quote put before it would be one more sign for every other reader, and the file could no
longer be read back. Whoever opens a matrix of strangers in a spreadsheet imports it as text.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import assert_never, final

from attrs import evolve, frozen

from permmatrix.grid import AnswerCell, Grid, Group, Item, Line, Listing, Part, cell_words
from permmatrix.printers.page import Page

__all__ = ["NO_COLUMN", "text_of"]

NO_COLUMN = "No such column"
"""What stands where a table has no such column, as another table of the file has."""


@final
@frozen
class Column:
    """
    What tells a column from the others of its table; of several tables, equal ones are one.

    `anchored` is whether the heading has an anchor, as a level's has and that of a detail has not.
    `place` counts those of a table that are alike otherwise.
    """

    title: str
    id: str
    anchored: bool = False
    place: int = 0


MATRIX, NOTES = Column("Matrix", "#matrix"), Column("Notes", "#notes")
LISTED = (Column("Answer", "#answer"), Column("Action", "#corner"), Column("Says", "#says"))


def text_of(page: Page) -> str:
    """
    Print all parts as one table, as RFC 4180 has it, with a line feed at the end of a line.

    Several parts have the title of each in a first column, and the columns of all of them. What is
    noted of a column is in its head; of a row, in a last column, each note on a line of its own.
    A list has an answer, an action and what is said of it on each line. What is said of a whole
    table is left out.
    """
    records = [record for part in page.parts for record in _records(part)]
    listed = LISTED if any(isinstance(it, Listing) for it in page.parts) else ()
    columns = list(dict.fromkeys([*(it for record in records for it in record), *listed]))
    shown = [it for it in columns if it != NOTES and (it != MATRIX or len(page.parts) > 1)]
    shown += [NOTES] if NOTES in columns else []
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(it.title for it in shown)
    lines.writerows([record.get(it, NO_COLUMN) for it in shown] for record in records)
    return written.getvalue()


def _records(part: Part) -> Iterator[dict[Column, str]]:
    match part:
        case Grid():
            texts = {it.number: str(it) for it in part.footnotes}
            columns = list(_columns(part, texts))
            yield from (_row(line, part, columns, texts) for line in part.lines)
        case Listing():
            yield from (_item(item, group, part) for group in part.groups for item in group.items)
        case _:
            assert_never(part)


def _row(
    line: Line, grid: Grid, columns: Sequence[Column], texts: dict[int, str]
) -> dict[Column, str]:
    cells = dict(zip(columns, map(cell_words, line.cells), strict=True))
    noted = "\n".join(_notes(line, grid, texts)) or "No notes"
    corner = Column(grid.corner, "#corner")
    notes = {NOTES: noted} if grid.footnotes else {}
    return {MATRIX: grid.title, corner: line.heading.title, **cells, **notes}


def _columns(grid: Grid, texts: dict[int, str]) -> Iterator[Column]:
    """Give the columns of a table, of which no two are equal."""
    seen: Counter[Column] = Counter()
    for heading in grid.columns:
        said = "".join(f" ({texts[number]})" for number in heading.refs)
        column = Column(f"{heading.title}{said}", heading.id, anchored=bool(heading.anchor))
        yield evolve(column, place=seen[column])
        seen[column] += 1


def _notes(line: Line, grid: Grid, texts: dict[int, str]) -> Iterator[str]:
    """Give the notes of a row, each with its number and the columns it is about, if not all."""
    about: dict[int, list[str]] = {number: [] for number in line.heading.refs}
    for heading, cell in zip(grid.columns, line.cells, strict=True):
        for number in cell.refs if isinstance(cell, AnswerCell) else ():
            about.setdefault(number, []).append(heading.title)
    for number, titles in about.items():
        where = f"{', '.join(titles)}: " if titles else ""
        yield f"{number}. {where}{texts[number]}"


def _item(item: Item, group: Group, listing: Listing) -> dict[Column, str]:
    cells = (group.title, item.heading.title, "\n".join(item.says) or "Nothing more")
    return {MATRIX: listing.title, **dict(zip(LISTED, cells, strict=True))}
