"""The footnotes of a table as it is being made: each text has one number, by when it came first."""

from __future__ import annotations

from collections.abc import Iterable

from permmatrix.grid.terms import plainly
from permmatrix.grid.values import Footnote, Kind

__all__ = ["Notes"]


class Notes:
    """Footnotes so far. The same text twice is one footnote with two places."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Kind, str], int] = {}

    def refer(self, notes: Iterable[tuple[Kind, str]]) -> tuple[int, ...]:
        """Give the numbers of some footnotes, each once."""
        found = []
        for kind, text in notes:
            key = kind, plainly(text)
            found.append(self._numbers.setdefault(key, len(self._numbers) + 1))
        return tuple(dict.fromkeys(found))

    def footnotes(self) -> tuple[Footnote, ...]:
        """Give all of them in order."""
        return tuple(Footnote(number, *key) for key, number in self._numbers.items())
