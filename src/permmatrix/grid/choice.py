"""What of the matrices a table shows, and how it is laid out."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Literal, TypedDict, final

from attrs import Attribute, evolve, field, frozen

from permmatrix.errors import UnknownNameError
from permmatrix.model import Action, Matrix, MatrixSet
from permmatrix.names import suggest

__all__ = ["DETAILS", "Choice", "Chosen", "apart", "chosen_matrices", "chosen_rows"]

DETAILS = {
    "matrix": "Matrix",
    "section": "Section",
    "id": "Id",
    "tool": "Level held on",
    "platforms": "Platforms",
    "offline": "Offline",
    "editions": "Editions",
    "flags": "Flags",
    "description": "About",
}
"""The columns that are no level, by the word that chooses them."""


ONE_OF = {"levels": ("columns", "rows"), "requirements": ("notes", "cells")}


class Chosen(TypedDict, total=False):
    """What a `Choice` is made of; a single name may stand for a list of one."""

    matrices: str | Iterable[str]
    rows: str | Iterable[str]
    columns: str | Iterable[str]
    may: str | None
    levels: Literal["columns", "rows"]
    requirements: Literal["notes", "cells"]
    together: bool
    bare: bool
    terms: str | None
    anchor: str


def _one_of(_: object, attribute: Attribute[str], value: str) -> None:
    known = ONE_OF[attribute.name]
    if value not in known:
        raise ValueError(f"{attribute.name} is {value!r}, and should be {' or '.join(known)}")


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@final
@frozen(kw_only=True)
class Choice:
    """
    What a table shows.

    Attributes:
        matrices: ids; all where none is named.
        rows: ids of actions, with or without their matrix, or patterns with *; all where none is
            named.
        columns: ids of levels and words of `DETAILS`; every level and what any row has, where
            none is named.
        may: the id of a level: what it may do, as a list in place of a table.
        levels: whether the levels are the columns or the rows.
        requirements: whether they stand in numbered notes or in the cells.
        together: one table for all matrices in place of one each.
        bare: the table and its notes alone, without remarks, a legend and the source.
        terms: the dictionary whose words are used.
        anchor: what anchors begin with, where two tables on a page would have the same.
    """

    matrices: tuple[str, ...] = field(default=(), converter=_names)
    rows: tuple[str, ...] = field(default=(), converter=_names)
    columns: tuple[str, ...] = field(default=(), converter=_names)
    may: str | None = None
    levels: Literal["columns", "rows"] = field(default="columns", validator=_one_of)
    requirements: Literal["notes", "cells"] = field(default="notes", validator=_one_of)
    together: bool = False
    bare: bool = False
    terms: str | None = None
    anchor: str = ""


def chosen_matrices(matrices: MatrixSet, choice: Choice) -> list[Matrix]:
    """
    Give the matrices that are chosen, in the order they are named.

    Raises:
        UnknownNameError: there is no such matrix.
    """
    known = {matrix.id: matrix for matrix in matrices.matrices}
    for id_ in choice.matrices:
        if id_ not in known:
            raise UnknownNameError("matrix", id_, suggest(id_, known))
    return [known[id_] for id_ in dict.fromkeys(choice.matrices)] or list(matrices.matrices)


def chosen_rows(matrices: list[Matrix], choice: Choice) -> dict[str, list[Action]]:
    """
    Give the rows that are chosen by the id of their matrix; a matrix without any is left out.

    Rows stand in the order of the matrix, however they are named.

    Raises:
        UnknownNameError: a row, or a pattern, names none.
    """
    every = {name: row for it in matrices for row in it.actions for name in (row.id, *row.aliases)}
    wanted = {row.id for row in every.values()} if not choice.rows else set[str]()
    for name in choice.rows:
        named = _named(name, every)
        if not named:
            raise UnknownNameError("action", name, suggest(name, every))
        wanted |= named
    found = {it.id: [row for row in it.actions if row.id in wanted] for it in matrices}
    return {id_: rows for id_, rows in found.items() if rows}


def apart(matrices: MatrixSet, choice: Choice) -> dict[str, Choice]:
    """
    Give a choice of several matrices as one for each, by the id of the matrix.

    A matrix of which nothing is chosen has none.

    Raises:
        UnknownNameError: a matrix or a row is chosen that there is not.
    """
    rows = chosen_rows(chosen_matrices(matrices, choice), choice)
    if choice.may is not None:
        rows = {id_: some for id_, some in rows.items() if _has_level(matrices, some, choice.may)}
    return {
        id_: evolve(
            choice, matrices=id_, rows=[row.id for row in some] if choice.rows else choice.rows
        )
        for id_, some in rows.items()
    }


def _has_level(matrices: MatrixSet, rows: Iterable[Action], level: str) -> bool:
    return any(level == it.id for row in rows for it in matrices.tools[row.tool].levels)


def _named(name: str, every: dict[str, Action]) -> set[str]:
    if name in every:
        return {every[name].id}
    return {row.id for id_, row in every.items() if _matches(id_, name)}


def _matches(id_: str, pattern: str) -> bool:
    """Say whether an id is one of a pattern's, which need not say the matrix."""
    shorter = id_.partition(".")[2]
    return fnmatchcase(id_, pattern) or fnmatchcase(shorter, pattern)
