"""Requirements: formulas over granular permissions, conditions and levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, assert_never, final

from attrs import field, frozen

from permmatrix.source import Span

__all__ = ["All", "Any", "HasGranular", "HasLevel", "Holds", "Not", "Requirement", "atoms"]


@final
@frozen
class HasGranular:
    """The user holds a granular permission on a tool."""

    tool: str
    name: str
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


@final
@frozen
class Holds:
    """A condition is true."""

    condition: str
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


@final
@frozen
class HasLevel:
    """The user holds one of the levels on a tool. `levels` stand in the tool's own order."""

    tool: str
    levels: tuple[str, ...]
    at_least: str | None = field(default=None, eq=False, kw_only=True)
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


@final
@frozen
class All:
    """Every part is true."""

    parts: tuple[Requirement, ...]
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


@final
@frozen
class Any:
    """At least one part is true."""

    parts: tuple[Requirement, ...]
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


@final
@frozen
class Not:
    """The part is known to be false."""

    part: Requirement
    span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


Requirement: TypeAlias = HasGranular | Holds | HasLevel | All | Any | Not


def atoms(requirement: Requirement) -> Iterator[HasGranular | Holds | HasLevel]:
    """Give the leaves of a requirement from left to right, repeated ones repeatedly."""
    match requirement:
        case HasGranular() | Holds() | HasLevel():
            yield requirement
        case All(parts) | Any(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            assert_never(requirement)
