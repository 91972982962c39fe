"""Residuals in words: the facts by their paths, as whoever writes a query knows them."""

from __future__ import annotations

from typing import assert_never

from permmatrix.conditions import Path
from permmatrix.residual import values as tests
from permmatrix.residual.values import All, Any, Known, Leaf, Residual, Side

__all__ = ["leaf_words", "words"]


def words(residual: Residual) -> str:
    """
    Say a residual in words.

    >>> private = tests.IsTrue(Path("resource", ("private",)))
    >>> words(Any((Leaf(private, wanted=False), All(()))))
    'resource.private is false or always'
    """
    match residual:
        case All(()):
            return "always"
        case Any(()):
            return "never"
        case All(parts):
            return " and ".join(_inner(part) for part in parts)
        case Any(parts):
            return " or ".join(_inner(part) for part in parts)
        case Leaf():
            return leaf_words(residual)
        case _:
            assert_never(residual)


def _inner(part: Residual) -> str:
    several = isinstance(part, All | Any) and len(part.parts) > 1
    return f"({words(part)})" if several else words(part)


def leaf_words(leaf: Leaf) -> str:
    """Say one leaf: that a test is known to be true, or known to be false."""
    yes = leaf.wanted
    match leaf.test:
        case tests.IsTrue(path):
            return f"{path} is {'true' if yes else 'false'}"
        case tests.Equals(left, right):
            return f"{_side(left)} {'is' if yes else 'is known and not'} {_side(right)}"
        case tests.OneOf(path, values) | tests.Within(path, values):
            return f"{path} {_among(values, wanted=yes)}"
        case tests.Contains(left, right):
            return f"{_side(left)} {'has' if yes else 'is known and has not'} {_side(right)}"
        case tests.Overlaps(left, right):
            verb = "has one of" if yes else "is known and has none of"
            return f"{_side(left)} {verb} {_side(right)}"
        case tests.Before(left, right):
            return f"{_side(left)} is {'before' if yes else 'not before'} {_side(right)}"
        case tests.AtOrBefore(left, right):
            verb = "not after" if yes else "after"
            return f"{_side(left)} is {verb} {_side(right)}"
        case tests.IsKnown(path) | tests.IsFinite(path):
            word = "known" if isinstance(leaf.test, tests.IsKnown) else "finite"
            return f"{path} is {'' if yes else 'not '}{word}"
        case _:
            assert_never(leaf.test)


def _among(values: tuple[Known, ...], *, wanted: bool) -> str:
    if not values:
        return "is none at all" if wanted else "is known"
    if len(values) == 1:
        return f"is {'' if wanted else 'known and not '}{_side(values[0])}"
    return f"is {'one of' if wanted else 'known and none of'} {', '.join(map(_side, values))}"


def _side(side: Side) -> str:
    if isinstance(side, Path):
        return str(side)
    value = side.value
    if isinstance(value, tuple):
        return f"[{', '.join(_side(Known(it)) for it in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str) else str(value)
