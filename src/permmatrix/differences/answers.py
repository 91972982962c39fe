"""
What one side answers, over the situations of a common space.

An answer is a no, or a yes with obligations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias, final

from attrs import define, frozen

from permmatrix.differences.aligned import NO_LEVEL, Column
from permmatrix.lowering import Way
from permmatrix.model import Action
from permmatrix.situations import Analysis, Space
from permmatrix.situations.ground import Ground
from permmatrix.truth import Formula, all_of, fact, literals

__all__ = ["Answers", "Asked", "better", "columns_asked", "level_number", "none_held", "union"]

Answers: TypeAlias = Mapping[frozenset[str], int]
"""For each set of obligations that a yes comes with, in which situations it does."""

Translated: TypeAlias = Callable[[Formula], Formula]


def better(answers: Answers, others: Answers, whole: int) -> int:
    """Give where a yes is new, or comes without one of the obligations that it came with."""
    yes = union(others.values())
    found = union(answers.values()) & ~yes
    for obligations, here in answers.items():
        for old, there in others.items():
            if not obligations >= old:
                found |= here & there
    return found & whole


def union(masks: Iterable[int]) -> int:
    """Give the situations that are in any of several sets of them."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def level_number(ground: Ground, tool: str, level: str) -> int | None:
    """Give the number of the fact that a level was given, if there is such a fact."""
    try:
        return ground.facts.index(("level", tool, level))
    except ValueError:
        return None


@final
@define(eq=False)
class Asked:
    """One side of a comparison, to be asked about rows."""

    column: Column
    analysis: Analysis
    translated: Translated

    def ways(self, rows: Sequence[Action]) -> list[Way]:
        """Give the ways to a yes of rows that together are one thing, the preferred first."""
        # of two ways alike, a decision prefers that of the last row
        found = [way for row in reversed(rows) for way in self.analysis.ways(row.id)]
        found.sort(key=lambda way: len(way[0]))
        return [(label, self.translated(formula)) for label, formula in found]

    def answers(self, ways: Sequence[Way], space: Space) -> Answers:
        """Give what is answered in each situation, the preferred way first."""
        found: dict[frozenset[str], int] = {}
        told = _Told(space, self.column.closed)
        left = space.possible
        for label, formula in ways:
            here = told.bits(formula) & left
            left &= ~here
            found[frozenset(label)] = found.get(frozenset(label), 0) | here
        return {label: here for label, here in found.items() if here}

    def column_bits(self, row: Action, level: str, space: Space) -> int:
        """Give where a column that follows from facts is the user's and says yes."""
        shape = self.analysis.lowering.shape(row)
        held = self.analysis.lowering.tools[row.tool].held_when.get(level, False)
        if level not in shape.cells:
            return 0
        whole = all_of([shape.guard, held, shape.cells[level].formula])
        return _Told(space, self.column.closed).bits(self.translated(whole))


@final
@frozen
class _Told:
    """Tells where formulas hold on a side to which giving some levels means nothing."""

    space: Space
    closed: frozenset[tuple[str, str]]

    def bits(self, formula: Formula, *, sign: int = 1) -> int:
        """Give where a formula is known to be true, or with a negative sign to be false."""
        if not self.closed:
            return self.space.bits(formula) if sign > 0 else self.space.refuted(formula)
        if isinstance(formula, bool):
            return self.space.full if formula is (sign > 0) else 0
        word, *parts = formula
        if word == "fact":
            return self._fact(parts[0], sign)
        if word == "not":
            return self.bits(parts[0], sign=-sign)
        every = (word == "all") is (sign > 0)
        result = self.space.full if every else 0
        for part in parts:
            found = self.bits(part, sign=sign)
            result = result & found if every else result | found
        return result

    def _fact(self, number: int, sign: int) -> int:
        kind, *about = self.space.ground.facts[number]
        if kind != "level" or tuple(about) not in self.closed:
            return self.space.bits(fact(number)) if sign > 0 else self.space.refuted(fact(number))
        if sign > 0:
            return 0
        return self.space.bits(fact(number)) | self.space.refuted(fact(number))


def columns_asked(formulas: Iterable[Formula], ground: Ground) -> set[str]:
    """Give the tools whose levels some formulas look at."""
    numbers = {abs(literal) - 1 for formula in formulas for literal in literals(formula)}
    return {ground.facts[it][1] for it in numbers if ground.facts[it][0] == "level"}


def none_held(tools: Iterable[str], ground: Ground) -> list[Formula]:
    """Give the facts of holding no level, of tools of which that is a column."""
    numbers = [level_number(ground, tool, NO_LEVEL) for tool in tools]
    return [fact(number) for number in numbers if number is not None]
