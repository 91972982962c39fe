"""Suggestions in words: a line for each thing there is to say."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import final

from attrs import frozen

from permmatrix.least.ways import Terms, Way
from permmatrix.model import MatrixSet
from permmatrix.wording import all_of_words, any_of_words

__all__ = ["WIDTH", "Telling", "folded"]

WIDTH = 100
"""Lines are no longer than this unless somebody says otherwise, as those of explanations."""


@final
@frozen
class Telling:
    """Tells of what one policy allows; with `always`, of what it allows whatever is true."""

    matrices: MatrixSet
    always: bool = False

    def given(self, way: Way) -> str:
        """
        Say what is given.

        A tool goes without saying for permissions where it is the only one.
        """
        tools = dict.fromkeys([*way.levels, *way.granular])
        levels = [f"{self.level(it, way.levels[it])} on {self.tool(it)}" for it in way.levels]
        permissions = [
            self.permission(tool, name) + (f" on {self.tool(tool)}" if len(tools) > 1 else "")
            for tool, names in way.granular.items()
            for name in sorted(names)
        ]
        held = all_of_words(levels) if levels else "No level"
        if not permissions:
            return held if levels else "Nothing"
        word = "permission" if len(permissions) == 1 else "permissions"
        return f"{held}, with the granular {word} {all_of_words(permissions)}"

    def answer(
        self, way: Way, provided: Mapping[str, Terms], also: Sequence[str], power: int
    ) -> Iterator[str]:
        """Say what to give, and all that it allows."""
        yield self.given(way)
        for id_ in way.allows:
            needed = self.terms(provided[id_]) if id_ in provided else ""
            yield f"  allows {self.name(id_)}{needed and f', given {needed}'}"
        if also:
            yield f"  and also {all_of_words(f'`{id_}`' for id_ in also)}"
        yield f"  in all {power} {'situation' if power == 1 else 'situations'} of rows"

    def conflict(
        self, wanted: Sequence[str], unwanted: Sequence[str], ways: Sequence[Way]
    ) -> Iterator[str]:
        """Say what cannot be had together, and show it for all that can be given."""
        always = "always allows" if self.always else "allows"
        if not {*wanted}.isdisjoint(unwanted):
            yield f"{self.name(wanted[0])} is wanted and unwanted at once."
        elif not unwanted and len(wanted) == 1:
            yield f"Nothing that can be given {always} {self.name(wanted[0])}."
        elif not unwanted:
            together = "all of" if wanted[2:] else "both"
            yield f"Nothing that can be given {always} {together} {self.every(wanted)}:"
            yield from self.ways(ways, wanted)
        elif wanted:
            yield f"Whatever {always} {self.every(wanted)} allows {self.some(unwanted)} too:"
            yield from self.ways(ways, unwanted)
        else:
            yield f"Whatever is given allows {self.some(unwanted)}:"
            yield from self.ways(ways, unwanted)

    def ways(self, ways: Iterable[Way], among: Sequence[str]) -> Iterator[str]:
        """Say what may be given, and which of several actions it allows."""
        for way in ways:
            allows = [f"`{id_}`" for id_ in among if id_ in way.allows]
            yield f"  {self.given(way)}" + (
                f": {all_of_words(allows)}" if allows and len(among) > 1 else ""
            )

    def terms(self, terms: Terms) -> str:
        """Say what must be true."""
        several = [all_of_words(map(self.fact, term.items())) for term in terms]
        return "; or ".join(several)

    def fact(self, fact: tuple[str, bool]) -> str:
        """Say that a condition is true, or not."""
        title = self.matrices.conditions[fact[0]].title
        return title if fact[1] else f"not {title}"

    def every(self, ids: Sequence[str]) -> str:
        """Name several actions, all of which are meant."""
        return all_of_words(map(self.name, ids))

    def some(self, ids: Sequence[str]) -> str:
        """Name several actions, of which one is meant at least."""
        return any_of_words(map(self.name, ids))

    def name(self, id_: str) -> str:
        """Give an action's title and id."""
        row = self.matrices.actions.get(id_)
        title = row.title if row else self.matrices.operations[id_].title
        return f"{title} [{id_}]"

    def tool(self, id_: str) -> str:
        """Give a tool's title."""
        return self.matrices.tools[id_].title

    def level(self, tool: str, id_: str) -> str:
        """Give a level's title."""
        return self.matrices.tools[tool].level(id_).title

    def permission(self, tool: str, name: str) -> str:
        """Give a granular permission's title."""
        return self.matrices.granular[tool, name].title


def folded(lines: Iterable[str], width: int) -> str:
    """
    Fold lines to a width; what does not fit goes below, further in.

    >>> print(folded(["Read Only", "  allows Search Commitments"], 20))
    Read Only
      allows Search
        Commitments
    """
    return "\n".join(it for line in lines for it in _folded(line, width))


def _folded(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(
        line,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]
