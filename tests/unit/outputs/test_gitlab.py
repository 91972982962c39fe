"""GitLab's report of code quality, as its documentation has it."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.gitlab import text_of
from reports import TEXT, found, lines, source


def issues(findings: Findings) -> list[dict[str, object]]:
    """Read a report back."""
    read: list[dict[str, object]] = json.loads(text_of(findings))
    return read


def fingerprint(diagnostic: Diagnostic) -> object:
    """Give the fingerprint of a finding that comes alone."""
    return issues(lines(diagnostic))[0]["fingerprint"]


def test_a_finding_is_an_issue() -> None:
    """With its place twice, since readers look for lines or for positions."""
    [issue] = issues(lines(found(help="rename it")))

    mark = issue.pop("fingerprint")
    assert isinstance(mark, str)
    assert len(mark) == 32
    assert issue == {
        "type": "issue",
        "check_name": "PM205",
        "description": "`b` is wrong; rename it",
        "categories": ["Bug Risk"],
        "severity": "major",
        "location": {
            "path": "m.yaml",
            "lines": {"begin": 2, "end": 2},
            "positions": {"begin": {"line": 2, "column": 1}, "end": {"line": 2, "column": 6}},
        },
    }


def test_nothing_found_is_an_empty_list() -> None:
    """So that GitLab sees what was mended."""
    assert text_of(lines()) == "[]\n"


@pytest.mark.parametrize(
    ("severity", "word"),
    [(Severity.ERROR, "major"), (Severity.WARNING, "minor"), (Severity.NOTE, "info")],
)
def test_a_severity_has_its_word(severity: Severity, word: str) -> None:
    """GitLab has five words, of which three are enough."""
    [issue] = issues(evolve(lines(found()), severities={Code.BAD_ID: severity}))

    assert issue["severity"] == word


def test_a_fingerprint_stays_when_lines_move() -> None:
    """What is put above a finding does not make it another one."""
    moved = source(text=f"# a comment\n\n{TEXT}")

    assert fingerprint(found(at=moved, start=19, end=24)) == fingerprint(found())


@pytest.mark.parametrize(
    "other",
    [
        found(message="`c` is wrong"),
        found(Code.ALIAS),
        found(at=source("n.yaml")),
    ],
    ids=["message", "code", "file"],
)
def test_another_finding_has_another_fingerprint(other: Diagnostic) -> None:
    """The code, the file and the message tell findings apart."""
    assert fingerprint(other) != fingerprint(found())


def test_findings_alike_are_told_apart() -> None:
    """Two in one file with one message have fingerprints of their own, and the first keeps its."""
    first, second = issues(lines(found(start=0, end=2), found()))

    assert first["fingerprint"] == fingerprint(found()) != second["fingerprint"]
