"""What a file lets stand: how it is read, what it covers, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import permmatrix as pm
from permmatrix.codes import Code
from permmatrix.diagnostics import Report
from permmatrix.lint import EVERY
from permmatrix.reading import read_sources
from permmatrix.schema import schema_text
from permmatrix.source import Source

MATRIX = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels: {none: None, reader: Reader, admin: Admin}
default_level: none
granular:
  send:
    title: Send Claims
GRANULAR
conditions:
  late: {title: late, test: {is_true: resource.late}CONDITION}
actions:
  view:
    title: View a claim
    cells: {reader: allow, admin: allow}
    doubts:
      - {why: The mark is smudged., cells: [reader], reading: allow}
ACTION
operations:
  any: {title: Any, any_of: [view, view_late]OPERATION}
WHOLE
"""
LATE = "  view_late: {title: View what is late, cells: {admin: allow}}"
UNUSED = "{code: unused, because: It is granted.}"
DOUBT = "{code: PM613, because: Nobody was asked.}"


def report(folder: Path, **parts: str) -> Report:
    """Validate the matrix with these parts put in."""
    text = MATRIX
    for name in ("GRANULAR", "CONDITION", "OPERATION", "WHOLE"):
        text = text.replace(name, parts.get(name.lower(), ""))
    text = text.replace("ACTION", f"{parts.get('action', '')}\n{LATE}")
    file = folder / "claims.yaml"
    file.write_text(text, encoding="utf-8")
    return pm.validate(file)


ALL = [Code.UNUSED, Code.UNUSED, Code.UNANSWERED_DOUBT, Code.OPERATION_OVERLAP]


def test_without_suppressions_everything_is_told(tmp_path: Path) -> None:
    """The matrix of these tests has four findings."""
    assert [it.code for it in report(tmp_path)] == ALL


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("granular", f"    suppress: [{UNUSED}]", Code.UNUSED),
        ("condition", f", suppress: [{UNUSED}]", Code.UNUSED),
        ("action", f"    suppress: [{DOUBT}]", Code.UNANSWERED_DOUBT),
        ("operation", ", suppress: [{code: PM611, because: So.}]", Code.OPERATION_OVERLAP),
        ("whole", f"suppress: [{DOUBT}]", Code.UNANSWERED_DOUBT),
    ],
)
def test_a_suppression_lets_stand_what_is_in_its_thing(
    tmp_path: Path, part: str, text: str, code: Code
) -> None:
    """One finding is let stand with its reason, and the others are told as before."""
    found = report(tmp_path, **{part: text})

    left = list(ALL)
    left.remove(code)
    assert [it.code for it in found] == left
    assert [(it.diagnostic.code, it.reason[-1]) for it in found.suppressed] == [(code, ".")]


def test_of_the_whole_file_all_is_let_stand(tmp_path: Path) -> None:
    """At the top of the file a rule is let stand wherever it finds something."""
    found = report(tmp_path, whole=f"suppress: [{UNUSED}]")

    assert [it.diagnostic.code for it in found.suppressed] == [Code.UNUSED, Code.UNUSED]


def test_the_closer_reason_is_the_one_that_counts(tmp_path: Path) -> None:
    """Of two suppressions the one of the thing itself speaks, and the other is idle."""
    found = report(
        tmp_path, action=f"    suppress: [{DOUBT}]", whole="suppress: [{code: PM613, because: X.}]"
    )

    assert [it.reason for it in found.suppressed] == ["Nobody was asked."]
    assert Code.IDLE_SUPPRESSION in {it.code for it in found}


@pytest.mark.parametrize(
    ("cells", "let_stand"), [("[reader]", 1), ("[reader, admin]", 1), ("[admin]", 0)]
)
def test_cells_narrow_what_is_let_stand(tmp_path: Path, cells: str, let_stand: int) -> None:
    """A finding about other cells is told all the same."""
    code = f"{{code: PM613, because: Nobody was asked., cells: {cells}}}"
    found = report(tmp_path, action=f"    suppress: [{code}]")

    assert len(found.suppressed) == let_stand


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{code: PM613}", Code.MISSING_KEY),
        ("{code: PM613, because: ''}", Code.WRONG_LENGTH),
        ("{because: So.}", Code.MISSING_KEY),
        ("{code: PM6O1, because: So.}", Code.UNKNOWN_WORD),
        ("{code: idle-suppression, because: So.}", Code.UNKNOWN_WORD),
        ("{code: PM301, because: So.}", Code.UNKNOWN_WORD),
        ("{code: PM613, because: So., cells: [raeder]}", Code.UNKNOWN_LEVEL),
    ],
)
def test_a_suppression_that_is_not_sound_is_an_error(tmp_path: Path, text: str, code: Code) -> None:
    """A reason is needed, the rule must exist, and so must the levels."""
    assert [it.code for it in report(tmp_path, action=f"    suppress: [{text}]")] == [code]


def test_an_unknown_rule_is_told_with_what_was_meant(tmp_path: Path) -> None:
    """A typo in a rule's name gets a suggestion."""
    [found] = report(tmp_path, action="    suppress: [{code: unanswerd-doubt, because: So.}]")

    assert found.help == "did you mean `unanswered-doubt`?"


def test_nothing_is_said_of_suppressions_of_rules_that_are_not_run(tmp_path: Path) -> None:
    """A run with few rules does not call the suppressions of the others idle."""
    report(tmp_path, action=f"    suppress: [{UNUSED}]")

    assert pm.validate(tmp_path / "claims.yaml", select=["PM615", "PM601"])
    assert Code.IDLE_SUPPRESSION not in {it.code for it in pm.validate(tmp_path, ignore=["PM608"])}


def test_a_level_lets_stand_in_its_long_form() -> None:
    """Suppressions of levels are read, those of other tools too."""
    text = (
        "format: permmatrix/1\nid: m\ntitle: M\ntool: t\n"
        "levels: {a: {title: A, suppress: [{code: unused, because: X.}]}}\n"
        "tools: {u: {title: U, levels: {b: {title: B, suppress: [{code: PM602, because: Y.}]}}}}\n"
        "actions: {edit: {title: Edit, cells: {a: allow}}}\n"
    )

    found, problems = read_sources([Source("m.yaml", text)])

    assert found is not None, str(problems)
    assert [(it.about, it.code) for it in found.matrices[0].suppressions] == [
        ("levels.a", "PM608"),
        ("tools.u.levels.b", "PM602"),
    ]


def test_the_schema_lists_the_rules_there_are() -> None:
    """What editors complete are the names and codes of all rules that can be suppressed."""
    listed = json.loads(schema_text())["$defs"]["rule"]["enum"]
    rules = EVERY - {Code.IDLE_SUPPRESSION}

    assert sorted(listed) == sorted([it.slug for it in rules] + [str(it) for it in rules])
