"""CSV as a reader of CSV finds it."""

from __future__ import annotations

import csv
import io

import pytest
from attrs import evolve

from permmatrix.grid import (
    Answer,
    AnswerCell,
    Choice,
    Grid,
    Heading,
    Line,
    Listing,
    Part,
    cell_words,
)
from permmatrix.grid import parts as parts_of
from permmatrix.printers.csv import text_of
from permmatrix.printers.page import Page
from permmatrix.reading import read_sources
from permmatrix.source import Source
from tables import grids, listings, small, titled
from titles import HOSTILE

GRIDS, LISTINGS = grids(), listings()
SMALL, NOTES = GRIDS["small (docs)"], GRIDS["small (notes)"]


def lines_of(*parts: Part) -> list[list[str]]:
    """Give the cells that a reader finds, line by line."""
    return list(csv.reader(io.StringIO(text_of(Page(parts=parts)), newline=""), strict=True))


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_a_table_holds_every_word(grid: Grid) -> None:
    """A head for each column, and each cell whole; notes are last."""
    heads, *rows = lines_of(grid)
    count = 1 + len(grid.columns)

    assert heads[0] == grid.corner
    for head, column in zip(heads[1:count], grid.columns, strict=True):
        assert head.startswith(column.title)
    assert heads[count:] == (["Notes"] if grid.footnotes else [])
    assert [row[:count] for row in rows] == [
        [line.heading.title, *map(cell_words, line.cells)] for line in grid.lines
    ]
    everything = "\n".join(cell for row in [heads, *rows] for cell in row)
    assert [it for it in grid.footnotes if str(it) not in everything] == []


def test_notes_say_which_columns_they_are_about() -> None:
    """With their numbers; what is noted of a column is in its head."""
    heads, *rows = lines_of(SMALL)

    assert heads[3:5] == [
        "Editor (About: Somebody on the staff.)",
        "Author (Held when: author of the document; nobody is given it)",
    ]
    assert [row[-1].split("\n")[:2] for row in rows] == [
        ["3. Guest: Limits: PDF only"],
        ["4. Applies only when: not author of the document", "5. Sharing is logged."],
        [
            "8. A higher level allows less: An author asks an editor.",
            (
                "9. Was in doubt: Burn or shred? Taken here: Burn. It could be instead: Shred. "
                "Answered: Burn it is."
            ),
        ],
    ]


def test_several_tables_are_one() -> None:
    """The matrix comes first, and a column that a table has not is said to be none of it."""
    heads, *rows = lines_of(NOTES, SMALL)

    assert heads[:4] == ["Matrix", "Action", "Guest", "Owner"]
    assert heads[-1] == "Notes"
    assert rows[0] == ["Notes", "Read a note", "Yes", "Yes", *["No such column"] * 6]
    assert rows[1][:4] == ["Documents", "Read a document", "Yes, with limits", "No such column"]


def test_a_level_that_is_called_like_a_detail_is_a_column_of_its_own() -> None:
    """Neither takes the other's cell, and each is one column with its like in other tables."""
    text = (
        "format: permmatrix/1\nid: {id}\ntitle: T\ntool: {id}\n"
        "levels: {{platforms: Platforms, low: Low}}\nplatforms: {{web: Web}}\n"
        "actions: {{read: {{title: Read, platforms: [web], cells: {{platforms: allow}}}}}}\n"
    )
    matrices, report = read_sources(
        [Source(f"{it}.yaml", text.format(id=it)) for it in ("first", "second")]
    )
    assert matrices is not None, str(report)
    first, second = parts_of(matrices, Choice())

    assert lines_of(first) == [
        ["Action", "Platforms", "Low", "Platforms"],
        ["Read", "Yes", "No", "Web"],
    ]
    heads, *rows = lines_of(first, second)
    assert heads == ["Matrix", "Action", "Platforms", "Low", "Platforms"]
    assert rows == [["T", "Read", "Yes", "No", "Web"]] * 2


def test_columns_that_are_alike_keep_their_cells() -> None:
    """Two levels with one id and title are told apart by their places."""
    twice = tuple(Heading(id="low", title="Low", anchor=f"t-level-low-{it}") for it in "ab")
    cells = (AnswerCell(answer=Answer.YES), AnswerCell(answer=Answer.NO))
    line = Line(Heading(id="t.read", title="Read", anchor="t.read"), cells)
    grid = Grid(anchor="t", title="T", corner="Action", columns=twice, lines=(line,))

    assert lines_of(grid) == [["Action", "Low", "Low"], ["Read", "Yes", "No"]]
    heads, *rows = lines_of(
        grid, evolve(grid, columns=twice[:1], lines=(Line(line.heading, cells[1:]),))
    )
    assert heads == ["Matrix", "Action", "Low", "Low"]
    assert rows == [["T", "Read", "Yes", "No"], ["T", "Read", "No", "No such column"]]


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_list_has_a_line_for_each_action(listing: Listing) -> None:
    """With its answer and what is said of it."""
    assert lines_of(listing) == [
        ["Answer", "Action", "Says"],
        *(
            [group.title, item.heading.title, "\n".join(item.says) or "Nothing more"]
            for group in listing.groups
            for item in group.items
        ),
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_is_kept_exactly(hostile: str) -> None:
    """Formulas, quotes, separators and what is no character too."""
    [_, other] = parts_of(titled(small(), [hostile]), Choice())
    assert isinstance(other, Grid)

    assert lines_of(other)[1][0] == " ".join(hostile.split())


def test_lines_end_in_line_feeds() -> None:
    """With one at the end of the file, and the same to the byte each time."""
    text = text_of(Page(parts=tuple(GRIDS.values())))

    assert text == text_of(Page(parts=tuple(GRIDS.values())))
    assert text.endswith("\n")
    assert "\r" not in text
