"""reStructuredText as docutils finds it, without a warning."""

from __future__ import annotations

import pytest
from attrs import evolve

from permmatrix.grid import (
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
    Origin,
    Part,
    Remark,
    TextCell,
)
from permmatrix.printers.page import Page
from permmatrix.printers.rst import escaped, text_of
from printed import (
    as_read,
    expected,
    expected_items,
    from_html,
    html_of_rst,
    items_of_html,
    links_away,
    page_of,
    said,
    words,
)
from tables import grids, listings
from titles import HOSTILE

GRIDS, LISTINGS = grids(), listings()
PARTS: dict[str, Part] = {**GRIDS, **LISTINGS}
TINY = Grid(
    anchor="t_1.x",
    title="Tiny | small",
    corner="Action",
    columns=(Heading(id="a", title="A", refs=(1,)),),
    lines=(
        Line(
            Heading(id="t.x_y", title="X", anchor="t.x_y"),
            (AnswerCell(answer=Answer.CONDITIONS, refs=(2, 3)),),
        ),
    ),
    footnotes=(
        Footnote(1, Kind.NOTE, "1. One"),
        Footnote(2, Kind.NEEDS, "two"),
        Footnote(3, Kind.DOUBT, "three"),
    ),
    remarks=(Remark(Kind.NOTE, "- Said"), Remark(Kind.ADVICE, "ask")),
    legend=(("Yes", "enough."),),
    origins=(Origin("Hand_book", "https://example.org/a|b_"), Origin("Desk", "file:///x")),
)
MAY = Listing(
    anchor="t-may",
    title="Tiny: what A may do",
    groups=(
        Group(Answer.YES, "Allowed", (Item(Heading(id="t.x", title="X", anchor="t.x")),)),
        Group(Answer.CONDITIONS, "With more", (Item(Heading(id="t.y", title="Y"), ("needs *",)),)),
    ),
)


def test_a_table_is_written_out() -> None:
    """A list-table with a label for each action, widths, and footnotes that number themselves."""
    assert text_of(Page(parts=(TINY,), title="All", origin="permmatrix render")) == (
        "..\n"
        "   permmatrix render\n"
        "\n"
        "=====\n"
        " All\n"
        "=====\n"
        "\n"
        ".. _t_1.x:\n"
        "\n"
        ".. list-table:: Tiny \\| small\n"
        "   :header-rows: 1\n"
        "   :stub-columns: 1\n"
        "   :widths: 20 15\n"
        "\n"
        "   * - Action\n"
        "     - A [#t-1-x-n1]_\n"
        "   * - .. _t.x_y:\n"
        "\n"
        "       X\n"
        "     - With conditions [#t-1-x-n2]_ [#t-1-x-n3]_\n"
        "\n"
        "- **Yes**: enough.\n"
        "\n"
        "\\- Said\n"
        "\n"
        "**Advice:** ask\n"
        "\n"
        "Source: `Hand\\_book <https://example.org/a%7Cb\\_>`__\n"
        "\n"
        "Source: Desk (file\\:///x)\n"
        "\n"
        ".. [#t-1-x-n1] 1\\. One\n"
        "\n"
        ".. [#t-1-x-n2] Needs: two\n"
        "\n"
        ".. [#t-1-x-n3] In doubt: three\n"
    )


def test_a_list_is_written_out() -> None:
    """Lists within lists, each level parted by an empty line."""
    assert text_of(Page(parts=(MAY,), whole=False)) == (
        ".. _t-may:\n"
        "\n"
        ".. rubric:: Tiny: what A may do\n"
        "\n"
        "- Allowed\n"
        "\n"
        "  - .. _t.x:\n"
        "\n"
        "    X\n"
        "\n"
        "- With more\n"
        "\n"
        "  - Y\n"
        "\n"
        "    - needs \\*\n"
    )


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_a_table_holds_every_word(grid: Grid) -> None:
    """Heads, cells and footnotes are those of the table, and so is what is said below it."""
    page = html_of_rst(text_of(Page(parts=(grid,))))
    root = page_of(page)

    assert from_html(page) == [expected(grid)]
    assert words(root.query("caption")[0]) == grid.title
    below = [words(it) for it in root.query("main p") if it.parent.name not in {"td", "th"}]
    for text in said(grid):
        assert [it for it in below if text in it], text


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_list_holds_every_word(listing: Listing) -> None:
    """Groups, actions and phrases are lists within lists."""
    page = html_of_rst(text_of(Page(parts=(listing,))))

    assert items_of_html(page) == expected_items(listing)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str) -> None:
    """In a title, a head, a cell, a footnote, a remark, the legend, the source and the comment."""
    heading = Heading(id=hostile, title=hostile, anchor=hostile, refs=(1,))
    grid = evolve(
        TINY,
        anchor=f"a{hostile}",
        title=hostile,
        columns=(heading,),
        lines=(Line(evolve(heading, anchor=""), (TextCell(hostile),)),),
        footnotes=(Footnote(1, Kind.NOTE, hostile),),
        remarks=(Remark(Kind.NOTE, hostile),),
        legend=((hostile, hostile),),
        origins=(Origin(hostile), Origin(hostile, "x:y"), Origin(hostile, "https://a.b/c_")),
    )
    item = Item(evolve(heading, anchor=""), (hostile, hostile))
    listing = evolve(MAY, title=hostile, groups=(Group(Answer.YES, hostile, (item,)),))
    text = text_of(Page(parts=(grid, listing), title=hostile, origin=hostile))

    page = html_of_rst(text)
    root = page_of(page)
    shown = as_read(hostile)
    assert from_html(page) == [expected(grid)]
    assert items_of_html(page) == expected_items(listing)
    assert links_away(page) == ["https://a.b/c_"]
    assert [words(it) for it in root.query("h1, caption, .rubric")] == [shown] * 3
    [main] = root.query("main")
    assert not main.query("b, br, i, img, h2, pre, code, em, dl, ol, blockquote, script")
    assert f"{shown}: {shown}" in [words(it) for it in root.query("li")]
    assert f"Source: {shown}" in [words(it) for it in root.query("p")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "Edit a Purchase Order's lines (SSOV), at 1",
            "Edit a Purchase Order's lines (SSOV), at 1",
        ),
        ("1) a", "1\\) a"),
        ("iv. a", "iv\\. a"),
        ("a::", "a\\:\\:"),
        ("mailto:a", "mailto\\:a"),
    ],
)
def test_only_what_has_a_meaning_is_escaped(text: str, written: str) -> None:
    """A plain title stays readable."""
    assert escaped(text) == written


def test_what_is_printed_is_the_same_each_time() -> None:
    """To the byte, with line feeds and one at the end."""
    text = text_of(Page(parts=tuple(PARTS.values())))

    assert text == text_of(Page(parts=tuple(PARTS.values())))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text
