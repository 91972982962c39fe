"""
Formulas as the fewest terms: each a set of literals that together make the formula true.

What is not known is neither true nor false, so that a formula is true by literals that hold, +n
where atom n is known to be true and -n where it is known to be false, and never by literals that do
not. It is monotone in them, and a monotone formula has just one shortest form: its smallest
sufficient sets of literals, of which none can be left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias, final

from attrs import field, frozen

from permmatrix.truth import Formula, literals

__all__ = ["MOST_JOINED", "MOST_TERMS", "Term", "terms"]

Term: TypeAlias = frozenset[int]
"""Literals that all hold: atom n as n + 1, negated where it is known to be false."""

MOST_TERMS = 500
"""The most terms that a formula, or a part of one, may come to."""

MOST_JOINED = 100_000
"""The most pairs of terms that are looked at to join two parts."""


def terms(formula: Formula, impossible: Iterable[Term] = ()) -> list[Term]:
    """
    Give the smallest sets of literals that make a formula true; none of them for one never true.

    A set that has one of the `impossible` ones in it is none, nor one of an atom both ways.

    >>> from permmatrix.truth import all_of, any_of, fact, not_
    >>> x, y = fact(0), fact(1)
    >>> sorted(map(sorted, terms(any_of([all_of([x, y]), all_of([x, not_(y)]), y]))))
    [[-2, 1], [2]]

    Raises:
        OverflowError: there are more than `MOST_TERMS`, or finding them takes more than
            `MOST_JOINED` steps.
    """
    places = {literal: 1 << at for at, literal in enumerate(sorted(literals(formula)))}
    both = [frozenset({literal, -literal}) for literal in places if literal > 0]
    never = [group for group in (*both, *impossible) if places.keys() >= group]
    found = _Finder(places, [_mask(group, places) for group in never]).terms(formula, sign=1)
    return [frozenset(it for it, bit in places.items() if bit & term) for term in found]


def _mask(term: Term, places: dict[int, int]) -> int:
    return sum(places[literal] for literal in term)


@final
@frozen
class _Finder:
    """Finds terms as integers, each literal a bit."""

    places: dict[int, int]
    never: list[int]
    seen: dict[tuple[Formula, int], list[int]] = field(factory=dict)

    def terms(self, formula: Formula, *, sign: int) -> list[int]:
        """Give the terms of a formula, or with `sign` -1 of its being known to be false."""
        if isinstance(formula, bool):
            return [0] if formula is (sign > 0) else []
        if formula[0] == "fact":
            return self._smallest([self.places[sign * (formula[1] + 1)]])
        if formula[0] == "not":
            return self.terms(formula[1], sign=-sign)
        key = (formula, sign)
        if key not in self.seen:
            parts = [self.terms(part, sign=sign) for part in formula[1:]]
            joins = (formula[0] == "all") is (sign > 0)
            self.seen[key] = self._all(parts) if joins else self._smallest(_together(parts))
        return self.seen[key]

    def _all(self, parts: list[list[int]]) -> list[int]:
        whole = [0]
        for part in sorted(parts, key=len):
            if len(whole) * len(part) > MOST_JOINED:
                raise OverflowError(f"joining its parts takes more than {MOST_JOINED:,} steps")
            whole = self._smallest({one | other for one in whole for other in part})
        return whole

    def _smallest(self, found: Collection[int]) -> list[int]:
        """Leave out what cannot be, and what has a smaller one in it."""
        kept: list[int] = []
        for term in sorted(found, key=lambda it: (it.bit_count(), it)):
            needless = any(term & it == it for it in kept)
            if needless or any(term & it == it for it in self.never):
                continue
            kept.append(term)
            if len(kept) > MOST_TERMS:
                raise OverflowError(f"there are more than {MOST_TERMS} ways to a yes")
        return kept


def _together(parts: Iterable[list[int]]) -> set[int]:
    return {term for part in parts for term in part}
