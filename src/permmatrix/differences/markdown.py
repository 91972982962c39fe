"""A difference as Markdown, for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from permmatrix.differences.told import (
    cells_apart,
    heading,
    people_lines,
    rename_line,
    text_line,
    unusable_line,
    verdict,
    witness_lines,
)
from permmatrix.differences.values import CellChange, Change, Differences, Direction, How, What

__all__ = ["diff_markdown", "escaped"]

SIGNS = re.compile(r"[\\`*_{}\[\]()#+!|~$-]")


def escaped(text: str) -> str:
    r"""
    Give text that Markdown shows as it is: no link, image, mark-up, HTML or mention of anybody.

    >>> escaped("a | b <script> @team")
    'a \\| b &lt;script&gt; @<!-- -->team'
    """
    line = " ".join("".join(it if it.isprintable() else " " for it in text).split())
    line = line.replace("&", "&amp;")
    line = SIGNS.sub(lambda found: f"\\{found[0]}", line)
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    # a comment parts what a forge would take for a mention, or for the address of a page
    return re.sub(r"(@|://|www)", lambda found: f"{found[0]}<!-- -->", line)


def coded(text: str) -> str:
    """
    Give an id as code. An id of a file has no sign that could end it; anything else is escaped.

    >>> coded("docs.edit")
    '`docs.edit`'
    """
    return f"`{text}`" if re.fullmatch(r"[\w.-]+", text) else escaped(text)


def diff_markdown(diff: Differences) -> str:
    """Say what two policies answer differently as Markdown, the verdict first."""
    return "\n".join([*_lines(diff)]) + "\n"


def _lines(diff: Differences) -> Iterator[str]:
    yield f"## Permissions: {_head(verdict(diff).removesuffix('.'))}"
    yield ""
    yield f"From {escaped(diff.old.name)} to {escaped(diff.new.name)}."
    rows = [*diff.of(What.ACTION, What.OPERATION)]
    if rows:
        yield from ("", "| action | level | before | after | direction |", "|---|---|---|---|---|")
        yield from (line for change in rows for line in _row(change))
    yield from _section("Who shows it", [line for it in rows for line in _shown(it)])
    declared = [it for it in diff.changes if it not in rows]
    yield from _section("Declared", [_declared(it) for it in declared])
    yield from _section("Renamed", [_told(rename_line(it)) for it in diff.renames])
    if diff.people is not None:
        people = [_told(line) for line in people_lines(diff.people)]
        yield from _section("Named users", people or ["nobody gains or loses anything"])
    yield from _section(
        "Facts that cannot be used", [_told(unusable_line(it)) for it in diff.unusable]
    )
    yield from _section("Text only, no effect", [_told(text_line(it)) for it in diff.texts])


def _head(text: str) -> str:
    """Put a verdict into a heading, which has a colon already."""
    count, colon, rest = text.partition(": ")
    return f"{count[:1].lower()}{count[1:]}{f' ({rest})' if colon else ''}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    lines = list(lines)
    if lines:
        yield from ("", f"### {title}", "", *(f"- {line}" for line in lines))


def _row(change: Change) -> Iterator[str]:
    action = f"{escaped(change.title)}<br>{coded(change.id)}"
    became = {How.ADDED: ("is new",), How.REMOVED: ("is gone",)}.get(change.how, ())
    said = "; ".join((*became, *change.says))
    if said or not change.cells:
        yield _line(action, "", _told(said), "", change.direction)
        action = ""
    lead, rest = cells_apart(change)
    for cell in lead:
        words = (escaped(it) for it in (cell.title, cell.before, cell.after))
        yield _line(action, *words, cell.direction)
        action = ""
    for direction, titles in rest.items():
        yield _line(action, escaped(", ".join(titles)), *FOLLOWING[change.how], direction)


FOLLOWING = {
    How.CHANGED: ("as before", "as before"),
    How.ADDED: ("not there", "no"),
    How.REMOVED: ("no", "not there"),
}
"""What cells say in columns that only follow."""


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(change: Change) -> Iterator[str]:
    places: tuple[Change | CellChange, ...] = (*cells_apart(change)[0], change)
    for it in places:
        level = f", {escaped(it.title)}" if isinstance(it, CellChange) else ""
        for line in witness_lines(it):
            yield f"{coded(change.id)}{level}: {escaped(line)}"


def _declared(change: Change) -> str:
    way = "" if change.direction is Direction.NEITHER else f"{change.direction}: "
    return f"{way}{_told(heading(change))}"


def _told(line: str) -> str:
    """Escape a line but for the ids that stand in it as code."""
    parts = re.split(r"`([\w.-]+)`", line)
    return "".join(
        coded(part) if place % 2 else escaped_within(part) for place, part in enumerate(parts)
    )


def escaped_within(part: str) -> str:
    """Escape a part of a line, and keep the spaces at its ends."""
    start, end = (" " if part[:1] == " " else ""), (" " if part[-1:] == " " else "")
    inner = escaped(part)
    return f"{start}{inner}{end}" if inner else start
