"""An explanation as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.decision import Decision
from permmatrix.explanation.fixing import (
    asides,
    heading,
    nothing,
    person_sentences,
    rest,
    shown,
    yes_or_no,
)
from permmatrix.explanation.lines import Line, folded
from permmatrix.explanation.values import Explained, LevelWorking, Part, RowWorking

__all__ = ["held_words", "sentence", "text_of"]


def text_of(found: Explained, width: int, *, person: bool) -> str:
    """Say an explanation in lines no longer than `width`."""
    if person:
        return folded((Line(0, it) for it in person_sentences(found)), width)
    return folded(_lines(found), width)


def _lines(found: Explained) -> Iterator[Line]:
    about = f" about {found.resource}" if found.resource else ""
    where = f" on {found.platform}" if found.platform else ""
    yield Line(0, f"{yes_or_no(found)}: {sentence(found.reason)}")
    yield Line(0, f"{found.user or 'The user'} asks{about}{where}: {found.title}")
    for row in found.rows:
        yield Line(0, "")
        yield from _row(row, several=len(found.rows) > 1)
    yield from _fixes(found)


def sentence(text: str) -> str:
    """Give a text one full stop."""
    return f"{text.rstrip('.')}."


def _row(row: RowWorking, *, several: bool) -> Iterator[Line]:
    yield Line(0, f"{row.matrix} > {row.title}  [{row.action}]", 4)
    if several:
        yield Line(2, f"{_answer(row.decision)}: {sentence(row.reason)}")
    if row.guard:
        yield Line(2, "The row applies when:")
        yield from _part(row.guard, 4)
    for level in row.levels:
        yield from _level(level, row.tool)
    if not row.levels:
        yield Line(2, f"Level held on {row.tool}: none known")
    for title, texts in (
        ("Note", row.notes),
        ("In doubt", row.doubts),
        ("Advice", row.advisories),
        ("Source", (row.source,)),
        ("Written at", (row.place,)),
    ):
        yield from (Line(2, f"{title}: {text}") for text in texts if text)


def _answer(decision: Decision) -> str:
    return "Yes" if decision.allowed else "No"


HELD = {
    "given": " (by {read})",
    "default": " (by default: none was given)",
    "follows": " (it follows from what is known)",
    "open": " (perhaps)",
}


def held_words(level: LevelWorking) -> str:
    """Say how a level is held, to follow what says which it is."""
    return HELD[level.held].format(read=", ".join(level.read))


def _level(level: LevelWorking, tool: str) -> Iterator[Line]:
    yield Line(2, f"Level held on {tool}: {level.title}{held_words(level)}")
    if level.held_when:
        yield Line(4, "held when:")
        yield from _part(level.held_when, 6)
    yield Line(2, f"{level.title} says: {level.cell}")
    if level.requirement:
        yield from _part(level.requirement, 4)


def _part(part: Part, indent: int) -> Iterator[Line]:
    detail = f"  ({part.detail})" if part.detail else ""
    # two blanks after the longest value, so that it stands apart from the words
    yield Line(indent, f"{part.value:<9}  {part.words}{detail}", 11)
    for inner in part.parts:
        yield from _part(inner, indent + 2)


def _fixes(found: Explained) -> Iterator[Line]:
    fixes = shown(found)
    yield Line(0, "")
    if not fixes:
        yield Line(0, nothing(found))
        return
    yield Line(0, f"{heading(found)}:")
    for number, fix in enumerate(fixes, start=1):
        yield Line(2, f"{number}. {fix}", 3)
        yield from (Line(5, f"{word}: {words}") for word, words in asides(fix, found))
    if rest(found):
        yield Line(2, rest(found))
