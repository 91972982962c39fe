"""A difference as values: what changed, which way, and who shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, final

from attrs import field, frozen

from permmatrix.source import Span

__all__ = [
    "CellChange",
    "Change",
    "Differences",
    "Direction",
    "How",
    "Person",
    "Rename",
    "Side",
    "TextChange",
    "Unusable",
    "What",
    "Witness",
    "direction_of",
]


@final
class Direction(StrEnum):
    """Which way a change goes, for all who can ask."""

    WIDENS = "widens"
    NARROWS = "narrows"
    BOTH = "both"
    NEITHER = "neither"
    NOT_SETTLED = "not settled"
    """It hangs on too many facts: it may go either way, and a gate takes it for both."""

    @property
    def may_widen(self) -> bool:
        """Whether somebody may be allowed what they were not."""
        return self in {Direction.WIDENS, Direction.BOTH, Direction.NOT_SETTLED}

    @property
    def may_narrow(self) -> bool:
        """Whether somebody may be denied what they were allowed."""
        return self in {Direction.NARROWS, Direction.BOTH, Direction.NOT_SETTLED}


def direction_of(widens: bool, narrows: bool) -> Direction:
    """
    Give the direction of what lets somebody in, or keeps somebody out, or does both.

    >>> direction_of(True, True)
    <Direction.BOTH: 'both'>
    """
    if widens:
        return Direction.BOTH if narrows else Direction.WIDENS
    return Direction.NARROWS if narrows else Direction.NEITHER


@final
class What(StrEnum):
    """What a change is of."""

    ACTION = "action"
    OPERATION = "operation"
    ALIAS = "alias"
    TOOL = "tool"
    LEVEL = "level"
    GRANULAR = "granular permission"
    CONDITION = "condition"
    OBLIGATION = "obligation"
    PLATFORM = "platform"
    INVARIANT = "invariant"
    MATRIX = "matrix"


@final
class How(StrEnum):
    """What became of it."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@final
@frozen(kw_only=True)
class Witness:
    """
    A smallest situation that the two policies answer differently.

    Attributes:
        words: who and when, as a phrase that «can» can follow.
        user: what the user is like, as the mapping that the new policy is asked about.
        old_user: the same by the old policy's names; `user` itself where nothing was renamed.
        resource: what the resource is like.
        context: the circumstances.
        platform: the platform it shows on, where it shows on some only.
        before: what the old policy answers.
        after: what the new one answers.
        real: whether user, resource and context make the situation; they do not where facts hang
            together in more ways than are searched.
    """

    words: str
    user: Mapping[str, Any] = field(repr=False)
    old_user: Mapping[str, Any] = field(repr=False)
    resource: Mapping[str, Any] = field(repr=False)
    context: Mapping[str, Any] = field(repr=False)
    platform: str | None = None
    before: str = "no"
    after: str = "no"
    real: bool = True


@final
@frozen(kw_only=True)
class CellChange:
    """
    A column in which a row answers differently.

    Attributes:
        level: the level's id; None for users who hold none.
        title: what the column is called.
        before: what the old cell says, in words.
        after: what the new cell says.
        widens: a user of this level alone who is allowed more.
        narrows: a user of this level alone who is allowed less.
        rewritten: whether the cell itself, or the row's guard, says something else, and not a no
            before and after. Otherwise the change comes from elsewhere, such as a level that
            follows from facts.
    """

    level: str | None
    title: str
    before: str
    after: str
    widens: Witness | None = None
    narrows: Witness | None = None
    rewritten: bool = True
    span: Span | None = field(default=None, eq=False, repr=False)

    @property
    def direction(self) -> Direction:
        """Which way the column goes."""
        return direction_of(self.widens is not None, self.narrows is not None)


@final
@frozen(kw_only=True)
class Change:
    """
    One thing that changed.

    Attributes:
        what: what it is of.
        how: whether it is new, gone, or different.
        id: by what it goes now; by what it went if it is gone.
        title: what it is called.
        direction: which way it goes.
        says: what is different, where that is not in `cells`.
        cells: the columns of a changed row that answer differently.
        widens: somebody who is allowed more, apart from those in `cells`.
        narrows: somebody who is allowed less, apart from those in `cells`.
    """

    what: What
    how: How
    id: str
    title: str
    direction: Direction
    says: tuple[str, ...] = ()
    cells: tuple[CellChange, ...] = ()
    widens: Witness | None = None
    narrows: Witness | None = None
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Rename:
    """
    The same thing by another id.

    Attributes:
        old: the id it had.
        new: the id it has.
        because: how that is known.
        matters: whether an application may have to follow, because it stores or asks by the id.
    """

    what: What
    old: str
    new: str
    because: str
    matters: bool = True
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class TextChange:
    """Something of which only words or spelling changed; `parts` names what."""

    what: What
    id: str
    parts: tuple[str, ...]
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Person:
    """
    A named user whose answer about a resource changes.

    Attributes:
        user: the user's id in the file of facts.
        action: the action's or operation's id.
        resource: the resource's id; None where the file has none.
        way: widens where the user gains, narrows where the user loses, both where one limit goes
            and another comes.
        platform: the platform it is asked on, for what shows on some only.
    """

    user: str
    action: str
    resource: str | None
    way: Direction
    platform: str | None = None


@final
@frozen(kw_only=True)
class Unusable:
    """
    A fact of a named user or resource that an answer waits on, and that cannot be used.

    Attributes:
        of: the id of the user or the resource; None where the fact is of the context.
        fact: the path that was read.
        expected: what stands there otherwise.
        found: what did.
    """

    of: str | None
    fact: str
    expected: str
    found: str


@final
@frozen(kw_only=True)
class Side:
    """One of the two policies compared: its name, its files, and how many actions it has."""

    name: str
    files: tuple[str, ...] = ()
    actions: int = 0


@frozen(kw_only=True)
class Differences:
    """
    What two policies answer differently, as values alone; `Diff` can be read as well.

    Attributes:
        changes: what changes an answer, or could, by the order of the new files.
        renames: what goes by another id.
        texts: what changed without any effect.
        people: the named users who gain or lose; None where nobody asked.
        unusable: the facts of named users and resources on account of which a policy said no.
    """

    old: Side
    new: Side
    changes: tuple[Change, ...] = ()
    renames: tuple[Rename, ...] = ()
    texts: tuple[TextChange, ...] = ()
    people: tuple[Person, ...] | None = None
    unusable: tuple[Unusable, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the two answer alike, to every question by every name."""
        return not self.changes and not any(rename.matters for rename in self.renames)

    @property
    def direction(self) -> Direction:
        """Which way the whole goes."""
        ways = [change.direction for change in self.changes]
        if Direction.NOT_SETTLED in ways:
            return Direction.NOT_SETTLED
        return direction_of(any(way.may_widen for way in ways), any(way.may_narrow for way in ways))

    def of(self, *what: What) -> Iterable[Change]:
        """Give the changes of some kinds of thing."""
        return (change for change in self.changes if change.what in what)
