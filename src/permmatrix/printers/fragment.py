"""One table or list as HTML without style or script, to stand within any page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from permmatrix.grid import (
    Answer,
    AnswerCell,
    Cell,
    Footnote,
    Grid,
    Group,
    Heading,
    Item,
    Line,
    Listing,
    Origin,
    Part,
    Remark,
    TextCell,
)
from permmatrix.printers.changes import between, changed_class, marks_of, shows_of
from permmatrix.printers.characters import is_address, safe_id
from permmatrix.printers.html_text import escaped, text
from permmatrix.printers.page import groups_of
from permmatrix.printers.references import Place, backwards

__all__ = ["CLASSES", "fragment", "legend"]

CLASSES = {
    Answer.YES: "pm-yes",
    Answer.LIMITED: "pm-limited",
    Answer.CONDITIONS: "pm-conditions",
    Answer.NO: "pm-no",
    Answer.UNDOCUMENTED: "pm-undocumented",
    Answer.NOT_APPLICABLE: "pm-not-applicable",
    Answer.NO_LEVEL: "pm-no-level",
    Answer.NOT_THERE: "pm-not-there",
}
"""What a style sheet knows an answer by."""

GLYPHS = {
    Answer.YES: "✓",
    Answer.LIMITED: "✓",
    Answer.CONDITIONS: "◐",
    Answer.NO: "–",  # noqa: RUF001  a dash as wide as the other signs
    Answer.UNDOCUMENTED: "?",
    Answer.NOT_APPLICABLE: "·",
    Answer.NO_LEVEL: "·",
    Answer.NOT_THERE: "·",
}
"""A sign beside the word, for the eye alone: it is not read aloud, and never all there is."""


def fragment(
    part: Part, *, level: int | None = None, captioned: bool = True, labelled: bool = False
) -> str:
    """
    Print one part as a section that has no empty lines, so that Markdown takes it for one block.

    Arguments:
        part: a table or a list.
        level: that of a heading for its title. Without one a table has a caption alone, and a
            list a paragraph.
        captioned: whether it shows its title. If not, a table's caption is of the class
            `pm-repeated`, for a style sheet to hide from the eye, and a list has none.
        labelled: whether each cell carries the title of its column for a style sheet that stacks
            the cells of a row.
    """
    title = _title(part, level if captioned else None)
    language = f' lang="{escaped(part.language)}"' if part.language else ""
    match part:
        case Grid():
            repeated = "" if captioned else ' class="pm-repeated"'
            body = _grid(part, f"<caption{repeated}>{title}</caption>", labelled=labelled)
        case Listing():
            body = _listing(part, title if captioned else "")
        case _:
            assert_never(part)
    opening = f'<section id="{safe_id(part.anchor)}" class="permmatrix"{language}>'
    return "\n".join([opening, *body, "</section>"])


def _title(part: Part, level: int | None) -> str:
    """Give the title with the id that names the table by it."""
    named = f'id="{safe_id(part.anchor)}-title"'
    if level is not None:
        return f"<h{level} {named}>{text(part.title)}</h{level}>"
    inline = "span" if isinstance(part, Grid) else "p"
    return f'<{inline} class="pm-title" {named}>{text(part.title)}</{inline}>'


def _grid(grid: Grid, caption: str, *, labelled: bool) -> Iterator[str]:
    anchor = safe_id(grid.anchor)
    named = f'aria-labelledby="{anchor}-title"'
    yield f'<div class="pm-scroll" role="region" tabindex="0" {named}>'
    yield "<table>"
    yield caption
    yield "<thead>"
    yield "<tr>"
    yield f'<th scope="col">{escaped(grid.corner)}</th>'
    for column, heading in enumerate(grid.columns, 1):
        yield _head(heading, "col", anchor, (0, column))
    yield "</tr>"
    yield "</thead>"
    yield "<tbody>"
    labels = [f' data-column="{escaped(it.title)}"' if labelled else "" for it in grid.columns]
    for row, line in enumerate(grid.lines, 1):
        yield from _line(line, anchor, row, labels)
    yield "</tbody>"
    yield "</table>"
    yield "</div>"
    yield from legend(grid.legend)
    yield from _remarks(grid.remarks)
    yield from _footnotes(grid)
    yield from _origins(grid.origins)


def _line(line: Line, anchor: str, row: int, labels: Iterable[str]) -> Iterator[str]:
    yield "<tr>"
    yield _head(line.heading, "row", anchor, (row, 0))
    for column, (cell, label) in enumerate(zip(line.cells, labels, strict=True), 1):
        yield f"<td{label} {_cell(cell, anchor, (row, column))}</td>"
    yield "</tr>"


def _head(heading: Heading, scope: str, anchor: str, place: Place) -> str:
    own = f' id="{safe_id(heading.anchor)}"' if heading.anchor else ""
    refs = _refs(heading.refs, anchor, place)
    short = f' abbr="{escaped(heading.title)}"' if heading.marks else ""
    return (
        f'<th scope="{scope}"{own}{short}>{text(heading.title)}{refs}{marks_of(heading.marks)}</th>'
    )


def _cell(cell: Cell, anchor: str, place: Place) -> str:
    """Give the class and what stands in a cell."""
    match cell:
        case TextCell():
            classes = f"pm-text{changed_class(cell)}"
            return f'class="{classes}">{between(cell, text(cell.text))}'
        case AnswerCell():
            words = between(cell, _answer(cell) + _refs(cell.refs, anchor, place))
            return f'class="{_classes(cell)}">{words}{shows_of(cell.shows)}'
        case _:
            assert_never(cell)


def _classes(cell: AnswerCell) -> str:
    return f"{CLASSES[cell.answer]}{' pm-doubt' if cell.in_doubt else ''}{changed_class(cell)}"


def _answer(cell: AnswerCell) -> str:
    """Give a cell's words, but for what they were, marked up."""
    words = f'<span class="pm-glyph" aria-hidden="true">{GLYPHS[cell.answer]}</span> '
    words += f'<span class="pm-answer">{escaped(cell.answer)}</span>'
    words += f": {text(cell.needs)}" if cell.needs else ""
    words += f"; limits: {text(cell.limits)}" if cell.limits else ""
    return words + (' <span class="pm-in-doubt">(in doubt)</span>' if cell.in_doubt else "")


