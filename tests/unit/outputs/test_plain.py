"""Findings as JSON: a list, or an object where there are cases."""

from __future__ import annotations

import json

from permmatrix.outputs.findings import Findings
from permmatrix.outputs.plain import text_of
from reports import case, found, lines


def test_findings_are_a_list() -> None:
    """An empty one where there is none."""
    assert json.loads(text_of(lines())) == []
    assert [it["code"] for it in json.loads(text_of(lines(found())))] == ["PM205"]


def test_a_verb_with_cases_has_an_object() -> None:
    """The cases name their findings by code, and the findings are listed once."""
    wrong = found()
    findings = Findings(
        verb="test",
        diagnostics=(wrong,),
        cases=(case("a", wrong, seconds=0.5), case("b", skipped="later")),
        summary=("All cells are covered.",),
    )

    read = json.loads(text_of(findings))

    assert [it["code"] for it in read["findings"]] == ["PM205"]
    assert read["summary"] == ["All cells are covered."]
    assert read["cases"] == [
        {
            "suite": "t.yaml",
            "name": "a",
            "state": "failed",
            "filename": "t.yaml",
            "location": {"row": 1, "column": 1},
            "codes": ["PM205"],
            "skipped": None,
            "seconds": 0.5,
        },
        {
            "suite": "t.yaml",
            "name": "b",
            "state": "skipped",
            "filename": "t.yaml",
            "location": {"row": 1, "column": 1},
            "codes": [],
            "skipped": "later",
            "seconds": None,
        },
    ]
