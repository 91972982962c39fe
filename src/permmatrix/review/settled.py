"""Formulas with what somebody holds put in, and what comes with a yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from permmatrix.lowering import Way
from permmatrix.situations import Space
from permmatrix.truth import Formula, all_of, any_of, not_

__all__ = ["by_obligations", "settled"]

Values: TypeAlias = Mapping[int, bool | None]
"""What is held, by the numbers of the facts that say so; None is not known."""


def by_obligations(space: Space, ways: Sequence[Way]) -> dict[tuple[str, ...], int]:
    """Give where there is a yes, by what comes with it: that of the first way there is."""
    left = space.possible
    found: dict[tuple[str, ...], int] = {}
    for with_it, formula in ways:
        here = space.bits(formula) & left
        if here:
            found[with_it] = found.get(with_it, 0) | here
        left &= ~here
    return found


def settled(formula: Formula, values: Values, *, sign: int = 1) -> Formula:
    """
    Give when a formula is known to be true (or, by the sign, false) with some facts settled.

    A fact that is not known is known neither to be true nor to be false.
    """
    if isinstance(formula, bool):
        return formula is (sign > 0)
    word, *parts = formula
    if word == "not":
        return settled(parts[0], values, sign=-sign)
    if word != "fact":
        found = [settled(part, values, sign=sign) for part in parts]
        return all_of(found) if (word == "all") is (sign > 0) else any_of(found)
    if parts[0] in values:
        return values[parts[0]] is (sign > 0)
    return formula if sign > 0 else not_(formula)
