"""A review as values: who was looked at, and what was found of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias, final

from attrs import field, frozen

from permmatrix.codes import Code
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet
from permmatrix.promises import Invariant

__all__ = [
    "Broken",
    "Excess",
    "Finding",
    "Held",
    "HeldFact",
    "Idle",
    "NotTold",
    "Person",
    "Review",
    "Shortage",
    "Tripped",
    "Why",
]

Scope: TypeAlias = str | None
"""The project, or whatever else levels are held per; None where they are held everywhere."""

HeldFact: TypeAlias = tuple[str, str, str | None]
"""A level or a granular permission that is held ("level" or "granular"), its tool and its id."""


@final
@frozen
class Held:
    """What somebody holds, by tool: None where it is not known. A default level counts as held."""

    levels: Mapping[str, frozenset[str] | None]
    granular: Mapping[str, frozenset[str] | None]

    @cached_property
    def facts(self) -> frozenset[HeldFact]:
        """What is held, fact by fact; what is not known of a tool has no name."""
        by_kind = (("level", self.levels), ("granular", self.granular))
        return frozenset(
            (kind, tool, name)
            for kind, by_tool in by_kind
            for tool, names in by_tool.items()
            for name in ((None,) if names is None else names)
        )

    @classmethod
    def of(cls, facts: Iterable[HeldFact], tools: Iterable[str]) -> Held:
        """Give what is held by facts, all of them known, on every tool."""
        levels: dict[str, set[str | None]] = {it: set() for it in tools}
        granular: dict[str, set[str | None]] = {it: set() for it in levels}
        for kind, tool, name in facts:
            (levels if kind == "level" else granular)[tool].add(name)
        return cls(_frozen(levels), _frozen(granular))


def _frozen(by_tool: Mapping[str, set[str | None]]) -> dict[str, frozenset[str] | None]:
    return {id_: frozenset(it for it in names if it is not None) for id_, names in by_tool.items()}


@final
class Why(StrEnum):
    """Why a granular permission changes nothing."""

    NOBODY_ASKS = "no row asks for it"
    ALLOWED_ANYWAY = "what asks for it is allowed anyway"
    DENIED_ANYWAY = "what asks for it is denied anyway"
    ALL_THE_SAME = "what asks for it is answered all the same"


@final
@frozen(kw_only=True)
class Excess:
    """
    Somebody holds more than allows what they need.

    Attributes:
        needs: what they need and can do there.
        instead: the least holdings that allow it.
        beyond: the rows they can do besides.
        new: the rows that one of the least holdings allows where what is held does not: levels are
            not cumulative.
    """

    code = Code.MORE_THAN_NEEDED
    user: str
    scope: Scope
    holds: Held
    needs: tuple[str, ...]
    instead: tuple[Held, ...]
    beyond: tuple[str, ...]
    new: tuple[str, ...]


@final
@frozen(kw_only=True)
class Shortage:
    """Somebody cannot do what they need, in any scope, and whatever is true of the resource."""

    code = Code.LESS_THAN_NEEDED
    user: str
    holds: tuple[tuple[Scope, Held], ...]
    cannot: tuple[str, ...]


@final
@frozen(kw_only=True)
class Idle:
    """
    Taking a granular permission away from somebody would change no answer.

    Attributes:
        asked_by: the rows that ask for it.
        levels: the levels held on the tools of these rows, as (tool, level), wherever it is held.
        not_with: the sets of others that change nothing either, by themselves, and cannot go if it
            goes, by id.
    """

    code = Code.CHANGES_NOTHING
    user: str
    scope: Scope
    tool: str
    granular: str
    why: Why
    asked_by: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]
    not_with: tuple[tuple[str, ...], ...] = ()


@final
@frozen(kw_only=True)
class Tripped:
    """An advisory speaks of somebody. Without resources it does so whatever the resource is."""

    code = Code.ADVISED_AGAINST
    user: str
    advisory: str
    says: str
    resources: tuple[str, ...]


@final
@frozen(kw_only=True)
class Broken:
    """
    People together break a promise.

    Attributes:
        actions: those that one person can do, or the one that too many or too few can do.
        users: who can do that.
        resources: where; of `people` the one that is meant, None where there are no resources.
        at_least, at_most: how many there should be.
    """

    code = Code.BROKEN_BETWEEN_PEOPLE
    invariant: Invariant
    actions: tuple[str, ...]
    users: tuple[str, ...]
    resources: tuple[str | None, ...]
    at_least: int | None = None
    at_most: int | None = None


@final
@frozen(kw_only=True)
class NotTold:
    """
    Something could not be told.

    Attributes:
        what: what would have been found, or not; where it is only what somebody can do, this.
        about: the id of the permission, the advisory, the invariant or the row; of needs, nothing.
        user: of whom, if it is about one person.
        scope: where levels are held per it, in which.
        resources: about which resources.
        missing: paths of the facts it waits on.
        errors: what is wrong with facts that cannot be used, or that there are too many of them.
    """

    code = Code.NOT_TOLD
    what: Code
    about: str = ""
    user: str | None = None
    scope: Scope = None
    resources: tuple[str | None, ...] = ()
    missing: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


Finding: TypeAlias = Excess | Shortage | Idle | Tripped | Broken | NotTold


@final
@frozen(kw_only=True)
class Person:
    """
    One user, as the review saw them.

    Attributes:
        holds: what they hold, in each scope that is said of them, or (None) everywhere.
        needs: what they need; None if nobody said, and then they are not judged for it.
        can: the rows that they can do in some situation, in some scope.
        findings: what was found of them, themselves or with others.
    """

    id: str
    holds: tuple[tuple[Scope, Held], ...]
    needs: tuple[str, ...] | None
    can: tuple[str, ...]
    findings: tuple[Finding, ...]


@final
@frozen(kw_only=True)
class Review:
    """What a review found. Truthy where that is nothing but what could not be told."""

    matrices: MatrixSet = field(repr=False)
    facts: Facts = field(repr=False)
    people: tuple[Person, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found, besides what could not be told."""
        return all(isinstance(it, NotTold) for it in self.findings)

    @property
    def not_judged(self) -> tuple[str, ...]:
        """Those of whom nobody said what they need."""
        return tuple(it.id for it in self.people if it.needs is None)

    def __bool__(self) -> bool:
        return self.ok

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)
