"""
What is needless where a test is either true or false: such as a test beside its opposite.

In a decision a fact may be neither, so that a residual says «private is false, or private is true
and ana is a member». Of a column that is never null, «private is false or ana is a member» says the
same, which is what somebody would write by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from permmatrix.residual.joining import all_of, any_of
from permmatrix.residual.values import ALWAYS, NEVER, All, Any, Leaf, Residual

__all__ = ["without_complements"]


def without_complements(residual: Residual, definite: Callable[[Leaf], bool]) -> Residual:
    """Leave out of a residual what its definite leaves, each true or false, make needless."""
    match residual:
        case Leaf():
            return residual
        case All(parts) | Any(parts):
            join = all_of if isinstance(residual, All) else any_of
            whole = join([without_complements(part, definite) for part in parts])
            if not isinstance(whole, type(residual)):
                return whole
            settled = {it for it in whole.parts if isinstance(it, Leaf) and definite(it)}
            left = [it if it in settled else _given(it, settled, residual) for it in whole.parts]
            if any(_opposite(it) in settled for it in settled):
                return NEVER if isinstance(residual, All) else ALWAYS
            return join(left)
        case _:
            assert_never(residual)


def _given(part: Residual, settled: set[Leaf], within: All | Any) -> Residual:
    """Give a part where, in `All`, the settled leaves are true, or in `Any` they are false."""
    holds = isinstance(within, All)
    match part:
        case Leaf():
            if part in settled or _opposite(part) in settled:
                return ALWAYS if (part in settled) is holds else NEVER
            return part
        case All(parts):
            return all_of([_given(it, settled, within) for it in parts])
        case Any(parts):
            return any_of([_given(it, settled, within) for it in parts])
        case _:
            assert_never(part)


def _opposite(leaf: Leaf) -> Leaf:
    return Leaf(leaf.test, not leaf.wanted)
