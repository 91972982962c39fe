"""
AsciiDoc: a table with a title, heads of rows, and links to the notes below it.

The notes are a list and no footnotes of AsciiDoc: referred to a second time from within a table,
those come out without a number in Asciidoctor 4 for JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from permmatrix.grid import (
    AnswerCell,
    Cell,
    Grid,
    Group,
    Heading,
    Item,
    Listing,
    Origin,
    Part,
    Remark,
    TextCell,
    cell_words,
)
from permmatrix.printers.characters import address, is_address, safe_id, shown
from permmatrix.printers.page import Page, groups_of
from permmatrix.printers.widths import widths

__all__ = ["escaped", "text_of"]

MEANT = re.compile(
    r"[\\`*_#^~+|\[\]{}<>&\"'=@$!;%]"
    r"|:(?=\S|\Z)|(?<=:):|(?<=-)-|(?<=\.)\.|\((?=\(|C\)|R\)|TM\))"
    r"|\A[-./:]|(?<=\ANOTE):|(?<=\ATIP):|(?<=\AIMPORTANT):|(?<=\AWARNING):|(?<=\ACAUTION):"
)
ENUMERATED = re.compile(r"\A([A-Za-z]|\d+|[ivxlcdm]+|[IVXLCDM]+)([.)])(?=\s|\Z)")
"""What begins a list that is numbered."""


def text_of(page: Page) -> str:
    """Print parts, each a table with its title, or a list below it."""
    blocks = [f"// {shown(page.origin)}"] if page.origin else []
    if page.whole:
        blocks.append(f"= {escaped(page.title)}")
    for part in page.parts:
        blocks += _blocks(part, page)
    return "".join(f"{line}\n" for line in "\n\n".join(blocks).split("\n"))


def escaped(text: str) -> str:
    """
    Give text that AsciiDoc takes for nothing else.

    Signs are written as numbers: where a backslash is needed, and where it is shown, depends on
    what stands around it.

    >>> escaped("*a* | b--c"), escaped("1. it's")
    ('&#42;a&#42; &#124; b-&#45;c', '1&#46; it&#39;s')
    """
    harmless = MEANT.sub(lambda found: f"&#{ord(found[0])};", shown(text))
    return ENUMERATED.sub(lambda found: f"{found[1]}&#{ord(found[2])};", harmless)


def _blocks(part: Part, page: Page) -> Iterator[str]:
    head = _anchor(part.anchor)
    head += f"\n.{escaped(part.title)}" if page.captioned else ""
    match part:
        case Grid():
            yield "\n".join([head, *_table(part)])
            if part.legend:
                entries = (f"* **{escaped(it)}**: {escaped(says)}" for it, says in part.legend)
                yield "\n".join(entries)
        case Listing():
            yield "\n".join([head, *(line for group in groups_of(part) for line in _group(group))])
        case _:
            assert_never(part)
    yield from (_said(it) for it in part.remarks)
    yield from (f"Source: {_origin(it)}" for it in part.origins)
    if isinstance(part, Grid) and part.footnotes:
        yield _notes(part)


def _anchor(anchor: str) -> str:
    """Give an anchor, of whose signs none is mark-up: single, and between letters or digits."""
    if not anchor:
        return ""
    words = re.sub(r"([-._])[-._]+", r"\1", safe_id(anchor)).strip("-._")
    words = re.sub(r"_(?=[-.])|(?<=[-.])_", "", words)
    return f"[[{words if words[:1].isalpha() else f'n{words}'}]]"


def _table(grid: Grid) -> Iterator[str]:
    name = _name(grid)
    yield f'[%header,cols="{",".join(map(str, widths(grid)))}",caption=""]'
    yield "|==="
    yield f"| {escaped(grid.corner)}"
    yield from (f"| {_head(it, name)}" for it in grid.columns)
    for line in grid.lines:
        yield ""
        yield f"h| {_head(line.heading, name)}"
        yield from (f"| {_cell(it, name)}" for it in line.cells)
    yield "|==="


def _name(grid: Grid) -> str:
    """Give a name that has no signs in it that are mark-up before a link is a link."""
    return re.sub("[^A-Za-z0-9]+", "-", safe_id(grid.anchor)).strip("-") or "t"


def _refs(numbers: Iterable[int], name: str) -> str:
    return "".join(f" ^xref:{name}-note-{number}[{number}]^" for number in numbers)


def _notes(grid: Grid) -> str:
    name = _name(grid)
    items = (f". [[{name}-note-{it.number}]]{escaped(str(it))}" for it in grid.footnotes)
    return "\n".join(["//-", ".Notes", *items])  # the comment ends a list above


def _head(heading: Heading, name: str) -> str:
    return f"{_anchor(heading.anchor)}{escaped(heading.title)}{_refs(heading.refs, name)}"


def _cell(cell: Cell, name: str) -> str:
    match cell:
        case TextCell(text):
            return escaped(text)
        case AnswerCell():
            return f"{escaped(cell_words(cell))}{_refs(cell.refs, name)}"
        case _:
            assert_never(cell)


def _said(remark: Remark) -> str:
    return f"**{remark.kind}:** {escaped(remark.text)}" if remark.kind else escaped(remark.text)


def _origin(origin: Origin) -> str:
    if is_address(origin.url):
        # between pluses nothing is read as mark-up, so two of them must not stand in it
        return f"link:++{address(origin.url).replace('++', '+%2B')}++[{escaped(origin.words)}]"
    return escaped(f"{origin.words} ({origin.url})" if origin.url else origin.words)


def _group(group: Group) -> Iterator[str]:
    yield f"* {escaped(group.title)}"
    yield from (line for item in group.items for line in _item(item))


def _item(item: Item) -> Iterator[str]:
    yield f"** {_anchor(item.heading.anchor)}{escaped(item.heading.title)}"
    yield from (f"*** {escaped(it)}" for it in item.says)
