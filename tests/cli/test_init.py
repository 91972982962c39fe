"""`permmatrix init`: a project that passes its own gate, written over nothing."""

from __future__ import annotations

import json
import os
import re
import shlex
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from commands import Command

WRITTEN = [
    "matrices/documents.yaml",
    "matrices/documents.permtest.yaml",
    "facts.yaml",
    ".github/workflows/matrices.yml",
]


@pytest.fixture
def begun(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Begin a project in a folder, and give a way to run commands there."""
    assert command("init begun").code == 0
    monkeypatch.chdir(tmp_path / "begun")
    return command


def test_writes_four_files_and_says_what_next(command: Command, tmp_path: Path) -> None:
    """The files are listed on standard output, what to do with them on standard error."""
    ran = command("init begun")

    assert ran.code == 0
    assert ran.out.splitlines() == [f"begun/{name}" for name in WRITTEN]
    assert ran.err == ("now: permmatrix validate matrices; permmatrix test matrices (in begun)\n")
    files = sorted(
        path.relative_to(tmp_path / "begun").as_posix()
        for path in (tmp_path / "begun").rglob("*")
        if path.is_file()
    )
    assert files == sorted(WRITTEN)


def test_begins_in_this_folder_if_none_is_named(command: Command, tmp_path: Path) -> None:
    """Without a folder it is the current one, whatever else is in it."""
    ran = command("init")

    assert (ran.code, ran.out.splitlines()) == (0, WRITTEN)
    assert (tmp_path / "documents.yaml").exists()
    assert (tmp_path / "matrices" / "documents.yaml").exists()


def test_writes_over_nothing(command: Command, tmp_path: Path) -> None:
    """Where one of the files is there, it is named, and none of the others is written."""
    (tmp_path / "matrices").mkdir()
    mine = tmp_path / "matrices" / "documents.yaml"
    mine.write_text("mine", encoding="utf-8")

    ran = command("init")

    assert (ran.code, ran.out) == (2, "")
    assert "nothing was written, since there is already matrices/documents.yaml" in ran.err
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "facts.yaml").exists()


def test_names_everything_that_is_there(command: Command) -> None:
    """Beginning twice lists all that was written the first time."""
    command("init begun")

    ran = command("init begun")

    assert ran.code == 2
    assert all(f"begun/{name}" in ran.err for name in WRITTEN)


def test_a_link_to_nothing_is_there_too(command: Command, tmp_path: Path) -> None:
    """What a link leads to is not written by surprise."""
    (tmp_path / "facts.yaml").symlink_to(tmp_path / "elsewhere.yaml")

    assert command("init").code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


@pytest.mark.parametrize("folder", ["documents.yaml", "a\0b"])
def test_a_folder_that_cannot_be_written_is_an_error(command: Command, folder: str) -> None:
    """A file where the folder should be ends in a message, not in a traceback."""
    ran = command("init", folder)

    assert ran.code == 2
    assert "cannot be written" in ran.err


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do everything meets no closed folder")
def test_a_closed_folder_is_an_error(command: Command, tmp_path: Path) -> None:
    """What may not be written is said."""
    (tmp_path / "closed").mkdir(mode=0o500)

    ran = command("init closed")

    assert ran.code == 2
    assert "cannot be written: permission denied" in ran.err


def test_does_not_need_settings(command: Command, tmp_path: Path) -> None:
    """A broken pyproject.toml is no reason not to begin."""
    (tmp_path / "pyproject.toml").write_text("[tool.permmatrix", encoding="utf-8")

    assert command("init begun").code == 0


def test_the_matrix_is_in_order(begun: Command) -> None:
    """The first matrix validates, with promises that it keeps."""
    ran = begun("validate matrices --output-format json")

    assert ran.code == 0
    assert "invariants:" in Path("matrices/documents.yaml").read_text(encoding="utf-8")


def test_the_facts_can_be_asked_about(begun: Command) -> None:
    """Each user and resource of the file of facts has answers."""
    asked = "--facts facts.yaml --matrices matrices"

    assert begun(f"can ana documents.publish plan {asked}").code == 0
    assert begun(f"can ben documents.edit minutes {asked}").code == 1
    ran = begun(f"list chi plan {asked} --output-format json")
    assert len(json.loads(ran.out)["actions"]) == 4


def test_the_command_in_the_facts_is_one_that_runs(begun: Command) -> None:
    """A comment says how to ask; that is how."""
    first = Path("facts.yaml").read_text(encoding="utf-8").splitlines()[0]

    assert begun(first.partition(": permmatrix ")[2]).code == 0


def commands_of_the_workflow() -> list[str]:
    """Give what the workflow runs of permmatrix."""
    whole = yaml.safe_load(Path(".github/workflows/matrices.yml").read_text(encoding="utf-8"))
    steps = whole["jobs"]["gate"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    return [run.removeprefix("permmatrix ") for run in runs if run.startswith("permmatrix ")]


def test_what_the_workflow_runs_passes(begun: Command) -> None:
    """Each command of the workflow ends well in the project as it was begun."""
    commands = commands_of_the_workflow()

    assert [shlex.split(it)[0] for it in commands] == ["validate", "test"]
    for it in commands:
        ran = begun(it)
        assert ran.code == 0, ran


@pytest.mark.usefixtures("begun")
def test_the_workflow_pins_what_it_uses() -> None:
    """An action is named by a commit, which nobody can move, and permmatrix by its version."""
    text = Path(".github/workflows/matrices.yml").read_text(encoding="utf-8")

    uses = re.findall(r"uses: (\S+)", text)
    assert uses
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", it) for it in uses)
    assert f"pip install permmatrix=={version('permmatrix')}\n" in text
