"""A note that its cells contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.diagnostics import shown
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.row_facts import Titles, asked
from permmatrix.model import Action, Allow, Note, When

__all__ = ["check"]

HELP = "change the note or the cell; what the documentation leaves unclear is a doubt"

RESTRICTS = re.compile(r"(?<!not )\b(only|must|needs? to|if you are)\b", re.IGNORECASE)
DENIES = re.compile(r"\b(not|never|no|nobody|none|cannot|blanks?|\w+n['\u2019]t)\b", re.IGNORECASE)


def check(examined: Examined) -> Iterator[Finding]:
    """Give the notes of rows that say something else than the cells they are about."""
    for matrix in examined.matrices.matrices:
        words = examined.words[matrix.id]
        if any(row.notes for row in matrix.actions):
            titles = Titles(examined.matrices, words)
            for row in matrix.actions:
                for note in row.notes:
                    yield from _first(note, row, titles, english=words.english)


def _first(note: Note, row: Action, titles: Titles, *, english: bool) -> Iterator[Finding]:
    """Give the first thing that is wrong with a note; the others mostly follow from it."""
    denies = english and (DENIES.search(note.says) or RESTRICTS.search(note.says))
    for findings in (
        iter(()) if denies else _about_a_blank(note, row),
        _restricts_a_plain_yes(note, row) if english else iter(()),
        _leaves_out(note, row),
        _names_what_is_not_asked(note, row, titles),
    ):
        first = next(findings, None)
        if first is not None:
            yield first
            return


def _about_a_blank(note: Note, row: Action) -> Iterator[Finding]:
    for level in note.cells:
        if not isinstance(row.cell(level), Allow | When):
            yield from _found("is about", level, "which never says yes", note, row)


def _restricts_a_plain_yes(note: Note, row: Action) -> Iterator[Finding]:
    restricts = RESTRICTS.search(note.says)
    if restricts is None or row.guard is not None:
        return
    yes = [(level, cell) for level, cell in row.cells if isinstance(cell, Allow | When)]
    if not note.cells and any(isinstance(cell, When) for _, cell in yes):
        return  # the note may be about those
    for level, cell in yes:
        if isinstance(cell, Allow) and (not note.cells or level in note.cells):
            says = f"says «{restricts[0].lower()}» of"
            yield from _found(says, level, "which is a plain `allow`", note, row)
            return


def _leaves_out(note: Note, row: Action) -> Iterator[Finding]:
    """A note about some of the cells with one requirement, where no doubt is about the others."""
    cells = {row.cell(level) for level in note.cells}
    if len(cells) != 1 or not isinstance(next(iter(cells)), When):
        return
    named = {it for other in row.notes for it in other.cells}
    doubted = {level for doubt in row.doubts for level in doubt.cells}
    for level, cell in row.cells:
        if cell in cells and level not in named | doubted:
            yield from _found("leaves out", level, "which asks for the same", note, row)


def _found(verb: str, level: str, what: str, note: Note, row: Action) -> Iterator[Finding]:
    yield from found(
        Code.NOTE_CONTRADICTS,
        f"the note {verb} the cell of `{level}`, {what}",
        note.span,
        HELP,
        related=other_place(f"the cell of `{level}`", row.cell_span(level)),
        cells=(level,),
    )


def _names_what_is_not_asked(note: Note, row: Action, titles: Titles) -> Iterator[Finding]:
    needed = asked(row, note.cells)
    for title, named in titles.within(note.says):
        if named.isdisjoint(needed):
            whose = "its cells do" if note.cells else "the row does"
            message = f"the note names «{shown(title)}», which {whose} not ask for"
            yield from found(Code.NOTE_CONTRADICTS, message, note.span, HELP, cells=note.cells)
