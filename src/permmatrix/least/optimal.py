"""Of several holdings those that are optimal, the least powerful first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from permmatrix.least.holdings import Grounds, Holding, choices, not_larger
from permmatrix.least.reach import Kind, Power, Reach

__all__ = ["optimal", "order"]


def optimal(
    reach: Reach, holdings: Iterable[Holding], kinds: Sequence[Kind]
) -> list[tuple[Holding, int]]:
    """
    Give the holdings that no other one is less powerful than, and of equally powerful the smallest.

    Power is over rows of some `kinds`; with each holding stands how many situations it allows.
    """
    by_power: dict[Power, list[Holding]] = {}
    for held in holdings:
        by_power.setdefault(reach.power(held, kinds), []).append(held)
    return [
        (held, power.count)
        for power in _least(by_power)
        for held in _smallest(reach.grounds, by_power[power])
    ]


def _least(powers: Iterable[Power]) -> list[Power]:
    kept: list[Power] = []
    for power in sorted(powers, key=lambda it: it.bits.bit_count()):
        if not any(other.bits & ~power.bits == 0 for other in kept):
            kept.append(power)
    return kept


def _smallest(grounds: Grounds, holdings: list[Holding]) -> Iterator[Holding]:
    for held in holdings:
        if not any(_smaller(grounds, other, held) for other in holdings):
            yield held


def _smaller(grounds: Grounds, one: Holding, other: Holding) -> bool:
    tools = grounds.matrices.tools
    return (
        one != other
        and one.granular <= other.granular
        and all(not_larger(tools[it], one.levels[it], level) for it, level in other.levels.items())
    )


def order(grounds: Grounds, held: Holding) -> tuple[Any, ...]:
    """Give what holdings are sorted by: how many permissions, and the order of the files."""
    tools, facts = grounds.matrices.tools, grounds.analysis.ground.facts
    permissions = list(grounds.matrices.granular)
    given = [(it, held.levels[it]) for it in grounds.tool_order if it in held.levels]
    levels = [choices(tools[tool]).index(level) for tool, level in given]
    granular = sorted(permissions.index((facts[it][1], facts[it][2])) for it in held.granular)
    return len(granular), levels, granular
