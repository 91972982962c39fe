"""Markdown as GitHub has it: a table of pipes, with footnotes."""

from __future__ import annotations

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
from permmatrix.printers.characters import address, is_address, safe_id
from permmatrix.printers.html import comment
from permmatrix.printers.markdown_text import escaped
from permmatrix.printers.page import Page, groups_of

__all__ = ["text_of"]


def text_of(page: Page) -> str:
    """Print parts under headings of their own, with a title ahead where it is a whole page."""
    blocks = [*comment(page)]
    if page.whole:
        blocks.append(f"{'#' * max(page.level - 1, 1)} {escaped(page.title)}")
    for part in page.parts:
        blocks += _blocks(part, page)
    return "".join(f"{block}\n" for block in "\n\n".join(blocks).split("\n"))


def _blocks(part: Part, page: Page) -> Iterator[str]:
    anchored = _anchor(part.anchor)
    yield f"{'#' * page.level} {anchored}{escaped(part.title)}" if page.captioned else anchored
    match part:
        case Grid():
            yield "\n".join(_table(part))
            yield from _legend(part)
            yield from _below(part.remarks, part.origins)
            yield from _footnotes(part)
        case Listing():
            yield "\n".join(line for group in groups_of(part) for line in _group(group))
            yield from _below(part.remarks, part.origins)
        case _:
            assert_never(part)


def _anchor(id_: str) -> str:
    return f'<a id="{safe_id(id_)}"></a>' if id_ else ""


def _table(grid: Grid) -> Iterator[str]:
    anchor = safe_id(grid.anchor)
    yield _line([escaped(grid.corner), *(_head(it, anchor) for it in grid.columns)])
    yield _line("---" for _ in (grid.corner, *grid.columns))
    for line in grid.lines:
        yield _line([_head(line.heading, anchor), *(_cell(it, anchor) for it in line.cells)])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _head(heading: Heading, anchor: str) -> str:
    return f"{_anchor(heading.anchor)}{escaped(heading.title)}{_refs(heading.refs, anchor)}"


def _cell(cell: Cell, anchor: str) -> str:
    match cell:
        case TextCell(text):
            return escaped(text)
        case AnswerCell():
            return f"{escaped(cell_words(cell))}{_refs(cell.refs, anchor)}"
        case _:
            assert_never(cell)


def _refs(refs: Iterable[int], anchor: str) -> str:
    """Refer to footnotes, apart from one another: 1 and 2 would be read as 12."""
    return "".join(f" [^{anchor}-{number}]" for number in refs)


def _footnotes(grid: Grid) -> Iterator[str]:
    anchor = safe_id(grid.anchor)
    yield from (f"[^{anchor}-{it.number}]: {escaped(str(it))}" for it in grid.footnotes)


def _legend(grid: Grid) -> Iterator[str]:
    if grid.legend:
        yield "\n".join(f"- **{escaped(word)}**: {escaped(says)}" for word, says in grid.legend)


def _below(remarks: Iterable[Remark], origins: Iterable[Origin]) -> Iterator[str]:
    yield from (_said(it) for it in remarks)
    yield from (f"Source: {_origin(it)}" for it in origins)


def _said(remark: Remark) -> str:
    return f"**{remark.kind}:** {escaped(remark.text)}" if remark.kind else escaped(remark.text)


def _origin(origin: Origin) -> str:
    if is_address(origin.url):
        url = address(origin.url).replace("&", "&amp;")
        return f"[{escaped(origin.words)}](<{url}>)"
    return escaped(f"{origin.words} ({origin.url})" if origin.url else origin.words)


def _group(group: Group) -> Iterator[str]:
    yield f"- **{escaped(group.title)}**"
    yield from (line for item in group.items for line in _item(item))


def _item(item: Item) -> Iterator[str]:
    """Give the lines of an item, four blanks in: Python-Markdown nests by no fewer."""
    yield f"    - {_anchor(item.heading.anchor)}{escaped(item.heading.title)}"
    yield from (f"        - {escaped(says)}" for says in item.says)
