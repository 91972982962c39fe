"""JUnit reports, read back by junitparser, within what Jenkins' schema allows."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from junitparser import Failure, JUnitXml, Skipped, SystemOut

from permmatrix.codes import Code, Severity
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.junit import text_of
from reports import case, found, lines, source

COUNTS = {"name", "tests", "failures", "errors", "time"}
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": (COUNTS, {"testsuite"}),
    "testsuite": (COUNTS | {"skipped"}, {"testcase"}),
    "testcase": ({"name", "classname", "time"}, {"failure", "skipped", "system-out"}),
    "failure": ({"type", "message"}, set()),
    "skipped": ({"message"}, set()),
    "system-out": (set(), set()),
}
"""The elements and attributes that Jenkins' schema has, as far as they are used here."""


def read(findings: Findings) -> Any:
    """Read a report back, for what it holds and for what it may hold."""
    text = text_of(findings)
    for element in ET.fromstring(text.encode("utf-8")).iter():  # noqa: S314  it is our own
        attributes, children = ALLOWED[element.tag]
        assert element.attrib.keys() <= attributes
        assert {it.tag for it in element} <= children
    return JUnitXml.fromstring(text.encode("utf-8"))


def test_each_file_is_a_suite() -> None:
    """A finding is a test that failed, and a file without any has one that passed."""
    report = read(lines(found(), files=("clean.yaml", "m.yaml")))

    assert [(it.name, it.tests, it.failures, it.errors, it.skipped) for it in report] == [
        ("m.yaml", 1, 1, 0, 0),
        ("clean.yaml", 1, 0, 0, 0),
    ]
    assert (report.name, report.tests, report.failures) == ("permmatrix validate", 2, 1)
    [failed], [passed] = report
    assert (failed.classname, failed.name) == ("m.yaml", "PM205 at 2:1")
    assert (passed.classname, passed.name, passed.is_passed) == ("clean.yaml", "no problems", True)


def test_a_failure_says_all_there_is_to_say() -> None:
    """The code is its type, and its text is what a terminal would show."""
    wrong = found(help="rename it")
    [[failed]] = read(lines(wrong))

    [failure] = failed.result
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message, failure.text) == ("PM205", "`b` is wrong", str(wrong))


def test_cases_are_tests_of_their_suites() -> None:
    """What they say nothing of is a test as well, and times are added up."""
    wrong, alone = found(), found(Code.ALIAS)
    findings = Findings(
        verb="test",
        diagnostics=(wrong, alone),
        files=("m.yaml", "t.yaml", "u.yaml"),
        cases=(
            case("a", seconds=0.25),
            case("b", wrong, seconds=0.5),
            case("c", suite="u.yaml", skipped="until a > b"),
        ),
    )

    report = read(findings)

    assert [(it.name, it.tests, it.failures, it.skipped) for it in report] == [
        ("t.yaml", 2, 1, 0),
        ("u.yaml", 1, 0, 1),
        ("m.yaml", 1, 1, 0),
    ]
    [a, b], [c], [left] = report
    assert (a.time, b.time, report.time) == (0.25, 0.5, 0.75)
    assert [it.type for it in b.result] == ["PM205"]
    assert [(type(it), it.message) for it in c.result] == [(Skipped, "until a > b")]
    assert left.name == "PM107 at 2:1"


def test_a_note_fails_nothing() -> None:
    """It is what the test has to say."""
    [[passed]] = read(evolve(lines(found()), severities={Code.BAD_ID: Severity.NOTE}))

    assert passed.is_passed
    assert passed.system_out == str(found())
    assert [type(it) for it in passed.iterchildren(SystemOut)] == [SystemOut]


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_replaced(character: str) -> None:
    """Not even a number would make it well-formed."""
    at = source(f"a{character}.yaml")

    [suite] = read(lines(found(at=at), files=()))

    assert suite.name == "a\ufffd.yaml"


def test_any_console_can_show_it() -> None:
    """Letters beyond ASCII are written by number, and read as themselves."""
    findings = lines(found(at=source("ä\U0001f600.yaml")), files=())

    assert text_of(findings).isascii()
    assert [it.name for it in read(findings)] == ["ä\U0001f600.yaml"]


def test_nothing_at_all_is_a_report() -> None:
    """Not even a file."""
    assert list(read(lines(files=()))) == []
