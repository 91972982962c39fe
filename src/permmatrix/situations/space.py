"""
A space: all the situations that matter to some formulas, as the bits of an integer.

Bit i stands for the situation in which exactly those literals hold whose bits are set in i; what a
literal is, and that some atoms are known together, is as in `tables`. Not every bit is a situation
there can be: an atom is not both true and false, a user who was given no level holds the default,
and tests of the same value exclude one another. `possible` says which are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import final

from permmatrix.bits import column
from permmatrix.situations.ground import Ground
from permmatrix.situations.situation import Situation, Value
from permmatrix.truth import Formula, literals

__all__ = ["MOST_LITERALS", "Space"]

MOST_LITERALS = 24
"""The most literals of a space: 2**24 bits are two megabytes a formula."""

NOT_KNOWN = 64
"""A situation in which a fact is not known is larger than any in which all are."""


@final
class Space:
    """The situations that matter to some formulas over one ground."""

    def __init__(self, ground: Ground, formulas: Iterable[Formula]) -> None:
        """
        Lay out the space.

        Raises:
            OverflowError: the formulas have more than `MOST_LITERALS` literals.
        """
        self.ground = ground
        needed: set[int] = set().union(*map(literals, formulas))
        self.atoms = sorted({abs(literal) - 1 for literal in needed})
        self._places = _places(needed, ground)
        if len(self._places) > MOST_LITERALS:
            raise OverflowError(len(self._places))
        self.full = (1 << (1 << len(self._places))) - 1
        self._digits = {it: column(at, len(self._places)) for at, it in enumerate(self._places)}
        self._columns = dict(self._digits)
        for atom in self.atoms:
            if atom in ground.together:
                known, held = self._digits[1 + ground.together[atom]], self._digits[1 + atom]
                self._columns[1 + atom] = held & known
                self._columns[-1 - atom] = known & ~held

    def bits(self, formula: Formula) -> int:
        """
        Give where a formula is known to be true, whether there can be such situations or not.

        Its literals must be among those of the formulas the space was made for.
        """
        return self._bits(formula, sign=1)

    def refuted(self, formula: Formula) -> int:
        """Give where a formula is known to be false, for a space made for its negation."""
        return self._bits(formula, sign=-1)

    def _bits(self, formula: Formula, *, sign: int) -> int:
        if isinstance(formula, bool):
            return self.full if formula is (sign > 0) else 0
        word, *parts = formula
        if word == "fact":
            return self._columns[sign * (1 + parts[0])]
        if word == "not":
            return self._bits(parts[0], sign=-sign)
        every = (word == "all") is (sign > 0)
        result = self.full if every else 0
        for part in parts:
            found = self._bits(part, sign=sign)
            result = result & found if every else result | found
        return result

    def literal(self, literal: int) -> int | None:
        """Give where a literal holds; None if it makes no difference in this space."""
        return self._columns.get(literal)

    @cached_property
    def possible(self) -> int:
        """The situations that there can be."""
        left = self.full
        for atom in self.atoms:
            if 1 + atom in self._columns and -1 - atom in self._columns:
                left &= ~(self._columns[1 + atom] & self._columns[-1 - atom])
        for group in self.ground.exclusive_among(self.atoms):
            if all(abs(literal) - 1 in self.atoms for literal in group):
                left &= ~self._every(group)
        for patterns in self._patterns:
            left &= self._some(patterns)
        return left

    @cached_property
    def _patterns(self) -> list[Sequence[Mapping[int, Value]]]:
        """Give the answers there can be of those conditions that hang together."""
        found = [it.patterns for it in self.ground.related(self.atoms)]
        return [patterns for patterns in found if patterns is not None]

    def _every(self, group: Iterable[int]) -> int:
        result = self.full
        for literal in group:
            result &= self._columns[literal]
        return result

    def _some(self, patterns: Iterable[Mapping[int, Value]]) -> int:
        """Give where atoms have one of several patterns of values, as far as literals show."""
        seen = {frozenset(self._shown(pattern)) for pattern in patterns}
        result = 0
        for shown in seen:
            here = self.full
            for literal, holds in shown:
                here &= self._columns[literal] if holds else ~self._columns[literal]
            result |= here
        return result

    def _shown(self, pattern: Mapping[int, Value]) -> Iterator[tuple[int, bool]]:
        for atom, value in pattern.items():
            for literal in (1 + atom, -1 - atom):
                if literal in self._columns:
                    yield literal, value is (literal > 0)

    @cached_property
    def complete(self) -> int:
        """The possible situations in which every fact is known."""
        left = self.possible
        for atom in self.atoms:
            if atom in self.ground.together:
                left &= self._digits[1 + self.ground.together[atom]]
            elif 1 + atom in self._columns and -1 - atom in self._columns:
                left &= self._columns[1 + atom] | self._columns[-1 - atom]
        for patterns in self._patterns:
            left &= self._some(it for it in patterns if None not in it.values())
        return left

    def given(self, tool: str, level: str | None) -> int:
        """Give the situations of users who were given exactly this level on a tool, or none."""
        result = self.full
        for id_, atom in self._levels.get(tool, ()):
            result &= self._columns[1 + atom if id_ == level else -1 - atom]
        return result

    @cached_property
    def _levels(self) -> dict[str, list[tuple[str, int]]]:
        """Give the levels that matter, by tool."""
        found: dict[str, list[tuple[str, int]]] = {}
        for atom in self.atoms:
            kind, *about = self.ground.facts[atom]
            if kind == "level":
                found.setdefault(about[0], []).append((about[1], atom))
        return found

    def smallest(self, bits: int, given: tuple[str, str] | None = None) -> Situation | None:
        """
        Give one of the situations that are set in `bits`, or None where there can be none.

        It is one in which everything is known, if there is such a one; and of those it has the
        fewest levels, permissions and true facts, and the lowest levels. `given` names a tool and
        the one level that the user was given on it, for a space to which that level makes no
        difference.
        """
        target = bits & self.possible
        if given is not None:
            target &= self.given(*given)
        target = target & self.complete or target
        if not target:
            return None
        found = self._lowest(next(target & mask for mask in self._by_size if target & mask))
        return self._situation((found & -found).bit_length() - 1, given)

    def _lowest(self, bits: int) -> int:
        """Give those of some situations in which the lowest levels were given."""
        for tool in self._levels:
            here = [bits & self.given(tool, level) for level in self.ground.tools[tool].levels]
            bits = next((it for it in here if it), bits)
        return bits

    @cached_property
    def _by_size(self) -> list[int]:
        """Give the situations of each size, the smallest first."""
        sizes = {0: self.full}
        for choice in self._choices():
            grown: dict[int, int] = {}
            for size, mask in sizes.items():
                for more, where in choice:
                    if mask & where:
                        grown[size + more] = grown.get(size + more, 0) | mask & where
            sizes = grown
        return [sizes[size] for size in sorted(sizes)]

    def _choices(self) -> Iterator[list[tuple[int, int]]]:
        """Give, for each digit or pair of digits, where it adds how much to a situation's size."""
        for literal, held in self._digits.items():
            atom = abs(literal) - 1
            if atom not in self.atoms:  # that a group is known
                yield [(0, held), (NOT_KNOWN, self.full & ~held)]
            elif atom in self.ground.together or -literal not in self._digits:
                yield [(int(literal > 0), held), (int(literal < 0), self.full & ~held)]
            elif literal > 0:
                neither = self.full & ~held & ~self._digits[-literal]
                rest = self.full & ~held & ~neither
                yield [(1, held), (0, rest), (NOT_KNOWN, neither)]

    def _situation(self, index: int, given: tuple[str, str] | None) -> Situation:
        holds = {it: bool(index >> at & 1) for at, it in enumerate(self._places)}
        return self.ground.situation({it: self._values(it, holds) for it in self.atoms}, given)

    def _values(self, atom: int, holds: Mapping[int, bool]) -> tuple[Value, ...]:
        """Give the values an atom may have, the one to prefer first."""
        if atom in self.ground.together:
            return (holds[1 + atom] if holds[1 + self.ground.together[atom]] else None,)
        if -1 - atom not in holds:
            return (True,) if holds[1 + atom] else (False, None)
        if 1 + atom not in holds:
            return (False,) if holds[-1 - atom] else (True, None)
        return (True if holds[1 + atom] else False if holds[-1 - atom] else None,)


def _places(needed: Iterable[int], ground: Ground) -> Sequence[int]:
    """Give the literals that are digits of a situation's number."""
    places = set()
    for literal in needed:
        atom = abs(literal) - 1
        if atom in ground.together:
            places |= {1 + atom, 1 + ground.together[atom]}
        else:
            places.add(literal)
    return sorted(places)
