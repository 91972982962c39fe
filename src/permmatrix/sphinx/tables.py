"""A table as nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from docutils import nodes

from permmatrix.grid import AnswerCell, Cell, Grid, Heading, Line, TextCell
from permmatrix.printers.characters import shown, words_of
from permmatrix.printers.fragment import CLASSES
from permmatrix.sphinx.below import block, meanings, origins, remarks
from permmatrix.sphinx.cells import HeadCell
from permmatrix.sphinx.drawing import Drawing

__all__ = ["answer_class", "table"]

WIDEST_HEAD = 44
"""In characters: a text builder breaks the heads of rows at this width."""
WIDEST_CELL = 26
LONG = 20
"""Tables of more rows may be broken over several pages of print."""


def table(grid: Grid, drawing: Drawing, *, caption: str = "", legend: bool = True) -> nodes.Element:
    """Give a table, with its notes, its legend and its source below."""
    whole = block(grid.language)
    drawing.expect_notes(grid.footnotes, grid.anchor)
    whole += _table(grid, drawing, caption or grid.title)
    whole += remarks(grid.remarks)
    whole += drawing.notes(grid.footnotes)
    whole += meanings(grid.legend if legend else ())
    whole += origins(grid.origins)
    return whole


def _table(grid: Grid, drawing: Drawing, caption: str) -> nodes.table:
    classes = ["pm-table", "colwidths-given"]
    classes += ["longtable"] if len(grid.lines) > LONG else []
    group = nodes.tgroup("", cols=len(grid.columns) + 1)
    group += [
        nodes.colspec("", colwidth=width, stub=int(place == 0))
        for place, width in enumerate(_widths(grid))
    ]
    heads = [Heading(id="", title=grid.corner), *grid.columns]
    group += nodes.thead("", nodes.row("", *(_head(it, "col", drawing) for it in heads)))
    group += nodes.tbody("", *(_row(line, drawing) for line in grid.lines))
    title = nodes.title("", "", drawing.begin(grid.anchor, grid.title), nodes.Text(shown(caption)))
    return nodes.table("", title, group, classes=classes)


def _row(line: Line, drawing: Drawing) -> nodes.row:
    cells = (_cell(it, drawing) for it in line.cells)
    return nodes.row("", _head(line.heading, "row", drawing), *cells)


def _head(heading: Heading, scope: str, drawing: Drawing) -> HeadCell:
    place = [drawing.target(heading)] if heading.anchor else []
    words = nodes.paragraph(
        "", "", *place, nodes.Text(shown(heading.title)), *drawing.links(heading.refs)
    )
    return HeadCell("", words, scope=scope)


def _cell(cell: Cell, drawing: Drawing) -> nodes.entry:
    match cell:
        case TextCell():
            return nodes.entry("", nodes.paragraph("", words_of(cell)))
        case AnswerCell(refs=refs):
            words = nodes.paragraph("", "", nodes.Text(words_of(cell)), *drawing.links(refs))
            return nodes.entry("", words, classes=answer_class(cell))
        case _:
            assert_never(cell)


def answer_class(cell: AnswerCell) -> list[str]:
    """Give the classes by which a style knows what a cell says."""
    return [CLASSES[cell.answer], "pm-doubt"] if cell.in_doubt else [CLASSES[cell.answer]]


def _widths(grid: Grid) -> Iterator[int]:
    """Give the widths of the columns in characters, which to other formats are proportions."""
    heads = [grid.corner, *(_noted(it.heading.title, it.heading.refs) for it in grid.lines)]
    yield _width(heads, WIDEST_HEAD)
    for place, heading in enumerate(grid.columns):
        texts = [_text(line.cells[place]) for line in grid.lines]
        yield _width([_noted(heading.title, heading.refs), *texts], WIDEST_CELL)


def _text(cell: Cell) -> str:
    return _noted(words_of(cell), cell.refs if isinstance(cell, AnswerCell) else ())


def _noted(words: str, refs: Sequence[int]) -> str:
    return " ".join([words, *(f"[{it}]" for it in refs)])


def _width(texts: Sequence[str], widest: int) -> int:
    """Give the width of the longest text, or of the longest word where that is too wide."""
    longest_word = max(len(word) for text in texts for word in text.split(" "))
    return max(longest_word, min(max(map(len, texts)), widest))
