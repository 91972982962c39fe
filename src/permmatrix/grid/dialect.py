"""Matrices in another dialect: every text of theirs, and nothing that is an id or a source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from attrs import evolve

from permmatrix.conditions import Condition
from permmatrix.grid.terms import Say, dictionaries, saying
from permmatrix.model import (
    Action,
    Dictionary,
    Doubt,
    GranularPermission,
    Level,
    Matrix,
    MatrixSet,
    Note,
    Operation,
    Tool,
)

__all__ = ["in_dialect"]

Titled = TypeVar("Titled", Tool, Level, GranularPermission, Condition, Operation)
Pairs = tuple[tuple[str, str], ...]


def in_dialect(matrices: MatrixSet, id_: str) -> MatrixSet:
    """
    Give matrices in the words of a dictionary of terms.

    A matrix is said in its own dictionary, and in those of the others for words that its own has
    not: what they share must read the same in each.

    Raises:
        UnknownNameError: none of the matrices has such a dictionary.
    """
    found = dictionaries(matrices.matrices, id_)
    shared = {word: other for it in reversed(found.values()) for word, other in it.words}
    first = next(iter(found.values()))
    return MatrixSet(tuple(_told(it, found.get(it.id, first), shared) for it in matrices.matrices))


def _told(matrix: Matrix, words: Dictionary, shared: dict[str, str]) -> Matrix:
    whole = evolve(words, words=tuple((shared | dict(words.words)).items()))
    languages = (matrix.language or "en", words.language or "en")
    say = saying(whole, english=all(it.lower().startswith("en") for it in languages))
    return evolve(
        matrix,
        title=say(matrix.title),
        description=_perhaps(matrix.description, say),
        language=words.language or matrix.language,
        tools=tuple(_tool(it, say) for it in matrix.tools),
        granular=tuple(_titled(it, say) for it in matrix.granular),
        conditions=tuple(_titled(it, say) for it in matrix.conditions),
        operations=tuple(_titled(it, say) for it in matrix.operations),
        actions=tuple(_action(it, say) for it in matrix.actions),
        advisories=tuple(evolve(it, says=say(it.says)) for it in matrix.advisories),
        obligations=_pairs(matrix.obligations, say),
        platforms=_pairs(matrix.platforms, say),
        editions=_pairs(matrix.editions, say),
        flags=_pairs(matrix.flags, say),
        sections=_pairs(matrix.sections, say),
        notes=_notes(matrix.notes, say),
        doubts=_doubts(matrix.doubts, say),
    )


def _perhaps(text: str | None, say: Say) -> str | None:
    return None if text is None else say(text)


def _pairs(pairs: Pairs, say: Say) -> Pairs:
    return tuple((id_, say(title)) for id_, title in pairs)


def _titled(it: Titled, say: Say) -> Titled:
    return evolve(it, title=say(it.title), description=_perhaps(it.description, say))


def _tool(tool: Tool, say: Say) -> Tool:
    return evolve(_titled(tool, say), levels=tuple(_titled(it, say) for it in tool.levels))


def _action(row: Action, say: Say) -> Action:
    return evolve(
        row,
        title=say(row.title),
        description=_perhaps(row.description, say),
        not_cumulative=_perhaps(row.not_cumulative, say),
        notes=_notes(row.notes, say),
        doubts=_doubts(row.doubts, say),
    )


def _notes(notes: Iterable[Note], say: Say) -> tuple[Note, ...]:
    return tuple(evolve(it, says=say(it.says)) for it in notes)


def _doubts(doubts: Iterable[Doubt], say: Say) -> tuple[Doubt, ...]:
    return tuple(
        evolve(
            it,
            why=say(it.why),
            taken=_perhaps(it.taken, say),
            instead=_perhaps(it.instead, say),
            answered=_perhaps(it.answered, say),
        )
        for it in doubts
    )
