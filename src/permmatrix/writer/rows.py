"""The rows of a matrix in the keys of the format: actions with their cells, operations, advice."""

from __future__ import annotations

from collections.abc import Iterable

from permmatrix.model import (
    Action,
    Advisory,
    Cell,
    Deny,
    Documented,
    Doubt,
    Matrix,
    Note,
    Operation,
)
from permmatrix.writer.keys import Plain, said
from permmatrix.writer.requirements import Speaker
from permmatrix.writer.suppressions import Suppressed

__all__ = ["actions", "advisories", "documented", "doubts", "names", "notes", "operations"]


def actions(matrix: Matrix, speaker: Speaker, suppressed: Suppressed) -> Plain:
    """Say the rows."""
    found: Plain = {}
    for row in matrix.actions:
        id_ = _within(row.id, matrix.id)
        row_speaker = speaker.on(row.tool)
        found[id_] = said(
            {
                **_named(row, matrix.id),
                "section": row.section,
                "tool": row.tool if row.tool != matrix.tool else None,
                **_marks(row),
                "guard": None if row.guard is None else row_speaker.requirement(row.guard),
                "cells": _cells(row, row_speaker),
                "not_cumulative": row.not_cumulative,
                "notes": notes(row.notes),
                "doubts": doubts(row.doubts, row_speaker),
                "suppress": suppressed.on(f"actions.{id_}"),
                "source": documented(row.source),
            }
        )
    return found


def _named(thing: Action | Operation, matrix: str) -> Plain:
    return said(
        {
            "title": thing.title,
            "also_written": list(thing.also_written) or None,
            "aliases": [_within(it, matrix) for it in thing.aliases] or None,
            "description": thing.description,
        }
    )


def _within(id_: str, matrix: str) -> str:
    return id_.removeprefix(f"{matrix}.")


def _marks(row: Action) -> Plain:
    return {
        "platforms": list(row.platforms) or None,
        "editions": list(row.editions) or None,
        "flags": list(row.flags) or None,
        "offline": row.offline,
    }


def _cells(row: Action, speaker: Speaker) -> Plain:
    """Say the cells that are not blank."""
    return {level: speaker.cell(cell) for level, cell in row.cells if not isinstance(cell, Deny)}


def notes(found: Iterable[Note]) -> list[object] | None:
    """Say notes: one that is about no cell in particular is its text alone."""
    return [
        {"says": it.says, "cells": list(it.cells)} if it.cells else it.says for it in found
    ] or None


def doubts(found: Iterable[Doubt], speaker: Speaker) -> list[Plain] | None:
    """Say doubts. A blank is spelt out there."""
    return [
        said(
            {
                "why": it.why,
                "cells": list(it.cells) or None,
                "reading": _optional(it.reading, speaker),
                "alternative": _optional(it.alternative, speaker),
                "taken": it.taken,
                "instead": it.instead,
                "answered": it.answered,
            }
        )
        for it in found
    ] or None


def _optional(cell: Cell | None, speaker: Speaker) -> object:
    return None if cell is None else speaker.cell(cell)


def documented(source: Documented | None) -> Plain | None:
    """Say where a row or a matrix is documented."""
    if source is None:
        return None
    return said(
        {
            "title": source.title,
            "section": source.section,
            "publisher": source.publisher,
            "url": source.url,
            "retrieved": source.retrieved,
            "remark": source.remark,
        }
    )


def operations(matrix: Matrix, suppressed: Suppressed) -> Plain | None:
    """Say the operations."""
    found: Plain = {}
    for operation in matrix.operations:
        id_ = _within(operation.id, matrix.id)
        found[id_] = said(
            {
                **_named(operation, matrix.id),
                "any_of": names(operation.any_of, matrix.id),
                "suppress": suppressed.on(f"operations.{id_}"),
            }
        )
    return found or None


def names(ids: Iterable[str], matrix: str) -> list[str]:
    """
    Say ids as a matrix does, for which its own name goes without saying.

    A file may name an action twice, once by its whole id, but not twice in one way.

    >>> names(["docs.read", "mail.send", "docs.read"], "docs")
    ['read', 'mail.send', 'docs.read']
    """
    found: list[str] = []
    for id_ in ids:
        short = _within(id_, matrix)
        found.append(id_ if short in found else short)
    return found


def advisories(matrix: Matrix, speaker: Speaker) -> Plain | None:
    """Say the advice."""
    return {_within(it.id, matrix.id): _advisory(it, speaker) for it in matrix.advisories} or None


def _advisory(found: Advisory, speaker: Speaker) -> Plain:
    return said(
        {
            "when": speaker.requirement(found.when),
            "says": found.says,
            "source": documented(found.source),
        }
    )
