"""Lists that an engine gives, held against the answers one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Protocol

from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from permmatrix.queries.kinds import Kind
from permmatrix.residual.reading import facts_read
from world_answers import RELATIONS, SETTLED_BY_KIND, Answer, distinct
from worlds import COLUMNS, LISTS

__all__ = ["UNFIT", "Engine", "agrees", "agrees_at_random", "some_of_each"]

UNFIT = frozenset(
    f"m.{name}"
    for name in (
        *("is_heavy", "not_is_heavy", "is_dear", "not_is_dear"),
        *("of_no_kind", "not_of_no_kind"),
    )
)
"""
The actions of which some filters are refused everywhere.

The first order floating-point numbers by a decimal number, or the other way around, of which a
column cannot have the exact value. The last compare a column of texts with no text at all.
"""


class Engine(Protocol):
    """What answers with lists of the resources of `worlds`, numbered as they stand."""

    @property
    def arrays(self) -> bool:
        """Whether it has the lists of a resource as arrays, which may be null."""

    @property
    def lacks(self) -> Collection[Kind]:
        """The kinds that it refuses to compare, since it would not compare them exactly."""

    @property
    def lacks_some(self) -> Collection[Kind]:
        """The kinds of which it refuses to compare some values."""

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Collection[int] | FilterError]:
        """Give for each filter the resources it lets through, again if again, or the refusal."""


def agrees(engine: Engine, some: Sequence[Answer]) -> int:
    """
    Hold an engine against the answers, and give how many filters it was asked.

    What it cannot compare it refuses, and nothing else; all else is the same as one by one, and for
    every action some are allowed and some denied.
    """
    groups = list(distinct(some).values())
    found = engine.allowed([group[0].filter for group in groups])
    allowed: Counter[str] = Counter()
    denied: Counter[str] = Counter()
    lacking = {it.action for it in some if reads(it.filter, engine.lacks)}
    seen: set[str] = set()
    wrong: dict[str, str] = {}
    for group, numbers in zip(groups, found, strict=True):
        if isinstance(numbers, FilterError):
            unexpected = {it.action for it in group} - lacking - UNFIT
            wrong |= {it: str(numbers) for it in unexpected}
            seen |= {it.action for it in group}
            continue
        for answer in group:
            expected = answer.allowed(arrays=engine.arrays)
            if sorted(numbers) != sorted(expected):
                wrong.setdefault(answer.action, f"{answer.asking}: {set(numbers) ^ expected}")
            allowed[answer.action] += len(expected)
            denied[answer.action] += len(RELATIONS) - len(expected)
    assert wrong == {}, wrong
    assert lacking <= seen, lacking - seen
    compared = {*allowed, *denied}
    assert {answer.action for answer in some} - compared <= lacking | UNFIT
    some_of_each(allowed, denied, compared - lacking - UNFIT)
    return len(groups)


def agrees_at_random(engine: Engine, some: Sequence[Answer]) -> int:
    """
    Hold an engine against answers of many policies, and give of how many it listed a part.

    It refuses only what reads what it cannot compare, if anything.
    """
    found = engine.allowed([it.filter for it in some])
    listed = 0
    for answer, numbers in zip(some, found, strict=True):
        if isinstance(numbers, FilterError):
            lacking = {*engine.lacks, *engine.lacks_some}
            assert reads(answer.filter, lacking), (numbers, answer.filter)
            continue
        expected = answer.allowed(arrays=engine.arrays)
        assert sorted(numbers) == sorted(expected), (answer.asking, answer.filter)
        listed += 0 < len(expected) < len(RELATIONS)
    return listed


def reads(filter_: Filter, kinds: Collection[Kind]) -> bool:
    """Say whether a filter, or what it was made of, reads a resource's fact of some kinds."""
    read = {*filter_.paths, *map(str, facts_read(filter_.residual))}
    facts = [it.removeprefix("resource.") for it in read if it.startswith("resource.")]
    return any({**COLUMNS, **LISTS}[it][0] in kinds for it in facts)


def some_of_each(allowed: Counter[str], denied: Counter[str], actions: Collection[str]) -> None:
    """See that of each action some were allowed and some denied, unless kinds settle it."""
    alone = {it for it in actions if not denied[it]}
    assert alone == set(), f"always allowed: {alone}"
    never = {it for it in actions if not allowed[it]}
    assert never == SETTLED_BY_KIND & set(actions), f"never allowed: {never}"
