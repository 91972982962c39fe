"""
A formula multiplied out: every way to make it true, or to make it not true.

A formula is true just where every setting of some way is so, whatever else is so and whatever is
not known. Not being true is less than being false: what is not known is no yes either, so that
facts which are not known are left out of the ways to a no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, reduce
from operator import and_
from typing import Any, final

from permmatrix.fixes.settings import Settings, pickable
from permmatrix.program import Atom
from permmatrix.truth import Formula

__all__ = ["MOST_WAYS", "Ways", "smallest"]

MOST_WAYS = 1000
"""The most ways of a formula: beyond, some are left out, and it is said that there may be more."""


def smallest(ways: Iterable[int]) -> list[int]:
    """
    Leave out each set of settings that another is within; few settings come first.

    >>> smallest([0b110, 0b001, 0b010, 0b101])
    [1, 2]
    """
    kept: list[int] = []
    for way in sorted(set(ways), key=_size):
        for other in kept:
            if other & way == other:
                break
        else:
            kept.append(way)
    return kept


def _size(way: int) -> tuple[int, int]:
    return way.bit_count(), way


@final
class Ways:
    """
    Multiplies and adds ways. `cut` says whether some were given up because there were too many.

    `facts` are the atoms by number. `several` are the tools on which several levels are given at
    once. `settled` are the values of atoms that are no settings; None is not known, and neither
    true nor false.
    """

    def __init__(
        self,
        settings: Settings,
        facts: Sequence[Atom],
        several: frozenset[str],
        settled: Mapping[int, bool | None],
    ) -> None:
        self.settings = settings
        self.facts = facts
        self.several = several
        self.settled = settled
        self.cut = False
        self._open: list[int] = []  # the ways of what is not known: none to a yes, any to a no
        self._within = 0  # what is set by all that the ways now sought will be part of

    def to_yes(self, formula: Formula) -> list[int]:
        """Give the ways in which a formula is true."""
        self._open = []
        return self._of(formula, wanted=True)

    def to_no(self, formula: Formula) -> list[int]:
        """Give the ways in which a formula is not true."""
        self._open = [0]
        return self._of(formula, wanted=False)

    def _of(self, formula: Formula, *, wanted: bool) -> list[int]:
        if isinstance(formula, bool):
            return [0] if formula is wanted else []
        word, *parts = formula
        if word == "fact":
            return self._atom(parts[0], wanted=wanted)
        if word == "not":
            return self._of(parts[0], wanted=not wanted)
        if (word == "all") is not wanted:
            return self._either([self._of(part, wanted=wanted) for part in parts])
        simplest = sorted(parts, key=_depth)
        return self._both([partial(self._of, part, wanted=wanted) for part in simplest])

    def _either(self, lists: Iterable[Iterable[int]]) -> list[int]:
        """Give the ways that are of one of several lists."""
        return self._bounded(way for ways in lists for way in ways if self._fits(way))

    def _both(self, parts: Iterable[Callable[[], list[int]]]) -> list[int]:
        """
        Give the ways that are one of each part.

        A part is sought only as far as it goes with those before it: what would be torn later on is
        not worth counting.
        """
        outer, found = self._within, [0]
        for part in parts:
            if not found:
                break
            self._within = outer | reduce(and_, found)
            more = part()
            found = self._bounded(
                one | other for one in found for other in more if self._fits(one | other)
            )
        self._within = outer
        return found

    def _fits(self, way: int) -> bool:
        return not self.settings.is_torn(way | self._within)

    def _bounded(self, ways: Iterable[int]) -> list[int]:
        found = smallest(ways)
        if len(found) > MOST_WAYS:
            self.cut = True
        return found[:MOST_WAYS]

    def _atom(self, number: int, *, wanted: bool) -> list[int]:
        if number in self.settled:
            value = self.settled[number]
            return self._open if value is None else [0] if value is wanted else []
        kind, *about = self.facts[number]
        if kind == "granular":
            known = self.settings.bit(("known", "granular", about[0]))
            return [known | self.settings.bit(("granular", *about), wanted)]
        if kind == "level":
            return self._level(about[0], about[1], wanted=wanted)
        return [self.settings.bit(("is", number), wanted)]

    def _level(self, tool: str, level: str, *, wanted: bool) -> list[int]:
        known = self.settings.bit(("known", "levels", tool))
        found = self._among if tool in self.several else self._alone
        return [known | way for way in found(tool, level, wanted=wanted)]

    def _alone(self, id_: str, level: str, *, wanted: bool) -> list[int]:
        """Give the ways to be given a level, or another one."""
        tool = self.settings.tools[id_]
        fit = [it for it in pickable(tool) if ((it or tool.default) == level) is wanted]
        return [self.settings.bit(("on", id_), it) for it in fit]

    def _among(self, id_: str, level: str, *, wanted: bool) -> list[int]:
        """Give the ways to have a level among those given; the default one also where none is."""
        tool = self.settings.tools[id_]
        has = {it: self._has(id_, it) for it in tool.levels if it in tool.handed_out}
        itself = has.get(level)
        if level != tool.default:
            return [] if itself is None and wanted else [itself[wanted] if itself else 0]
        others = [it for other, it in has.items() if other != level]
        none = reduce(lambda way, it: way | it[False], others, 0)
        if wanted:
            nothing = none | itself[False] if itself else none
            return [*([itself[True]] if itself else []), nothing]
        without = itself[False] if itself else 0
        return [without | it[True] for it in others]

    def _has(self, tool: str, level: str) -> Mapping[bool, int]:
        return {value: self.settings.bit(("has", tool, level), value) for value in (True, False)}


def _depth(formula: Any) -> int:
    """Say how deep a formula goes: what names one thing comes first."""
    if isinstance(formula, bool) or formula[0] == "fact":
        return 0
    inner = max(map(_depth, formula[1:]))
    return inner if formula[0] == "not" else 1 + inner
