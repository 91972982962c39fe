"""Where two variants of a row answer otherwise, and the smallest situation in which they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import final

from attrs import field, frozen

from permmatrix.lowering import Way
from permmatrix.model import Action, MatrixSet
from permmatrix.situations import Situation, Space
from permmatrix.suite.variants import Variants

__all__ = ["TooMany", "Witness", "difference", "witness"]


@final
@frozen
class TooMany:
    """The variants hang on more facts than are looked through."""


@final
@frozen(eq=False)
class Witness:
    """
    The situations in which two variants of a row answer otherwise.

    Attributes:
        yes: where each of the two says yes.
        differ: where they say otherwise, or say yes with other obligations.
        platform: one on which only one of them is available, if there is such a one.
    """

    space: Space
    yes: tuple[int, int] = field(repr=False)
    differ: int = field(repr=False)
    platform: str | None = None

    def has(self, one: bool, two: bool) -> bool:
        """Say whether, everything being known, the variants can have these two answers."""
        sides = [
            bits if wanted else ~bits for bits, wanted in zip(self.yes, (one, two), strict=True)
        ]
        return bool(sides[0] & sides[1] & self.space.complete)

    @property
    def situation(self) -> Situation | None:
        """The smallest situation in which they answer otherwise; None if there can be none."""
        return self.space.smallest(self.yes[0] | self.yes[1] if self.platform else self.differ)


def difference(variants: Variants, one: Action, two: Action) -> Witness | TooMany:
    """Compare two variants of a row in every situation there can be."""
    lowering = variants.analysis.lowering
    old, new = (lowering.ways(lowering.shape(row)) for row in (one, two))
    try:
        space = variants.analysis.space(formula for _, formula in (*old, *new))
    except OverflowError:
        return TooMany()
    return witness(space, old, new, _platform(variants.matrices, one, two))


def witness(
    space: Space, old: Sequence[Way], new: Sequence[Way], platform: str | None = None
) -> Witness:
    """Compare the ways to two yeses, the preferred ones first, in a space laid out for them."""
    first, second = _firsts(space, old), _firsts(space, new)
    yes = (_union(first.values()), _union(second.values()))
    labels = {*first, *second}
    differ = _union(first.get(it, 0) ^ second.get(it, 0) for it in labels)
    return Witness(space, yes, differ, platform)


def _firsts(space: Space, ways: Sequence[Way]) -> dict[tuple[str, ...], int]:
    """Give where each of the obligations come with the yes: of several ways the first counts."""
    found: dict[tuple[str, ...], int] = {}
    left = space.full
    for label, formula in ways:
        here = space.bits(formula) & left
        left &= ~here
        found[label] = found.get(label, 0) | here
    return found


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _platform(matrices: MatrixSet, one: Action, two: Action) -> str | None:
    declared = tuple(matrices.platforms)
    there = [set(row.platforms or declared) for row in (one, two)]
    return next((it for it in declared if it in there[0] ^ there[1]), None)
