"""Which tools and permissions wishes hang on; on others nothing is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from math import prod
from typing import final

from attrs import frozen

from permmatrix.bits import column
from permmatrix.errors import LimitError
from permmatrix.least.bitwise import full, tabled
from permmatrix.least.holdings import Choice, Grounds, choices
from permmatrix.least.wishes import Judge
from permmatrix.truth import Formula

__all__ = ["MOST_CHOICES", "MOST_FACTS", "Relevant", "chosen", "relevant"]

MOST_FACTS = 20
"""The most permissions and conditions that one action hangs on: 2**20 bits are 128 kilobytes."""

MOST_CHOICES = 4096
"""The most ways to hold levels on the tools that one action hangs on."""


@final
@frozen
class Relevant:
    """The tools and permissions that make a difference, tools in the order of the files."""

    tools: tuple[str, ...]
    granular: tuple[int, ...]

    @property
    def names(self) -> frozenset[str | int]:
        """The tools and permissions together."""
        return frozenset[str | int](self.tools) | frozenset(self.granular)


def relevant(judge: Judge, formulas: Iterable[Formula]) -> Relevant:
    """
    Give what makes a difference to some formulas, in a situation that fits what is assumed.

    Raises:
        LimitError: a formula hangs on too much.
    """
    found = frozenset[str | int]()
    for formula in formulas:
        if formula not in judge.matters:
            judge.matters[formula] = frozenset(_of(judge, formula))
        found |= judge.matters[formula]
    return chosen(judge.grounds, found)


def chosen(grounds: Grounds, names: frozenset[str | int]) -> Relevant:
    """Give some tools and permissions in order."""
    return Relevant(
        tuple(it for it in grounds.tool_order if it in names),
        tuple(sorted(it for it in names if isinstance(it, int))),
    )


def _of(judge: Judge, formula: Formula) -> Iterator[str | int]:
    named = judge.grounds.named(formula)
    tables = _tables(judge, formula)
    for place, tool in enumerate(named.tools):
        met: dict[tuple[Choice, ...], int] = {}
        for choice, bits in tables.items():
            if met.setdefault((*choice[:place], *choice[place + 1 :]), bits) != bits:
                yield tool
                break
    count = len(named.tests) + len(named.granular)
    for place, number in enumerate(named.granular, len(named.tests)):
        unset = full(count) & ~column(place, count)
        if any((bits ^ bits >> (1 << place)) & unset for bits in tables.values()):
            yield number


def _tables(judge: Judge, formula: Formula) -> dict[tuple[Choice, ...], int]:
    """Give, for each choice of levels, a formula's table over its conditions and permissions."""
    grounds, named = judge.grounds, judge.grounds.named(formula)
    ways = [choices(grounds.matrices.tools[tool]) for tool in named.tools]
    atoms = (*named.tests, *named.granular)
    if len(atoms) > MOST_FACTS:
        raise LimitError(
            f"an action hangs on {len(atoms)} permissions and conditions, more than {MOST_FACTS}"
        )
    if prod(map(len, ways)) > MOST_CHOICES:
        raise LimitError(
            f"an action hangs on levels that can be held in more than {MOST_CHOICES} ways"
        )
    fitting = grounds.fitting(named.tests, judge.assumed)
    for place in range(len(named.tests), len(atoms)):  # whatever the permissions are
        fitting |= fitting << (1 << place)
    found = {}
    for choice in product(*ways):
        known: dict[int, bool] = {}
        for tool, level in zip(named.tools, choice, strict=True):
            known |= grounds.settled(tool, level)
        found[choice] = tabled(formula, atoms, known) & fitting
    return found
