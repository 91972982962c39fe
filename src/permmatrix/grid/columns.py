"""The columns of a table: the levels of its rows' tools, and what else its rows say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from permmatrix.errors import UnknownNameError
from permmatrix.grid.choice import DETAILS, Choice
from permmatrix.grid.noting import Notes
from permmatrix.grid.rows import detail, notes_of_level
from permmatrix.grid.terms import Say
from permmatrix.grid.values import Heading
from permmatrix.model import Action, Matrix, MatrixSet
from permmatrix.names import suggest

__all__ = ["Columns", "Entry", "columns_of", "details_shown", "headings"]

ALWAYS_SHOWN = ("matrix", "section", "tool", "platforms", "offline", "editions", "flags")
"""The columns shown, where no row says otherwise, if any row has something in them."""


class Entry(NamedTuple):
    """A row that is to be shown, and the matrix it is from."""

    matrix: Matrix
    row: Action


LevelKey: TypeAlias = tuple[str, str]


class Columns(NamedTuple):
    """
    The columns of a table.

    Levels of several tools with the same id and title are one column; each key comes with the
    tools that have it. `details` are words of `DETAILS`, those before the levels and those after.
    """

    levels: dict[LevelKey, list[str]]
    before: tuple[str, ...]
    after: tuple[str, ...]


def columns_of(entries: Sequence[Entry], matrices: MatrixSet, choice: Choice) -> Columns:
    """
    Give the columns that are chosen.

    Raises:
        UnknownNameError: one is no level of the tools that are shown, and no other column.
    """
    levels: dict[LevelKey, list[str]] = {}
    for tool in dict.fromkeys(entry.row.tool for entry in entries):
        for level in matrices.tools[tool].levels:
            levels.setdefault((level.id, level.title), []).append(tool)
    if choice.columns:
        ids = {id_ for id_, _ in levels}
        known = {*DETAILS, *ids}
        for name in choice.columns:
            if name not in known:
                raise UnknownNameError("column", name, suggest(name, known))
        # a level may have the id of another column, and then it is the level that is meant
        details = [it for it in choice.columns if it in DETAILS and it not in ids]
        kept = {key: tools for key, tools in levels.items() if key[0] in choice.columns}
    else:
        details, kept = details_shown(entries, matrices), levels
    before = tuple(it for it in DETAILS if it in details and it in BEFORE)
    return Columns(kept, before, tuple(it for it in DETAILS if it in details and it not in BEFORE))


BEFORE = ("matrix", "section", "id", "tool")


def details_shown(entries: Iterable[Entry], matrices: MatrixSet) -> list[str]:
    """Give the columns that are no levels and are shown by themselves, by what rows say."""
    entries = list(entries)
    found = []
    for key in ALWAYS_SHOWN:
        texts = {detail(key, row, matrix, matrices) for matrix, row in entries}
        # which matrix or tool it is goes without saying where it is the same for all
        if len(texts) > 1 or (key not in {"matrix", "tool"} and texts != {""}):
            found.append(key)
    return found


def headings(
    columns: Columns, matrices: MatrixSet, notes: Notes, say: Say, anchor: str
) -> tuple[Heading, ...]:
    """Give the heads of the columns, and note what is noted of the levels."""
    return (
        *(_detail_heading(key) for key in columns.before),
        *(
            Heading(
                id=id_,
                title=say(title),
                anchor=f"{anchor}-level-{id_}",
                refs=notes.refer(
                    (
                        note
                        for tool in tools
                        for note in notes_of_level(matrices.tools[tool].level(id_), tool, matrices)
                    ),
                    say,
                ),
            )
            for (id_, title), tools in columns.levels.items()
        ),
        *(_detail_heading(key) for key in columns.after),
    )


def _detail_heading(key: str) -> Heading:
    return Heading(id=key, title=DETAILS[key])
