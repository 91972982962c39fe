"""The parts of an explanation, as values."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, Protocol, TypeAlias, final

from attrs import field, frozen

from permmatrix.decision import Decision
from permmatrix.fixes import Fix, Fixes

__all__ = ["Audience", "Explained", "LevelWorking", "Part", "RowWorking", "Working"]

Audience: TypeAlias = Literal["administrator", "person"]
"""Who reads: whoever looks after the permissions, or the person who asked."""


@final
@frozen
class Part:
    """
    A requirement, or a part of one, with its value.

    `value` is yes, no, not known, or error; `detail` says what was read and where, or what is
    missing; `read` are the paths of the facts, of a part that has no parts.
    """

    words: str
    value: str
    detail: str = ""
    parts: tuple[Part, ...] = ()
    read: tuple[str, ...] = field(default=(), eq=False)


@final
@frozen(kw_only=True)
class LevelWorking:
    """
    A level of the row's tool that the user holds, or may hold, and what its cell says.

    `held` is given, default (none was given), follows (from facts) or open (facts are missing);
    `read` is where what was given was read.
    """

    id: str
    title: str
    held: str
    held_when: Part | None = None
    cell: str
    requirement: Part | None = None
    obligations: tuple[str, ...] = ()
    read: tuple[str, ...] = field(default=(), eq=False)


@final
@frozen(kw_only=True)
class RowWorking:
    """One row's decision. `source` is where the row is documented, `place` where it is written."""

    action: str
    title: str
    matrix: str
    tool: str
    decision: Decision
    reason: str
    guard: Part | None
    levels: tuple[LevelWorking, ...]
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    advisories: tuple[str, ...] = ()
    source: str = ""
    place: str = ""


class Working(Protocol):
    """
    Works out what an explanation shows, of facts that were read when the question was asked.

    Nothing here looks at the host's objects again.
    """

    def rows(self) -> tuple[RowWorking, ...]:
        """Give the working of each row."""

    def reason(self, deciding: RowWorking) -> str:
        """Say in a sentence why the answer is what it is."""

    def fixes(self) -> Fixes:
        """Give what would turn a denial."""

    def revocations(self) -> Fixes:
        """Give what would turn an allow."""

    def granters(self, action: str) -> str:
        """Say who can do an action that grants something: its title, and who could."""


@frozen(kw_only=True)
class Explained:
    """
    Why an answer is what it is, and what would change it, as values.

    The facts are read when the question is asked; what is said of them is worked out when it is
    first looked at. `user` and `resource` are their ids, None where they have none.
    """

    asked: str
    title: str
    user: str | None
    resource: str | None
    platform: str | None
    decision: Decision
    working: Working = field(eq=False, repr=False)

    @cached_property
    def rows(self) -> tuple[RowWorking, ...]:
        """The working of an action's row, or of each row of an operation."""
        return self.working.rows()

    @cached_property
    def deciding(self) -> RowWorking:
        """The row that the answer rests on."""
        alike = [row for row in self.rows if row.decision == self.decision]
        near = [row for row in self.rows if row.decision.outcome is self.decision.outcome]
        return (alike or near or self.rows)[-1]

    @cached_property
    def reason(self) -> str:
        """Why the answer is what it is, in a sentence."""
        return self.working.reason(self.deciding)

    @property
    def source(self) -> str:
        """Where the row that decided is documented."""
        return self.deciding.source

    @cached_property
    def _fixes(self) -> Fixes:
        return Fixes((), complete=True) if self.decision.allowed else self.working.fixes()

    @cached_property
    def _revocations(self) -> Fixes:
        return self.working.revocations() if self.decision.allowed else Fixes((), complete=True)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """
        Every smallest set of changes that would turn a denial into an allow, least power first.

        An allow has none.
        """
        return self._fixes.found

    @property
    def revocations(self) -> tuple[Fix, ...]:
        """
        Every smallest set of changes that would turn an allow into a denial, least taken first.

        A denial has none.
        """
        return self._revocations.found

    @property
    def complete(self) -> bool:
        """Whether there are no other fixes or revocations: of very many, some are left out."""
        return self._fixes.complete and self._revocations.complete
