"""Rows that say the same under two titles that say much the same, or one title twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

from permmatrix.codes import Code
from permmatrix.digest import row_digest
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.model import Action

__all__ = ["check"]

TWICE_HELP = "say in the titles, or by sections, what tells the two apart"
SAME_HELP = "if they are one action, keep one row, with the other's id among its `aliases`"


def check(examined: Examined) -> Iterator[Finding]:
    """Give rows titled like one before them: exactly so, or nearly while answering alike."""
    exact: dict[object, Action] = {}
    similar: dict[object, _Alike] = {}
    for matrix, row in examined.rows:
        other = exact.setdefault((matrix.id, row.section, _plain(row.title)), row)
        meaning = examined.words[matrix.id].meaning(row.title)
        # a title may be repeated in another section, whose heading then says more
        where = (matrix.id, row.section) if row.section else None
        alike = similar.setdefault((row.tool, where, meaning or row.id), _Alike(examined))
        same = alike.first(row)
        if other is not row:
            message = f"`{_name(row)}` has the title of `{_name(other)}`"
            yield from _found(message, row, other, TWICE_HELP)
        elif same is not None:
            message = f"`{_name(row)}` answers as `{_name(same)}` does, and its title says the same"
            yield from _found(message, row, same, SAME_HELP)


def _name(row: Action) -> str:
    return row.id.partition(".")[2]


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _found(message: str, row: Action, other: Action, help_: str) -> Iterator[Finding]:
    place = other_place(f"`{_name(other)}`, {other.title}", other.title_span)
    yield from found(Code.SAME_BEHAVIOUR, message, row.title_span, help_, related=place)


@final
class _Alike:
    """Rows whose titles say the same, by what they answer."""

    def __init__(self, examined: Examined) -> None:
        self._examined = examined
        self._only: Action | None = None
        self._by_digest: dict[str, Action] = {}

    def first(self, row: Action) -> Action | None:
        """Give the first row that answers like this one, which is then among them."""
        if self._only is None:  # most rows are, and need no digest
            self._only = row
            return None
        if not self._by_digest:
            self._by_digest[self._digest(self._only)] = self._only
        first = self._by_digest.setdefault(self._digest(row), row)
        return None if first is row else first

    def _digest(self, row: Action) -> str:
        lowering = self._examined.analysis.lowering
        return row_digest(lowering, lowering.shape(row), row.platforms or None)
