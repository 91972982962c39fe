"""`permmatrix validate`: every problem at its place, and the exit code."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from commands import DOCUMENTS, MATRICES, Command

# `author`, misspelt in the cell that begins at the 72nd character of line 14
MISSPELT = DOCUMENTS.replace("viewer: author", "viewer: auther")
LINE, COLUMN = 14, 72


@pytest.mark.parametrize(
    ("paths", "files"), [("documents.yaml", "1 file"), (f"documents.yaml {MATRICES}", "4 files")]
)
def test_says_that_all_is_well(command: Command, paths: str, files: str) -> None:
    """Sound files are counted, a folder's each by itself."""
    ran = command(f"validate {paths} --ignore unreachable")

    assert (ran.code, ran.out.splitlines()[0]) == (0, f"No problems in {files}.")


def test_reports_a_problem_at_its_place(command: Command, tmp_path: Path) -> None:
    """Findings are on standard output, with the line and what was meant; the exit code is 1."""
    (tmp_path / "broken.yaml").write_text(MISSPELT, encoding="utf-8")

    ran = command("validate broken.yaml")

    first, line, caret, *rest = ran.out.splitlines()
    assert (ran.code, ran.err) == (1, "")
    assert first.startswith(f"broken.yaml:{LINE}:{COLUMN}: PM302 `auther` is neither a granular ")
    assert line[caret.index("^") :].startswith("auther, editor")
    assert rest == ["  help: did you mean `author`?", "Found 1 error."]


def test_json_has_the_same(command: Command, tmp_path: Path) -> None:
    """A list of findings, with places counted from 1."""
    (tmp_path / "broken.yaml").write_text(MISSPELT, encoding="utf-8")

    ran = command("validate broken.yaml --output-format json")

    assert ran.code == 1
    assert json.loads(ran.out) == [
        {
            "code": "PM302",
            "name": "unknown-requirement",
            "message": "`auther` is neither a granular permission nor a condition of this matrix",
            "help": "did you mean `author`?",
            "severity": "error",
            "filename": "broken.yaml",
            "location": {"row": LINE, "column": COLUMN},
            "end_location": {"row": LINE, "column": COLUMN + 6},
            "related": [],
        }
    ]


def test_json_has_related_places(command: Command, tmp_path: Path) -> None:
    """A duplicate has the first one as another place."""
    (tmp_path / "copy.yaml").write_text(DOCUMENTS + "id: again\n", encoding="utf-8")

    [found] = json.loads(command("validate copy.yaml --output-format json").out)

    assert found["related"] == [
        {
            "message": "first written",
            "filename": "copy.yaml",
            "location": {"row": 2, "column": 1},
        }
    ]


def test_json_of_sound_files_is_an_empty_list(command: Command) -> None:
    """Nothing found is nothing listed."""
    assert command("validate documents.yaml --ignore unreachable --output-format json") == (
        0,
        "[]\n",
        "",
    )


@pytest.mark.parametrize("output_format", ["text", "json"])
def test_a_file_that_cannot_be_read_is_a_mistake(command: Command, output_format: str) -> None:
    """It is reported with the others, and the exit code is 2."""
    ran = command(f"validate nowhere.yaml documents.yaml --output-format {output_format}")

    assert ran.code == 2
    assert "PM101" in ran.out


def test_a_folder_without_matrices_is_a_mistake(command: Command, tmp_path: Path) -> None:
    """A check that checks nothing is not clean."""
    (tmp_path / "empty").mkdir()

    ran = command("validate empty")

    assert (ran.code, "the folder holds no YAML file" in ran.out) == (2, True)


def test_needs_to_be_told_what(command: Command) -> None:
    """Without paths and settings there is nothing to check."""
    ran = command("validate")

    assert ran == (2, "", "permmatrix: say which files or folders: permmatrix validate matrices/\n")


def test_reads_standard_input(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DOCUMENTS.encode())))

    assert command("validate - --ignore unreachable") == (0, "No problems in 1 file.\n", "")


def test_closed_standard_input_is_a_mistake(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard input that is not there cannot be read."""
    monkeypatch.setattr(sys, "stdin", None)

    ran = command("validate -")

    assert ran.code == 2
    assert "the file cannot be read: standard input is closed" in ran.out


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", b"\x00\x01", b"- a\n", b"{", b"a: &x [*x]", b"format: permmatrix/9\n"],
    ids=["empty", "binary", "control", "list", "half", "alias", "format"],
)
def test_whatever_the_file_holds_there_is_a_report(
    command: Command, tmp_path: Path, data: bytes
) -> None:
    """Any bytes give findings, and no fault."""
    (tmp_path / "any.yaml").write_bytes(data)

    ran = command("validate any.yaml")

    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("any.yaml:1:")
