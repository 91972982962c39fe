"""
What a matrix says, as frozen values: names resolved, every cell present, nothing left to look up.

Spans are where a value was written; they never take part in equality.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias, TypeVar, final

from attrs import evolve, field, frozen

from permmatrix.conditions import Condition, Path
from permmatrix.promises import Invariant
from permmatrix.requirements import Requirement
from permmatrix.source import Source, Span

__all__ = [
    "Action",
    "Advisory",
    "Allow",
    "Cell",
    "Deny",
    "Dictionary",
    "Documented",
    "Doubt",
    "GranularPermission",
    "Level",
    "Matrix",
    "MatrixSet",
    "NotApplicable",
    "Note",
    "Operation",
    "Suppression",
    "Tool",
    "Undocumented",
    "When",
]


@final
@frozen
class Allow:
    """A plain yes."""


@final
@frozen
class Deny:
    """A documented blank."""


@final
@frozen
class Undocumented:
    """The page does not say. Denies, with its own reason."""


@final
@frozen
class NotApplicable:
    """The page says the action makes no sense here. Denies, with its own reason."""


@final
@frozen
class When:
    """A yes under a requirement (None: always), perhaps with obligations."""

    requirement: Requirement | None
    obligations: tuple[str, ...] = ()


Cell: TypeAlias = Allow | Deny | Undocumented | NotApplicable | When


@final
@frozen(kw_only=True)
class Level:
    """A column. `held_when` makes it one the user also holds when the requirement is true."""

    id: str
    title: str
    also_written: tuple[str, ...] = ()
    description: str | None = None
    held_when: Requirement | None = None
    handed_out: bool = True
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Tool:
    """
    The thing a level is held on.

    `chains` order the levels from low to high, empty where there is no order. `scope` is what a
    level is held per; `default_level` is held by a user who was given none. Whoever may do one of
    `granted_by`, ids of actions and operations, can change the levels that somebody holds.
    """

    id: str
    title: str
    levels: tuple[Level, ...]
    chains: tuple[tuple[str, ...], ...] = ()
    default_level: str | None = None
    scope: Path | None = None
    also_written: tuple[str, ...] = ()
    description: str | None = None
    granted_by: tuple[str, ...] = ()
    granter_spans: tuple[tuple[str, Span], ...] = field(default=(), eq=False, repr=False)
    span: Span | None = field(default=None, eq=False, repr=False)

    def level(self, id: str) -> Level:  # noqa: A002  the word of the format
        """
        Give a level by its id.

        Raises:
            KeyError: the tool has no such level.
        """
        for level in self.levels:
            if level.id == id:
                return level
        raise KeyError(id)

    def at_least(self, id: str) -> tuple[str, ...]:  # noqa: A002  the word of the format
        """Give the level and those above it in the order, in the order listed."""
        reached = {id}
        before = 0
        while len(reached) > before:
            before = len(reached)
            for chain in self.chains:
                reached.update(high for low, high in pairwise(chain) if low in reached)
        return tuple(level.id for level in self.levels if level.id in reached)


@final
@frozen(kw_only=True)
class GranularPermission:
    """A named extra right on a tool, and the actions by which it is handed out and taken away."""

    id: str
    tool: str
    title: str
    also_written: tuple[str, ...] = ()
    description: str | None = None
    granted_by: tuple[str, ...] = ()
    revoked_by: tuple[str, ...] = ()
    granter_spans: tuple[tuple[str, Span], ...] = field(default=(), eq=False, repr=False)
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen
class Note:
    """A footnote, about some cells of its row or (none named) the whole of it."""

    says: str
    cells: tuple[str, ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Doubt:
    """A place where the documentation is unclear or contradicts itself, with the reading taken."""

    why: str
    cells: tuple[str, ...] = ()
    reading: Cell | None = None
    alternative: Cell | None = None
    taken: str | None = None
    instead: str | None = None
    answered: str | None = None
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Suppression:
    """
    A lint finding that is let stand within one thing of the file, and why.

    `about` names the thing by where it stands (`actions.search`), the whole file by nothing, and
    `within` is its place. With `cells` only findings about these are let stand.
    """

    code: str
    because: str
    about: str = ""
    cells: tuple[str, ...] = ()
    within: Span | None = field(default=None, eq=False, repr=False)
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Documented:
    """Where a matrix or a row is documented."""

    title: str | None = None
    section: str | None = None
    publisher: str | None = None
    url: str | None = None
    retrieved: str | None = None
    remark: str | None = None


@final
@frozen(kw_only=True)
class Action:
    """A row. `id` is `<matrix>.<action>`; `cells` has one cell for each level of `tool`."""

    id: str
    title: str
    tool: str
    cells: tuple[tuple[str, Cell], ...]
    guard: Requirement | None = None
    platforms: tuple[str, ...] = ()
    section: str | None = None
    offline: str | None = None
    editions: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    also_written: tuple[str, ...] = ()
    description: str | None = None
    not_cumulative: str | None = None
    notes: tuple[Note, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    source: Documented | None = None
    span: Span | None = field(default=None, eq=False, repr=False)
    title_span: Span | None = field(default=None, eq=False, repr=False)
    cell_spans: tuple[tuple[str, Span], ...] = field(default=(), eq=False, repr=False)
    """Where the cells that stand in the file have their level, and what it says."""
    not_cumulative_span: Span | None = field(default=None, eq=False, repr=False)

    def cell(self, level: str) -> Cell:
        """
        Give the cell of a level.

        Raises:
            KeyError: the row's tool has no such level.
        """
        for id_, cell in self.cells:
            if id_ == level:
                return cell
        raise KeyError(level)

    def cell_span(self, level: str) -> Span | None:
        """Give where the cell of a level is written, or where the row is if it was left out."""
        return dict(self.cell_spans).get(level, self.span)


@final
@frozen(kw_only=True)
class Operation:
    """Several rows that together are one thing an application asks. `any_of` are action ids."""

    id: str
    title: str
    any_of: tuple[str, ...]
    any_of_spans: tuple[Span, ...] = field(default=(), eq=False, repr=False)
    aliases: tuple[str, ...] = ()
    also_written: tuple[str, ...] = ()
    description: str | None = None
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Advisory:
    """Documented advice that never changes a decision."""

    id: str
    when: Requirement
    says: str
    source: Documented | None = None
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class Dictionary:
    """The same words in another dialect."""

    id: str
    title: str
    words: tuple[tuple[str, str], ...]
    language: str | None = None


@final
@frozen(kw_only=True)
class Matrix:
    """One documented table. The pairs of `platforms` and the like are (id, title)."""

    id: str
    title: str
    tool: str
    tools: tuple[Tool, ...]
    actions: tuple[Action, ...]
    operations: tuple[Operation, ...] = ()
    granular: tuple[GranularPermission, ...] = ()
    conditions: tuple[Condition, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    obligations: tuple[tuple[str, str], ...] = ()
    platforms: tuple[tuple[str, str], ...] = ()
    editions: tuple[tuple[str, str], ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    terms: tuple[Dictionary, ...] = ()
    notes: tuple[Note, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    description: str | None = None
    language: str | None = None
    documented: Documented | None = None
    file: Source | None = field(default=None, eq=False, repr=False)
    span: Span | None = field(default=None, eq=False, repr=False)
    unread: frozenset[str] = field(default=frozenset(), eq=False, repr=False)
    """Where something was reported: tools, conditions and the like by id, other parts by key."""
    places: tuple[tuple[tuple[str, str], Span], ...] = field(default=(), eq=False, repr=False)
    """Where what is declared as a title alone stands, by key and id: ("platforms", "web")."""


Key = TypeVar("Key", bound=Hashable)
Shared = TypeVar("Shared", Tool, Condition, GranularPermission)


def _by_id(things: Iterable[tuple[Key, Shared]]) -> dict[Key, Shared]:
    """Give things by id: of one in several files the last, granted by all that any file names."""
    found: dict[Key, Shared] = {}
    for key, thing in things:
        before = found.get(key)
        found[key] = thing if before is None else _granted_by_both(before, thing)
    return found


def _granted_by_both(before: Shared, thing: Shared) -> Shared:
    granted = tuple(dict.fromkeys((*before.granted_by, *thing.granted_by)))
    if isinstance(thing, Tool):
        return evolve(thing, granted_by=granted)
    revoked = tuple(dict.fromkeys((*before.revoked_by, *thing.revoked_by)))
    return evolve(thing, granted_by=granted, revoked_by=revoked)


@final
@frozen
class MatrixSet:
    """Matrices loaded together, which agree on the tools, conditions and permissions they share."""

    matrices: tuple[Matrix, ...]

    @cached_property
    def tools(self) -> dict[str, Tool]:
        """The tools by id."""
        return _by_id((it.id, it) for matrix in self.matrices for it in matrix.tools)

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """The conditions by id."""
        return _by_id((it.id, it) for matrix in self.matrices for it in matrix.conditions)

    @cached_property
    def granular(self) -> dict[tuple[str, str], GranularPermission]:
        """The granular permissions by tool and id."""
        return _by_id(((it.tool, it.id), it) for matrix in self.matrices for it in matrix.granular)

    @cached_property
    def platforms(self) -> dict[str, str]:
        """The platforms' titles by id."""
        return {id_: title for matrix in self.matrices for id_, title in matrix.platforms}

    @cached_property
    def actions(self) -> dict[str, Action]:
        """The rows by id and alias, in the order of the files."""
        return {
            name: action
            for matrix in self.matrices
            for action in matrix.actions
            for name in (action.id, *action.aliases)
        }

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """The operations by id and alias, in the order of the files."""
        return {
            name: operation
            for matrix in self.matrices
            for operation in matrix.operations
            for name in (operation.id, *operation.aliases)
        }
