"""
A space: all the situations that matter to some formulas, as the bits of an integer.

Bit i stands for the situation in which exactly those literals hold whose bits are set in i; what a
literal is, and that some atoms are known together, is as in `tables`. Not every bit is a situation
there can be: an atom is not both true and false, a user who was given no level holds the default,
and tests of the same value exclude one another. `possible` says which are.

Where only situations matter in which everything is known, an atom takes one digit in place of two.
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


@final
class Space:
    """The situations that matter to some formulas over one ground."""

    def __init__(self, ground: Ground, formulas: Iterable[Formula], *, known: bool = False) -> None:
        """
        Lay out the space; with `known`, only the situations in which every fact is known.

        Raises:
            OverflowError: the formulas have more than `MOST_LITERALS` literals.
        """
        self.ground = ground
        needed: set[int] = set().union(*map(literals, formulas))
        self.atoms = sorted({abs(literal) - 1 for literal in needed})
        self._known = known
        self._places = sorted(1 + it for it in self.atoms) if known else _places(needed, ground)
        if len(self._places) > MOST_LITERALS:
            raise OverflowError(len(self._places))
        self.full = (1 << (1 << len(self._places))) - 1
        self._digits = {it: column(at, len(self._places)) for at, it in enumerate(self._places)}
        self._columns = dict(self._digits)
        for atom in self.atoms:
            if known:
                self._columns[-1 - atom] = self.full & ~self._digits[1 + atom]
            elif atom in ground.together:
                group, held = self._digits[1 + ground.together[atom]], self._digits[1 + atom]
                self._columns[1 + atom] = held & group
                self._columns[-1 - atom] = group & ~held

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
            left &= self._some(_complete(patterns) if self._known else patterns)
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
        if self._known:
            return left
        for atom in self.atoms:
            if atom in self.ground.together:
                left &= self._digits[1 + self.ground.together[atom]]
            elif 1 + atom in self._columns and -1 - atom in self._columns:
                left &= self._columns[1 + atom] | self._columns[-1 - atom]
        for patterns in self._patterns:
            left &= self._some(_complete(patterns))
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
        target = target & self.complete or self._fewest(target, self._unknown())
        if not target:
            return None
        found = self._lowest(self._fewest(target, self._true()))
        return self._situation((found & -found).bit_length() - 1, given)

    def _lowest(self, bits: int) -> int:
        """Give those of some situations in which the lowest levels were given."""
        for tool in self._levels:
            here = [bits & self.given(tool, level) for level in self.ground.tools[tool].levels]
            bits = next((it for it in here if it), bits)
        return bits

    def _fewest(self, bits: int, counted: Iterable[int]) -> int:
        """Give those of some situations that are in the fewest of what is counted."""
        by_count = [bits]
        for where in counted:
            more = [it & where for it in by_count]
            less = [it & ~where for it in by_count]
            by_count = [a | b for a, b in zip([*less, 0], [0, *more], strict=True)]
            while not by_count[-1] and len(by_count) > 1:
                by_count.pop()
        return next((it for it in by_count if it), 0)

    def _unknown(self) -> Iterator[int]:
        """Give, for each fact and for each group of facts, where it is not known."""
        for literal, digit in self._digits.items():
            if abs(literal) - 1 not in self.atoms:  # that a group is known
                yield self.full & ~digit
            elif literal > 0 and -literal in self._digits:
                yield self.full & ~(digit | self._digits[-literal])

    def _true(self) -> Iterator[int]:
        """Give, for each fact, where it is true; of one that need not be false, where it may be."""
        for atom in self.atoms:
            held = self._columns.get(1 + atom)
            yield self.full & ~self._columns[-1 - atom] if held is None else held

    def _situation(self, index: int, given: tuple[str, str] | None) -> Situation:
        holds = {it: bool(index >> at & 1) for at, it in enumerate(self._places)}
        return self.ground.situation({it: self._values(it, holds) for it in self.atoms}, given)

    def _values(self, atom: int, holds: Mapping[int, bool]) -> tuple[Value, ...]:
        """Give the values an atom may have, the one to prefer first."""
        if self._known:
            return (holds[1 + atom],)
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


def _complete(patterns: Iterable[Mapping[int, Value]]) -> Iterator[Mapping[int, Value]]:
    """Give the patterns in which everything is known."""
    return (it for it in patterns if None not in it.values())
