"""An explanation as Markdown: for a ticket, a chat or a page."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.explanation.fixing import (
    asides,
    heading,
    nothing,
    person_sentences,
    rest,
    shown,
    yes_or_no,
)
from permmatrix.explanation.text import held_words, sentence
from permmatrix.explanation.values import Explained, LevelWorking, Part, RowWorking
from permmatrix.printers.markdown_text import escaped

__all__ = ["markdown_of"]


def markdown_of(found: Explained, *, person: bool) -> str:
    """Say an explanation in Markdown."""
    if person:
        return "\n".join(_person(found)) + "\n"
    return "\n".join(_lines(found)) + "\n"


def _person(found: Explained) -> Iterator[str]:
    for line in person_sentences(found):
        if line.startswith("- "):
            yield f"- {escaped(line[2:])}"
        else:
            yield from (escaped(line), "")


def _lines(found: Explained) -> Iterator[str]:
    about = f" about {escaped(found.resource)}" if found.resource else ""
    where = f" on {escaped(found.platform)}" if found.platform else ""
    yield f"**{yes_or_no(found)}:** {escaped(sentence(found.reason))}"
    yield ""
    yield f"{escaped(found.user or 'The user')} asks{about}{where}: {escaped(found.title)}"
    for row in found.rows:
        yield ""
        yield from _row(row)
    yield ""
    yield from _fixes(found)


def _row(row: RowWorking) -> Iterator[str]:
    answer = "yes" if row.decision.allowed else "no"
    name = f"{escaped(row.matrix)} &gt; {escaped(row.title)}"
    yield f"- {name} (`{row.action}`): **{answer}**, {escaped(sentence(row.reason))}"
    if row.guard:
        yield "  - the row applies when:"
        yield from _part(row.guard, 4)
    for level in row.levels:
        yield from _level(level, row.tool)
    for title, texts in (
        ("Note", row.notes),
        ("In doubt", row.doubts),
        ("Advice", row.advisories),
        ("Source", (row.source,)),
        ("Written at", (row.place,)),
    ):
        yield from (f"  - {title}: {escaped(text)}" for text in texts if text)


def _level(level: LevelWorking, tool: str) -> Iterator[str]:
    says = f"{escaped(level.title)} says: {escaped(level.cell)}"
    held = escaped(level.title + held_words(level))
    yield f"  - level held on {escaped(tool)}: {held}; {says}"
    if level.held_when:
        yield "    - held when:"
        yield from _part(level.held_when, 6)
    if level.requirement:
        yield from _part(level.requirement, 4)


def _part(part: Part, indent: int) -> Iterator[str]:
    detail = f" ({escaped(part.detail)})" if part.detail else ""
    yield f"{' ' * indent}- **{part.value}**: {escaped(part.words)}{detail}"
    for inner in part.parts:
        yield from _part(inner, indent + 2)


def _fixes(found: Explained) -> Iterator[str]:
    fixes = shown(found)
    if not fixes:
        yield escaped(nothing(found))
        return
    yield f"{heading(found)}:"
    yield ""
    for number, fix in enumerate(fixes, start=1):
        yield f"{number}. {escaped(str(fix))}"
        yield from (f"   - {word}: {escaped(words)}" for word, words in asides(fix, found))
    if rest(found):
        yield from ("", rest(found))
