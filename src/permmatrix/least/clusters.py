"""Wishes parted into clusters that no tool and no permission has in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, final

from attrs import frozen

from permmatrix.least.holdings import Grounds
from permmatrix.least.wishes import Wish
from permmatrix.truth import Formula

__all__ = ["Cluster", "Open", "clusters"]


@final
@frozen
class Open:
    """A wish by its number, and what is left of its formula where something is settled."""

    number: int
    wish: Wish
    formula: Formula


Names: TypeAlias = frozenset[object]
"""Tools by id, permissions by number."""


@final
@frozen
class Cluster:
    """Wishes that hang together, and the tools and permissions that they hang on."""

    tools: tuple[str, ...]
    granular: tuple[int, ...]
    wishes: tuple[Open, ...]


def clusters(
    grounds: Grounds, tools: Iterable[str], granular: Iterable[int], wishes: Sequence[Open]
) -> Iterator[Cluster]:
    """Part wishes; a tool or a permission that none of them names is a cluster by itself."""
    groups: list[tuple[Names, list[Open]]] = [
        *((frozenset({it}), []) for it in tools),
        *((frozenset({it}), []) for it in granular),
    ]
    for wish in wishes:
        named = grounds.named(wish.formula)
        names: Names = frozenset({*named.tools, *named.granular})
        touched = [it for it in groups if it[0] & names]
        groups = [it for it in groups if not it[0] & names]
        merged = names.union(*(it[0] for it in touched))
        groups.append((merged, [*(it for group in touched for it in group[1]), wish]))
    for names, inner in groups:
        yield Cluster(
            tuple(
                sorted(
                    (it for it in names if isinstance(it, str)), key=grounds.tool_order.__getitem__
                )
            ),
            tuple(sorted(it for it in names if isinstance(it, int))),
            tuple(inner),
        )
