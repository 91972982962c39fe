"""Tables and lists with any titles at all, as readers of each format find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from permmatrix.grid import Choice, Grid, Listing, Part, parts
from permmatrix.printers import html, markdown, markdown_html, rst
from permmatrix.printers.page import Page
from printed import (
    expected,
    expected_items,
    from_html,
    html_of_markdown,
    html_of_rst,
    items_of_html,
    links_away,
)
from tables import small, titled
from titles import titles

MATRICES = small()
CHOICES = st.builds(
    Choice,
    levels=st.sampled_from(["columns", "rows"]),
    requirements=st.sampled_from(["notes", "cells"]),
    may=st.sampled_from([None, "editor"]),
)


def tables(named: list[str], choice: Choice) -> tuple[Part, ...]:
    """Give small tables, or lists, with these titles."""
    return parts(titled(MATRICES, named), choice)


def found_all(page: str, printed: tuple[Part, ...]) -> None:
    """Hold a page against the parts that were printed."""
    assert from_html(page) == [expected(it) for it in printed if isinstance(it, Grid)]
    items = [item for it in printed if isinstance(it, Listing) for item in expected_items(it)]
    assert items_of_html(page) == items
    assert links_away(page) == []


@given(titles(), CHOICES, st.booleans())
def test_a_reader_of_html_finds_every_word(named: list[str], choice: Choice, whole: bool) -> None:
    """The same cells and footnotes, and no links to anywhere."""
    printed = tables(named, choice)

    found_all(html.text_of(Page(parts=printed, whole=whole, title=named[0])), printed)


@given(titles(), CHOICES, st.booleans())
def test_readers_of_markdown_find_every_word(named: list[str], choice: Choice, whole: bool) -> None:
    """The same cells and footnotes, and no links to anywhere."""
    printed = tables(named, choice)

    for printer in (markdown, markdown_html):
        text = printer.text_of(Page(parts=printed, whole=whole, title=named[0], origin=named[0]))
        for page in html_of_markdown(text).values():
            found_all(page, printed)


@given(titles(), CHOICES, st.booleans())
def test_docutils_finds_every_word(named: list[str], choice: Choice, whole: bool) -> None:
    """The same cells and footnotes, and no links to anywhere."""
    printed = tables(named, choice)

    text = rst.text_of(Page(parts=printed, whole=whole, title=named[0], origin=named[0]))
    found_all(html_of_rst(text), printed)
