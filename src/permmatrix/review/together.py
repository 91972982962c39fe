"""Permissions that change nothing, each by itself, and cannot all go together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

__all__ = ["apart"]

MOST_TRIED = 8
"""The most permissions of which every set is tried."""

Can: TypeAlias = Callable[[Collection[int]], bool]
"""Whether some, by their numbers, can go together."""


def apart(count: int, can: Can) -> list[frozenset[int]]:
    """
    Give the smallest sets, of so many that can each go, that cannot go together.

    Of many all sets of two are tried, and then all of them together.

    >>> [sorted(it) for it in apart(3, lambda some: not {0, 2} <= set(some))]
    [[0, 2]]
    """
    if count < 2 or can(range(count)):  # noqa: PLR2004  two at least are together
        return []
    found: list[frozenset[int]] = []
    for some in _tried(count):
        if not any(it <= some for it in found) and not can(some):
            found.append(some)
    return found


def _tried(count: int) -> Iterator[frozenset[int]]:
    sizes: Sequence[int] = range(2, count + 1) if count <= MOST_TRIED else (2, count)
    for size in sizes:
        yield from map(frozenset, combinations(range(count), size))
