"""What a row asks for, and the titles that it goes by: to hold a row's own words against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, final

from permmatrix.lint.words import Words
from permmatrix.model import Action, MatrixSet, When
from permmatrix.requirements import HasGranular, HasLevel, Holds, Requirement, atoms

__all__ = ["Asked", "Titles", "asked", "asked_in"]

Asked: TypeAlias = tuple[str, ...]
"""A granular permission by "granular", tool and id; a condition by "condition" and id."""


def asked_in(requirement: Requirement | None) -> Iterator[Asked]:
    """Give the granular permissions and conditions that a requirement names."""
    for leaf in atoms(requirement) if requirement is not None else ():
        match leaf:
            case HasGranular(tool, name):
                yield "granular", tool, name
            case Holds(condition):
                yield "condition", condition
            case HasLevel():
                pass


def asked(row: Action, cells: tuple[str, ...] = ()) -> frozenset[Asked]:
    """Give what a row's guard and its cells (those named, or all) ask for."""
    found = set(asked_in(row.guard))
    for level, cell in row.cells:
        if isinstance(cell, When) and (not cells or level in cells):
            found.update(asked_in(cell.requirement))
    return frozenset(found)


@final
class Titles:
    """The titles of granular permissions and conditions, to be found again in running text."""

    def __init__(self, matrices: MatrixSet, words: Words) -> None:
        self._words = words
        self._by_title: dict[tuple[str, ...], tuple[str, set[Asked]]] = {}
        self._lengths: dict[str, set[int]] = {}
        for permission in matrices.granular.values():
            named = ("granular", permission.tool, permission.id)
            self._add(named, (permission.title, *permission.also_written))
        for condition in matrices.conditions.values():
            self._add(("condition", condition.id), (condition.title, *condition.also_written))

    def _add(self, named: Asked, titles: tuple[str, ...]) -> None:
        for title in titles:
            words = self._words.of(title)
            if len(words) > 1:  # a single word is mostly just a word
                self._by_title.setdefault(words, (title, set()))[1].add(named)
                self._lengths.setdefault(words[0], set()).add(len(words))

    def within(self, text: str) -> Iterator[tuple[str, set[Asked]]]:
        """Give the titles in a text, the longest at each place, and whose they are."""
        words = self._words.of(text)
        place = 0
        while place < len(words):
            lengths = sorted(self._lengths.get(words[place], ()), reverse=True)
            found = next((it for it in lengths if words[place : place + it] in self._by_title), 0)
            if found:
                yield self._by_title[words[place : place + found]]
            place += found or 1
