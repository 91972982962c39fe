"""SARIF 2.1.0, held against its published schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import Related
from permmatrix.outputs.findings import Findings, Suppressed
from permmatrix.outputs.sarif import text_of
from permmatrix.source import Span
from reports import SARIF_SCHEMA, found, lines, source, wrong_with_sarif


def run(findings: Findings) -> dict[str, Any]:
    """Read a report back and give its one run."""
    log = json.loads(text_of(findings))
    assert wrong_with_sarif(log) == []
    [only] = log["runs"]
    assert isinstance(only, dict)
    return only


def test_names_the_schema_it_is_held_against() -> None:
    """A reader can check it in the same way."""
    log = json.loads(text_of(lines()))

    assert (log["$schema"], log["version"]) == (SARIF_SCHEMA["id"], "2.1.0")


def test_nothing_found_is_a_run_without_results() -> None:
    """An empty list, and not none: it was looked."""
    found_nothing = run(lines())

    assert (found_nothing["results"], found_nothing["tool"]["driver"]["rules"]) == ([], [])


def test_a_finding_is_a_result() -> None:
    """At its lines and columns, which end after the last character."""
    other = Related("first written", Span(source(), 0, 2))
    [result] = run(lines(found(help="rename it", related=(other,))))["results"]

    assert result.pop("partialFingerprints").keys() == {"permmatrix/1"}
    artifact = {"uri": "m.yaml", "uriBaseId": "%SRCROOT%"}
    assert result == {
        "ruleId": "PM205",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "`b` is wrong\nrename it"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 6},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "first written"},
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 3},
                },
            }
        ],
    }


def test_columns_and_lines_are_counted_as_said() -> None:
    """In characters, and with a lone carriage return as a break."""
    at = source(text="\U0001f600\r\U0001f600: a\n")
    found_there = run(lines(found(start=3, end=4, at=at)))

    assert found_there["columnKind"] == "unicodeCodePoints"
    assert "\r" in found_there["newlineSequences"]
    region = found_there["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 3}


def test_rules_are_those_of_the_findings() -> None:
    """Each once, in order, with what its page says; each result leads to its own."""
    found_three = run(lines(found(), found(Code.ALIAS), found(start=0, end=2)))
    rules = found_three["tool"]["driver"]["rules"]

    assert [(it["id"], it["name"]) for it in rules] == [("PM107", "Alias"), ("PM205", "BadId")]
    assert rules[1]["shortDescription"] == {"text": "Not an id."}
    assert rules[1]["help"]["markdown"].startswith("# PM205: not an id\n")
    assert rules[1]["fullDescription"]["text"] in rules[1]["help"]["markdown"].replace("\n", " ")
    for result in found_three["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_is_a_level(severity: Severity) -> None:
    """The result has the one of the run, and the rule the one of its code."""
    found_one = run(evolve(lines(found()), severities={Code.BAD_ID: severity}))

    assert found_one["results"][0]["level"] == severity
    [rule] = found_one["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_a_file_that_could_not_be_read_is_a_run_that_failed() -> None:
    """A reader must not take what is missing for mended."""
    failed = run(lines(found(Code.UNREADABLE)))

    assert failed["invocations"] == [{"executionSuccessful": False}]
    assert run(lines(found()))["invocations"] == [{"executionSuccessful": True}]


def test_verbs_are_told_apart() -> None:
    """What diff finds does not take the place of what validate found."""
    ids = {run(lines(verb=it))["automationDetails"]["id"] for it in ("validate", "test", "diff")}

    assert ids == {"permmatrix/validate/", "permmatrix/test/", "permmatrix/diff/"}


def test_a_file_outside_of_the_root_has_a_whole_address() -> None:
    """It lies under no root."""
    findings = evolve(
        lines(found(at=source("/elsewhere/a b.yaml"))), folder="/project", root="/project"
    )

    [result] = run(findings)["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "file:///elsewhere/a%20b.yaml"}


def test_a_suppressed_finding_has_its_reason() -> None:
    """Once one says so, all others say that they are not."""
    findings = Findings(
        verb="validate",
        diagnostics=(found(),),
        suppressed=(Suppressed(found(Code.ALIAS), "as printed"),),
    )

    found_two = run(findings)

    assert [it["suppressions"] for it in found_two["results"]] == [
        [],
        [{"kind": "inSource", "justification": "as printed"}],
    ]
    assert [it["id"] for it in found_two["tool"]["driver"]["rules"]] == ["PM107", "PM205"]
    assert "suppressions" not in run(lines(found()))["results"][0]


def test_no_message_is_a_link() -> None:
    """What a matrix says may look like one."""
    [result] = run(lines(found(message="see [here](1) and [there]")))["results"]

    assert result["message"]["text"] == r"see \[here](1) and [there]"
