"""
Conditions that hang together: what they can come to from what they are.

A contract that is no draft any more is something else instead. From the answers there are now, each
pattern of answers there can be is a target; the changes to it are the answers that differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, islice, product
from math import prod
from typing import TypeAlias, final

from attrs import define

from permmatrix.situations.related import Related

__all__ = ["MOST_TARGETS", "Groups", "Pattern"]

Pattern: TypeAlias = Mapping[int, bool | None]

MOST_TARGETS = 2000
"""The most targets that are looked at: beyond, it is said that there may be more fixes."""


@final
@define(eq=False)
class Groups:
    """
    The groups of conditions that hang together, of those that a formula is about.

    `too_many` says that of some group it is not known which answers there can be.
    """

    groups: Sequence[Sequence[Pattern]]
    too_many: bool = False

    @classmethod
    def of(cls, found: Sequence[Related]) -> Groups:
        """Give the groups whose conditions cannot have all answers in every combination."""
        patterns = [it.patterns for it in found if len(it.tests) > 1]
        known = [it for it in patterns if it is not None]
        return cls([it for it in known if len(it) < 3 ** len(it[0])], len(known) < len(patterns))

    @property
    def atoms(self) -> frozenset[int]:
        """The conditions of all groups."""
        return frozenset(number for group in self.groups for number in group[0])

    def told(self, now: Pattern) -> bool:
        """Say whether the targets are all that there are."""
        return not self.too_many and prod(map(len, self._near(now))) <= MOST_TARGETS

    def targets(self, now: Pattern) -> Iterator[Pattern]:
        """
        Give the patterns there can be, of all groups together; if those are too many, some of them.

        Nothing that is known becomes unknown: nobody's answer is changed by forgetting.
        """
        near = self._near(now)
        if prod(map(len, near)) <= MOST_TARGETS:
            chosen: Iterable[Sequence[Pattern]] = product(*near)
        else:  # then one group is changed at a time
            here = [{number: now[number] for number in group[0]} for group in self.groups]
            ones = ([*here[:at], it, *here[at + 1 :]] for at, own in enumerate(near) for it in own)
            chosen = islice(chain([here], ones), MOST_TARGETS)
        for several in chosen:
            yield {number: value for one in several for number, value in one.items()}

    def _near(self, now: Pattern) -> list[list[Pattern]]:
        return [[it for it in group if _may_be(now, it)] for group in self.groups]

    def telling(self, changes: Mapping[int, bool]) -> frozenset[int]:
        """Give the fewest of some changes that the others follow from."""
        told: set[int] = set(changes) - self.atoms
        for group in self.groups:
            own = {number: value for number, value in changes.items() if number in group[0]}
            told.update(_telling(group, own))
        return frozenset(told)


def _may_be(now: Pattern, target: Pattern) -> bool:
    return all(value is not None or now[number] is None for number, value in target.items())


def _telling(group: Sequence[Pattern], changes: Mapping[int, bool]) -> Sequence[int]:
    for size in range(1, len(changes)):
        for some in combinations(changes, size):
            left = [it for it in group if all(it[number] is changes[number] for number in some)]
            if all(_has(it, changes) for it in left):
                return some
    return list(changes)


def _has(pattern: Pattern, changes: Mapping[int, bool]) -> bool:
    return all(pattern[number] is value for number, value in changes.items())
