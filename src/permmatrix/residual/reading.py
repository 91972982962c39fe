"""The facts that a residual reads."""

from __future__ import annotations

from collections.abc import Container
from typing import assert_never

from attrs import astuple

from permmatrix.conditions import Path
from permmatrix.residual.joining import all_of, any_of
from permmatrix.residual.values import NEVER, All, Any, Leaf, Residual

__all__ = ["facts_read", "where_known"]


def facts_read(residual: Residual) -> set[Path]:
    """Give the paths at which a residual reads facts."""
    match residual:
        case Leaf(test):
            return {it for it in astuple(test, recurse=False) if isinstance(it, Path)}
        case All(parts) | Any(parts):
            return set().union(*map(facts_read, parts))
        case _:
            assert_never(residual)


def where_known(residual: Residual, known: Container[Path]) -> Residual:
    """Give what is left of a residual where only some facts are ever known."""
    match residual:
        case Leaf():
            return residual if all(it in known for it in facts_read(residual)) else NEVER
        case All(parts):
            return all_of([where_known(part, known) for part in parts])
        case Any(parts):
            return any_of([where_known(part, known) for part in parts])
        case _:
            assert_never(residual)
