"""The named users of a file of facts who gain or lose something, decided by both policies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, final

from attrs import evolve, frozen

from permmatrix.compiler import compile_matrices
from permmatrix.differences.names import Names
from permmatrix.differences.renaming import by_old_names
from permmatrix.differences.values import Change, Direction, How, Person, What, direction_of
from permmatrix.errors import MatrixError, UnknownNameError
from permmatrix.facts_file import Facts, read_facts
from permmatrix.model import MatrixSet
from permmatrix.policy import Policy

__all__ = ["facts_for", "people_changed"]

Answer: TypeAlias = frozenset[str] | None
"""What comes with a yes, or None for a no."""


def facts_for(path: str, old: MatrixSet, new: MatrixSet) -> tuple[Facts, bool]:
    """
    Read a file of facts by the names of the new policy, or else of the old one.

    The second of the pair says whether it speaks by the old names.

    Raises:
        MatrixError: it fits neither; what is wrong with it is said of the new one.
    """
    try:
        return read_facts(path, new), False
    except MatrixError:
        if path == "-":  # which is read once
            raise
        try:
            return read_facts(path, old), True
        except MatrixError:
            pass
        raise


def people_changed(  # noqa: PLR0913, PLR0917  two policies, what changed, and who asks
    old: MatrixSet,
    new: MatrixSet,
    names: Names,
    changes: Iterable[Change],
    facts: Facts,
    by_old: bool = False,
) -> tuple[Person, ...]:
    """Ask both policies what changed, for every user and every resource there is."""
    asked = [it for it in changes if it.direction is not Direction.NEITHER]
    rows = [it for it in asked if it.what in {What.ACTION, What.OPERATION}]
    sides = _Sides(
        Policy(compile_matrices(old), old),
        Policy(compile_matrices(new), new),
        {after: before for before, after in (*names.actions.items(), *names.operations.items())},
        _said_by(names, by_old),
        facts.context,
    )
    shared = [it for it in new.platforms if it in old.platforms]
    found = [
        person
        for change in rows
        for platform in (None, *(shared if _on_platforms(change) else ()))
        for person in sides.people(change, platform, facts)
    ]
    everywhere = {it for it in found if it.platform is None}
    return tuple(
        it for it in found if it.platform is None or evolve(it, platform=None) not in everywhere
    )


def _on_platforms(change: Change) -> bool:
    witnesses = (change.widens, change.narrows)
    return any(it is not None and it.platform is not None for it in witnesses)


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
@frozen
class _Sides:
    """Both policies, and how to ask them about the same thing."""

    old: Policy
    new: Policy
    was: Mapping[str, str]
    said: Said
    context: Mapping[str, Any]

    def people(self, change: Change, platform: str | None, facts: Facts) -> Iterator[Person]:
        resources: list[tuple[str | None, Any]] = [*facts.resources.items()] or [(None, None)]
        for id_, user in facts.users.items():
            before, after = self.said({"levels": {}, "granular": {}, **user})
            for about, resource in resources:
                way = self._way(change, platform, before, after, resource)
                if way is not Direction.NEITHER:
                    yield Person(
                        user=id_, action=change.id, resource=about, way=way, platform=platform
                    )

    def _way(
        self, change: Change, platform: str | None, before: Any, after: Any, resource: Any
    ) -> Direction:
        name = self.was.get(change.id, change.id)
        old = new = None
        if change.how is not How.ADDED:
            old = self._ask(self.old, name, before, resource, platform)
        if change.how is not How.REMOVED:
            new = self._ask(self.new, change.id, after, resource, platform)
        return direction_of(_more(new, old), _more(old, new))

    def _ask(
        self, policy: Policy, name: str, user: Any, resource: Any, platform: str | None
    ) -> Answer:
        try:
            decision = policy.can(user, name, resource, self.context, platform)
        except UnknownNameError:  # a level that this policy does not declare
            return None
        return frozenset(decision.obligations) if decision.allowed else None


def _more(answer: Answer, than: Answer) -> bool:
    return answer is not None and (than is None or not answer >= than)
