"""What is suggested: the smallest holdings that will do, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import final

from attrs import field, frozen

from permmatrix.least.telling import WIDTH, Telling, folded
from permmatrix.least.ways import Terms, Way

__all__ = ["Answer", "Conflict", "Suggestion"]


@final
@frozen(kw_only=True)
class Answer:
    """
    A smallest holding: no other that will do allows less of the policy.

    Attributes:
        way: what to give, and the wanted actions, which it allows.
        power: how many situations of rows it allows, over the whole policy.
        provided: what must be true for a wanted action; one that needs nothing is left out.
        also: the rows beyond those wanted that it allows, in a situation that fits.
    """

    way: Way
    power: int
    provided: Mapping[str, Terms]
    also: tuple[str, ...]
    _telling: Telling = field(eq=False, repr=False)

    @property
    def levels(self) -> Mapping[str, str]:
        """By tool, the level to give; tools on which nothing is given are left out."""
        return self.way.levels

    @property
    def granular(self) -> Mapping[str, frozenset[str]]:
        """By tool, the granular permissions to give."""
        return self.way.granular

    def text(self, width: int = WIDTH) -> str:
        """Say it in lines no longer than `width`, where words allow."""
        lines = self._telling.answer(self.way, self.provided, self.also, self.power)
        return folded(lines, width)

    def __str__(self) -> str:
        return self.text()


@final
@frozen(kw_only=True)
class Conflict:
    """
    Wishes that no holding fulfils together, although one would without any of them.

    `ways` show it. Where something is unwanted they are all the ways to what is wanted, less those
    that only add to another, each with the unwanted that it allows too. Where nothing is, they are
    such ways to each of what is wanted.
    """

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    ways: tuple[Way, ...]
    _telling: Telling = field(eq=False, repr=False)

    def text(self, width: int = WIDTH) -> str:
        """Say it in lines no longer than `width`, where words allow."""
        return folded(self._telling.conflict(self.wanted, self.unwanted, self.ways), width)

    def __str__(self) -> str:
        return self.text()


@final
@frozen(kw_only=True)
class Suggestion:
    """
    All the smallest holdings that will do; true if there are any. Where there are none, why not.

    `wanted` and `unwanted` are ids of actions and operations: a name with `*` has been resolved.
    `str()` is plain English.
    """

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    assumed: Mapping[str, bool]
    always: bool
    answers: tuple[Answer, ...]
    conflicts: tuple[Conflict, ...]
    _telling: Telling = field(eq=False, repr=False)

    def __bool__(self) -> bool:
        return bool(self.answers)

    def text(self, width: int = WIDTH) -> str:
        """Say it in lines no longer than `width`, where words allow."""
        parts = [folded(self._heading(), width)]
        parts += [it.text(width) for it in self.answers or self.conflicts]
        return "\n\n".join(parts)

    def _heading(self) -> Iterator[str]:
        where = self._telling.terms((self.assumed,)) if self.assumed else ""
        words = "nothing that can be given will do."
        if self.answers:
            words = "this is the least that will do."
        if len(self.answers) > 1:
            words = f"{len(self.answers)} ways will do, and none of them allows less than another."
        yield f"Assuming {where}: {words}" if where else words[0].upper() + words[1:]

    def __str__(self) -> str:
        return self.text()
