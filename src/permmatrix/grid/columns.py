"""The columns of a table: the levels of its rows' tools, and what else its rows say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, final

from attrs import field, frozen

from permmatrix.errors import UnknownNameError
from permmatrix.grid.choice import DETAILS, Choice
from permmatrix.grid.noting import Notes
from permmatrix.grid.rows import detail, notes_of_level
from permmatrix.grid.terms import plainly
from permmatrix.grid.values import Heading, Kind
from permmatrix.model import Action, Matrix, MatrixSet
from permmatrix.names import suggest
from permmatrix.wording import all_of_words

__all__ = ["Columns", "Entry", "columns_of", "details_shown", "headings"]

ALWAYS_SHOWN = ("matrix", "section", "tool", "platforms", "offline", "editions", "flags")
"""The columns shown, where no row says otherwise, if any row has something in them."""


class Entry(NamedTuple):
    """A row that is to be shown, and the matrix it is from."""

    matrix: Matrix
    row: Action


@final
@frozen
class LevelColumn:
    """
    A column that is a level.

    Levels of several tools are one column where they have the same id and title and the same is
    noted of them; `tools` are those that have it.
    """

    id: str
    title: str
    notes: tuple[tuple[Kind, str], ...]
    tools: list[str] = field(factory=list, eq=False)


class Columns(NamedTuple):
    """The columns of a table. `before` and `after` the levels stand words of `DETAILS`."""

    levels: tuple[LevelColumn, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


def columns_of(entries: Sequence[Entry], matrices: MatrixSet, choice: Choice) -> Columns:
    """
    Give the columns that are chosen.

    Raises:
        UnknownNameError: one is no level of the tools that are shown, and no other column.
    """
    levels = _levels(entries, matrices)
    details = details_shown(entries, matrices)
    if choice.columns:
        ids = {it.id for it in levels}
        _check(choice, matrices)
        # a level may have the id of another column, and then it is the level that is meant
        named = [it for it in choice.columns if it in DETAILS and it not in ids]
        # without the tool, nobody could tell on which one a level of several is held
        details = [*named, *(it for it in details if it == "tool" and levels)]
        levels = [it for it in levels if it.id in choice.columns]
    before = tuple(it for it in DETAILS if it in details and it in BEFORE)
    after = tuple(it for it in DETAILS if it in details and it not in BEFORE)
    return Columns(tuple(levels), before, after)


BEFORE = ("matrix", "section", "id", "tool")


def _levels(entries: Iterable[Entry], matrices: MatrixSet) -> list[LevelColumn]:
    found: dict[LevelColumn, LevelColumn] = {}
    for tool in dict.fromkeys(entry.row.tool for entry in entries):
        for level in matrices.tools[tool].levels:
            notes = tuple(notes_of_level(level, tool, matrices))
            column = LevelColumn(level.id, level.title, notes)
            found.setdefault(column, column).tools.append(tool)
    return list(found)


def _check(choice: Choice, matrices: MatrixSet) -> None:
    """Refuse a column that no table there is could have."""
    ids = {level.id for tool in matrices.tools.values() for level in tool.levels}
    for name in choice.columns:
        if name not in {*DETAILS, *ids}:
            raise UnknownNameError("column", name, suggest(name, {*DETAILS, *ids}))


def details_shown(entries: Iterable[Entry], matrices: MatrixSet) -> list[str]:
    """Give the columns that are no levels and are shown by themselves, by what rows say."""
    entries = list(entries)
    return [key for key in ALWAYS_SHOWN if _is_shown(key, entries, matrices)]


def _is_shown(key: str, entries: Sequence[Entry], matrices: MatrixSet) -> bool:
    texts = {detail(key, row, matrix, matrices) for matrix, row in entries}
    if key == "tool":  # the legend says the one that governs a matrix, and nothing says another
        return len(texts) > 1 or any(row.tool != matrix.tool for matrix, row in entries)
    return len(texts) > 1 or (key != "matrix" and texts != {""})


def headings(
    columns: Columns, matrices: MatrixSet, notes: Notes, anchor: str
) -> tuple[Heading, ...]:
    """Give the heads of the columns, and note what is noted of the levels."""
    return (
        *(_detail_heading(key) for key in columns.before),
        *(
            Heading(
                id=it.id,
                title=plainly(_told_apart(it, columns, matrices)),
                anchor=f"{anchor}-level-{it.id}{_again(it, columns)}",
                refs=notes.refer(it.notes),
            )
            for it in columns.levels
        ),
        *(_detail_heading(key) for key in columns.after),
    )


def _told_apart(column: LevelColumn, columns: Columns, matrices: MatrixSet) -> str:
    """Give a level's title, with the tool where another column has the same."""
    if [it.title for it in columns.levels].count(column.title) == 1:
        return column.title
    return f"{column.title} on {all_of_words(matrices.tools[it].title for it in column.tools)}"


def _again(column: LevelColumn, columns: Columns) -> str:
    """Give what tells the anchors of levels with one id apart: nothing for the first."""
    place = [it for it in columns.levels if it.id == column.id].index(column)
    return f"-{place + 1}" if place else ""


def _detail_heading(key: str) -> Heading:
    return Heading(id=key, title=DETAILS[key])
