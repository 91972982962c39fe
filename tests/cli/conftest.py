"""The command line, run in an empty folder that no settings reach."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from commands import DOCUMENTS, Command, Ran
from permmatrix.cli.main import main


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """
    Give a way to run a command in a folder with `documents.yaml` in it.

    The command is a line as in a shell; further arguments are taken as they are.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "documents.yaml").write_text(DOCUMENTS, encoding="utf-8")

    def run(line: str, *arguments: str) -> Ran:
        code = main([*shlex.split(line), *arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run
