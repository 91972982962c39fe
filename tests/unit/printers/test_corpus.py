"""That the tables the printers are tried on have everything in them that tables can have."""

from __future__ import annotations

from permmatrix.grid import Answer, AnswerCell, Kind, Listing
from permmatrix.printers import asciidoc, html, markdown, rst
from permmatrix.printers.page import Page
from tables import grids, listings

GRIDS, LISTINGS = grids(), listings()
CELLS = [
    cell
    for grid in GRIDS.values()
    for line in grid.lines
    for cell in line.cells
    if isinstance(cell, AnswerCell)
]


def test_every_answer_is_in_some_cell() -> None:
    """But that of a row that is gone; requirements and limits within cells are too, and doubts."""
    assert {it.answer for it in CELLS} == set(Answer) - {Answer.NOT_THERE}
    assert [it for it in CELLS if it.needs and it.limits]
    assert [it for it in CELLS if it.in_doubt]
    assert [it for it in CELLS if len(it.refs) > 1]


def test_every_kind_is_noted_or_remarked_on() -> None:
    """And heads of columns and of lines refer to notes too."""
    noted = {it.kind for grid in GRIDS.values() for it in grid.footnotes}
    remarked = {it.kind for grid in GRIDS.values() for it in grid.remarks}

    assert noted | remarked == set(Kind)
    assert [it for grid in GRIDS.values() for it in grid.columns if it.refs]
    assert [it for grid in GRIDS.values() for it in grid.lines if it.heading.refs]


def test_lists_have_groups_and_phrases() -> None:
    """Of every answer that allows something."""
    groups = [group for it in LISTINGS.values() for group in it.groups]

    assert {it.answer for it in groups} == {Answer.YES, Answer.LIMITED, Answer.CONDITIONS}
    assert [item for group in groups for item in group.items if len(item.says) > 1]


def test_a_list_of_nothing_says_so() -> None:
    """A level that may do nothing has a list too."""
    page = Page(parts=(Listing(anchor="t", title="T", groups=()),), whole=False, captioned=False)

    assert "Nothing" in html.text_of(page)
    assert "<ul>\n</ul>" not in html.text_of(page)
    assert markdown.text_of(page).endswith("- **Nothing**\n")
    assert rst.text_of(page).endswith("- Nothing\n")
    assert asciidoc.text_of(page).endswith("* Nothing\n")
