"""A truth table as alternatives, none of which can be left out or shortened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from permmatrix.least.bitwise import full

__all__ = ["Term", "alternatives"]

Term: TypeAlias = Mapping[int, bool]
"""What must be true and what false, by atom; of an empty one nothing."""


def alternatives(lower: int, upper: int, atoms: Sequence[int]) -> list[Term]:
    """
    Give alternatives that together are true wherever `lower` is, and only where `upper` is.

    >>> alternatives(0b1000, 0b1100, [4, 5])
    [{5: True}]
    >>> alternatives(0b0110, 0b0110, [4, 5])
    [{4: False, 5: True}, {4: True, 5: False}]
    """
    return _alternatives(lower, upper, list(atoms))[0]


def _alternatives(lower: int, upper: int, atoms: list[int]) -> tuple[list[Term], int]:
    """Give alternatives, and where one of them is true (as Minato and Morreale do it)."""
    if not lower:
        return [], 0
    every = full(len(atoms))
    if upper == every:
        return [{}], every
    *rest, atom = atoms
    half = 1 << len(rest)
    (no, yes), (no_upper, yes_upper) = ((it & full(len(rest)), it >> half) for it in (lower, upper))
    without, where_without = _alternatives(no & ~yes_upper, no_upper, rest)
    with_it, where_with = _alternatives(yes & ~no_upper, yes_upper, rest)
    left = no & ~where_without | yes & ~where_with
    either, where_either = _alternatives(left, no_upper & yes_upper, rest)
    found = [
        *either,
        *({**term, atom: True} for term in with_it),
        *({**term, atom: False} for term in without),
    ]
    return found, where_without | where_either | (where_with | where_either) << half
