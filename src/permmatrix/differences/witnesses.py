"""Who shows a difference: a smallest situation in words, and facts to ask both policies about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import TypeAlias, final

from attrs import define, evolve, frozen

from permmatrix.cell_wording import obligation_titles
from permmatrix.differences.aligned import NO_LEVEL
from permmatrix.differences.alike import title_key
from permmatrix.differences.names import Names
from permmatrix.differences.renaming import by_old_names
from permmatrix.differences.values import Direction, Witness, direction_of
from permmatrix.lowering import test_atom
from permmatrix.model import MatrixSet
from permmatrix.program import Atom
from permmatrix.situations import Situation, Space, in_words
from permmatrix.wording import all_of_words, finding_words

__all__ = ["Label", "Shown", "Witnesses", "beyond", "needed_of"]

Label: TypeAlias = frozenset[str] | None
"""An answer: the obligations that come with a yes, or None for a no."""


@final
@frozen(kw_only=True)
class Shown:
    """Who shows that answers widen and that they narrow, where they do."""

    widens: Witness | None = None
    narrows: Witness | None = None

    @property
    def direction(self) -> Direction:
        """Which way it goes."""
        return direction_of(self.widens is not None, self.narrows is not None)


def beyond(shown: Shown, others: Iterable[Shown]) -> Shown:
    """Leave out the directions that others show."""
    others = list(others)
    return Shown(
        widens=None if any(it.widens is not None for it in others) else shown.widens,
        narrows=None if any(it.narrows is not None for it in others) else shown.narrows,
    )


@final
@define(eq=False)
class Witnesses:
    """Makes somebody of a situation that two policies answer differently."""

    old: MatrixSet
    new: MatrixSet
    names: Names

    @cached_property
    def _titles(self) -> dict[str, str]:
        return obligation_titles(self.old) | obligation_titles(self.new)

    @cached_property
    def _called(self) -> dict[Atom, str]:
        """What conditions are called; of several by one title, or one with two tests, which."""
        old, new = (
            {test_atom(it.test): it for it in policy.conditions.values()}
            for policy in (self.old, self.new)
        )
        every = old | new
        titles = Counter(title_key(it.title) for it in every.values())
        return {
            atom: it.title
            if titles[title_key(it.title)] == 1
            else f"{it.title}{_when(atom in old, atom in new)} ({finding_words(it.test)})"
            for atom, it in every.items()
        }

    def of(
        self,
        situation: Situation,
        before: Label,
        after: Label,
        needed: Situation | None = None,
    ) -> Witness:
        """Make somebody of a situation; `needed` is what of it need be said."""
        situation = _nobody_by_name(situation)
        said = evolve(_nobody_by_name(needed or situation), titles=self._called)
        user = situation.user
        return Witness(
            words=in_words(said, self.old, self.new),
            user=user,
            old_user=by_old_names(user, self.names),
            resource=situation.resource,
            context=situation.context,
            before=self._answer_words(before),
            after=self._answer_words(after),
            real=situation.real,
        )

    def _answer_words(self, obligations: Label) -> str:
        if obligations is None:
            return "no"
        limits = [self._titles.get(it, it).rstrip(".") for it in sorted(obligations)]
        return f"yes, within a limit: {all_of_words(limits)}" if limits else "yes"


def _when(before: bool, after: bool) -> str:
    """Say which side's test is meant, where only one of them has it."""
    if before and after:
        return ""
    return " as it was" if before else " as it is now"


def needed_of(situation: Situation, space: Space, bits: int) -> Situation:
    """
    Leave out of a situation what makes no difference: the levels on a tool, and single tests.

    What is left settles it: every situation like it in that is one of `bits`, as long as as much
    is known.
    """
    if len(space.atoms) > MOST_WEIGHED:
        return situation
    there = space.complete if situation.complete else space.possible
    masks = {number: _value_mask(number, situation, space) for number in space.atoms}
    for group in _groups(space):
        like = there
        for number, mask in masks.items():
            if number not in group:
                like &= mask
        if not like & ~bits:
            masks = {number: mask for number, mask in masks.items() if number not in group}
    left = [space.ground.facts[number] for number in masks]
    tools = {tool for kind, tool, *_ in left if kind == "level"}
    atoms = [space.ground.facts[number] for number in space.atoms]
    weighed = {atom[1] for atom in atoms if atom[0] == "level"}
    return evolve(
        situation,
        levels={
            tool: given
            for tool, given in situation.levels.items()
            if tool in tools or tool not in weighed
        },
        facts={atom: it for atom, it in situation.facts.items() if atom in left},
    )


MOST_WEIGHED = 10
"""Situations of more facts are said in full: weighing them takes longer than it helps."""


def _groups(space: Space) -> list[frozenset[int]]:
    """Give what can be left out together: the levels of a tool, or one test."""
    tools: dict[str, set[int]] = {}
    alone = []
    for number in space.atoms:
        kind, *about = space.ground.facts[number]
        if kind == "level":
            tools.setdefault(about[0], set()).add(number)
        elif kind != "granular":
            alone.append(frozenset({number}))
    return [*map(frozenset, tools.values()), *alone]


def _value_mask(number: int, situation: Situation, space: Space) -> int:
    """Give where an atom is as it is in a situation, as far as the space can tell."""
    kind, *about = atom = space.ground.facts[number]
    value: bool | None
    if kind == "level":
        given = situation.levels.get(about[0])
        value = None if given is None else about[1] in given
    elif kind == "granular":
        value = situation.granular.get((about[0], about[1]))
    else:
        value = situation.facts.get(atom)
    true, false = space.literal(1 + number), space.literal(-1 - number)
    if value is True and true is not None:
        return true
    if value is False and false is not None:
        return false
    return space.full & ~((true or 0) | (false or 0))  # neither is known, as far as it matters


def _nobody_by_name(situation: Situation) -> Situation:
    """Take the column of holding no level for what it is."""
    if not any(NO_LEVEL in (given or ()) for given in situation.levels.values()):
        return situation
    levels = {
        tool: () if given == (NO_LEVEL,) else given for tool, given in situation.levels.items()
    }
    held = {
        tool: [] if value == NO_LEVEL else value for tool, value in situation.user["levels"].items()
    }
    return evolve(situation, levels=levels, user={**situation.user, "levels": held})
