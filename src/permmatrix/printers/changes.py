"""What became of something, as HTML: the word, its sign, what was there and who shows it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from permmatrix.grid import Became, Cell, Mark, cell_words
from permmatrix.printers.characters import safe_id
from permmatrix.printers.html_text import escaped, text

__all__ = [
    "between",
    "change",
    "change_class",
    "change_sign",
    "changed_class",
    "marks_of",
    "shows_of",
]

SIGNS = {
    Became.WIDENED: "▲",
    Became.NARROWED: "▼",
    Became.BOTH: "◆",
    Became.NOT_SETTLED: "?",
    Became.ADDED: "+",
    Became.REMOVED: "−",  # noqa: RUF001  a minus as wide as the plus
    Became.RENAMED: "↪\ufe0e",
    Became.CHANGED: "≠",
    Became.REWORDED: "≈",
    Became.SAID: "−",  # noqa: RUF001  see above
    Became.SAYS: "+",
}
"""The same for what became of something."""


def marks_of(marks: Iterable[Mark]) -> str:
    """Give what became of a line or a column as a list below its title."""
    items = [
        f'<li class="{change_class(it.change)}">{change(it.change)}'
        f"{f': {text(it.text)}' if it.text else ''}</li>"
        for it in marks
    ]
    return f'<ul class="pm-marks">{"".join(items)}</ul>' if items else ""


def change(word: str) -> str:
    """Give the word for what became of something, with its sign if it has one."""
    return f'<span class="pm-change">{change_sign(word)}{escaped(word)}</span>'


def change_sign(word: str) -> str:
    """Give the sign alone, for the eye, where the word stands elsewhere."""
    if word not in SIGNS:
        return ""
    return f'<span class="pm-sign" aria-hidden="true">{SIGNS[Became(word)]}</span> '


def change_class(word: str) -> str:
    """Give what a style sheet knows it by."""
    return f"pm-is-{safe_id(word).lower()}"


def changed_class(cell: Cell) -> str:
    """Give the classes of a cell that is different, to follow others."""
    return f" pm-changed {change_class(cell.change)}" if cell.change else ""


def between(cell: Cell, words: str) -> str:
    """Put what a cell said before its words, if the table shows a difference."""
    if not cell.change:
        return words
    way = f'{change(cell.change)}<span class="pm-colon">: </span>'
    if cell_words(evolve(cell, change="")) == cell.before:
        return f'{way}<span class="pm-now">{words}, as before</span>'
    after = f'<span class="pm-now">→ <ins>{words}</ins></span>'
    return f"{way}<del>{text(cell.before)}</del> {after}"


def shows_of(sentences: Iterable[str]) -> str:
    """Give sentences about who shows a change as a list."""
    items = [f"<li>{text(it)}</li>" for it in sentences]
    return f'<ul class="pm-shows">{"".join(items)}</ul>' if items else ""
