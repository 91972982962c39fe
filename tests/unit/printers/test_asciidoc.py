"""AsciiDoc as Asciidoctor finds it, without a warning."""

from __future__ import annotations

import pytest
from attrs import evolve

from asciidoctor import html_of_asciidoc, needs_asciidoctor
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
from permmatrix.printers.asciidoc import escaped, text_of
from permmatrix.printers.page import Page
from printed import (
    as_read,
    expected,
    expected_items,
    from_html,
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
    """A reference leads to a numbered note below the table, however often it is referred to."""
    twice = Line(Heading(id="t.y", title="Y", refs=(1,)), (TextCell("[x] | it's"),))
    grid = evolve(TINY, lines=(*TINY.lines, twice))

    assert text_of(Page(parts=(grid,), title="All", origin="permmatrix render")) == (
        "// permmatrix render\n"
        "\n"
        "= All\n"
        "\n"
        "[[t_1.x]]\n"
        ".Tiny &#124; small\n"
        '[%header,cols="20,15",caption=""]\n'
        "|===\n"
        "| Action\n"
        "| A ^xref:t-1-x-note-1[1]^\n"
        "\n"
        "h| [[t.x_y]]X\n"
        "| With conditions ^xref:t-1-x-note-2[2]^ ^xref:t-1-x-note-3[3]^\n"
        "\n"
        "h| Y ^xref:t-1-x-note-1[1]^\n"
        "| &#91;x&#93; &#124; it&#39;s\n"
        "|===\n"
        "\n"
        "* **Yes**: enough.\n"
        "\n"
        "&#45; Said\n"
        "\n"
        "**Advice:** ask\n"
        "\n"
        "Source: link:++https://example.org/a%7Cb_++[Hand&#95;book]\n"
        "\n"
        "Source: Desk (file&#58;///x)\n"
        "\n"
        "//-\n"
        ".Notes\n"
        ". [[t-1-x-note-1]]1&#46; One\n"
        ". [[t-1-x-note-2]]Needs: two\n"
        ". [[t-1-x-note-3]]In doubt: three\n"
    )


def test_a_list_is_written_out() -> None:
    """Lists within lists."""
    assert text_of(Page(parts=(MAY,), whole=False)) == (
        "[[t-may]]\n"
        ".Tiny: what A may do\n"
        "* Allowed\n"
        "** [[t.x]]X\n"
        "* With more\n"
        "** Y\n"
        "*** needs &#42;\n"
    )


@needs_asciidoctor
def test_tables_and_lists_hold_every_word() -> None:
    """Heads, cells and footnotes are those of the table, and so is what is said below it."""
    pages = html_of_asciidoc({name: text_of(Page(parts=(it,))) for name, it in PARTS.items()})

    for name, grid in GRIDS.items():
        assert from_html(pages[name]) == [expected(grid)], name
        root = page_of(pages[name])
        assert [words(it) for it in root.query("caption")] == [grid.title]
        below = [words(it) for it in root.query(".paragraph p, li p")]
        for text in said(grid):
            assert [it for it in below if text in it], text
    for name, listing in LISTINGS.items():
        assert items_of_html(pages[name]) == expected_items(listing), name


def hostile_parts(hostile: str) -> tuple[Grid, Listing]:
    """Give a table and a list with a text in every place that text has."""
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
    return grid, evolve(MAY, title=hostile, groups=(Group(Answer.YES, hostile, (item,)),))


@needs_asciidoctor
def test_hostile_text_stays_text() -> None:
    """In a title, a head, a cell, a footnote, a remark, the legend, the source and the comment."""
    parts = {hostile: hostile_parts(hostile) for hostile in HOSTILE}
    texts = {it: text_of(Page(parts=parts[it], title=it, origin=it)) for it in HOSTILE}
    pages = html_of_asciidoc({repr(name): text for name, text in texts.items()})

    for hostile, (grid, listing) in parts.items():
        page, shown = pages[repr(hostile)], as_read(hostile)
        root = page_of(page)
        assert from_html(page) == [expected(grid)], hostile
        assert items_of_html(page) == expected_items(listing), hostile
        assert links_away(page) == ["https://a.b/c_"], hostile
        assert [words(it) for it in root.query("h1, caption, .ulist .title")] == [shown] * 3
        assert not root.query("b, br, i, img, h2, pre, code, em, dl, blockquote, script")
        assert f"{shown}: {shown}" in [words(it) for it in root.query("li")], hostile
        assert f"Source: {shown}" in [words(it) for it in root.query("p")], hostile


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Edit an Order (SSOV), at 1.5 - a: b", "Edit an Order (SSOV), at 1.5 - a: b"),
        ("NOTE: a", "NOTE&#58; a"),
        ("iv) a", "iv&#41; a"),
        ("a:: b", "a&#58;&#58; b"),
        ("it's (C)...", "it&#39;s &#40;C).&#46;&#46;"),
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
