"""What is so at the time of a question, as far as the answer may hang on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, final

from attrs import define

__all__ = ["Given", "State"]

Given: TypeAlias = str | frozenset[str] | None
"""The one level a user was given on a tool ("" for none), or several, or (None) not known."""


@final
@define(frozen=True)
class State:
    """
    What a user holds and what the facts are; None is not known.

    Attributes:
        levels: by tool, what was given. A host that gives a collection may give several; one that
            gives a text, or nothing, gives one level in place of another.
        granular: by tool, the permissions held.
        facts: by the number of an atom, whether a test passes.
        platform: where it is asked; None where that was not said.
    """

    levels: Mapping[str, Given]
    granular: Mapping[str, frozenset[str] | None]
    facts: Mapping[int, bool | None]
    platform: str | None = None

    @property
    def key(self) -> object:
        """What tells the state from others."""
        return (
            self.platform,
            *self.levels.items(),
            *self.granular.items(),
            *self.facts.items(),
        )

    @property
    def several(self) -> frozenset[str]:
        """The tools on which several levels are given at once."""
        return frozenset(
            [tool for tool, given in self.levels.items() if isinstance(given, frozenset)]
        )
