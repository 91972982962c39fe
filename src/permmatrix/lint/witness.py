"""Who shows that something is wrong, said with no more than it takes."""

from __future__ import annotations

from attrs import evolve

from permmatrix.model import MatrixSet
from permmatrix.program import Atom
from permmatrix.situations import Situation, Space, in_words

__all__ = ["witness"]


def witness(
    space: Space, bits: int, matrices: MatrixSet, given: tuple[str, str] | None = None
) -> str | None:
    """
    Describe the smallest of some situations, or give None where there can be none.

    `given` is a tool and the level the user was given on it, where that is no fact of the space.
    """
    situation = space.smallest(bits, given)
    if situation is None:
        return None
    return in_words(_shortened(situation, space, bits), matrices)


def _shortened(situation: Situation, space: Space, bits: int) -> Situation:
    """Leave out, one after the other, what could be otherwise as well, the true facts last."""
    numbers = space.ground.numbers
    facts = dict(situation.facts)
    for atom in sorted(facts, key=lambda it: facts[it] is True):
        others = {it: value for it, value in facts.items() if it != atom}
        where = _where(situation, others, numbers, space)
        if where & ~bits == 0:
            facts = others
    return evolve(situation, facts=facts)


def _where(
    situation: Situation, facts: dict[Atom, bool | None], numbers: dict[Atom, int], space: Space
) -> int:
    """Give the complete situations in which the user holds the same and these facts are so."""
    left = space.complete
    for atom, value in facts.items():
        here = space.literal((1 if value else -1) * (1 + numbers[atom]))
        other = space.literal((-1 if value else 1) * (1 + numbers[atom]))
        left &= here if here is not None else ~other if other is not None else space.full
    for (tool, name), value in situation.granular.items():
        here = space.literal(1 + numbers["granular", tool, name])
        left &= space.full if here is None else here if value else ~here
    for tool, levels in situation.levels.items():
        for level in space.ground.tools[tool].levels:
            here = space.literal(1 + numbers["level", tool, level])
            if here is not None:
                left &= here if level in (levels or ()) else ~here
    return left
