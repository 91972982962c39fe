"""
Conditions: named facts, and the closed grammar of tests that decide them.

Closed on purpose: every test here can be said in SQL, in JavaScript and over a table of data, so no
target of a matrix needs a list of what it does not support.
"""

from __future__ import annotations

from typing import TypeAlias, final

from attrs import field, frozen

from permmatrix.source import Span

__all__ = [
    "AtOrBefore",
    "Before",
    "Condition",
    "Contains",
    "Equals",
    "Given",
    "IsTrue",
    "Literal",
    "OneOf",
    "Operand",
    "Overlaps",
    "Path",
    "Test",
]


@final
@frozen
class Path:
    """
    Where a fact is read: `root` is user, resource or context; each segment an attribute or a key.

    >>> str(Path("resource", ("project", "id")))
    'resource.project.id'
    """

    root: str
    segments: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join((self.root, *self.segments))


@final
@frozen
class Literal:
    """A text, number or truth value written in the matrix."""

    # 1 == True in Python, and not in a matrix
    value: str | int | float | bool = field(eq=lambda value: (isinstance(value, bool), value))

    def __str__(self) -> str:
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


Operand: TypeAlias = Path | Literal


@final
@frozen
class Given:
    """The application says true or false in the context, under this name."""

    name: str


@final
@frozen
class IsTrue:
    """The value is true and not false."""

    path: Path


@final
@frozen
class Equals:
    """The two are the same text, number or truth value."""

    left: Operand
    right: Operand


@final
@frozen
class OneOf:
    """The value is one of the literals."""

    path: Path
    literals: tuple[Literal, ...]


@final
@frozen
class Contains:
    """The collection holds the member."""

    collection: Path
    member: Operand


@final
@frozen
class Overlaps:
    """The two collections have a member in common."""

    left: Path
    right: Path


@final
@frozen
class Before:
    """The first number, date or time comes before the second."""

    left: Operand
    right: Operand


@final
@frozen
class AtOrBefore:
    """The first number, date or time comes before the second or is the same."""

    left: Operand
    right: Operand


Test: TypeAlias = Given | IsTrue | Equals | OneOf | Contains | Overlaps | Before | AtOrBefore


@final
@frozen(kw_only=True)
class Condition:
    """
    A named fact about the user, the resource and the context.

    Whoever may do one of `granted_by`, ids of actions and operations, can make it true; one of
    `revoked_by`, false.
    """

    id: str
    title: str
    test: Test
    also_written: tuple[str, ...] = ()
    description: str | None = None
    granted_by: tuple[str, ...] = ()
    revoked_by: tuple[str, ...] = ()
    granter_spans: tuple[tuple[str, Span], ...] = field(default=(), eq=False, repr=False)
    """Where the names in both are written."""
    span: Span | None = field(default=None, eq=False, repr=False)
