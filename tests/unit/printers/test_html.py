"""HTML as a strict reader finds it, and as somebody who listens to it does."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from attrs import evolve
from justhtml import JustHTML

from permmatrix.grid import Answer, AnswerCell, Grid, Heading, Line, Listing, Origin, Part, TextCell
from permmatrix.printers.html import fragment, text_of
from permmatrix.printers.page import Page
from printed import expected, expected_items, from_html, items_of_html, links_away, page_of, said
from printed import words as words_of
from tables import grids, listings
from titles import HOSTILE

GRIDS, LISTINGS = grids(), listings()
PARTS: dict[str, Part] = {**GRIDS, **LISTINGS}
SMALL = GRIDS["small (docs)"]
TINY = Grid(
    anchor="t",
    title="Tiny",
    corner="Action",
    columns=(Heading(id="a", title="A", anchor="t-level-a"),),
    lines=(Line(Heading(id="t.x", title="X", anchor="t.x"), (AnswerCell(answer=Answer.YES),)),),
)


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_a_table_holds_every_word(grid: Grid) -> None:
    """Heads, cells and footnotes are those of the table, and so is what is said below it."""
    page = text_of(Page(parts=(grid,)))

    assert from_html(page) == [expected(grid)]
    below = [*page_of(page).query(".pm-remarks li, .pm-legend div, .pm-source")]
    assert sorted(_below(it) for it in below) == sorted(said(grid))


def _below(node: Any) -> str:
    """Give what an item below a table says, a word of the legend with its meaning."""
    if node.name == "div":
        return ": ".join(words_of(it) for it in node.children if it.name in {"dt", "dd"})
    return words_of(node).removeprefix("Source: ").removesuffix(" (javascript:alert(1))")


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS)
def test_a_list_holds_every_word(listing: Listing) -> None:
    """Groups, actions and phrases are lists within lists."""
    assert items_of_html(text_of(Page(parts=(listing,)))) == expected_items(listing)


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "part"])
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_strict_reader_has_no_complaint(part: Part, whole: bool) -> None:
    """What is printed is HTML without an error."""
    page = text_of(Page(parts=(part,), whole=whole, origin="made by --> us"))

    JustHTML(page, strict=True, fragment=not whole)  # raises at an error


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize("captioned", [True, False], ids=["shown", "repeated"])
def test_a_table_can_be_listened_to(grid: Grid, captioned: bool) -> None:
    """It has a name, heads with a scope, no merged or empty cell, and can be scrolled by key."""
    page = page_of(text_of(Page(parts=(grid,), captioned=captioned)))
    [table] = page.query("table")
    [region] = page.query("[role=region]")
    rows = table.query("tr")

    assert region.attrs["tabindex"] == "0"
    assert _name(region, page) == grid.title
    [caption] = table.query("caption")
    assert words_of(caption) == grid.title
    assert caption.attrs.get("class") == (None if captioned else "pm-repeated")
    assert "aria-label" not in table.attrs
    assert all(it.attrs["scope"] == "col" for it in rows[0].query("th"))
    assert not rows[0].query("td")
    for row in rows[1:]:
        heads = row.query("th")
        assert [it.attrs["scope"] for it in heads] == ["row"]
        assert row.children[1 if row.children[0].name == "#text" else 0] is heads[0]
    cells = [*table.query("th"), *table.query("td")]
    assert len(cells) == len(rows) * (1 + len(grid.columns))
    assert all(words_of(it) for it in cells)
    assert not [it for it in cells if {"colspan", "rowspan"} & {*it.attrs}]


def _name(node: Any, page: Any) -> str:
    if "aria-label" in node.attrs:
        return str(node.attrs["aria-label"])
    [found] = page.query(f"[id='{node.attrs['aria-labelledby']}']")
    return words_of(found)


@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_notes_lead_there_and_back(grid: Grid) -> None:
    """Each reference leads to a note, which has a link back to each place, and ids are unique."""
    page = page_of(text_of(Page(parts=(grid,))))
    ids = [it.attrs["id"] for it in page.query("[id]")]
    refs = {it.attrs["id"]: it for it in page.query("[role=doc-noteref]")}
    backs = page.query("[role=doc-backlink]")
    notes = {it.attrs["id"]: it for it in page.query("[role=doc-endnotes] > ol > li")}

    assert len(ids) == len(set(ids))
    assert len(notes) == len(grid.footnotes)
    assert sorted(it.attrs["href"][1:] for it in backs) == sorted(refs)
    for back in backs:
        to = refs[back.attrs["href"][1:]]
        assert notes[to.attrs["href"][1:]] is back.parent
        assert back.attrs["aria-label"].startswith(f"back to {to.attrs['aria-label']}")
    assert len({it.attrs["aria-label"] for it in backs}) == len(backs)


def test_an_action_has_an_anchor() -> None:
    """A link to an action's id leads to the head of its row."""
    [head] = page_of(text_of(Page(parts=(SMALL,)))).query("[id='docs.share']")

    assert (head.name, head.attrs["scope"]) == ("th", "row")
    assert words_of(head) == "Share a document"


def test_a_fragment_is_written_out() -> None:
    """Without style, script and empty lines."""
    assert fragment(TINY).split("\n") == [
        '<section id="t" class="permmatrix">',
        '<div class="pm-scroll" role="region" tabindex="0" aria-labelledby="t-title">',
        "<table>",
        '<caption><span class="pm-title" id="t-title"><bdi>Tiny</bdi></span></caption>',
        "<thead>",
        "<tr>",
        '<th scope="col">Action</th>',
        '<th scope="col" id="t-level-a"><bdi>A</bdi></th>',
        "</tr>",
        "</thead>",
        "<tbody>",
        "<tr>",
        '<th scope="row" id="t.x"><bdi>X</bdi></th>',
        (
            '<td class="pm-yes"><span class="pm-glyph" aria-hidden="true">✓</span> '
            '<span class="pm-answer">Yes</span></td>'
        ),
        "</tr>",
        "</tbody>",
        "</table>",
        "</div>",
        "</section>",
    ]


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_fragment_is_one_block(part: Part) -> None:
    """It has no empty line, no style, no script, and no line that Markdown would take for code."""
    text = text_of(Page(parts=(part,), whole=False))

    assert text.endswith("</section>\n")
    assert not re.search(r"\n\s*\n|\n\s|<style|<script| style=| on\w+=", text)


