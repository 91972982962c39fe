"""reStructuredText: a list-table, for docutils and Sphinx."""

from __future__ import annotations

import re
import unicodedata
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

MEANT = re.compile(r"[\\`*_|@]|:(?=\S)|(?<=:):|\A[^\w\s]")
"""Mark-up, a link by its look, a colon that a block follows, and what begins a block."""

ENUMERATED = re.compile(r"\A([A-Za-z]|\d+|[ivxlcdm]+|[IVXLCDM]+)(?=[.)](?:\s|\Z))")
"""What begins a list that is numbered; other lists begin with a sign."""


def text_of(page: Page) -> str:
    """
    Print parts, each a table with its title as the caption, or a list below it.

    Labels stand before a table and at the head of each row, so that `:ref:` of Sphinx leads there.
    """
    blocks = [f"..\n   {shown(page.origin)}"] if page.origin else []
    if page.whole:
        title = escaped(page.title)
        line = "=" * (_width(title) + 2)
        blocks.append(f"{line}\n {title}\n{line}")  # a blank in, so as not to be a line itself
    for part in page.parts:
        blocks += _blocks(part, page)
    return "".join(f"{line}\n" for line in "\n\n".join(blocks).split("\n"))


def escaped(text: str) -> str:
    r"""
    Give text that reStructuredText takes for nothing else.

    >>> print(escaped("*a* | b_"), escaped("- a"), escaped("1. a"))
    \*a\* \| b\_ \- a 1\. a
    """
    harmless = ENUMERATED.sub(r"\1\\", MEANT.sub(r"\\\g<0>", shown(text)))
    # a line of one sign alone would be the line below a title; a blank that is not shown parts it
    return rf"\ {harmless}" if len(harmless) > 1 and set(harmless) == {"\\"} else harmless


def _width(text: str) -> int:
    """Give how many columns a text takes, for the lines over and under a title."""
    return sum(2 if unicodedata.east_asian_width(it) in "WF" else 1 for it in text)


def _blocks(part: Part, page: Page) -> Iterator[str]:
    yield _label(part.anchor)
    match part:
        case Grid():
            title = f" {escaped(part.title)}" if page.captioned else ""
            yield "\n".join([f".. list-table::{title}", *_indented(_table(part))])
            yield from (f"- **{escaped(word)}**: {escaped(says)}" for word, says in part.legend)
        case Listing():
            if page.captioned:
                yield f".. rubric:: {escaped(part.title)}"
            yield from (block for group in groups_of(part) for block in _group(group))
        case _:
            assert_never(part)
    yield from (_said(it) for it in part.remarks)
    yield from (f"Source: {_origin(it)}" for it in part.origins)
    if isinstance(part, Grid):
        name = _name(part)
        yield from (f".. [#{name}-n{it.number}] {escaped(str(it))}" for it in part.footnotes)


def _label(anchor: str) -> str:
    # what is no simple name has to stand within backquotes
    name = safe_id(anchor).lower()
    return f".. _{name}:" if re.fullmatch(SIMPLE, name) else f".. _`{name}`:"


SIMPLE = "[a-z0-9]+(?:[-._][a-z0-9]+)*"


def _name(grid: Grid) -> str:
    """Give a name as a label of a footnote may be: single dashes within letters and digits."""
    return re.sub("[^a-z0-9]+", "-", safe_id(grid.anchor).lower()).strip("-") or "t"


def _table(grid: Grid) -> Iterator[str]:
    name = _name(grid)
    yield ":header-rows: 1"
    yield ":stub-columns: 1"
    yield f":widths: {' '.join(map(str, widths(grid)))}"
    yield ""
    yield from _row([[escaped(grid.corner)], *(_head(it, name) for it in grid.columns)])
    for line in grid.lines:
        yield from _row([_head(line.heading, name), *([_cell(it, name)] for it in line.cells)])


def _row(cells: Iterable[list[str]]) -> Iterator[str]:
    for place, blocks in enumerate(cells):
        opening = "* - " if place == 0 else "  - "
        first, *rest = blocks
        yield f"{opening}{first}"
        for block in rest:
            yield from ("", f"    {block}")


def _head(heading: Heading, name: str) -> list[str]:
    words = f"{escaped(heading.title)}{_refs(heading.refs, name)}"
    return [_label(heading.anchor), words] if heading.anchor else [words]


def _cell(cell: Cell, name: str) -> str:
    match cell:
        case TextCell(text):
            return escaped(text)
        case AnswerCell():
            return f"{escaped(cell_words(cell))}{_refs(cell.refs, name)}"
        case _:
            assert_never(cell)


def _refs(refs: Iterable[int], name: str) -> str:
    return "".join(f" [#{name}-n{number}]_" for number in refs)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"   {line}" if line else "" for line in lines)


def _said(remark: Remark) -> str:
    return f"**{remark.kind}:** {escaped(remark.text)}" if remark.kind else escaped(remark.text)


def _origin(origin: Origin) -> str:
    if is_address(origin.url):
        url = address(origin.url).replace("_", r"\_").replace("*", "%2A")
        return f"`{escaped(origin.words)} <{url}>`__"
    return escaped(f"{origin.words} ({origin.url})" if origin.url else origin.words)


def _group(group: Group) -> Iterator[str]:
    yield f"- {escaped(group.title)}"
    yield from (f"  {block}" for item in group.items for block in _item(item))


def _item(item: Item) -> Iterator[str]:
    heading = item.heading
    label = [_label(heading.anchor)] if heading.anchor else []
    first, *rest = [*label, escaped(heading.title)]
    yield f"- {first}"
    yield from (f"  {block}" for block in rest)
    yield from (f"  - {escaped(it)}" for it in item.says)
