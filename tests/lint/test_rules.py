"""Each lint rule has a folder of matrices: some trip exactly it, and the others trip none."""

from __future__ import annotations

from pathlib import Path

import pytest

import permmatrix as pm
from permmatrix.codes import Code
from permmatrix.lint import EVERY
from permmatrix.lint.rules import RULES

FOLDERS = sorted(path for path in Path(__file__).parent.glob("pm*") if path.is_dir())
FILES = [file for folder in FOLDERS for file in sorted(folder.glob("*.yaml"))]


def file_id(path: Path) -> str:
    """Give a file's path within the folder of lint's tests."""
    return path.relative_to(Path(__file__).parent).as_posix()


def code_of(folder: Path) -> Code:
    """Give the code that a folder is named after."""
    return Code(folder.name[:5].upper())


@pytest.mark.parametrize("file", [it for it in FILES if it.name.startswith("trips")], ids=file_id)
def test_a_tripping_matrix_trips_exactly_its_rule(file: Path) -> None:
    """The whole linter finds one thing in a matrix made for it, by the rule of the folder."""
    report = pm.validate(file)

    assert [it.code for it in report] == [code_of(file.parent)], str(report)


@pytest.mark.parametrize("file", [it for it in FILES if it.name.startswith("clean")], ids=file_id)
def test_a_clean_matrix_trips_no_rule(file: Path) -> None:
    """The whole linter finds nothing in the matrix that is like it and sound."""
    assert str(pm.validate(file)) == "No problems."


@pytest.mark.parametrize("folder", FOLDERS, ids=file_id)
def test_a_folder_has_both_kinds_and_no_other(folder: Path) -> None:
    """A rule has at least trips.yaml and clean.yaml, and its folder is named after it."""
    names = {path.name for path in folder.iterdir()}
    code = code_of(folder)

    assert {"trips.yaml", "clean.yaml"} <= names
    assert all(name.startswith(("trips", "clean")) for name in names)
    assert folder.name == f"{code}_{code.name}".lower()


def test_every_rule_has_a_folder() -> None:
    """No rule goes without matrices of its own."""
    assert {code_of(folder) for folder in FOLDERS} == EVERY


def test_every_rule_is_run() -> None:
    """The linter runs a rule for each of its codes, besides the one that looks at suppressions."""
    assert {*RULES, Code.IDLE_SUPPRESSION} == EVERY
