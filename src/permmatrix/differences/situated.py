"""Rows of two policies as bits, in every situation that matters to either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import final

from permmatrix.differences.aligned import NO_LEVEL, handed_out
from permmatrix.differences.answers import (
    Answers,
    Asked,
    better,
    columns_asked,
    level_number,
    none_held,
    union,
)
from permmatrix.differences.values import Witness
from permmatrix.differences.witnesses import Label, Shown, Witnesses, needed_of
from permmatrix.model import Action, Tool
from permmatrix.situations import Space
from permmatrix.situations.ground import Ground
from permmatrix.truth import fact

__all__ = ["Situated", "declared_tool"]


def declared_tool(id_: str, sides: tuple[Asked, Asked]) -> list[Tool]:
    """Give a tool as the new policy has it, and as the old one does, where they have it."""
    policies = [side.column.matrices for side in reversed(sides)]
    return [policy.tools[id_] for policy in policies if id_ in policy.tools]


@final
class Situated:
    """Some old rows and some new ones, each as one thing, in the situations that matter to both."""

    def __init__(
        self,
        sides: tuple[Ground, Asked, Asked],
        witnesses: Witnesses,
        old: Sequence[Action],
        new: Sequence[Action],
    ) -> None:
        """
        Lay out the situations.

        Raises:
            OverflowError: there are too many.
        """
        self.witnesses = witnesses
        ground, before, after = sides
        ways = before.ways(old), after.ways(new)
        formulas = [formula for side in ways for _, formula in side]
        tools = {row.tool for row in (*old, *new)} | columns_asked(formulas, ground)
        self.space = Space(ground, [*formulas, *none_held(sorted(tools), ground)])
        nobody = self._mixed(tools)
        self.sides, self.rows = (before, after), (old, new)
        self.before = _without(before.answers(ways[0], self.space), nobody)
        self.after = _without(after.answers(ways[1], self.space), nobody)
        self.widens = better(self.after, self.before, self.space.full)
        self.narrows = better(self.before, self.after, self.space.full)

    def _mixed(self, tools: Iterable[str]) -> int:
        """Give where holding no level stands beside a level."""
        found = 0
        for tool in tools:
            number = level_number(self.space.ground, tool, NO_LEVEL)
            if number is not None:
                found |= self.space.bits(fact(number)) & ~self.space.given(tool, NO_LEVEL)
        return found

    def columns(self, tool: str) -> Iterator[tuple[str | None, int, bool]]:
        """Give the columns of a tool, whom each is about, and whether it can be given."""
        declared = declared_tool(tool, self.sides)
        if all(it.default_level is None for it in declared):
            yield None, self.space.given(tool, None), False
        for id_ in dict.fromkeys(level.id for it in declared for level in it.levels):
            if any(id_ in handed_out(it) for it in declared):
                yield id_, self.space.given(tool, id_), True
            else:
                yield id_, self._newly(id_), False

    def _newly(self, level: str) -> int:
        """Give where a column that follows from facts says yes on one side only."""
        before, after = (
            0 if not rows else side.column_bits(rows[0], level, self.space)
            for side, rows in zip(self.sides, self.rows, strict=True)
        )
        return (after & ~before & self.widens) | (before & ~after & self.narrows)

    def shown(
        self,
        mask: int,
        *,
        given: tuple[str, str] | None = None,
        unless: Sequence[Shown] = (),
    ) -> Shown:
        """Show how answers differ in some situations, except in a direction shown already."""
        widens = narrows = None
        if self.widens & mask and all(it.widens is None for it in unless):
            widens = self._witness(self.widens & mask, given)
        if self.narrows & mask and all(it.narrows is None for it in unless):
            narrows = self._witness(self.narrows & mask, given)
        return Shown(widens=widens, narrows=narrows)

    def _witness(self, bits: int, given: tuple[str, str] | None) -> Witness | None:
        """Give the smallest of some situations: rather of a plain no and yes, if they are known."""
        found = None
        for before, after, here in self._turns(bits):
            situation = self.space.smallest(here, given)
            if situation is not None and (found is None or not found[0].complete):
                found = situation, here, before, after
                if situation.complete:
                    break
        if found is None:
            return None
        situation, here, before, after = found
        needed = needed_of(situation, self.space, here)
        return self.witnesses.of(situation, before, after, needed)

    def _turns(self, bits: int) -> Iterator[tuple[Label, Label, int]]:
        """Divide situations by what is answered in them before and after."""
        before, after = (list(it.items()) for it in (self.before, self.after))
        yes = [union(it.values()) for it in (self.before, self.after)]
        sides = ([(None, ~yes[0]), *before], [(None, ~yes[1]), *after])
        for (old, here), (new, there) in product(*sides):
            if bits & here & there:
                yield old, new, bits & here & there


def _without(answers: Answers, nobody: int) -> Answers:
    return {label: here & ~nobody for label, here in answers.items()}
