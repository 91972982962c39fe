"""Conditions that read the same facts, and what of them can be so together."""

from __future__ import annotations

from permmatrix.lowering import test_atom
from permmatrix.model import MatrixSet
from permmatrix.situations.related import Related, related

__all__ = ["MOST_COMBINATIONS", "MOST_CONDITIONS", "Together", "hanging_together"]

MOST_CONDITIONS = 30
"""The most conditions of a group: a combination is a number of so many bits in the page."""

MOST_COMBINATIONS = 1000
"""The most combinations of a group that a page is told; beyond, they are taken as independent."""

Together = tuple[list[str], list[int]]
"""The ids of conditions, and numbers whose bits say which of them are true, the first lowest."""


def hanging_together(matrices: MatrixSet) -> list[Together]:
    """
    Give the conditions that decide one another where all facts are known.

    Left out are groups whose conditions can be true and false in every combination, and those that
    have more combinations than are worth telling.
    """
    ids = list(matrices.conditions)
    tests = {place: test_atom(matrices.conditions[id_].test) for place, id_ in enumerate(ids)}
    groups = [it for it in related(tests) if 1 < len(it.tests) <= MOST_CONDITIONS]
    told = [([ids[place] for place in it.tests], _combinations(it)) for it in groups]
    return [
        (names, found)
        for names, found in told
        if 0 < len(found) < 2 ** len(names) and len(found) <= MOST_COMBINATIONS
    ]


def _combinations(group: Related) -> list[int]:
    """Give the combinations in which every condition is known; none where there is no telling."""
    known = [list(it.values()) for it in group.patterns or () if None not in it.values()]
    return sorted(sum(bool(value) << at for at, value in enumerate(it)) for it in known)
