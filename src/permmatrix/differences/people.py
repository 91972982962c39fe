"""The named users of a file of facts who gain or lose something, decided by both policies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any, TypeAlias, final

from attrs import evolve, frozen

from permmatrix.compiler import compile_matrices
from permmatrix.decision import Decision
from permmatrix.differences.names import Names
from permmatrix.differences.renaming import by_old_names
from permmatrix.differences.values import (
    Change,
    Direction,
    How,
    Person,
    Unusable,
    What,
    direction_of,
)
from permmatrix.errors import FactError, MatrixError, UnknownNameError
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet, Operation
from permmatrix.policy import Policy
from permmatrix.store.anywhere import facts_at

__all__ = ["Told", "facts_for", "people_changed"]

Answer: TypeAlias = frozenset[str] | None
"""What comes with a yes, or None for a no."""


@final
@frozen
class Told:
    """What a file of facts tells, and whether it speaks by the names of the old policy."""

    facts: Facts
    by_old: bool = False


def facts_for(path: str, old: MatrixSet, new: MatrixSet) -> Told:
    """
    Read a file or a store of facts by the names of the new policy, or else of the old one.

    Raises:
        MatrixError: it fits neither; what is wrong with it is said of the new one.
    """
    try:
        return Told(facts_at(path, new))
    except MatrixError:
        if path == "-":  # which is read once
            raise
        try:
            return Told(facts_at(path, old), by_old=True)
        except MatrixError:
            pass
        raise


def people_changed(
    old: MatrixSet, new: MatrixSet, names: Names, changes: Iterable[Change], told: Told
) -> tuple[tuple[Person, ...], tuple[Unusable, ...]]:
    """
    Ask both policies what changed, for every user and every resource there is.

    Also gives the facts that an answer waits on and that are not what they should be.
    """
    sides = _Sides(
        Policy(compile_matrices(old), old),
        Policy(compile_matrices(new), new),
        {after: before for before, after in (*names.actions.items(), *names.operations.items())},
        _said_by(names, told.by_old),
        told,
    )
    found: list[Person] = []
    unusable: dict[Unusable, None] = {}
    for change, platform in _asked(old, new, names, changes, sides.was):
        for asked in sides.ask(change, platform):
            found.extend(asked.person())
            unusable |= dict.fromkeys(asked.unusable(by_old=told.by_old))
    everywhere = {it for it in found if it.platform is None}
    people = (
        it for it in found if it.platform is None or evolve(it, platform=None) not in everywhere
    )
    return tuple(people), tuple(unusable)


Platform: TypeAlias = tuple[str | None, str | None]
"""A platform as the old policy calls it, and as the new one does; None is none in particular."""


def _asked(
    old: MatrixSet,
    new: MatrixSet,
    names: Names,
    changes: Iterable[Change],
    was: Mapping[str, str],
) -> Iterator[tuple[Change, Platform]]:
    """Give what is asked about, and where: on each platform too, if rows can be done on some."""
    before = {after: it for it, after in names.platforms.items()}
    both = [(before.get(it, it), it) for it in new.platforms]
    shared = [it for it in both if it[0] in old.platforms]
    for change in changes:
        if change.what in ASKED and change.direction is not Direction.NEITHER:
            limited = _limited(old, was.get(change.id, change.id)) or _limited(new, change.id)
            for platform in [(None, None), *(shared if limited else ())]:
                yield change, platform


ASKED = {What.ACTION, What.OPERATION}


def _limited(policy: MatrixSet, id_: str) -> bool:
    """Say whether something can be done on some platforms only, or some of its rows can."""
    named = policy.actions.get(id_) or policy.operations.get(id_)
    if named is None:
        return False
    ids = named.any_of if isinstance(named, Operation) else (named.id,)
    return any(policy.actions[it].platforms for it in ids)


Said: TypeAlias = Callable[[Mapping[str, Any]], tuple[Mapping[str, Any], Mapping[str, Any]]]


def _said_by(names: Names, by_old: bool) -> Said:
    """Give a user as the two policies are asked about it."""
    if by_old:
        back = Names(
            tools={new: old for old, new in names.tools.items()},
            levels=_turned(names.levels, names.tools),
            granular=_turned(names.granular, names.tools),
        )
        return lambda user: (user, by_old_names(user, back))
    return lambda user: (by_old_names(user, names), user)


def _turned(
    renamed: Mapping[tuple[str, str], str], tools: Mapping[str, str]
) -> dict[tuple[str, str], str]:
    """Turn names on tools around, so that what is said by the old ones is said by the new."""
    was = {new: old for old, new in tools.items()}
    return {(was.get(tool, tool), new): old for (tool, old), new in renamed.items()}


@final
@frozen(kw_only=True)
class _Asked:
    """What both policies answered to one question; None where one does not know what is asked."""

    user: str
    resource: str | None
    platform: str | None
    change: Change
    old: Decision | None
    new: Decision | None

    def person(self) -> Iterator[Person]:
        """Give the user as somebody who gains or loses, if that is so."""
        old, new = _answer(self.old), _answer(self.new)
        way = direction_of(_more(new, old), _more(old, new))
        if way is not Direction.NEITHER:
            yield Person(
                user=self.user,
                action=self.change.id,
                resource=self.resource,
                way=way,
                platform=self.platform,
            )

    def unusable(self, *, by_old: bool) -> Iterator[Unusable]:
        """Give the facts that the answers wait on and that cannot be used."""
        for decision, by_its_names in ((self.old, by_old), (self.new, not by_old)):
            for error in () if decision is None else decision.errors:
                # a level that only the other policy declares is no mistake of the file
                if by_its_names or not error.fact.startswith(("user.levels.", "user.granular.")):
                    yield self._unusable(error)

    def _unusable(self, error: FactError) -> Unusable:
        whose = {"user": self.user, "resource": self.resource}
        return Unusable(
            of=whose.get(error.fact.partition(".")[0]),
            fact=error.fact,
            expected=error.expected,
            found=error.found,
        )


@final
@frozen
class _Sides:
    """Both policies, and how to ask them about the same thing."""

    old: Policy
    new: Policy
    was: Mapping[str, str]
    said: Said
    told: Told

    def ask(self, change: Change, platform: Platform) -> Iterator[_Asked]:
        """Ask for every user and every resource."""
        facts = self.told.facts
        resources: list[tuple[str | None, Any]] = [*facts.resources.items()] or [(None, None)]
        for (id_, user), (about, resource) in product(facts.users.items(), resources):
            before, after = self.said({"levels": {}, "granular": {}, **user})
            old = new = None
            if change.how is not How.ADDED:
                name = self.was.get(change.id, change.id)
                old = self._ask(self.old, name, before, resource, platform[0])
            if change.how is not How.REMOVED:
                new = self._ask(self.new, change.id, after, resource, platform[1])
            yield _Asked(
                user=id_, resource=about, platform=platform[1], change=change, old=old, new=new
            )

    def _ask(
        self, policy: Policy, name: str, user: Any, resource: Any, platform: str | None
    ) -> Decision | None:
        try:
            return policy.can(user, name, resource, self.told.facts.context, platform)
        except UnknownNameError:  # a level that this policy does not declare
            return None


def _answer(decision: Decision | None) -> Answer:
    if decision is None or not decision.allowed:
        return None
    return frozenset(decision.obligations)


def _more(answer: Answer, than: Answer) -> bool:
    return answer is not None and (than is None or not answer >= than)
