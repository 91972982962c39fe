"""A table as JSON."""

from __future__ import annotations

import json

import pytest

from permmatrix.grid import (
    Answer,
    AnswerCell,
    Choice,
    Grid,
    Heading,
    Line,
    Mark,
    Part,
    TextCell,
    parts,
)
from permmatrix.printers.page import Page
from permmatrix.printers.table_json import read, text_of
from tables import grids, listings, small, titled
from titles import HOSTILE

PARTS: dict[str, Part] = {**grids(), **listings()}


def test_everything_is_read_back() -> None:
    """Every table and every list is what it was, also a difference."""
    shows = ("Ana may now.",)
    cell = AnswerCell(answer=Answer.YES, before="No", change="Widened", shows=shows)
    words = TextCell("Web", before="App", change="Changed")
    marks = (Mark("New"), Mark("Renamed", "was Y"))
    line = Line(Heading(id="x", title="X", marks=marks), (cell, words))
    difference = Grid(
        anchor="d", title="D", corner="A", columns=(Heading(id="a", title="A"),) * 2, lines=(line,)
    )
    whole = (*PARTS.values(), difference)

    assert read(text_of(Page(parts=whole))) == whole


def test_titles_are_kept_exactly() -> None:
    """Whatever is in them."""
    whole = parts(titled(small(), HOSTILE), Choice())

    assert read(text_of(Page(parts=whole))) == whole


def test_a_program_finds_what_a_table_says() -> None:
    """Under plain names, with the answer as the word a reader sees."""
    grid = PARTS["small (docs)"]
    found = json.loads(text_of(Page(parts=(grid,), title="All", origin="permmatrix render")))
    [table] = found.pop("parts")

    assert found == {
        "format": "permmatrix-table/1",
        "generated": "permmatrix render",
        "title": "All",
    }
    assert (table["type"], table["anchor"], table["title"]) == ("table", "docs", "Documents")
    assert table["columns"][2] == {
        "id": "editor",
        "title": "Editor",
        "anchor": "docs-level-editor",
        "refs": [1],
        "marks": [],
    }
    assert table["lines"][0]["cells"][1] == {
        "answer": "Yes, with limits",
        "needs": "",
        "limits": "",
        "in_doubt": False,
        "refs": [3],
        "before": "",
        "change": "",
        "shows": [],
    }
    assert table["footnotes"][2] == {"number": 3, "kind": "Limits", "text": "PDF only"}


@pytest.mark.parametrize("text", ["[]", '{"format": "permmatrix/1"}', "{"])
def test_another_text_is_refused(text: str) -> None:
    """As no table."""
    with pytest.raises(ValueError, match=r"format|Expecting"):
        read(text)
