"""The parts of requirements, and requirements without one of their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement

__all__ = ["parts", "without_a_part"]


def parts(requirement: Requirement) -> tuple[Requirement, ...]:
    """Give what a requirement is directly made of."""
    match requirement:
        case All(inner) | Any(inner):
            return inner
        case Not(part):
            return (part,)
        case HasGranular() | Holds() | HasLevel():
            return ()
        case _:
            assert_never(requirement)


def without_a_part(requirement: Requirement) -> Iterator[tuple[Requirement, Requirement]]:
    """
    Give each part that can be left out, and what the requirement is without it.

    Large parts come before those within them, and the last before the first: of two alike, the one
    that came second is the one too many.
    """
    match requirement:
        case All(inner) | Any(inner):
            joined = type(requirement)
            for place in range(len(inner) - 1, -1, -1) if len(inner) > 1 else ():
                left = (*inner[:place], *inner[place + 1 :])
                yield inner[place], joined(left) if len(left) > 1 else left[0]
            for place, part in enumerate(inner):
                for gone, left_of_it in without_a_part(part):
                    yield gone, joined((*inner[:place], left_of_it, *inner[place + 1 :]))
        case Not(part):
            for gone, left_of_it in without_a_part(part):
                yield gone, Not(left_of_it)
        case HasGranular() | Holds() | HasLevel():
            return
        case _:
            assert_never(requirement)
