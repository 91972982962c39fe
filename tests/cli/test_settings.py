"""`[tool.permmatrix]` of pyproject.toml: defaults for every verb that asks or checks."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from commands import DOCUMENTS, FACTS, HARBOUR, Command


def write(folder: Path, text: str) -> Path:
    """Write a pyproject.toml."""
    file = folder / "pyproject.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_name_the_matrices(command: Command, tmp_path: Path) -> None:
    """The matrices of the settings are asked in place of those that ship."""
    write(tmp_path, '[tool.permmatrix]\nmatrices = ["documents.yaml"]')

    assert command("can documents.read --level viewer").code == 0
    assert command("validate --ignore unreachable").out == "No problems in 1 file.\n"
    assert json.loads(command("compile").out)["program"]["sources"][0][0] == "documents.yaml"


def test_name_the_facts(command: Command, tmp_path: Path) -> None:
    """The file of facts need not be said at each command."""
    write(tmp_path, f"[tool.permmatrix]\nfacts = {json.dumps(HARBOUR)}")

    assert command("can ben commitments.search PO-7").code == 0


def test_name_the_output_format(command: Command, tmp_path: Path) -> None:
    """JSON may be the default."""
    write(tmp_path, '[tool.permmatrix]\noutput-format = "json"')

    assert json.loads(command("can commitments.search").out)["allowed"] is False


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ('matrices = ["no"]', "can documents.read --level viewer --matrices documents.yaml"),
        ('facts = "no"', f"can ben commitments.search PO-7 {FACTS}"),
        ('output-format = "json"', "can commitments.search --level admin --output-format text"),
    ],
)
def test_options_come_first(command: Command, tmp_path: Path, setting: str, line: str) -> None:
    """An option takes the place of its setting."""
    write(tmp_path, f"[tool.permmatrix]\n{setting}")

    ran = command(line)

    assert (ran.code, ran.out[:5]) == (0, "yes: ")


def test_are_found_above(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest table above counts, with paths from where it stands; files without are passed."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    write(tmp_path, '[tool.permmatrix]\nmatrices = ["documents.yaml"]')
    write(tmp_path / "a", '[project]\nname = "other"')
    monkeypatch.chdir(inner)

    assert command("can documents.read --level viewer").code == 0


def test_paths_are_shown_from_the_working_folder(command: Command, tmp_path: Path) -> None:
    """A report names a file as one would from here."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "broken.yaml").write_text(DOCUMENTS.replace("all:", "al:"), "utf-8")
    write(tmp_path, '[tool.permmatrix]\nmatrices = ["m"]')

    assert command("validate").out.startswith("m/broken.yaml:15:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.permmatrix", "cannot be read as TOML: "),
        ("[tool]\npermmatrix = 3", "`permmatrix` in [tool] should be a table: [tool.permmatrix]"),
        ("[tool.permmatrix]\nmatrix = []", "unknown setting `matrix` in [tool.permmatrix]; did "),
        ("[tool.permmatrix]\nzebra = 1", "; known are matrices, facts, output-format"),
        ("[tool.permmatrix]\noutput_format = 1", "did you mean `output-format`?"),
        ('[tool.permmatrix]\nmatrices = "m"', "`matrices` in [tool.permmatrix] should be a list"),
        ("[tool.permmatrix]\nmatrices = [1]", "should be a list of paths to files and folders"),
        ('[tool.permmatrix]\nmatrices = ["-"]', "should be a list of paths to files and folders"),
        (
            '[tool.permmatrix]\ntests = "t"',
            "`tests` in [tool.permmatrix] should be a list of paths",
        ),
        (
            "[tool.permmatrix]\ncoverage = true",
            "`coverage` in [tool.permmatrix] should be a number",
        ),
        ("[tool.permmatrix]\nmutation = 101", "should be a number from 0 to 100"),
        ('[tool.permmatrix]\nmutation = "100"', "should be a number from 0 to 100"),
        ('[tool.permmatrix]\nfacts = ["f"]', "`facts` in [tool.permmatrix] should be the path"),
        ('[tool.permmatrix]\nfacts = ""', "`facts` in [tool.permmatrix] should be the path"),
        ('[tool.permmatrix]\noutput-format = "xml"', "should be one of text, json, github"),
        ('[tool.permmatrix]\noutput-format = ["json"]', "should be one of text, json, github"),
    ],
)
def test_mistakes_are_said(command: Command, tmp_path: Path, text: str, message: str) -> None:
    """The message names the file and the setting, and there is no answer."""
    file = write(tmp_path, text)

    ran = command("can commitments.search --level admin")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"permmatrix: {file}")
    assert message in ran.err


def test_a_file_that_is_no_text_is_said(command: Command, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are said to be so."""
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")

    ran = command("can commitments.search")

    assert ran.err.endswith("pyproject.toml cannot be read: it is not UTF-8 text\n")


def test_a_file_that_cannot_be_read_is_said(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings that may be there are not passed over."""
    write(tmp_path, "")

    def fail(_: Path, **__: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_text", fail)
    ran = command("can commitments.search")

    assert ran.code == 2
    assert ran.err.endswith("pyproject.toml cannot be read: permission denied\n")


@pytest.mark.parametrize("text", ["", "tool = 3", "[tool.other]\nx = 1"])
def test_other_tables_are_nobodys_business(command: Command, tmp_path: Path, text: str) -> None:
    """A pyproject.toml that does not speak of permmatrix says nothing."""
    write(tmp_path, text)

    assert command("can commitments.search --level admin").code == 0


def test_a_folder_that_is_gone_is_said(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the working folder was removed nothing can be found."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    ran = command("can commitments.search")
    monkeypatch.chdir(tmp_path)

    assert ran == (2, "", "permmatrix: the current folder is gone; change to another\n")
