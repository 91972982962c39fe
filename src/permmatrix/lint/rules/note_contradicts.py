"""A note that its cells contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import shown
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.row_facts import Titles, asked
from permmatrix.model import Action, Allow, Note, Tool, When

__all__ = ["check"]

HELP = "change the note or the cell; what the documentation leaves unclear is a doubt"

# «only one» counts things, and keeps nobody from them
COUNTED = r"only (?:one|once|two|twice|three|four|five|six|seven|eight|nine|ten|\d+)"
RESTRICTS = re.compile(
    rf"(?<!not )\b(?!{COUNTED}\b)(only|must|needs? to|if you are)\b", re.IGNORECASE
)
# how something is opened or shown; «read only your own» restricts
READ_ONLY = re.compile(
    r"\bread(?:-only| only(?! (?:your|their|its|his|her|my|the|those|these|what|when|where|while"
    r"|if|own|after|before)\b))\b",
    re.IGNORECASE,
)
DENIES = re.compile(r"\b(not|never|no|nobody|none|cannot|blanks?|\w+n['\u2019]t)\b", re.IGNORECASE)


def check(examined: Examined) -> Iterator[Finding]:
    """Give the notes of rows that say something else than the cells they are about."""
    for matrix in examined.matrices.matrices:
        words = examined.words[matrix.id]
        if any(row.notes for row in matrix.actions):
            titles = Titles(examined.matrices, words)
            levels = {id_: _titles_of(tool) for id_, tool in examined.matrices.tools.items()}
            for row in matrix.actions:
                for note in row.notes:
                    said = _said(note, levels[row.tool]) if words.english else None
                    yield from _first(note, row, titles, said)


@final
@frozen
class Said:
    """
    What an English note says besides the levels that it names.

    Attributes:
        restricts: the word with which it restricts somebody, if it does.
        denies: whether it denies something.
        levels: whether it names levels.
    """

    restricts: str | None
    denies: bool
    levels: bool


def _titles_of(tool: Tool) -> re.Pattern[str]:
    """Give a pattern of the titles of a tool's levels, in the plural as well."""
    titles = {title for it in tool.levels for title in (it.title, *it.also_written)}
    longest_first = sorted(filter(None, map(str.split, titles)), key=lambda it: (-len(it), it))
    written = (r"[\s-]+".join(map(re.escape, words)) for words in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})s?(?!\w)", re.IGNORECASE)


def _said(note: Note, levels: re.Pattern[str]) -> Said:
    rest, named = levels.subn("…", note.says)
    restricts = RESTRICTS.search(READ_ONLY.sub("…", rest))
    word = restricts and restricts[0].lower()
    return Said(word, bool(DENIES.search(note.says)), bool(named))


def _first(note: Note, row: Action, titles: Titles, said: Said | None) -> Iterator[Finding]:
    """Give the first thing that is wrong with a note; the others mostly follow from it."""
    denies = said is not None and (said.denies or said.restricts)
    # of whom a note names by their level, the cells say what they may
    restricts = said.restricts if said is not None and not said.levels else None
    for findings in (
        iter(()) if denies else _about_a_blank(note, row),
        _restricts_a_plain_yes(note, row, restricts),
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


def _restricts_a_plain_yes(note: Note, row: Action, restricts: str | None) -> Iterator[Finding]:
    if restricts is None or row.guard is not None:
        return
    yes = [(level, cell) for level, cell in row.cells if isinstance(cell, Allow | When)]
    if not note.cells and any(isinstance(cell, When) for _, cell in yes):
        return  # the note may be about those
    for level, cell in yes:
        if isinstance(cell, Allow) and (not note.cells or level in note.cells):
            says = f"says «{restricts}» of"
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
