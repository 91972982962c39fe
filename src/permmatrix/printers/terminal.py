"""A terminal: a table as wide as it is, or a block for each row where it is too narrow for that."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, assert_never

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from permmatrix.grid import Answer, AnswerCell, Cell, Grid, Item, Listing, Part, cell_words
from permmatrix.printers.characters import spelt
from permmatrix.printers.page import Page, groups_of

__all__ = ["text_of"]

STYLES = {
    Answer.YES: "green",
    Answer.LIMITED: "green",
    Answer.CONDITIONS: "yellow",
    Answer.NO: "",
    Answer.UNDOCUMENTED: "magenta",
    Answer.NOT_APPLICABLE: "dim",
    Answer.NO_LEVEL: "dim",
    Answer.NOT_THERE: "dim",
}

NARROWEST = 20
"""A terminal that is narrower yet breaks the lines itself."""

LONGEST_WORD, WIDEST = 24, 60
"""A longer word is broken, and a longer text folded, however much room there is."""

Say: TypeAlias = Callable[[str], str]
"""Gives a text as the terminal can show it."""


def text_of(page: Page, *, width: int, color: bool, unicode: bool) -> str:
    """
    Print parts for a terminal.

    Arguments:
        page: the parts.
        width: how many columns the terminal has.
        color: whether answers have colours, which only repeat what their words say.
        unicode: whether it shows more than ASCII; if not, other signs are spelt out.
    """
    drawn = io.StringIO()
    console = Console(
        file=drawn,
        width=max(width, NARROWEST),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},  # the caller has looked
    )
    say = spelt if unicode else _ascii
    if page.whole:
        console.print(Text(say(page.title), "bold underline"), "")
    for place, part in enumerate(page.parts):
        pieces = [*([""] if place else []), *_pieces(part, page, console.width, say, unicode)]
        console.print(*pieces, sep="\n")
    return "".join(f"{line.rstrip()}\n" for line in drawn.getvalue().rstrip().split("\n"))


def _ascii(text: str) -> str:
    spoken = spelt(text).replace("→", "->")
    return spoken.encode("ascii", "backslashreplace").decode("ascii")


def _pieces(
    part: Part, page: Page, width: int, say: Say, unicode: bool
) -> Iterator[RenderableType]:
    if page.captioned:
        yield Text(say(part.title), "bold")
    match part:
        case Grid():
            yield from _grid(part, width, say, unicode)
            yield from _below(((f"[{it.number}]", str(it)) for it in part.footnotes), say)
        case Listing():
            yield from _listing(part, say)
        case _:
            assert_never(part)
    yield from _below((("-", str(it)) for it in part.remarks), say)
    legend = part.legend if isinstance(part, Grid) else ()
    yield from _below((("-", f"{word}: {says}") for word, says in legend), say)
    sources = (it.words + (f" ({it.url})" if it.url else "") for it in part.origins)
    yield from _below((("Source:", it) for it in sources), say)


def _grid(grid: Grid, width: int, say: Say, unicode: bool) -> Iterator[RenderableType]:
    rows = [[Text(it, "bold") for it in _heads(grid, say)], *_rows(grid, say)]
    blanks, widths = _fitting(rows, width)
    if not widths:
        yield from (it for row in rows[1:] for it in _block(rows[0], row))
        return
    lines = box.ROUNDED if unicode else box.ASCII2
    table = Table(box=lines, show_lines=True, padding=(0, blanks))
    for head, wide in zip(rows[0], widths, strict=True):
        table.add_column(head, width=wide, overflow="fold")
    for row in rows[1:]:
        table.add_row(*row)
    yield table


def _heads(grid: Grid, say: Say) -> Iterator[str]:
    yield say(grid.corner)
    yield from (f"{say(it.title)}{_refs(it.refs)}" for it in grid.columns)


def _rows(grid: Grid, say: Say) -> Iterator[list[Text]]:
    for line in grid.lines:
        head = Text(f"{say(line.heading.title)}{_refs(line.heading.refs)}")
        yield [head, *(_cell(it, say) for it in line.cells)]


def _cell(cell: Cell, say: Say) -> Text:
    if isinstance(cell, AnswerCell):
        return Text(f"{say(cell_words(cell))}{_refs(cell.refs)}", STYLES[cell.answer])
    return Text(say(cell.text))


def _refs(refs: Iterable[int]) -> str:
    return "".join(f" [{number}]" for number in refs)


def _fitting(rows: list[list[Text]], room: int) -> tuple[int, list[int]]:
    """Give the blanks at each side of a cell and the widths of columns, none where none fit."""
    for blanks in (1, 0):
        lines = (1 + 2 * blanks) * len(rows[0]) + 1
        widths = _widths(rows, room - lines)
        if widths:
            return blanks, widths
    return 0, []


def _widths(rows: list[list[Text]], room: int) -> list[int]:
    """Give the widths of columns that break no word, none where there is no room for that."""
    columns = [[cell.plain for cell in column] for column in zip(*rows, strict=True)]
    least = [min(max(map(_longest_word, column)), LONGEST_WORD) for column in columns]
    most = [min(max(map(cell_len, column)), WIDEST) for column in columns]
    widths = [max(low, wide) for low, wide in zip(least, most, strict=True)]
    while sum(widths) > room >= sum(least):
        spare = [wide - low for wide, low in zip(widths, least, strict=True)]
        spare[0] = -(-spare[0] // 4)  # titles are sentences, and most cells are a word
        widths[spare.index(max(spare))] -= 1
    return widths if sum(widths) <= room else []


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=1)


def _block(heads: list[Text], row: list[Text]) -> Iterator[RenderableType]:
    yield Text("")
    yield Text(row[0].plain, "bold", overflow="fold")
    cells = zip(heads[1:], row[1:], strict=True)
    yield _hanging(("-", Text(f"{head.plain}: ").append_text(cell)) for head, cell in cells)


def _listing(listing: Listing, say: Say) -> Iterator[RenderableType]:
    for group in groups_of(listing):
        yield Text("")
        yield Text(say(group.title), f"bold {STYLES[group.answer]}", overflow="fold")
        yield from (line for item in group.items for line in _item(item, say))


def _item(item: Item, say: Say) -> Iterator[RenderableType]:
    yield _hanging([("-", Text(say(item.heading.title)))])
    if item.says:
        yield Padding(_hanging(("-", Text(say(it))) for it in item.says), (0, 0, 0, 2))


def _below(entries: Iterable[tuple[str, str]], say: Say) -> Iterator[RenderableType]:
    listed = [(mark, Text(say(text))) for mark, text in entries]
    if listed:
        yield Text("")
        yield _hanging(listed)


def _hanging(entries: Iterable[tuple[str, Text]]) -> Table:
    """Give texts behind their marks, of which no line is below a mark."""
    lines = Table.grid(padding=(0, 1))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for mark, text in entries:
        lines.add_row(Text(mark), text)
    return lines
