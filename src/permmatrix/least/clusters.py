"""What has a tool or a permission in common, and what has not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, final

from attrs import frozen

from permmatrix.least.holdings import Grounds, Named
from permmatrix.least.wishes import Wish
from permmatrix.truth import Formula

__all__ = ["Cluster", "Names", "Open", "alone", "clusters", "joined", "names_in"]

Names: TypeAlias = frozenset[str | int]
"""Tools by id, permissions by number."""


@final
@frozen
class Open:
    """A wish by its number, and what is left of its formula where something is settled."""

    number: int
    wish: Wish
    formula: Formula


@final
@frozen
class Cluster:
    """Wishes that hang together, and the tools and permissions that they hang on."""

    tools: tuple[str, ...]
    granular: tuple[int, ...]
    wishes: tuple[Open, ...]


def names_in(named: Named) -> Names:
    """Give the tools and permissions among what a formula names."""
    return frozenset[str | int](named.tools) | frozenset(named.granular)


def alone(tools: Iterable[str], granular: Iterable[int]) -> list[Names]:
    """Give each tool and each permission by itself."""
    return [*(frozenset[str | int]({it}) for it in tools), *(frozenset({it}) for it in granular)]


def joined(names: Iterable[Names]) -> list[Names]:
    """
    Join sets of names that have one in common, until none have.

    >>> joined([frozenset({1, 2}), frozenset({"docs"}), frozenset({2, 3})])
    [frozenset({'docs'}), frozenset({1, 2, 3})]
    """
    found: list[Names] = []
    for some in names:
        touched = [it for it in found if it & some]
        if len(touched) == 1 and some <= touched[0]:
            continue
        found = [it for it in found if not it & some]
        found.append(some.union(*touched))
    return found


def clusters(
    grounds: Grounds, tools: Iterable[str], granular: Iterable[int], wishes: Sequence[Open]
) -> Iterator[Cluster]:
    """
    Part wishes into clusters that have no tool and no permission in common.

    A tool or a permission that no wish names is a cluster by itself, and so are the wishes that
    name none.
    """
    by_names = [(names_in(grounds.named(it.formula)), it) for it in wishes]
    for group in joined([*alone(tools, granular), *(names for names, _ in by_names if names)]):
        yield Cluster(
            tuple(it for it in grounds.tool_order if it in group),
            tuple(sorted(it for it in group if isinstance(it, int))),
            tuple(wish for names, wish in by_names if names & group),
        )
    rest = tuple(wish for names, wish in by_names if not names)
    if rest:
        yield Cluster((), (), rest)