def test_every_answer_has_a_class_and_a_sign() -> None:
    """No two answers have the same class, and a sign never stands without its word."""
    cells = tuple(AnswerCell(answer=it) for it in Answer)
    columns = tuple(Heading(id=it.name, title=it.name) for it in Answer)
    grid = evolve(TINY, columns=columns, lines=(Line(TINY.lines[0].heading, cells),))
    found = page_of(fragment(grid)).query("td")

    assert len({it.attrs["class"] for it in found}) == len(Answer)
    assert [words_of(it) for it in found] == [it.value for it in Answer]
    assert all(len(it.query("[aria-hidden=true]")) == 1 for it in found)


def test_a_change_says_before_and_after() -> None:
    """What was there is deleted, what is there now inserted, and the way it went is a word."""
    cell = AnswerCell(answer=Answer.YES, in_doubt=True, before="No", change="Widened")
    grid = evolve(TINY, lines=(Line(TINY.lines[0].heading, (cell,)),))
    [found] = page_of(fragment(grid)).query("td")

    assert words_of(found) == "Widened: No → Yes (in doubt)"
    assert found.attrs["class"] == "pm-yes pm-doubt pm-changed pm-is-widened"
    assert words_of(found.query("del")[0]) == "No"
    assert words_of(found.query("ins")[0]) == "Yes (in doubt)"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str) -> None:
    """In a title, a head, a cell, an id, an address and the comment alike."""
    heading = Heading(id=hostile, title=hostile, anchor=hostile)
    grid = evolve(
        TINY,
        anchor=hostile,
        title=hostile,
        columns=(heading,),
        lines=(Line(evolve(heading, anchor=f"{hostile}x"), (TextCell(hostile),)),),
        language=hostile,
        origins=(Origin(hostile, hostile), Origin(hostile)),
        legend=((hostile, hostile),),
    )
    text = text_of(Page(parts=(grid,), title=hostile, origin=hostile))
    page = JustHTML(text.encode("utf-8").decode(), strict=True, sanitize=False).root

    assert from_html(text) == [expected(grid)]
    assert not page.query("script, b, br, i, img")
    assert [*links_away(text)] == ([hostile] if hostile.startswith("https://") else [])


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c&d='e'", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        (" https://example.org", False),
        ("https://example.org/a b", False),
        ("data:text/html,x", False),
        ("/etc/passwd", False),
        ("", False),
    ],
)
def test_only_pages_of_the_web_are_linked(url: str, linked: bool) -> None:
    """Any other address is text."""
    page = fragment(evolve(TINY, origins=(Origin("Handbook", url),)))
    source = page_of(page).query(".pm-source")[0]

    assert links_away(page) == ([url] if linked else [])
    assert words_of(source) == "Source: Handbook" + (f" ({url})" if url and not linked else "")


def test_the_page_allows_nothing_but_its_own_style() -> None:
    """Its policy names the hash of its one style sheet, and it asks for nothing from elsewhere."""
    text = text_of(Page(parts=(SMALL,)))
    page = page_of(text)
    [style] = re.findall(r"<style>(.*)</style>", text, re.DOTALL)
    [policy] = page.query("meta[http-equiv]")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode()

    assert policy.attrs["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not page.query("script, link, img, iframe, form, [style]")
    assert not re.search(r"url\(|@import|expression", style)


def test_a_page_has_a_language_a_title_and_one_first_heading() -> None:
    """The language is the parts' where they agree; parts have headings below the title's."""
    both = (SMALL, GRIDS["small (notes)"])
    page = page_of(text_of(Page(parts=both, title="Who may <what>", origin="permmatrix render")))

    assert page.query("html")[0].attrs["lang"] == "en"
    assert [words_of(it) for it in page.query("title, h1")] == ["Who may <what>"] * 2
    assert [words_of(it) for it in page.query("h2")] == ["Documents", "Notes"]
    assert [it.attrs["href"] for it in page.query("nav a")] == ["#docs", "#notes"]
    assert [it.attrs.get("lang") for it in page.query(".permmatrix")] == ["en", None]
    assert {it.attrs["name"] for it in page.query("meta[name]")} == {"viewport", "color-scheme"}


@pytest.mark.parametrize(
    ("origin", "comment"),
    [
        ("permmatrix render --check a.yaml", "<!-- permmatrix render --check a.yaml -->"),
        ("a --> b", "<!-- a -- > b -->"),
        ("a --!> b", "<!-- a -- !> b -->"),
        ("> a <!-- b", "<!-- > a < !-- b -->"),
        ("a\n\nb", "<!-- a b -->"),
    ],
)
def test_nothing_ends_the_comment_early(origin: str, comment: str) -> None:
    """It says where the page is from, in one line."""
    assert text_of(Page(parts=(), whole=False, origin=origin)) == f"{comment}\n"


def test_what_is_printed_is_the_same_each_time() -> None:
    """To the byte, with line feeds and one at the end."""
    text = text_of(Page(parts=tuple(PARTS.values())))

    assert text == text_of(Page(parts=tuple(PARTS.values())))
    assert text.endswith("</html>\n")
    assert "\r" not in text
