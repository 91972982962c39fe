"""A question whose facts are settled already, for the compiled policy to decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, final

from permmatrix.facts import Open, Question
from permmatrix.program import Atom, Tool

__all__ = ["NOT_KNOWN", "Known", "Truth"]

Truth: TypeAlias = bool | None
"""Of a fact: true, false, or not known."""

NOT_KNOWN = Open(["a fact"])


@final
class Known(Question):
    """
    A question of which levels by tool and truths by atom are known, and no objects.

    Levels that are not known are None; with none given there is the tool's default.
    """

    __slots__ = ("given", "truths")

    def __init__(
        self,
        tools: Mapping[str, Tool],
        given: Mapping[str, frozenset[str] | None],
        truths: Mapping[Atom, Truth],
    ) -> None:
        super().__init__(None, None, None, tools)
        self.given = given
        self.truths = truths

    def levels(self, id_: str) -> frozenset[str] | Open:
        """Give the levels the user was given on a tool, or its default."""
        given = self.given[id_]
        if given is None:
            return NOT_KNOWN
        return given or frozenset(filter(None, [self.tools[id_].default]))

    def atom(self, atom: Atom) -> bool | Open:
        """Say whether an atom is true."""
        if atom[0] == "level":
            given = self.levels(atom[1])
            return given if isinstance(given, Open) else atom[2] in given
        found = self.truths[atom]
        return NOT_KNOWN if found is None else found
