"""A decision with its working: as values for programs, and as plain English."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple, final

from attrs import frozen

from permmatrix.decision import Decision

__all__ = ["Explanation", "LevelWorking", "Part", "RowWorking"]

WIDTH = 100
"""Lines are no longer than this unless somebody says otherwise."""


@final
@frozen
class Part:
    """
    A requirement, or a part of one, with its value.

    `value` is yes, no, not known, or error; `detail` says what was read, or what is missing.
    """

    words: str
    value: str
    detail: str = ""
    parts: tuple[Part, ...] = ()


@final
@frozen(kw_only=True)
class LevelWorking:
    """
    A level of the row's tool that the user holds, or may hold, and what its cell says.

    `held` is given, default (none was given), follows (from facts) or open (facts are missing).
    """

    id: str
    title: str
    held: str
    held_when: Part | None = None
    cell: str
    requirement: Part | None = None
    obligations: tuple[str, ...] = ()


@final
@frozen(kw_only=True)
class RowWorking:
    """One row's decision. `source` is where the row is documented, `place` where it is written."""

    action: str
    title: str
    matrix: str
    tool: str
    decision: Decision
    reason: str
    guard: Part | None
    levels: tuple[LevelWorking, ...]
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    advisories: tuple[str, ...] = ()
    source: str = ""
    place: str = ""


@final
@frozen(kw_only=True)
class Explanation:
    """
    Why an answer is what it is. `str()` is plain English; the fields are the same for programs.

    `rows` has one row for an action, and each of its rows for an operation; `deciding` is the one
    the answer rests on. `user` and `resource` are their ids, None where they have none.
    """

    asked: str
    title: str
    user: str | None
    resource: str | None
    platform: str | None
    decision: Decision
    reason: str
    rows: tuple[RowWorking, ...]
    deciding: RowWorking

    @property
    def source(self) -> str:
        """Where the row that decided is documented."""
        return self.deciding.source

    def text(self, width: int = WIDTH) -> str:
        """Say it in lines no longer than `width`, where words allow."""
        return "\n".join(folded for line in _lines(self) for folded in _fold(line, width))

    def __str__(self) -> str:
        return self.text()


class _Line(NamedTuple):
    """A line to be folded; what does not fit goes below, indented by `hang` more."""

    indent: int
    text: str
    hang: int = 2


def _fold(line: _Line, width: int) -> list[str]:
    return textwrap.wrap(
        line.text,
        width,
        initial_indent=" " * line.indent,
        subsequent_indent=" " * (line.indent + line.hang),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _lines(found: Explanation) -> Iterator[_Line]:
    about = f" about {found.resource}" if found.resource else ""
    where = f" on {found.platform}" if found.platform else ""
    yield _Line(0, f"{_yes_or_no(found.decision)}: {_sentence(found.reason)}")
    yield _Line(0, f"{found.user or 'The user'} asks{about}{where}: {found.title}")
    for row in found.rows:
        yield _Line(0, "")
        yield from _row(row, several=len(found.rows) > 1)


def _yes_or_no(decision: Decision) -> str:
    return "Yes" if decision.allowed else "No"


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."


def _row(row: RowWorking, *, several: bool) -> Iterator[_Line]:
    yield _Line(0, f"{row.matrix} > {row.title}  [{row.action}]", 4)
    if several:
        yield _Line(2, f"{_yes_or_no(row.decision)}: {_sentence(row.reason)}")
    if row.guard:
        yield _Line(2, "The row applies when:")
        yield from _part(row.guard, 4)
    for level in row.levels:
        yield from _level(level, row.tool)
    if not row.levels:
        yield _Line(2, f"Level held on {row.tool}: none known")
    for title, texts in (
        ("Note", row.notes),
        ("In doubt", row.doubts),
        ("Advice", row.advisories),
        ("Source", (row.source,)),
        ("Written at", (row.place,)),
    ):
        yield from (_Line(2, f"{title}: {text}") for text in texts if text)


HELD = {
    "given": "",
    "default": " (by default: none was given)",
    "follows": " (it follows from what is known)",
    "open": " (perhaps)",
}


def _level(level: LevelWorking, tool: str) -> Iterator[_Line]:
    yield _Line(2, f"Level held on {tool}: {level.title}{HELD[level.held]}")
    if level.held_when:
        yield _Line(4, "held when:")
        yield from _part(level.held_when, 6)
    yield _Line(2, f"{level.title} says: {level.cell}")
    if level.requirement:
        yield from _part(level.requirement, 4)


def _part(part: Part, indent: int) -> Iterator[_Line]:
    detail = f"  ({part.detail})" if part.detail else ""
    # two blanks after the longest value, so that it stands apart from the words
    yield _Line(indent, f"{part.value:<9}  {part.words}{detail}", 11)
    for inner in part.parts:
        yield from _part(inner, indent + 2)
