"""
Looks for what can be held to have some wishes fulfilled, or for the wishes that cannot be together.

Wishes are parted into clusters that have nothing to do with one another. Within a cluster one tool
is settled after the other, the one that most wishes name first, and what is left is parted again.
Where no tool is left, the permissions that fulfil a wish are a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import final

from attrs import define, evolve, field

from permmatrix.bits import column
from permmatrix.errors import LimitError
from permmatrix.least.bitwise import full, least_unions, members
from permmatrix.least.clusters import Cluster, Open, clusters
from permmatrix.least.holdings import Choice, Holding, choices
from permmatrix.least.reach import Reach
from permmatrix.least.relevant import Relevant
from permmatrix.least.wishes import Judge, Wish
from permmatrix.lowering import put
from permmatrix.truth import Formula

__all__ = ["MOST_CONFLICTS", "MOST_FOUND", "MOST_PERMISSIONS", "MOST_STEPS", "Search", "together"]

MOST_PERMISSIONS = 14
"""The most permissions that hang together once levels are settled: 2**14 sets of them."""

MOST_FOUND = 10_000
"""The most holdings that are compared."""

MOST_CONFLICTS = 2000
"""The most conflicts that are looked at."""

MOST_STEPS = 50_000
"""The most clusters that are looked at."""


@final
@define(eq=False)
class Search:
    """
    A search among all that can be held on some tools and of some permissions.

    Holdings are left out that only add to another one what makes no answer of the policy a no.
    """

    judge: Judge
    reach: Reach
    _steps: int = 0
    _put: dict[tuple[Formula, str, Choice], Formula] = field(factory=dict)

    def holdings(self, within: Relevant, wishes: Iterable[Wish]) -> list[Holding]:
        """
        Give what can be held to have all wishes fulfilled.

        Raises:
            LimitError: there is too much to look at.
        """
        self._steps = 0
        return self._holdings(within.tools, within.granular, self._opened(within, wishes))

    def conflicts(self, within: Relevant, wishes: Sequence[Wish]) -> list[list[Wish]]:
        """
        Give every smallest set of wishes that no holding fulfils together.

        Raises:
            LimitError: there is too much to look at.
        """
        self._steps = 0
        opened = self._opened(within, wishes)
        found = self._conflicts(within.tools, within.granular, opened)
        return [[wishes[number] for number in members(it)] for it in found]

    def _opened(self, within: Relevant, wishes: Iterable[Wish]) -> list[Open]:
        """Give wishes with nothing held but on the tools and of the permissions in question."""
        found = []
        for number, wish in enumerate(wishes):
            named = self.judge.grounds.named(wish.formula)
            known = {it: False for it in named.granular if it not in within.granular}
            for tool in named.tools:
                if tool not in within.tools:
                    known |= self.judge.grounds.settled(tool, None)
            found.append(Open(number, wish, put(wish.formula, known)))
        return found

    def _parted(
        self, tools: Iterable[str], granular: Iterable[int], wishes: Sequence[Open]
    ) -> list[Cluster]:
        found = list(clusters(self.judge.grounds, tools, granular, wishes))
        self._steps += len(found)
        if self._steps > MOST_STEPS:
            raise LimitError(f"there are more than {MOST_STEPS} ways to hold levels to look at")
        return sorted(found, key=lambda it: len(it.tools))  # what is soonest settled first

    def _holdings(
        self, tools: Sequence[str], granular: Sequence[int], wishes: Sequence[Open]
    ) -> list[Holding]:
        parts = []
        for cluster in self._parted(tools, granular, wishes):
            found = self._in_cluster(cluster)
            if not found:
                return []
            parts.append(found)
        if prod(map(len, parts)) > MOST_FOUND:
            raise LimitError(f"there are more than {MOST_FOUND} holdings to compare")
        return [together(it) for it in product(*parts)]

    def _in_cluster(self, cluster: Cluster) -> list[Holding]:
        if not cluster.tools:
            return [Holding({}, it) for it in self._permissions(cluster)]
        tool = self._first(cluster)
        if not cluster.wishes and self.reach.nothing_is_least(tool):
            return [Holding({tool: None}, frozenset())]
        others = [it for it in cluster.tools if it != tool]
        found = []
        for choice in self._choices(tool):
            wishes = self._settled(cluster.wishes, tool, choice)
            rest = self._holdings(others, cluster.granular, wishes)
            found += [evolve(held, levels={tool: choice, **held.levels}) for held in rest]
        return found

    def _first(self, cluster: Cluster) -> str:
        """Give the tool that the most wishes name."""
        named = [self.judge.grounds.named(it.formula).tools for it in cluster.wishes]
        return max(cluster.tools, key=lambda tool: sum(tool in it for it in named))

    def _choices(self, tool: str) -> tuple[Choice, ...]:
        return choices(self.judge.grounds.matrices.tools[tool])

    def _settled(self, wishes: Iterable[Open], tool: str, choice: Choice) -> list[Open]:
        return [evolve(it, formula=self._with(it.formula, tool, choice)) for it in wishes]

    def _with(self, formula: Formula, tool: str, choice: Choice) -> Formula:
        key = (formula, tool, choice)
        if key not in self._put:
            self._put[key] = put(formula, self.judge.grounds.settled(tool, choice))
        return self._put[key]

    def _permissions(self, cluster: Cluster) -> list[frozenset[int]]:
        """Give the sets of permissions that fulfil wishes, less those that only add to others."""
        count = len(cluster.granular)
        valid = full(count)
        for table in self._tables(cluster):
            valid &= table
        larger = 0
        for place, number in enumerate(cluster.granular):
            if self.reach.only_adds(number):
                larger |= valid & column(place, count) & valid << (1 << place)
        return [
            frozenset(cluster.granular[place] for place in members(held))
            for held in members(valid & ~larger)
        ]

    def _tables(self, cluster: Cluster) -> list[int]:
        if len(cluster.granular) > MOST_PERMISSIONS:
            raise LimitError(
                f"{len(cluster.granular)} permissions hang together, more than {MOST_PERMISSIONS}"
            )
        return [
            self.judge.fulfilled(it.wish, it.formula, cluster.granular) for it in cluster.wishes
        ]

    def _conflicts(
        self, tools: Sequence[str], granular: Sequence[int], wishes: Sequence[Open]
    ) -> list[int]:
        """Give conflicts as sets of the wishes' numbers; parts have them independently."""
        parted = self._parted(tools, granular, wishes)
        return [it for cluster in parted if cluster.wishes for it in self._within(cluster)]

    def _within(self, cluster: Cluster) -> list[int]:
        if not cluster.tools:
            return self._broken(cluster)
        tool = self._first(cluster)
        others = [it for it in cluster.tools if it != tool]
        return _unions(
            self._conflicts(others, cluster.granular, self._settled(cluster.wishes, tool, choice))
            for choice in self._choices(tool)
        )

    def _broken(self, cluster: Cluster) -> list[int]:
        """Give the conflicts where levels are settled: each set of permissions breaks one wish."""
        tables = self._tables(cluster)
        broken = {
            sum(
                1 << it.number
                for it, table in zip(cluster.wishes, tables, strict=True)
                if not table >> held & 1
            )
            for held in range(1 << len(cluster.granular))
        }
        return _unions([1 << number for number in members(it)] for it in broken)


def _unions(families: Iterable[Iterable[int]]) -> list[int]:
    try:
        return least_unions(families, MOST_CONFLICTS)
    except OverflowError:
        raise LimitError(f"there are more than {MOST_CONFLICTS} conflicts to look at") from None


def together(parts: Iterable[Holding]) -> Holding:
    """Give what several holdings are together that have no tool in common."""
    levels: dict[str, Choice] = {}
    granular: frozenset[int] = frozenset()
    for held in parts:
        levels |= held.levels
        granular |= held.granular
    return Holding(levels, granular)
