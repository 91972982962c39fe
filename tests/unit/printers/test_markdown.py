"""Markdown as its readers find it: GitHub's own, markdown-it and Python-Markdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

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
from permmatrix.printers import markdown_html
from permmatrix.printers.markdown import text_of
from permmatrix.printers.page import Page
from printed import (
    as_read,
    expected,
    expected_items,
    from_html,
    html_of_markdown,
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
Printer: TypeAlias = Callable[[Page], str]
BOTH = pytest.mark.parametrize("printer", [text_of, markdown_html.text_of], ids=["pipes", "html"])
TINY = Grid(
    anchor="t",
    title="Tiny | small",
    corner="Action",
    columns=(Heading(id="a", title="A", refs=(1,)),),
    lines=(
        Line(
            Heading(id="t.x", title="X", anchor="t.x"),
            (AnswerCell(answer=Answer.CONDITIONS, refs=(2, 3)),),
        ),
    ),
    footnotes=(
        Footnote(1, Kind.NOTE, "1. One"),
        Footnote(2, Kind.NEEDS, "two"),
        Footnote(3, Kind.DOUBT, "three"),
    ),
    remarks=(Remark(Kind.NOTE, "# Said"), Remark(Kind.ADVICE, "ask")),
    legend=(("Yes", "enough."),),
    origins=(Origin("Hand_book", "https://example.org/a|b"), Origin("Desk", "file:///x")),
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
    """With an anchor for each action and footnotes below."""
    assert text_of(Page(parts=(TINY,), title="All", origin="permmatrix render")) == (
        "<!-- permmatrix render -->\n"
        "\n"
        "# All\n"
        "\n"
        '## <a id="t"></a>Tiny &#124; small\n'
        "\n"
        "| Action | A [^t-1] |\n"
        "| --- | --- |\n"
        '| <a id="t.x"></a>X | With conditions [^t-2] [^t-3] |\n'
        "\n"
        "- **Yes**: enough.\n"
        "\n"
        "&#35; Said\n"
        "\n"
        "**Advice:** ask\n"
        "\n"
        "Source: [Hand&#95;book](<https://example.org/a%7Cb>)\n"
        "\n"
        "Source: Desk (file://<!-- -->/x)\n"
        "\n"
        "[^t-1]: &#49;. One\n"
        "\n"
        "[^t-2]: Needs: two\n"
        "\n"
        "[^t-3]: In doubt: three\n"
    )


def test_a_list_is_written_out() -> None:
    """Lists within lists, as far in as every reader needs."""
    assert text_of(Page(parts=(MAY,), whole=False, captioned=False)) == (
        '<a id="t-may"></a>\n'
        "\n"
        "- **Allowed**\n"
        '    - <a id="t.x"></a>X\n'
        "- **With more**\n"
        "    - Y\n"
        "        - needs &#42;\n"
    )


@BOTH
@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_a_table_holds_every_word(printer: Printer, grid: Grid) -> None:
    """Heads, cells and footnotes are those of the table, for every reader."""
    for page in html_of_markdown(printer(Page(parts=(grid,)))).values():
        assert from_html(page) == [expected(grid)]


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_what_is_said_of_a_table_is_below_it(grid: Grid) -> None:
    """Remarks, the legend and the source, each an item or a paragraph of its own."""
    for page in html_of_markdown(text_of(Page(parts=(grid,)))).values():
        root = page_of(page)
        found = [words(it) for it in root.query("p, li") if not it.query("p")]
        for text in said(grid):
            assert [it for it in found if text in it], text


@BOTH
@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_list_holds_every_word(printer: Printer, listing: Listing) -> None:
    """Groups, actions and phrases are lists within lists, for every reader."""
    for page in html_of_markdown(printer(Page(parts=(listing,)))).values():
        assert items_of_html(page) == expected_items(listing)


@BOTH
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(printer: Printer, hostile: str) -> None:
    """In a title, a head, a cell, a footnote, a remark, the legend, the source and the comment."""
    heading = Heading(id=hostile, title=hostile, anchor=hostile, refs=(1,))
    grid = evolve(
        TINY,
        anchor=hostile,
        title=hostile,
        columns=(heading,),
        lines=(Line(evolve(heading, anchor=f"{hostile}x"), (TextCell(hostile),)),),
        footnotes=(Footnote(1, Kind.NOTE, hostile),),
        remarks=(Remark(Kind.NOTE, hostile),),
        legend=((hostile, hostile),),
        origins=(Origin(hostile), Origin(hostile, "x:y")),
    )
    text = printer(Page(parts=(grid,), title=hostile, origin=hostile))

    for page in html_of_markdown(text).values():
        assert from_html(page) == [expected(grid)]
        assert links_away(page) == []
        root = page_of(page)
        assert [words(it) for it in root.query("h1, h2")] == [as_read(hostile)] * 2
        assert not root.query(
            "script, b, br, i, img, h3, pre, code, em, del, table table, blockquote"
        )
        assert f"Source: {as_read(hostile)}" in [words(it) for it in root.query("p")]


@pytest.mark.parametrize(
    "url", ["https://example.org/a|b_c*(d)?e=f&copy;#`g", "http://a.b/[c]<d>\\e"]
)
def test_an_address_leads_where_it_did(url: str) -> None:
    """Signs of Markdown within it are written so that they lead to the same page."""
    grid = evolve(TINY, origins=(Origin("Handbook", url),))
    wanted = url.translate({ord(it): f"%{ord(it):02X}" for it in "|`<>\\"})

    for page in html_of_markdown(text_of(Page(parts=(grid,)))).values():
        [link] = links_away(page)
        assert link.replace("%5B", "[").replace("%5D", "]") == wanted


def test_headings_begin_at_a_level() -> None:
    """A page's title is one above its parts; deeper than six there is none."""
    deep = text_of(Page(parts=(TINY,), level=4, title="All"))
    page = text_of(Page(parts=(TINY,), whole=False, level=3))

    assert "\n#### " in f"\n{deep}"
    assert deep.startswith("### All\n")
    assert page.startswith("### <a")


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_table_of_html_is_one_block(part: Part) -> None:
    """Nothing after it is swallowed, and nothing in it is read as Markdown."""
    text = markdown_html.text_of(Page(parts=(part,), whole=False)) + "\nafter *it*\n"

    for page in html_of_markdown(text).values():
        [after] = page_of(page).query("p em")
        assert words(after.parent) == "after it"
        assert not [it for it in page_of(page).query("section") if "after it" in words(it)]


@BOTH
def test_what_is_printed_is_the_same_each_time(printer: Printer) -> None:
    """To the byte, with line feeds and one at the end."""
    text = printer(Page(parts=tuple(PARTS.values())))

    assert text == printer(Page(parts=tuple(PARTS.values())))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text
