"""The parts of a diff page above its tables: the verdict, the counts, and who shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from attrs import evolve

from permmatrix.differences.marks import shown
from permmatrix.differences.told import (
    cells_apart,
    heading,
    people_lines,
    rename_line,
    text_line,
    unusable_line,
    verdict,
)
from permmatrix.differences.values import CellChange, Change, Differences, Direction, How, What
from permmatrix.grid import Became
from permmatrix.printers.changes import change_class, change_sign
from permmatrix.printers.characters import safe_id
from permmatrix.printers.html_text import escaped, text
from permmatrix.wording import all_of_words

__all__ = ["folded", "opening", "summary", "told"]

Place = TypeVar("Place", Change, CellChange)
MOST = 12
"""A list of more is folded after this many."""


def opening(diff: Differences) -> Iterator[str]:
    """Give the verdict and what it counts."""
    yield "<header>"
    yield "<h1>Permissions compared</h1>"
    yield f'<p class="pm-sides">From {text(diff.old.name)} to {text(diff.new.name)}</p>'
    yield f'<p class="pm-verdict">{escaped(verdict(diff))}</p>'
    counts = [_count(word, number, one, more) for word, number, one, more in _counts(diff)]
    if counts:
        yield from ('<ul class="pm-counts">', *counts, "</ul>")
    yield "</header>"


def _counts(diff: Differences) -> Iterator[tuple[Became, int, str, str]]:
    """Give how many cells go which way, and how many rows came, went or cannot be settled."""
    cells = Counter(it.direction for row in diff.of(What.ACTION) for it in row.cells)
    rows = Counter(it.how for it in diff.of(What.ACTION))
    unsettled = sum(it.direction is Direction.NOT_SETTLED for it in diff.changes)
    counts = (
        (Became.WIDENED, cells[Direction.WIDENS], "cell widens", "cells widen"),
        (Became.BOTH, cells[Direction.BOTH], "cell goes both ways", "cells go both ways"),
        (Became.NARROWED, cells[Direction.NARROWS], "cell narrows", "cells narrow"),
        (Became.NOT_SETTLED, unsettled, "thing is not settled", "things are not settled"),
        (Became.ADDED, rows[How.ADDED], "action is new", "actions are new"),
        (Became.REMOVED, rows[How.REMOVED], "action is gone", "actions are gone"),
    )
    yield from (it for it in counts if it[1])


def _count(word: Became, number: int, one: str, more: str) -> str:
    words = one if number == 1 else more
    return f'<li class="{change_class(word)}">{change_sign(word)}<b>{number}</b> {words}</li>'


def summary(diff: Differences) -> Iterator[str]:
    """Give who may do more, who may do less, and what cannot be settled, the first first."""
    unsettled = [it for it in diff.changes if it.direction is Direction.NOT_SETTLED]
    settled = [it for it in diff.changes if it.direction is not Direction.NOT_SETTLED]
    more = [_shown(it, widens=True) for it in settled if it.direction.may_widen]
    less = [_shown(it, widens=False) for it in settled if it.direction.may_narrow]
    yield from _section("Who may do more", more, Became.WIDENED)
    unknown = [_said(it) for it in unsettled]
    yield from _section("What cannot be settled", unknown, Became.NOT_SETTLED)
    yield from _section("Who may do less", less, Became.NARROWED)
    declared = [it for it in settled if it.direction is Direction.NEITHER]
    yield from _section("Declared differently", [code(heading(it)) for it in declared])
    yield from _section("Renamed", [code(rename_line(it)) for it in diff.renames])
    if diff.people is not None:
        people = [code(line) for line in people_lines(diff.people)]
        yield from _section("Named users", people or ["Nobody gains or loses anything."])
    unusable = [code(unusable_line(it)) for it in diff.unusable]
    yield from _section("Facts that cannot be used", unusable)


def told(diff: Differences) -> Iterator[str]:
    """Give what only reads differently, folded."""
    if diff.texts:
        items = [code(text_line(it)) for it in diff.texts]
        title = "1 text is different" if len(items) == 1 else f"{len(items)} texts are different"
        yield '<section class="pm-told" aria-labelledby="pm-texts">'
        yield '<h2 id="pm-texts">Text only, no effect</h2>'
        yield from folded(title, _list(items))
        yield "</section>"


def _section(title: str, items: Sequence[str], word: Became | None = None) -> Iterator[str]:
    if not items:
        return
    anchor = f"pm-{safe_id(title).lower()}"
    classes = f"pm-told {change_class(word)}" if word else "pm-told"
    sign = change_sign(word) if word else ""
    yield f'<section class="{classes}" aria-labelledby="{anchor}">'
    yield f'<h2 id="{anchor}">{sign}{escaped(title)}</h2>'
    yield from _list(items[:MOST])
    if len(items) > MOST:
        yield from folded(f"{len(items) - MOST} more", _list(items[MOST:]))
    yield "</section>"


def _list(items: Iterable[str]) -> Iterator[str]:
    yield from ("<ul>", *(f"<li>{it}</li>" for it in items), "</ul>")


def folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Give lines that are shown once somebody opens them."""
    yield from ("<details>", f"<summary>{escaped(title)}</summary>", *lines, "</details>")


def _shown(it: Change, *, widens: bool) -> str:
    """Say where a change goes one way, and somebody who shows it."""
    lead, _ = cells_apart(it)
    cells = [_one_way(cell, widens=widens) for cell in lead]
    sentences = [line for cell in cells for line in shown(cell)]
    sentences += shown(_one_way(it, widens=widens))
    if not sentences:
        return _said(it)
    titles = [cell.title for cell in it.cells if shown(_one_way(cell, widens=widens))]
    where = f" for {text(all_of_words(titles))}" if titles else ""
    became = {How.ADDED: ", which is new,", How.REMOVED: ", which is gone,"}.get(it.how, "")
    return f'{_named(it)}{became}{where}. <span class="pm-who">{text(sentences[0])}</span>'


def _said(it: Change) -> str:
    """Say what is different where nobody shows it."""
    return f"{_named(it)}: {code('; '.join(it.says))}"


def _one_way(it: Place, *, widens: bool) -> Place:
    return evolve(it, narrows=None) if widens else evolve(it, widens=None)


def _named(it: Change) -> str:
    """Name what changed; an action has a row to look at."""
    id_ = f"<code>{escaped(it.id)}</code>"
    if it.what is What.ACTION:
        return f'<a href="#{safe_id(it.id)}">{text(it.title)}</a> {id_}'
    return f"The {it.what} {text(it.title)} {id_}" if it.title else f"The {it.what} {id_}"


def code(line: str) -> str:
    """
    Give a line with the ids that stand in it as code.

    >>> code("`docs.read` is <new>")
    '<code>docs.read</code> <bdi>is &lt;new&gt;</bdi>'
    """
    parts = re.split(r"`([\w.-]+)`", line)
    return "".join(
        f"<code>{escaped(part)}</code>" if place % 2 else _within(part)
        for place, part in enumerate(parts)
    )


def _within(part: str) -> str:
    """Keep the spaces at the ends of a part of a line."""
    if not part.strip():
        return part and " "
    return f"{' ' * part[0].isspace()}{text(part)}{' ' * part[-1].isspace()}"
