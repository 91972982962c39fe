"""Tests that a table of texts cannot settle exactly, refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from permmatrix.program import Atom
from permmatrix.scale.engine import DECIMAL, EMPTY, Column, Table
from permmatrix.scale.needs import test_words
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.values import reads, wanted

__all__ = ["check_exact"]

ORDER = {"before", "at_or_before"}
MOMENTS = {"a date", "a time", "a time with an offset"}
ELSEWHERE = "in Parquet, whose columns have types, it is settled exactly"


def check_exact(table: Table, root: str, atom: Atom, context: Mapping[str, Any]) -> None:
    """
    See that what a test reads is told by texts as well as by the values that they stand for.

    `context` are the values of the context that the test reads, by path.

    Raises:
        ScaleError: it is not, so the answer would hang on how a value is written.
    """
    if table.typed:
        return
    _check_order(table, root, atom)
    _check_literals(table, atom)
    if None in context.values():
        return  # it is not known of anybody
    for path in reads(atom, root):
        name = path.partition(".")[2]
        column, want = table.columns[name], wanted(atom, path, context)
        as_text = want in {"text", "a list"} and not _is_text(column, atom, root)
        if as_text or (want == "a number" and DECIMAL in column.kind):
            expected = "text" if as_text else "a whole number or a fraction"
            raise ScaleError(
                f"the test `{test_words(atom)}` reads the column `{name}` of {table.name}, which "
                f"is {column} in the database and should be {expected}; {ELSEWHERE}"
            )


def _check_order(table: Table, root: str, atom: Atom) -> None:
    if atom[0] in ORDER and len(reads(atom, root)) > 1:
        raise ScaleError(
            f"the test `{test_words(atom)}` compares two columns of {table.name} by size, "
            f"and their cells are read as text; {ELSEWHERE}"
        )


def _check_literals(table: Table, atom: Atom) -> None:
    if atom[0] != "one_of":
        return
    kinds = {_kind(value) for _, value in atom[2]}
    if len(kinds) > 1:
        raise ScaleError(
            f"the test `{test_words(atom)}` has {' and '.join(sorted(kinds))} to choose from, and "
            f"the cells of {table.name} are read as text; {ELSEWHERE}"
        )


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "numbers" if isinstance(value, int | float) else "texts"


def _is_text(column: Column, atom: Atom, root: str) -> bool:
    if column.kind in MOMENTS and not column.listed:
        return atom[0] in ORDER and len(reads(atom, root)) == 1
    return column.kind in {"text", EMPTY}
