"""Residuals joined by all and any: flat, none twice, and nothing that changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from permmatrix.residual.values import ALWAYS, NEVER, All, Any, Residual

__all__ = ["all_of", "any_of"]


def all_of(parts: Iterable[Residual]) -> Residual:
    """
    Say that every part holds.

    >>> all_of([ALWAYS, all_of([])]) == ALWAYS
    True
    """
    flat: dict[Residual, None] = {}
    for part in parts:
        if part == NEVER:
            return NEVER
        flat.update(dict.fromkeys(part.parts if isinstance(part, All) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else All(tuple(flat))


def any_of(parts: Iterable[Residual]) -> Residual:
    """
    Say that one part at least holds.

    >>> any_of([NEVER, ALWAYS]) == ALWAYS
    True
    """
    flat: dict[Residual, None] = {}
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        flat.update(dict.fromkeys(part.parts if isinstance(part, Any) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else Any(tuple(flat))
