"""Lists that an engine gives, held against the answers one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Protocol

from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from world_answers import SETTLED_BY_KIND, Answer, distinct

__all__ = ["Engine", "agrees", "some_of_each"]


class Engine(Protocol):
    """What answers with lists of the resources of `worlds`, numbered as they stand."""

    @property
    def arrays(self) -> bool:
        """Whether it has the lists of a resource as arrays, which may be null."""

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Collection[int] | FilterError]:
        """Give for each filter the resources it lets through, again if again, or the refusal."""


def agrees(engine: Engine, some: Sequence[Answer]) -> frozenset[str]:
    """
    Hold an engine against the answers, and give the actions of which it refused a filter.

    What is not refused is the same, and for every action some are allowed and some denied.
    """
    groups = list(distinct(some).values())
    found = engine.allowed([group[0].filter for group in groups])
    refused: set[str] = set()
    allowed: Counter[str] = Counter()
    denied: Counter[str] = Counter()
    for group, numbers in zip(groups, found, strict=True):
        for answer in group:
            if isinstance(numbers, FilterError):
                refused.add(answer.action)
                continue
            expected = answer.allowed(arrays=engine.arrays)
            assert sorted(numbers) == sorted(expected), (answer.action, answer.asking)
            allowed[answer.action] += len(expected)
            denied[answer.action] += len(answer.rows) - len(expected)
    some_of_each(allowed, denied, {answer.action for answer in some} - refused)
    return frozenset(refused)


def some_of_each(allowed: Counter[str], denied: Counter[str], actions: Collection[str]) -> None:
    """See that of each action some were allowed and some denied, unless kinds settle it."""
    assert {it for it in actions if not denied[it]} == set()
    assert {it for it in actions if not allowed[it]} == SETTLED_BY_KIND & set(actions)
