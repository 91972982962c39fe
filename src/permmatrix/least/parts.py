"""
The optimal holdings, found part by part.

Where no row and no wish names two tools or permissions together, what is optimal of the one has
nothing to do with the other: the parts of a question are settled by themselves, and the optimal
holdings are those that are optimal in each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from permmatrix.errors import LimitError
from permmatrix.least.clusters import Names, alone, joined, names_in
from permmatrix.least.holdings import Holding
from permmatrix.least.optimal import optimal, order
from permmatrix.least.reach import Reach
from permmatrix.least.relevant import Relevant, chosen
from permmatrix.least.search import Search, together
from permmatrix.least.wishes import Wish
from permmatrix.truth import Formula

__all__ = ["MOST_ANSWERS", "least"]

MOST_ANSWERS = 1000
"""The most answers that are given."""


def least(search: Search, within: Relevant, wishes: Sequence[Wish]) -> list[tuple[Holding, int]]:
    """
    Give the optimal holdings, each with how many situations of rows it allows.

    They stand by that, by how many permissions they have, and by the order of the files.

    Raises:
        LimitError: there is too much to look at, or there are too many.
    """
    reach = search.reach
    parts = []
    for names in [*_parts(reach, within, wishes), frozenset[str | int]()]:
        found = _in_part(search, within, names, wishes)
        if not found:
            return []
        parts.append(found)
    if prod(map(len, parts)) > MOST_ANSWERS:
        raise LimitError(f"there are more than {MOST_ANSWERS} answers")
    whole = [
        (together(held for held, _ in each), sum(count for _, count in each))
        for each in product(*parts)
    ]
    return sorted(whole, key=lambda it: (it[1], *order(reach.grounds, it[0])))


def _parts(reach: Reach, within: Relevant, wishes: Sequence[Wish]) -> list[Names]:
    """Give the tools and permissions that rows or wishes have to do with together."""
    formulas = [*(it.formula for it in wishes), *(it.formula for it in reach.kinds)]
    named = (names_in(reach.grounds.named(it)) & within.names for it in formulas)
    return joined([*alone(within.tools, within.granular), *(it for it in named if it)])


def _in_part(
    search: Search, within: Relevant, names: Names, wishes: Sequence[Wish]
) -> list[tuple[Holding, int]]:
    """Give what is optimal in one part; that of no names are the wishes and rows of no part."""
    grounds = search.reach.grounds

    def is_here(formula: Formula) -> bool:
        named = names_in(grounds.named(formula)) & within.names
        return bool(named & names) if names else not named

    mine = [it for it in wishes if is_here(it.formula)]
    kinds = [it for it in search.reach.kinds if is_here(it.formula)]
    return optimal(search.reach, search.holdings(chosen(grounds, names), mine), kinds)
