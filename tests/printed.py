"""
What readers of HTML and Markdown find in a printed table or list, and what they are to find.

The readers are other people's, and nothing here is from the printers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from io import StringIO
from typing import Any, NamedTuple

import cmarkgfm
import markdown
from cmarkgfm.cmark import Options
from docutils.core import publish_parts
from justhtml import JustHTML
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from permmatrix.grid import AnswerCell, Grid, Heading, Listing, cell_words

__all__ = [
    "Found",
    "as_read",
    "expected",
    "expected_items",
    "from_html",
    "html_of_markdown",
    "html_of_rst",
    "items_of_html",
    "links_away",
    "one_line",
    "page_of",
    "said",
]

TURNING = {chr(it) for it in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)}


class Found(NamedTuple):
    """
    A table as it was read: each cell's words, and the texts of the footnotes it refers to.

    The first line has the heads of the columns, the first cell of a line its head.
    """

    cells: list[list[str]]
    notes: list[list[list[str]]]


def as_read(text: str) -> str:
    """Give a text as every reader is to find it: what is no character is replaced."""
    return one_line("".join(_shown(it) for it in text)) or "(empty)"


def _shown(sign: str) -> str:
    if sign.isspace():
        return " "
    no_character = 0xFDD0 <= ord(sign) <= 0xFDEF or ord(sign) % 0x10000 >= 0xFFFE
    hidden = unicodedata.category(sign) in {"Cc", "Cs"} or sign in TURNING
    return "\ufffd" if no_character or hidden else sign


def one_line(text: str) -> str:
    """Give a text with its breaks and runs of blanks as single blanks."""
    return " ".join(text.split())


def expected(grid: Grid) -> Found:
    """Give what a reader is to find in a table."""
    texts = {it.number: as_read(str(it)) for it in grid.footnotes}
    heads = [Heading(id="", title=grid.corner), *grid.columns]
    cells, notes = [[as_read(it.title) for it in heads]], [[_texts(it, texts) for it in heads]]
    for line in grid.lines:
        words = [as_read(cell_words(it)) for it in line.cells]
        cells.append([as_read(line.heading.title), *words])
        notes.append([_texts(it, texts) for it in (line.heading, *line.cells)])
    return Found(cells, notes)


def _texts(it: object, texts: dict[int, str]) -> list[str]:
    refs = it.refs if isinstance(it, Heading | AnswerCell) else ()
    return [texts[number] for number in refs]


def said(part: Grid | Listing) -> list[str]:
    """Give what else is said of a part: its remarks, the legend, where it is from."""
    legend = part.legend if isinstance(part, Grid) else ()
    return [
        *(as_read(str(it)) for it in part.remarks),
        *(f"{as_read(word)}: {as_read(says)}" for word, says in legend),
        *(as_read(it.words) for it in part.origins),
    ]


def expected_items(listing: Listing) -> list[tuple[int, str]]:
    """Give what a reader is to find in a list: the words of each item, and how deep it is."""
    found = []
    for group in listing.groups:
        found.append((1, as_read(group.title)))
        for item in group.items:
            found.append((2, as_read(item.heading.title)))
            found += [(3, as_read(it)) for it in item.says]
    return found


def html_of_markdown(text: str) -> dict[str, str]:
    """Give HTML of Markdown by each of the readers of it."""
    lone = text.encode("utf-8", "replace").decode()
    options = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    own = MarkdownIt("gfm-like", {"html": True, "linkify": False}).use(footnote_plugin)
    extensions = ["tables", "footnotes", "attr_list", "def_list", "abbr", "toc", "md_in_html"]
    return {
        "GitHub": cmarkgfm.github_flavored_markdown_to_html(lone, options=options),
        "markdown-it": own.render(lone),
        "Python-Markdown": markdown.markdown(lone, extensions=extensions),
    }


def html_of_rst(text: str) -> str:
    """Give HTML of reStructuredText, which docutils is to have no warning about."""
    settings = {
        "report_level": 2,
        "halt_level": 2,
        "embed_stylesheet": False,
        "warning_stream": StringIO(),
        "line_length_limit": 100_000,  # a legend says a title of 5,000 signs twice on a line
    }
    return str(publish_parts(text, writer="html5", settings_overrides=settings)["whole"])


def page_of(text: str) -> Any:
    """Give the elements of a page of HTML."""
    return JustHTML(text, sanitize=False).root


def from_html(text: str) -> list[Found]:
    """Give the tables of a page, whose footnotes may be anywhere on it."""
    page = page_of(text)
    by_id = {it.attrs["id"]: it for it in page.query("[id]")}
    return [_table(it, by_id) for it in page.query("table")]


def _table(table: Any, by_id: dict[str, Any]) -> Found:
    rows = [[it for it in row.children if it.name in {"td", "th"}] for row in table.query("tr")]
    cells = [[words(cell) for cell in row] for row in rows]
    notes = [[[*_noted(cell, by_id)] for cell in row] for row in rows]
    return Found(cells, notes)


def items_of_html(text: str) -> list[tuple[int, str]]:
    """Give the items of the nested lists of a page with how deep they are, but for plain lists."""
    found = []
    for top in page_of(text).query("ul"):
        nested = top.query("ul")
        if nested and not _inside_list(top):
            found += [*_items(top, 1)]
    return found


def _inside_list(node: Any) -> bool:
    parent = node.parent
    return parent is not None and (parent.name == "li" or _inside_list(parent))


def _items(ul: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in ul.children:
        if item.name == "li":
            inner = [it for div in item.children for it in _undivided(div)]
            lists = [it for it in inner if it.name == "ul"]
            own = [it for it in inner if it.name != "ul"]
            yield depth, one_line("".join(piece for it in own for piece in _pieces(it)))
            for it in lists:
                yield from _items(it, depth + 1)


def _undivided(node: Any) -> list[Any]:
    """Give what is in a division, or a node that is none."""
    return list(node.children) if node.name == "div" else [node]


def words(node: Any) -> str:
    """Give the words of an element but for references, links back and what is for the eye alone."""
    return one_line("".join(_pieces(node)))


def _pieces(node: Any) -> Iterator[str]:
    if node.name == "#text":
        yield node.data
        return
    attrs = node.attrs or {}
    if attrs.get("aria-hidden") == "true" or _leads(attrs) or node.name in {"#comment", "sup"}:
        return
    for child in node.children or ():
        yield from _pieces(child)


def _leads(attrs: dict[str, Any]) -> bool:
    classes = (attrs.get("class") or "").split()
    backwards = {"footnote-backref", "footnote-ref", "label", "backrefs"}
    return attrs.get("role") in {"doc-noteref", "doc-backlink"} or bool(backwards & {*classes})


def _noted(cell: Any, by_id: dict[str, Any]) -> Iterator[str]:
    for link in cell.query("a[href]"):
        target = by_id.get(link.attrs["href"][1:])
        if target is not None:
            # an empty anchor at the start of an element stands for the element
            yield words(target if target.name != "a" else target.parent)


def links_away(text: str) -> list[str]:
    """Give where the links of a page lead that lead away from it."""
    links = [it.attrs["href"] for it in page_of(text).query("a[href]")]
    return [it for it in links if not it.startswith("#")]
