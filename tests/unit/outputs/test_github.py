"""Workflow commands: one a finding, at the lines and columns that GitHub accepts."""

from __future__ import annotations

import pytest
from attrs import evolve

from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import Related
from permmatrix.outputs.github import text_of
from permmatrix.source import Span
from reports import found, lines, source


def test_a_finding_is_a_command() -> None:
    """The place is in the properties, and again in what is shown in the log."""
    other = Related("first written", Span(source(), 0, 2))

    assert text_of(lines(found(help="rename it", related=(other,)))) == (
        "::error title=permmatrix (PM205),file=m.yaml,line=2,col=1,endLine=2,endColumn=6"
        "::m.yaml:2:1: PM205 `b` is wrong%0Anote: first written at m.yaml:1:1%0Ahelp: rename it\n"
        "Found 1 error.\n"
    )


@pytest.mark.parametrize(
    ("severity", "command"),
    [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "notice")],
)
def test_a_severity_has_its_command(severity: Severity, command: str) -> None:
    """GitHub calls a note a notice."""
    findings = evolve(lines(found()), severities={Code.BAD_ID: severity})

    assert text_of(findings).startswith(f"::{command} ")


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        (6, 6, "line=2,col=1,endLine=2,endColumn=1"),
        (6, 11, "line=2,col=1,endLine=2,endColumn=6"),
        (6, 15, "line=2,col=1,endLine=2,endColumn=9"),
        (2, 6, "line=1,col=3,endLine=1,endColumn=6"),
        (2, 8, "line=1,endLine=2"),
        (0, 15, "line=1,endLine=2"),
    ],
    ids=["nothing", "a word", "with its break", "to the next line", "two lines", "all"],
)
def test_columns_are_said_where_there_is_one_line(start: int, end: int, place: str) -> None:
    """GitHub refuses columns over several lines; the end is the column after the last character."""
    command = text_of(lines(found(start=start, end=end))).splitlines()[0]

    assert f"file=m.yaml,{place}::" in command


def test_what_has_a_meaning_is_escaped() -> None:
    """In properties that is more than in the message."""
    at = source("a,b:c%d.yaml")

    command = text_of(lines(found(message="50%: a,b", at=at))).splitlines()[0]

    assert ",file=a%2Cb%3Ac%25d.yaml,line=" in command
    assert command.endswith("::a,b:c%25d.yaml:2:1: PM205 50%25: a,b")


def test_standard_input_is_no_file() -> None:
    """There is nothing to show the finding beside."""
    command = text_of(lines(found(at=source("-")))).splitlines()[0]

    assert command == "::error title=permmatrix (PM205)::-:2:1: PM205 `b` is wrong"


def test_a_file_is_named_from_the_root() -> None:
    """GitHub wants the path within the project."""
    findings = evolve(
        lines(found(at=source("/project/m/a.yaml"))), folder="/project", root="/project"
    )

    assert ",file=m/a.yaml," in text_of(findings)


@pytest.mark.parametrize("line", ["::error::a", "  ::stop-commands::x", "a ##[error]b"])
def test_a_sentence_is_no_command(line: str) -> None:
    """What a verb says in the end is not obeyed."""
    last = text_of(evolve(lines(), summary=(line,))).splitlines()[-1]

    assert not last.lstrip().startswith("::")
    assert "##[" not in last
    assert last.replace(" ", "") == line.replace(" ", "")
