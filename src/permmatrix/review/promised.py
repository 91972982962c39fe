"""What is promised of people, held against those there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.invariants.cases import chosen
from permmatrix.model import MatrixSet
from permmatrix.promises import DifferentPeople, Invariant, People
from permmatrix.requirements import Requirement
from permmatrix.review.asking import Asking, Known
from permmatrix.review.values import Broken, NotTold

__all__ = ["promised", "promises"]

YES = Known(True)


def promises(matrices: MatrixSet) -> list[Invariant]:
    """Give the invariants that are about people."""
    found = (it for matrix in matrices.matrices for it in matrix.invariants)
    return [it for it in found if isinstance(it.claim, DifferentPeople | People)]


def promised(asking: Asking) -> Iterator[Broken | NotTold]:
    """Give the promises that people break between them, and those that they may."""
    for it in promises(asking.matrices):
        if isinstance(it.claim, DifferentPeople):
            yield from _Apart(asking, it, it.claim).findings()
        elif isinstance(it.claim, People):
            yield from _Counted(asking, it, it.claim).findings()


@final
@frozen(eq=False)
class _Apart:
    """A look at a promise that different people do things."""

    asking: Asking
    invariant: Invariant
    claim: DifferentPeople

    def findings(self) -> Iterator[Broken | NotTold]:
        """Look at everybody."""
        for user in self.asking.users:
            found = {it: self.answers(user, it) for it in self.asking.resources}
            yield from self.anywhere(user, found) if self.claim.any else self.one(user, found)

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The actions that are meant."""
        return chosen(self.claim.actions, self.asking.matrices)

    def answers(self, user: str, resource: str | None) -> dict[str, Known]:
        """Say which of the actions a user can do, or may, where the promise is made."""
        made = _made(self.asking, self.claim.where.when, user, resource)
        if made.so is False:
            return {}
        asked = {it: _both(made, self.asking.can(user, it, resource)) for it in self.actions}
        return {it: known for it, known in asked.items() if known.so is not False}

    def one(
        self, user: str, found: Mapping[str | None, Mapping[str, Known]]
    ) -> Iterator[Broken | NotTold]:
        """Look for a resource to which the user can do two of them."""
        broken: dict[tuple[str, ...], list[str | None]] = {}
        unknown: dict[str | None, Known] = {}
        for resource, answers in found.items():
            actions = tuple(it for it, known in answers.items() if known.so)
            if len(actions) > 1:
                broken.setdefault(actions, []).append(resource)
            if 1 < len(answers) > len(actions):
                unknown[resource] = _waiting(answers.values())
        for actions, resources in broken.items():
            yield self.broken(user, actions, resources)
        if unknown:
            yield _not_told(self.invariant, unknown, user)

    def anywhere(
        self, user: str, found: Mapping[str | None, Mapping[str, Known]]
    ) -> Iterator[Broken | NotTold]:
        """Look for two of them that the user can do, to one resource or to two."""
        sure = {
            it: [name for name, known in answers.items() if known.so]
            for it, answers in found.items()
        }
        every = {name for names in sure.values() for name in names}
        actions = tuple(it for it in self.actions if it in every)
        if len(actions) > 1:
            yield self.broken(user, actions, [it for it, names in sure.items() if names])
        perhaps = {name for answers in found.values() for name in answers}
        if 1 < len(perhaps) > len(actions):
            waiting = {
                it: _waiting(known for name, known in answers.items() if name not in every)
                for it, answers in found.items()
            }
            yield _not_told(self.invariant, {it: w for it, w in waiting.items() if w.waits}, user)

    def broken(
        self, user: str, actions: tuple[str, ...], resources: Iterable[str | None]
    ) -> Broken:
        """Say that one person can do what different people should."""
        return Broken(
            invariant=self.invariant, actions=actions, users=(user,), resources=tuple(resources)
        )


@final
@frozen(eq=False)
class _Counted:
    """A look at a promise that so many people can do something."""

    asking: Asking
    invariant: Invariant
    claim: People

    def findings(self) -> Iterator[Broken | NotTold]:
        """Look at every resource that is meant."""
        actions = chosen(self.claim.actions, self.asking.matrices)
        unknown: dict[str | None, Known] = {}
        for resource in self.asking.resources:
            made = _made(self.asking, self.claim.where.when, None, resource)
            if made.so is None:
                unknown[resource] = made
            for action in actions if made.so else ():
                found = self.count(action, resource)
                if isinstance(found, Known):
                    unknown[resource] = _waiting([found, unknown.get(resource, YES)])
                elif found is not None:
                    yield found
        if unknown:
            yield _not_told(self.invariant, unknown)

    def count(self, action: str, resource: str | None) -> Broken | Known | None:
        """Count those who can, and those who may."""
        found = {it: self.asking.can(it, action, resource) for it in self.asking.users}
        can = tuple(it for it, known in found.items() if known.so)
        unknown = [known for known in found.values() if known.so is None]
        least, most = self.claim.at_least or 0, self.claim.at_most
        if len(can) + len(unknown) < least or (most is not None and len(can) > most):
            return Broken(
                invariant=self.invariant,
                actions=(action,),
                users=can,
                resources=(resource,),
                at_least=self.claim.at_least,
                at_most=most,
            )
        kept = len(can) >= least and (most is None or len(can) + len(unknown) <= most)
        return None if kept else _waiting(unknown)


def _made(
    asking: Asking, when: Requirement | None, user: str | None, resource: str | None
) -> Known:
    return YES if when is None else asking.holds(when, user, resource)


def _both(one: Known, other: Known) -> Known:
    if one.so is False or other.so is False:
        return Known(False)
    return YES if one.so and other.so else _waiting([one, other])


def _waiting(found: Iterable[Known]) -> Known:
    return Known.waiting(it for it in found if it.so is None)


def _not_told(
    invariant: Invariant, unknown: Mapping[str | None, Known], user: str | None = None
) -> NotTold:
    whole = Known.waiting(unknown.values())
    return NotTold(
        what=Code.BROKEN_BETWEEN_PEOPLE,
        about=invariant.id,
        user=user,
        resources=tuple(unknown),
        missing=tuple(sorted(whole.missing)),
        errors=tuple(sorted(whole.errors)),
    )
