"""Tests of `permmatrix.writer.choosing`."""

from __future__ import annotations

import pytest

from permmatrix.compiler import compile_matrices
from permmatrix.errors import UnknownNameError
from permmatrix.model import Matrix, MatrixSet
from permmatrix.reading import read_sources
from permmatrix.source import Source
from permmatrix.writer import json_text, only

TEXT = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {none: None, editor: Editor, admin: Admin}
granular: {share: {title: Share, suppress: [{code: unused, because: Later.}]}}
actions:
  read: {title: Read, aliases: [view], cells: {editor: allow, admin: allow}}
  edit:
    title: Edit
    cells: {editor: allow, admin: allow}
    suppress: [{code: same-behaviour, because: It is so.}]
  delete_page: {title: Delete a page, cells: {admin: allow}}
  delete_all: {title: Delete all, cells: {admin: allow}}
operations:
  change:
    title: Change
    any_of: [edit, delete_page]
    suppress: [{code: operation-overlap, because: It is so.}]
  look: {title: Look, any_of: [read]}
invariants:
  one: {says: s, implies: {if: [edit], then: [read]}}
  all: {says: s, never: {actions: ['delete_*'], when: {level: {is: editor}}, levels: one}}
  but: {says: s, never: {actions: ['*'], except: [read, edit], when: {not: {level: {is: admin}}}}}
  operation: {says: s, implies: {if: [change], then: [look]}}
  anywhere: {says: s, never: {actions: ['*.*_all'], when: {not: {level: {is: admin}}}}}
suppress: [{code: unused, because: Later.}]
"""


def whole() -> Matrix:
    """Read the matrix."""
    found, report = read_sources([Source("docs.yaml", TEXT)])
    assert found is not None, str(report)
    return found.matrices[0]


def ids(things: tuple[object, ...]) -> list[str]:
    """Give ids without the matrix's own."""
    return [getattr(it, "id").removeprefix("docs.") for it in things]  # noqa: B009  of any kind


@pytest.mark.parametrize(
    ("rows", "operations", "invariants"),
    [
        (["read"], ["look"], []),
        (["read", "edit"], ["look"], ["one"]),
        (["edit", "delete_page"], ["change"], []),
        (["delete_page", "delete_all"], [], ["all", "anywhere"]),
        (["read", "edit", "delete_page"], ["change", "look"], ["one", "operation"]),
        (
            ["read", "edit", "delete_page", "delete_all"],
            ["change", "look"],
            ["one", "all", "but", "operation", "anywhere"],
        ),
    ],
)
def test_what_speaks_of_a_row_that_is_gone_is_gone(
    rows: list[str], operations: list[str], invariants: list[str]
) -> None:
    """An operation needs all of its rows, and a promise all that its names stood for."""
    found = only(whole(), {f"docs.{it}" for it in rows})

    assert ids(found.actions) == rows
    assert ids(found.operations) == operations
    assert ids(found.invariants) == invariants


@pytest.mark.parametrize(
    ("rows", "about"),
    [
        (["read"], ["", "granular.share"]),
        (["edit"], ["", "granular.share", "actions.edit"]),
        (
            ["edit", "delete_page"],
            ["", "granular.share", "actions.edit", "operations.change"],
        ),
    ],
)
def test_what_is_let_stand_of_them_goes_with_them(rows: list[str], about: list[str]) -> None:
    """What is let stand of the whole file, and of what is declared, stays."""
    found = only(whole(), [f"docs.{it}" for it in rows])

    assert [it.about for it in found.suppressions] == about


@pytest.mark.parametrize("chosen", range(1, 16))
def test_what_is_left_is_a_matrix_and_answers_as_before(chosen: int) -> None:
    """Any choice of rows can be written and read, and each of them answers as it did."""
    matrix = whole()
    rows = [row.id for place, row in enumerate(matrix.actions) if chosen >> place & 1]
    found = only(matrix, rows)

    again, report = read_sources([Source("docs.json", json_text(found))])

    assert again == MatrixSet((found,)), str(report)
    before, after = compile_matrices(MatrixSet((matrix,))), compile_matrices(again)
    assert after.digests == {id_: before.digests[id_] for id_ in after.digests}


def test_the_order_of_the_rows_is_the_matrix_own() -> None:
    """Rows stand in the order they stood in, however they are named."""
    assert ids(only(whole(), ["docs.edit", "docs.read"]).actions) == ["read", "edit"]


def test_the_file_it_was_read_from_is_not_its_file() -> None:
    """A compiled policy carries the text of its files, and that text has more rows."""
    assert only(whole(), ["docs.read"]).file is None


def test_a_row_there_is_not_is_refused() -> None:
    """An id is a whole one, and an alias is none."""
    with pytest.raises(UnknownNameError) as refused:
        only(whole(), ["docs.red"])

    assert (refused.value.kind, refused.value.name) == ("action", "docs.red")
    assert refused.value.suggestions[0] == "docs.read"


def test_no_row_at_all_is_refused() -> None:
    """A matrix without rows is none."""
    with pytest.raises(ValueError, match="at least one row"):
        only(whole(), [])
