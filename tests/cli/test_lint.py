"""Lint on the command line: choosing rules, settings, and what is let stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Command

CLAIMS = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels: {none: None, reader: Reader, admin: Admin}
default_level: none
conditions:
  unused: {title: late, test: {is_true: resource.late}}
actions:
  view:
    title: View a claim
    cells: {reader: allow}
    doubts: [{why: The mark is smudged.}]
    suppress: [{code: unanswered-doubt, because: Nobody was asked.}]
"""


@pytest.fixture(autouse=True)
def claims(tmp_path: Path) -> None:
    """Write a matrix with a gap, an unused condition, and a doubt that is let stand."""
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")


def codes(text: str) -> list[str]:
    """Give the codes of a text report."""
    lines = [line for line in text.splitlines() if line.startswith("claims.yaml:")]
    return [word for line in lines for word in line.split() if word.startswith("PM")]


def test_findings_are_warnings_and_end_with_one(command: Command) -> None:
    """What the linter finds is told like errors, marked as what it is."""
    ran = command("validate claims.yaml")

    assert (ran.code, codes(ran.out)) == (1, ["PM608", "PM601"])
    assert ran.out.startswith("claims.yaml:8:3: warning: PM608 ")
    assert ran.out.splitlines()[-1] == "1 finding is suppressed."


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--select level-gap", ["PM601"]),
        ("--select PM601,unused", ["PM608", "PM601"]),
        ("--select PM601 --select PM608", ["PM608", "PM601"]),
        ("--ignore PM601", ["PM608"]),
        ("--select PM60 --ignore level-gap,PM608", []),
        ("--ignore PM6", []),
    ],
)
def test_rules_are_chosen(command: Command, options: str, expected: list[str]) -> None:
    """Options are repeatable or have commas, and an unfound finding ends with zero."""
    ran = command(f"validate claims.yaml {options}")

    assert (ran.code, codes(ran.out)) == (int(bool(expected)), expected)


@pytest.mark.parametrize(
    ("settings", "options", "expected"),
    [
        ('select = ["PM608"]', "", ["PM608"]),
        ('ignore = ["PM608"]', "", ["PM601"]),
        ('ignore = ["PM608"]', "--ignore PM601", []),
        ('ignore = ["PM608"]', "--select PM608", ["PM608"]),
        ('select = ["PM608"]', "--ignore PM608", []),
        ('select = ["PM601"]\nignore = ["PM608"]', "--select PM60", ["PM608", "PM601"]),
    ],
)
def test_the_command_line_has_the_last_word(
    command: Command, settings: str, options: str, expected: list[str]
) -> None:
    """`--select` begins anew whatever the settings say, and `--ignore` is added to theirs."""
    Path("pyproject.toml").write_text(f"[tool.permmatrix]\n{settings}\n", encoding="utf-8")

    assert codes(command(f"validate claims.yaml {options}").out) == expected


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_word_that_names_no_rule_is_an_error_of_usage(command: Command, option: str) -> None:
    """A typo would otherwise run too few rules, or too many, and nobody would know."""
    ran = command(f"validate claims.yaml {option} levelgap")

    assert (ran.code, ran.out) == (2, "")
    assert "did you mean `level-gap`?" in ran.err


def test_an_empty_word_is_an_error_of_usage(command: Command) -> None:
    """A comma too many is not all rules."""
    assert command("validate claims.yaml --select PM601,").code == 2


@pytest.mark.parametrize("setting", ['select = "PM601"', "ignore = [1]", 'select = ["levelgap"]'])
def test_settings_that_name_no_rules_are_an_error_of_usage(command: Command, setting: str) -> None:
    """Settings are held to the same."""
    Path("pyproject.toml").write_text(f"[tool.permmatrix]\n{setting}\n", encoding="utf-8")

    assert command("validate claims.yaml").code == 2


def test_what_is_let_stand_can_be_shown(command: Command) -> None:
    """A suppressed finding is shown with its reason, and changes no exit code."""
    ran = command("validate claims.yaml --show-suppressed --select PM613")

    assert (ran.code, codes(ran.out)) == (0, ["PM613"])
    assert "  suppressed: Nobody was asked.\n" in ran.out


def test_what_is_let_stand_can_be_shown_as_json(command: Command) -> None:
    """Only what is suppressed has that key, and it stands after what is not."""
    plain = json.loads(command("validate claims.yaml --output-format json").out)
    ran = command("validate claims.yaml --output-format json --show-suppressed")
    shown = json.loads(ran.out)

    assert ran.code == 1
    assert [it["code"] for it in plain] == ["PM608", "PM601"]
    assert shown[:2] == plain
    assert [(it["code"], it["suppressed"]) for it in shown[2:]] == [("PM613", "Nobody was asked.")]


def test_errors_come_before_lint(command: Command) -> None:
    """Of a file that cannot be used, only that is said."""
    Path("claims.yaml").write_text(CLAIMS.replace("reader: allow", "raeder: allow"), "utf-8")

    assert codes(command("validate claims.yaml").out) == ["PM301"]
