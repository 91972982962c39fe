"""One situation: what is true in it, and facts that make it so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, final

from attrs import field, frozen

from permmatrix.program import Atom

__all__ = ["Situation", "Value"]

Value: TypeAlias = bool | None
"""None is not known."""


@final
@frozen(kw_only=True)
class Situation:
    """
    Who asks, about what, in which circumstances, as far as it matters.

    Attributes:
        levels: for each tool that matters, the levels the user was given; None if not known.
        granular: by tool and name, whether the user holds the permission.
        facts: by atom, whether a test passes.
        user: what the user is like, as the mapping that a policy is asked about.
        resource: what the resource is like.
        context: the circumstances.
        real: whether `user`, `resource` and `context` make the situation. They do not where facts
            hang together in more ways than are searched.
        titles: what conditions are called, by what they test.
    """

    levels: Mapping[str, tuple[str, ...] | None] = field(factory=dict)
    granular: Mapping[tuple[str, str], Value] = field(factory=dict)
    facts: Mapping[Atom, Value] = field(factory=dict)
    user: Mapping[str, Any] = field(factory=dict, repr=False)
    resource: Mapping[str, Any] = field(factory=dict, repr=False)
    context: Mapping[str, Any] = field(factory=dict, repr=False)
    real: bool = True
    titles: Mapping[Atom, str] = field(factory=dict, eq=False, repr=False)

    @property
    def complete(self) -> bool:
        """Whether everything that matters is known."""
        known = (*self.levels.values(), *self.granular.values(), *self.facts.values())
        return all(value is not None for value in known)

    @property
    def size(self) -> int:
        """How many levels, permissions and true facts it takes."""
        levels = sum(len(given or ()) for given in self.levels.values())
        held = (*self.granular.values(), *self.facts.values())
        return levels + sum(value is True for value in held)
