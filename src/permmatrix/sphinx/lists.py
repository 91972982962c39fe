"""A level's rights, and a row, as lists of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from docutils import nodes
from sphinx import addnodes

from permmatrix.grid import (
    AnswerCell,
    Cell,
    Footnote,
    Grid,
    Group,
    Heading,
    Item,
    Line,
    Listing,
    TextCell,
)
from permmatrix.printers.characters import shown, words_of
from permmatrix.sphinx.below import block, headed, origins, remarks
from permmatrix.sphinx.drawing import Drawing
from permmatrix.sphinx.tables import answer_class

__all__ = ["rights", "rows"]


def rights(listing: Listing, drawing: Drawing, *, caption: str = "") -> nodes.Element:
    """Give what a level may do, each action with a link to the row that says so."""
    whole = block(listing.language, "pm-rights")
    place = drawing.begin(listing.anchor, listing.title)
    whole += nodes.rubric("", "", place, nodes.Text(shown(caption or listing.title)))
    for group in listing.groups:
        whole += _group(group, drawing.page)
    if not listing.groups:
        whole += nodes.paragraph("", "Nothing.")
    whole += remarks(listing.remarks)
    whole += origins(listing.origins)
    return whole


def _group(group: Group, page: str) -> list[nodes.Node]:
    items = (nodes.list_item("", _item(it, page)) for it in group.items)
    return [
        nodes.paragraph("", "", nodes.strong("", shown(group.title))),
        nodes.bullet_list("", *items, bullet="-"),
    ]


def _item(item: Item, page: str) -> nodes.paragraph:
    says = "; ".join(shown(it).removesuffix(".") for it in item.says)
    more = f": {says}" if says else ""
    return nodes.paragraph("", "", _link(item.heading, page), nodes.Text(more))


def _link(heading: Heading, page: str) -> addnodes.pending_xref:
    """Give a link to a row, which is a mere text where no page has its table."""
    return addnodes.pending_xref(
        "",
        nodes.inline("", shown(heading.title)),
        refdomain="permmatrix",
        reftype="action",
        reftarget=heading.id,
        refexplicit=True,
        refdoc=page,
        optional=True,
    )


def rows(grid: Grid, drawing: Drawing) -> nodes.Element:
    """Give each row as a term, with what every level says of it."""
    notes = {it.number: it for it in grid.footnotes}
    items = (_row(line, grid, notes, drawing) for line in grid.lines)
    whole = block(grid.language, "pm-row")
    whole += nodes.definition_list("", *items)
    return whole


def _row(
    line: Line, grid: Grid, notes: Mapping[int, Footnote], drawing: Drawing
) -> nodes.definition_list_item:
    place = drawing.target(line.heading)
    term = nodes.term("", "", place, nodes.Text(shown(line.heading.title)))
    pairs = zip(grid.columns, line.cells, strict=True)
    says = nodes.bullet_list("", *(_says(*pair, notes) for pair in pairs), bullet="-")
    whole = _noted(line.heading.refs, notes)
    return nodes.definition_list_item("", term, nodes.definition("", says, *whole))


def _says(heading: Heading, cell: Cell, notes: Mapping[int, Footnote]) -> nodes.list_item:
    match cell:
        case TextCell():
            classes, refs = [], heading.refs
        case AnswerCell():
            classes, refs = answer_class(cell), (*heading.refs, *cell.refs)
        case _:
            assert_never(cell)
    words = nodes.inline("", words_of(cell), classes=classes)
    text = nodes.paragraph(
        "", "", nodes.strong("", f"{shown(heading.title)}:"), nodes.Text(" "), words
    )
    return nodes.list_item("", text, *_noted(refs, notes))


def _noted(refs: Iterable[int], notes: Mapping[int, Footnote]) -> Iterator[nodes.Node]:
    """Give notes where they apply: a row has too few of them to number."""
    items = [
        nodes.list_item("", nodes.paragraph("", "", *headed(notes[it].kind.value, notes[it].text)))
        for it in refs
    ]
    if items:
        yield nodes.bullet_list("", *items, bullet="*")
