"""What became of cells, rows and columns, in HTML."""

from __future__ import annotations

from typing import Any

import pytest

from permmatrix.grid import Answer, AnswerCell, Became, Cell, Grid, Heading, Line, Mark, TextCell
from permmatrix.printers.changes import change, change_class, change_sign
from permmatrix.printers.fragment import fragment
from printed import page_of, words
from titles import HOSTILE


def cell_of(cell: Cell) -> Any:
    """Print a table of one cell and find it."""
    [found] = page_of(fragment(_grid(cell))).query("td")
    return found


def _grid(cell: Cell, *marks: Mark) -> Grid:
    heading = Heading(id="t.x", title="X", anchor="t.x", marks=marks)
    return Grid(
        anchor="t",
        title="Tiny",
        corner="Action",
        columns=(Heading(id="a", title="A & B", anchor="t-level-a", marks=marks),),
        lines=(Line(heading, (cell,)),),
    )


def test_words_that_stayed_are_said_once() -> None:
    """Nothing is deleted or inserted, and the way it went is there all the same."""
    found = cell_of(
        AnswerCell(
            answer=Answer.CONDITIONS,
            needs="author",
            before="With conditions: author",
            change=Became.WIDENED,
        )
    )

    assert words(found) == "Widened: With conditions: author, as before"
    assert found.query("del, ins") == []


def test_a_text_can_be_different() -> None:
    """Such as the platforms of a row."""
    found = cell_of(TextCell("Web, iOS", before="Web", change=Became.CHANGED))

    assert words(found) == "Changed: Web → Web, iOS"
    assert found.attrs["class"] == "pm-text pm-changed pm-is-changed"


def test_who_shows_it_is_a_list_in_the_cell() -> None:
    """A sentence each, after what the cell says."""
    shows = ("Can now: ana.", "Can no longer: ben.")
    found = cell_of(AnswerCell(answer=Answer.NO, before="Yes", change=Became.BOTH, shows=shows))

    assert [words(it) for it in found.query("ul.pm-shows > li")] == [*shows]


def test_heads_say_what_became_of_them() -> None:
    """In a list below the title; the title alone is what a reader repeats for each cell."""
    marks = (Mark(Became.ADDED), Mark(Became.RENAMED, "was t.<y>"))
    page = page_of(fragment(_grid(AnswerCell(answer=Answer.NO), *marks)))
    [row] = page.query("tbody th")
    [column] = page.query("thead th[abbr]")

    for head in (row, column):
        assert [words(it) for it in head.query("li")] == ["New", "Renamed: was t.<y>"]
        assert [it.attrs["class"] for it in head.query("li")] == ["pm-is-new", "pm-is-renamed"]
    assert (row.attrs["abbr"], column.attrs["abbr"]) == ("X", "A & B")


@pytest.mark.parametrize("word", Became)
def test_each_word_has_a_sign_for_the_eye_alone(word: Became) -> None:
    """A screen reader hears the word."""
    [sign] = page_of(change_sign(word)).query("span")

    assert sign.attrs == {"class": "pm-sign", "aria-hidden": "true"}
    assert words(page_of(change(word))) == word.value


def test_no_two_words_look_the_same() -> None:
    """To a style sheet, and among those of cells to the eye."""
    cells = (Became.WIDENED, Became.NARROWED, Became.BOTH, Became.NOT_SETTLED, Became.REWORDED)

    assert len({change_class(it) for it in Became}) == len(Became)
    assert len({change_sign(it) for it in cells}) == len(cells)


def test_a_word_nobody_knows_has_no_sign() -> None:
    """It is shown as it is."""
    assert change_sign("Moved") == ""
    assert change("<b>") == '<span class="pm-change">&lt;b&gt;</span>'


def test_cells_carry_the_titles_of_their_columns_where_that_is_asked_for() -> None:
    """For a style sheet that stacks them."""
    grid = _grid(AnswerCell(answer=Answer.NO))

    [plain] = page_of(fragment(grid)).query("td")
    [labelled] = page_of(fragment(grid, labelled=True)).query("td")
    assert "data-column" not in plain.attrs
    assert labelled.attrs["data-column"] == "A & B"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words(hostile: str) -> None:
    """Wherever a difference is told."""
    cell = AnswerCell(answer=Answer.NO, before=hostile, change=hostile or "x", shows=(hostile,))
    text = fragment(_grid(cell, Mark(hostile, hostile)), labelled=True)

    assert page_of(text).query("script, b, br, i, img") == []
