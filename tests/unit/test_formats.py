"""Files that say they are of another form are reported by that alone."""

from __future__ import annotations

import pytest

import permmatrix as pm
from commands import HARBOUR
from permmatrix.reading import read_sources
from permmatrix.source import Source


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        (
            pm.load().to_json(),
            "this is a compiled policy, not a matrix",
            "name the matrices it was compiled from",
        ),
        (
            "format: permmatrix-facts/1\nusers: {ana: {}}\n",
            "this is a file of facts, not a matrix",
            "name a file of facts with `--facts`",
        ),
        (
            "users: {}\nformat: permmatrix/2\n",
            "this is not a format permmatrix reads; it reads `permmatrix/1`",
            None,
        ),
        (
            "format: yes\n",
            "this is not a format permmatrix reads; it reads `permmatrix/1`",
            None,
        ),
        (
            "format: 7\n",
            "this is not a format permmatrix reads; it reads `permmatrix/1`",
            None,
        ),
    ],
    ids=["compiled", "facts", "later", "word", "number"],
)
def test_what_is_no_matrix_has_one_problem(text: str, message: str, advice: str | None) -> None:
    """The format says it all: no key is looked at."""
    matrices, report = read_sources([Source("x.yaml", text)])

    [found] = report
    assert matrices is None
    assert (found.code, found.message, found.help) == ("PM208", message, advice)
    assert found.span.text in text.partition("format")[2]


def test_a_missing_format_is_not_another() -> None:
    """A file that does not say is read as a matrix that lacks its format."""
    _, report = read_sources([Source("x.yaml", "id: docs\n")])

    assert [found.code for found in report] == ["PM202"]


def test_a_matrix_is_no_file_of_facts() -> None:
    """The example's facts are no matrix either way."""
    report = pm.validate(HARBOUR)

    assert [found.code for found in report] == ["PM208"]