def _refs(refs: Iterable[int], anchor: str, place: Place) -> str:
    links = [
        f'<a href="#{anchor}-note-{number}" id="{_ref_id(anchor, number, place)}"'
        f' role="doc-noteref" aria-label="note {number}">{number}</a>'
        for number in refs
    ]
    return f' <sup class="pm-refs">{", ".join(links)}</sup>' if links else ""


def _ref_id(anchor: str, number: int, place: Place) -> str:
    row, column = place
    return f"{anchor}-ref-{number}-{row}-{column}"


def _footnotes(grid: Grid) -> Iterator[str]:
    if not grid.footnotes:
        return
    anchor, places = safe_id(grid.anchor), backwards(grid)
    # a page may have several tables, and each landmark of it is to have a name of its own
    named = f'aria-label="{escaped(f"Notes: {grid.title}")}"'
    yield f'<section class="pm-notes" role="doc-endnotes" {named}>'
    yield '<p class="pm-head">Notes</p>'
    yield "<ol>"
    for note in grid.footnotes:
        links = "".join(_back_links(note, anchor, places.get(note.number, [])))
        yield f'<li id="{anchor}-note-{note.number}">{_said(note)}{links}</li>'
    yield "</ol>"
    yield "</section>"


def _back_links(note: Footnote, anchor: str, places: list[Place]) -> Iterator[str]:
    for count, place in enumerate(places, 1):
        which, sign = (f", place {count}", f"{count}") if len(places) > 1 else ("", "")
        yield (
            f' <a href="#{_ref_id(anchor, note.number, place)}" role="doc-backlink"'
            f' aria-label="back to note {note.number}{which}">↩\ufe0e{sign}</a>'
        )


def _said(said: Footnote | Remark) -> str:
    kind = f'<span class="pm-kind">{said.kind}:</span> ' if said.kind else ""
    return f"{kind}{text(said.text)}"


def _remarks(remarks: Iterable[Remark]) -> Iterator[str]:
    items = [f"<li>{_said(it)}</li>" for it in remarks]
    if items:
        yield from ('<ul class="pm-remarks">', *items, "</ul>")


def legend(words: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give words with what they mean."""
    entries = [f"<div><dt>{text(word)}</dt> <dd>{text(says)}</dd></div>" for word, says in words]
    if entries:
        yield from ('<dl class="pm-legend">', *entries, "</dl>")


def _origins(origins: Iterable[Origin]) -> Iterator[str]:
    for it in origins:
        yield f'<p class="pm-source">Source: {_origin(it)}</p>'


def _origin(origin: Origin) -> str:
    if is_address(origin.url):
        return f'<a href="{escaped(origin.url)}">{text(origin.words)}</a>'
    return text(f"{origin.words} ({origin.url})" if origin.url else origin.words)


def _listing(listing: Listing, title: str) -> Iterator[str]:
    if title:
        yield title
    yield '<ul class="pm-groups">'
    yield from (line for group in groups_of(listing) for line in _group(group))
    yield "</ul>"
    yield from _remarks(listing.remarks)
    yield from _origins(listing.origins)


def _group(group: Group) -> Iterator[str]:
    title = f'<span class="pm-answer">{text(group.title)}</span>'
    yield f'<li class="{CLASSES[group.answer]}">{title}'
    if group.items:
        yield from ("<ul>", *(line for item in group.items for line in _item(item)), "</ul>")
    yield "</li>"


def _item(item: Item) -> Iterator[str]:
    own = f' id="{safe_id(item.heading.anchor)}"' if item.heading.anchor else ""
    says = [f"<li>{text(it)}</li>" for it in item.says]
    yield f"<li{own}>{text(item.heading.title)}{'' if says else '</li>'}"
    if says:
        yield from ("<ul>", *says, "</ul>", "</li>")
