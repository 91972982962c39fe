"""Granular permissions that change nothing: without them every answer would be as it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import final

from attrs import evolve, frozen

from permmatrix.codes import Code
from permmatrix.errors import LimitError
from permmatrix.least.clusters import joined
from permmatrix.model import Allow
from permmatrix.review.answers import Answers
from permmatrix.review.holdings import Grant, Holdings, Part, without
from permmatrix.review.together import apart
from permmatrix.review.values import Held, Idle, NotTold, Why

__all__ = ["idle"]


def idle(user: str, holdings: Holdings, answers: Answers) -> Iterator[Idle | NotTold]:
    """
    Give the permissions of a user that change no answer, each by itself.

    An answer is a yes with what comes with it, or a no, in any situation of the resource, the
    context and the user's other facts, known or not. What else the user holds is as it is; where
    that was not told of and matters, it could be anything, and so nothing can be told.
    """
    wheres = [(it, _Place(holdings.at(it), holdings.untold(it))) for it in holdings.wheres()]
    found: list[tuple[_Look, Idle]] = []
    for grant in holdings.grants():
        scope = str(answers.matrices.tools[grant.tool].scope)
        places = [it for where, it in wheres if grant.at is None or where[scope] == grant.at]
        look = _Look(user, grant, places, answers)
        told = look.finding()
        if isinstance(told, Idle):
            found.append((look, told))
        elif told is not None:
            yield told
    yield from _together(found)


def _together(found: list[tuple[_Look, Idle]]) -> Iterator[Idle | NotTold]:
    """Give permissions that change nothing, each with those that it could not go with."""
    not_with: dict[int, list[tuple[str, ...]]] = {}
    looks = [look for look, _ in found]
    for group in _sharing(looks):
        try:
            sets = apart(len(group), lambda some: _can_go([looks[group[it]] for it in some]))  # noqa: B023  called here
        except LimitError as error:
            yield looks[group[0]].not_told(errors=(str(error),))
            continue
        for some in sets:
            for one in some:
                others = (looks[group[it]].grant for it in sorted(some - {one}))
                names = tuple(f"{it.tool}.{it.name}" for it in others)
                not_with.setdefault(group[one], []).append(names)
    for number, (_, told) in enumerate(found):
        yield evolve(told, not_with=tuple(not_with.get(number, ())))


def _sharing(looks: list[_Look]) -> Iterator[list[int]]:
    """Give the numbers of permissions that are asked for by rows that hang together."""
    rows = [frozenset[str | int](it.asking) for it in looks]
    for group in joined([it for it in rows if it]):
        yield [number for number, it in enumerate(rows) if it & group]


def _can_go(looks: list[_Look]) -> bool:
    """Say whether no answer would change if some permissions were taken away together."""
    rows = {row for it in looks for row in it.asking}
    for place in {id(it): it for look in looks for it in look.places}.values():
        less = place.held
        for look in looks:
            if any(it is place for it in look.places):
                less = without(less, look.grant.tool, look.grant.name)
        if not all(looks[0].answers.same(row, place.held, less) for row in rows):
            return False
    return True


@final
@frozen(eq=False)
class _Place:
    """What is held in a scope, and the parts of it that nobody told of."""

    held: Held
    untold: frozenset[Part]


@final
@frozen(eq=False)
class _Look:
    """A look at a permission where it is held."""

    user: str
    grant: Grant
    places: list[_Place]
    answers: Answers

    def finding(self) -> Idle | NotTold | None:
        """Say whether the permission changes nothing."""
        untold = self.parts & frozenset[Part]().union(*(it.untold for it in self.places))
        held = [it.held for it in self.places if self.parts.isdisjoint(it.untold)]
        less = [without(it, self.grant.tool, self.grant.name) for it in held]
        try:
            pairs = zip(held, less, strict=True)
            if not all(self.answers.same(row, *pair) for pair in pairs for row in self.asking):
                return None
            if untold:
                missing = sorted(f"user.{key}.{tool}" for key, tool in untold)
                return self.not_told(missing=tuple(missing))
            return self.idle(_why(self.asking, less, self.answers), held)
        except LimitError as error:
            return self.not_told(errors=(str(error),))

    @cached_property
    def asking(self) -> tuple[str, ...]:
        """The rows that ask for it."""
        return self.answers.asking(self.grant.tool, self.grant.name)

    @cached_property
    def parts(self) -> frozenset[Part]:
        """What can be held that these rows hang on."""
        return frozenset[Part]().union(*(self.answers.hangs_on[it] for it in self.asking))

    def idle(self, why: Why, held: list[Held]) -> Idle:
        """Say that it changes nothing."""
        return Idle(
            user=self.user,
            scope=self.grant.scope,
            tool=self.grant.tool,
            granular=self.grant.name,
            why=why,
            asked_by=self.asking,
            levels=tuple(_levels(self.asking, held, self.answers)),
        )

    def not_told(self, *, missing: tuple[str, ...] = (), errors: tuple[str, ...] = ()) -> NotTold:
        """Say that whether it does could not be told."""
        return NotTold(
            what=Code.CHANGES_NOTHING,
            about=f"{self.grant.tool}.{self.grant.name}",
            user=self.user,
            scope=self.grant.scope,
            missing=missing,
            errors=errors,
        )


def _why(asking: tuple[str, ...], held: list[Held], answers: Answers) -> Why:
    if not asking:
        return Why.NOBODY_ASKS
    pairs = [(row, it) for it in held for row in asking]
    if all(_plainly(row, it, answers) for row, it in pairs):
        return Why.ALLOWED_ANYWAY
    if not any(answers.can(row, it) for row, it in pairs):
        return Why.DENIED_ANYWAY
    return Why.ALL_THE_SAME


def _plainly(id_: str, held: Held, answers: Answers) -> bool:
    """Say whether one of the levels held has a plain yes in a row."""
    row = answers.matrices.actions[id_]
    return any(isinstance(row.cell(it), Allow) for it in held.levels[row.tool] or ())


def _levels(
    asking: tuple[str, ...], held: list[Held], answers: Answers
) -> Iterator[tuple[str, str]]:
    tools = dict.fromkeys(answers.matrices.actions[row].tool for row in asking)
    for id_ in tools:
        given = {level for it in held for level in it.levels[id_] or ()}
        tool = answers.matrices.tools[id_]
        yield from ((id_, level.id) for level in tool.levels if level.id in given)
