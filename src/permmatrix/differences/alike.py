"""Which titles are those of the same things, said a little otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from typing import final

from attrs import define, field

__all__ = ["closest", "title_key"]

CLOSE = 0.6
"""How like two titles must be, from 0 to 1, letter by letter."""

CLEARLY = 2
"""How many times as many other words any other title has, for one to be the closest by far."""

MOST_WEIGHED = 12
"""Titles that are nearest by their words; where more are about as near, it is none of them."""


def title_key(title: str) -> str:
    """
    Give the same for titles that differ in nothing but spaces and capitals.

    >>> title_key("View  a Contract") == title_key("View a contract")
    True
    """
    return " ".join(title.split()).casefold()


def closest(gone: Mapping[str, str], came: Mapping[str, str]) -> dict[str, str]:
    """
    Match ids by titles that are close, each the only one to the other, or the closest by far.

    >>> before = {"a": "Sign page 1", "b": "Sign page 2"}
    >>> closest(before, {"c": "Sign a page 2", "d": "Sign a page 1"})
    {'a': 'd', 'b': 'c'}
    >>> closest(before, {"c": "Sign page 3"})
    {}
    """
    titles = _Titles(list(map(title_key, gone.values())), list(map(title_key, came.values())))
    before, after = list(gone), list(came)
    found = {}
    for old in range(len(before)):
        new = titles.nearest_new(old)
        if new is not None and titles.nearest_old(new) == old:
            found[before[old]] = after[new]
    return found


@final
@define(eq=False)
class _Titles:
    """Titles by place, old and new, compared by their words first and by their letters last."""

    old: Sequence[str]
    new: Sequence[str]
    _close: dict[tuple[int, int], bool] = field(factory=dict)

    @cached_property
    def _words(self) -> tuple[list[int], list[int]]:
        """The words of each title as bits; a word is another one where it comes again."""
        numbers: dict[tuple[str, int], int] = {}

        def bits(title: str) -> int:
            seen: Counter[str] = Counter()
            found = 0
            for word in title.split():
                seen[word] += 1
                found |= 1 << numbers.setdefault((word, seen[word]), len(numbers))
            return found

        return list(map(bits, self.old)), list(map(bits, self.new))

    def nearest_new(self, old: int) -> int | None:
        """Give the new title that is the closest to an old one by far."""
        before, after = self._words
        apart = [(before[old] ^ it).bit_count() for it in after]
        return self._nearest(apart, [(old, new) for new in range(len(after))])

    def nearest_old(self, new: int) -> int | None:
        """Give the old title that is the closest to a new one by far."""
        before, after = self._words
        apart = [(after[new] ^ it).bit_count() for it in before]
        return self._nearest(apart, [(old, new) for old in range(len(before))])

    def _nearest(self, apart: Sequence[int], pairs: Sequence[tuple[int, int]]) -> int | None:
        """Give the place of the nearest that is close, if no other one is about as near."""
        places = nsmallest(MOST_WEIGHED + 1, range(len(apart)), key=apart.__getitem__)
        found = None
        for count, place in enumerate(places):
            if found is not None and apart[place] >= max(CLEARLY * apart[found], 1):
                return found
            if count == MOST_WEIGHED:
                return None
            if self._is_close(*pairs[place]):
                if found is not None:
                    return None
                found = place
        return found

    def _is_close(self, old: int, new: int) -> bool:
        from difflib import SequenceMatcher  # noqa: PLC0415  seldom needed, and slow to import

        if (old, new) not in self._close:
            # which of the two comes first must not matter, and to the matcher it does
            one, other = sorted((self.old[old], self.new[new]))
            matcher = SequenceMatcher(None, one, other)
            close = matcher.quick_ratio() >= CLOSE and matcher.ratio() >= CLOSE
            self._close[old, new] = close
        return self._close[old, new]
