"""
Residuals in one form: equal ones are written alike.

A residual is monotone in its leaves, and so has just one shortest form as terms, each a set of
leaves that together make it hold: none has another in it. From these it is written back with what
they share taken out, so that no test stands twice where once will do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeAlias, assert_never

from permmatrix.residual.joining import all_of, any_of
from permmatrix.residual.text import leaf_words
from permmatrix.residual.values import All, Any, Leaf, Residual

__all__ = ["MOST_TERMS", "simplest"]

Term: TypeAlias = frozenset[Leaf]
Terms: TypeAlias = frozenset[Term]

MOST_TERMS = 64
"""The most terms that a residual is put into; one of more is left as the matrix has it."""


def simplest(residual: Residual) -> Residual:
    """
    Write a residual in its one form, or as it is where it has too many terms for that.

    >>> from permmatrix.conditions import Path
    >>> from permmatrix.residual.values import IsTrue
    >>> open_, mine = (Leaf(IsTrue(Path("resource", (it,)))) for it in ("open", "mine"))
    >>> simplest(Any((All((open_, mine)), open_))) == open_
    True
    """
    try:
        return _factored(sorted(_terms(residual), key=_order))
    except OverflowError:
        return residual


def _order(term: Term) -> tuple[int, list[str]]:
    return len(term), sorted(map(leaf_words, term))


def _terms(residual: Residual) -> Terms:
    match residual:
        case Leaf():
            return frozenset({frozenset({residual})})
        case All(parts):
            return _joined([_terms(part) for part in parts])
        case Any(parts):
            return _smallest(term for part in parts for term in _terms(part))
        case _:
            assert_never(residual)


def _smallest(terms: Iterable[Term]) -> Terms:
    """Leave out what can never hold, and what has a smaller one in it."""
    kept: list[Term] = []
    for term in sorted(set(terms), key=len):
        never = any(Leaf(leaf.test, not leaf.wanted) in term for leaf in term)
        if not never and not any(it <= term for it in kept):
            kept.append(term)
            if len(kept) > MOST_TERMS:
                raise OverflowError
    return frozenset(kept)


def _joined(parts: Sequence[Terms]) -> Terms:
    """Give the terms of all parts holding together."""
    whole: Terms = frozenset({frozenset()})
    for part in sorted(parts, key=len):
        whole = _smallest(one | other for one in whole for other in part)
    return whole


def _factored(terms: Sequence[Term]) -> Residual:
    """Write terms as a residual, what several share taken out; the same terms always alike."""
    counts = Counter(leaf for term in terms for leaf in term)
    first = min(counts, key=lambda leaf: (-counts[leaf], leaf_words(leaf)), default=None)
    if first is None or counts[first] == 1:
        return any_of([all_of(_ordered(term)) for term in terms])
    with_it = [term - {first} for term in terms if first in term]
    without = [term for term in terms if first not in term]
    return any_of([all_of([first, _factored(with_it)]), _factored(without)])


def _ordered(term: Term) -> list[Leaf]:
    return sorted(term, key=leaf_words)
