"""Findings for people: what is marked, and how a report ends."""

from __future__ import annotations

import pytest
from attrs import evolve

from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import Related
from permmatrix.outputs.findings import Findings, Suppressed
from permmatrix.outputs.text import text_of
from permmatrix.source import Span
from reports import case, found, lines, source


def test_an_error_is_shown_with_its_line_and_what_to_do() -> None:
    """An error goes without saying so."""
    assert text_of(lines(found(help="rename it"))) == (
        "m.yaml:2:1: PM205 `b` is wrong\n"
        "  2 | title: b\n"
        "    | ^^^^^\n"
        "  help: rename it\n"
        "Found 1 error.\n"
    )


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.NOTE])
def test_what_is_less_than_an_error_says_so(severity: Severity) -> None:
    """A warning and a note are told from an error at the first glance."""
    findings = evolve(lines(found()), severities={Code.BAD_ID: severity})

    first, *_, last = text_of(findings).splitlines()

    assert first == f"m.yaml:2:1: {severity}: PM205 `b` is wrong"
    assert last == f"Found 1 {severity}."


def test_each_severity_is_counted() -> None:
    """The worst come first, and one is no two."""
    codes = (Code.ALIAS, Code.TAG, Code.BAD_ID, Code.EMPTY)
    warning = {Code.BAD_ID: Severity.WARNING}
    both = evolve(lines(*map(found, codes)), severities=warning)
    all_three = evolve(both, severities={**warning, Code.EMPTY: Severity.NOTE})

    assert text_of(both).endswith("\nFound 3 errors and 1 warning.\n")
    assert text_of(all_three).endswith("\nFound 2 errors, 1 warning and 1 note.\n")


@pytest.mark.parametrize(
    ("verb", "files", "said"),
    [
        ("validate", ("a",), "No problems in 1 file.\n"),
        ("test", ("a", "b"), "No problems in 2 files.\n"),
        ("diff", ("a", "b"), "No differences in 2 files.\n"),
        ("validate", (), "No problems.\n"),
    ],
)
def test_nothing_found_is_said(verb: str, files: tuple[str, ...], said: str) -> None:
    """Silence could be a run that did nothing."""
    assert text_of(lines(verb=verb, files=files)) == said


def test_a_report_ends_with_what_else_there_is() -> None:
    """Cases are counted by how they ended, suppressed findings too, and then the verb speaks."""
    wrong = found()
    findings = Findings(
        verb="test",
        diagnostics=(wrong,),
        cases=(case("a"), case("b", wrong), case("c"), case("d", skipped="later")),
        suppressed=(Suppressed(found(Code.ALIAS), "as printed"),),
        summary=("Every cell is covered.", "Two\nlines."),
    )

    assert text_of(findings).splitlines()[-5:] == [
        "Found 1 error.",
        "2 passed, 1 failed, 1 skipped.",
        "1 finding is suppressed.",
        "Every cell is covered.",
        "Two lines.",
    ]


def test_only_the_ends_that_cases_came_to_are_counted() -> None:
    """Nobody looks for what did not happen."""
    findings = Findings(verb="test", cases=(case("a"), case("b")), files=("t.yaml",))

    assert text_of(findings) == "No problems in 1 file.\n2 passed.\n"


def test_a_name_cannot_begin_a_line() -> None:
    """A file with a line break in its name is still one line, here and where it is related."""
    at = source("a\n::error::b")
    other = Related("first written", Span(at, 0, 2))

    shown = text_of(lines(found(at=at, related=(other,)))).splitlines()

    assert shown[0] == "a\ufffd::error::b:2:1: PM205 `b` is wrong"
    assert shown[3] == "  note: first written at a\ufffd::error::b:1:1"
