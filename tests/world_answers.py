"""
What is asked of the corpus of `worlds`, and what `Policy.can` answers of each resource by itself.

Nothing of it is stored: it is worked out when first needed, from the dicts in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import final

from attrs import frozen

from permmatrix import Policy
from permmatrix.filter import Filter
from permmatrix.residual import Residual
from world_policy import policy
from worlds import LISTS, RESOURCES, Asking, Row, as_arrays, as_relations, askings

__all__ = [
    "ARRAYS",
    "RELATIONS",
    "SETTLED_BY_KIND",
    "Answer",
    "answer_about",
    "answers",
    "distinct",
    "telling",
    "world_policy",
]

SETTLED_BY_KIND = frozenset(
    f"m.{name}"
    for name in (
        *("is_open_ended", "has_text_seven"),  # no whole number is 1.5, and no number a text
        *("is_text_three", "not_is_text_three", "of_no_kind", "not_of_no_kind"),
    )
)
"""The actions that nobody may do to anything: they compare what is never of one kind."""

RELATIONS: Sequence[Row] = tuple(map(as_relations, RESOURCES))
ARRAYS: Sequence[Row] = tuple(map(as_arrays, RESOURCES))


@final
@frozen(eq=False)
class Answer:
    """One question, what is left of it, and the places of the resources that are allowed."""

    action: str
    asking: Asking
    filter: Filter
    by_relations: frozenset[int]
    by_arrays: frozenset[int]

    @property
    def rows(self) -> Sequence[Row]:
        """The resources, as tables have their lists."""
        return RELATIONS

    def allowed(self, *, arrays: bool) -> frozenset[int]:
        """Give those allowed where lists are arrays, or where they are tables."""
        return self.by_arrays if arrays else self.by_relations


@cache
def world_policy() -> Policy:
    """Give the one policy that is asked."""
    return policy()


@cache
def answers() -> Sequence[Answer]:
    """Ask everything, and decide about each resource by itself."""
    asked = world_policy()
    return tuple(answer_about(asked, action, asking) for action, asking in _questions())


def _questions() -> Iterator[tuple[str, Asking]]:
    """Have some users ask for each single test, in turn, and all of them for what has several."""
    every, asked = askings(), world_policy()
    names = [*asked.actions, *asked.operations]
    several = names.index("m.view")
    for place, name in enumerate(names):
        for number, asking in enumerate(every):
            if place >= several or number < 5 or number % 5 == place // 2 % 5:
                yield name, asking


def answer_about(asked: Policy, action: str, asking: Asking) -> Answer:
    """Ask for an action, and decide about each resource by itself."""
    user, context = asking.user, asking.context

    def can(row: Row) -> bool:
        return asked.can(user, action, row, context).allowed

    related = [can(row) for row in RELATIONS]
    arrays = [
        can(row) if _has_null_list(row) else related[place] for place, row in enumerate(ARRAYS)
    ]
    return Answer(
        action,
        asking,
        asked.filter(user, action, context=context),
        _places(related),
        _places(arrays),
    )


def _has_null_list(row: Row) -> bool:
    return any(row[name] is None for name in LISTS)


def _places(allowed: Sequence[bool]) -> frozenset[int]:
    return frozenset(place for place, yes in enumerate(allowed) if yes)


def distinct(some: Sequence[Answer]) -> Mapping[Residual, Sequence[Answer]]:
    """Group answers by what is left of the question, so that a database is asked for it once."""
    found: dict[Residual, list[Answer]] = defaultdict(list)
    for answer in some:
        found[answer.filter.residual].append(answer)
    return found


def telling() -> Sequence[Answer]:
    """Give the answer about each action that tells the most, or two that do, for a slow engine."""
    by_action: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers():
        by_action[answer.action].append(answer)
    return [it for some in by_action.values() for it in _telling(some)]


def _telling(some: Sequence[Answer]) -> Sequence[Answer]:
    """Give one that allows some and denies some, or else one that allows and one that denies."""
    best = max(
        some, key=lambda it: min(len(it.by_relations), len(RELATIONS) - len(it.by_relations))
    )
    if 0 < len(best.by_relations) < len(RELATIONS):
        return [best]
    by_count = sorted(some, key=lambda it: len(it.by_relations))
    return [by_count[0], by_count[-1]]
