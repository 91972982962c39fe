"""One way to a yes: what together is enough for it, as values and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, final

from attrs import field, frozen

from permmatrix.model import MatrixSet
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.wording import all_of_words, requirement_words

__all__ = ["Way", "worded"]


@final
@frozen(kw_only=True)
class Way:
    """
    Levels, granular permissions and conditions that together give a yes.

    Attributes:
        levels: of each, one of the levels was given; what follows from facts is said by the facts.
        without_levels: of each, none of the levels is held.
        granular: the permissions that are held.
        without_granular: the permissions that are not held.
        true: the ids of the conditions that are true.
        false: the ids of the conditions that are known to be false.
        words: the way in plain English.
    """

    levels: tuple[HasLevel, ...] = ()
    without_levels: tuple[HasLevel, ...] = ()
    granular: tuple[HasGranular, ...] = ()
    without_granular: tuple[HasGranular, ...] = ()
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    words: str = field(default="", eq=False)

    @property
    def parts(self) -> tuple[Requirement, ...]:
        """What has to be true, part by part; there is nothing where everybody has a yes."""
        return (
            *self.levels,
            *map(Not, self.without_levels),
            *self.granular,
            *map(Not, self.without_granular),
            *map(Holds, self.true),
            *(Not(Holds(it)) for it in self.false),
        )

    @property
    def requirement(self) -> Requirement:
        """The way as a requirement; that of a way without parts is always true."""
        return self.parts[0] if len(self.parts) == 1 else All(self.parts)

    def __str__(self) -> str:
        return self.words

    def to_dict(self) -> dict[str, Any]:
        """Give the way as plain values, for JSON."""
        return {
            "levels": [_levels(it) for it in self.levels],
            "without_levels": [_levels(it) for it in self.without_levels],
            "granular": [_permission(it) for it in self.granular],
            "without_granular": [_permission(it) for it in self.without_granular],
            "conditions": {**dict.fromkeys(self.true, True), **dict.fromkeys(self.false, False)},
            "words": self.words,
        }


def _levels(held: HasLevel) -> dict[str, Any]:
    return {"tool": held.tool, "any_of": list(held.levels)}


def _permission(held: HasGranular) -> dict[str, Any]:
    return {"tool": held.tool, "name": held.name}


def worded(way: Way, matrices: MatrixSet, tool: str) -> str:
    """Say a way in plain English; permissions of `tool` are said without it."""

    def said(parts: Iterable[Requirement]) -> str:
        return all_of_words(requirement_words(it, matrices, tool) for it in parts)

    def rest() -> Iterator[str]:
        if way.without_levels:
            yield f"without {said(way.without_levels)}"
        if way.granular:
            yield f"with {said(way.granular)}"
        if way.without_granular:
            yield f"without {said(way.without_granular)}"
        if way.true or way.false:
            false = (f"not {matrices.conditions[it].title}" for it in way.false)
            true = (matrices.conditions[it].title for it in way.true)
            yield f"when {all_of_words([*true, *false])}"

    if not way.levels:
        return " ".join(["anybody", ", ".join(rest())]).rstrip()
    return ", ".join([said(way.levels), *rest()])
