"""`permmatrix compile`: the compiled policy, written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

import pytest

import permmatrix as pm
from commands import DOCUMENTS, Command


def test_writes_what_load_compiled_reads(command: Command) -> None:
    """The file answers as the matrices do, and the digest is said."""
    ran = command("compile documents.yaml -o policy.json")

    digest = pm.load("documents.yaml").digest
    assert ran == (0, "", f"policy.json: 3 actions, digest {digest}\n")
    assert pm.load_compiled("policy.json").digest == digest


@pytest.mark.parametrize("arguments", ["", "-o -", "--output=-"])
def test_writes_to_standard_output(command: Command, arguments: str) -> None:
    """Without a file, and with `-`, it is the only thing on standard output."""
    ran = command(f"compile documents.yaml {arguments}")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["program"]["digest"] == pm.load("documents.yaml").digest


def test_compiles_the_shipped_matrices_when_none_are_named(command: Command) -> None:
    """There are 44 actions in them."""
    assert command("compile -o policy.json").err.startswith("policy.json: 44 actions, digest ")


def test_problems_are_findings(command: Command, tmp_path: Path) -> None:
    """They go to standard error, since standard output is the policy's, and nothing is written."""
    (tmp_path / "broken.yaml").write_text(DOCUMENTS.replace("all:", "al:"), encoding="utf-8")

    ran = command("compile broken.yaml -o policy.json")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("broken.yaml:15:")
    assert not Path("policy.json").exists()


def test_a_missing_matrix_is_a_mistake(command: Command) -> None:
    """A file that cannot be read has the exit code 2."""
    assert command("compile nowhere.yaml").code == 2


class TestFile:
    """The file that is written."""

    @pytest.mark.parametrize(
        ("place", "message"),
        [
            ("missing/policy.json", "missing/policy.json cannot be written: no such file or dir"),
            ("folder", "folder cannot be written: is a directory"),
            ("documents.yaml/policy.json", "cannot be written: not a directory"),
        ],
    )
    def test_a_place_that_cannot_be_written_is_a_mistake(
        self, command: Command, tmp_path: Path, place: str, message: str
    ) -> None:
        """The message has the place and the reason, and nothing is left behind."""
        (tmp_path / "folder").mkdir()

        ran = command(f"compile documents.yaml -o {place}")

        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err
        assert {path.name for path in tmp_path.rglob("*")} == {"documents.yaml", "folder"}

    def test_is_written_whole_or_not_at_all(
        self, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where the last step fails the old file is as it was, and nothing lies beside it."""
        (tmp_path / "policy.json").write_text("old", encoding="utf-8")

        def fail(_: Path, __: Path) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(Path, "replace", fail)
        ran = command("compile documents.yaml -o policy.json")

        message = "permmatrix: policy.json cannot be written: no space left on device\n"
        assert ran == (2, "", message)
        assert (tmp_path / "policy.json").read_text(encoding="utf-8") == "old"
        assert {path.name for path in tmp_path.iterdir()} == {"documents.yaml", "policy.json"}

    def test_keeps_its_rights(self, command: Command, tmp_path: Path) -> None:
        """A file that was there before is replaced, and stays as private as it was."""
        file = tmp_path / "policy.json"
        file.write_text("old", encoding="utf-8")
        file.chmod(0o600)

        command("compile documents.yaml -o policy.json")

        assert file.read_text(encoding="utf-8").startswith("{")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_a_new_one_has_the_usual_rights(self, command: Command, tmp_path: Path) -> None:
        """It is as readable as any file made there."""
        (tmp_path / "other").touch()

        command("compile documents.yaml -o policy.json")

        modes = [(tmp_path / name).stat().st_mode for name in ("other", "policy.json")]
        assert modes[0] == modes[1]

    def test_a_link_stays_a_link(self, command: Command, tmp_path: Path) -> None:
        """What it leads to is replaced."""
        (tmp_path / "link.json").symlink_to("real.json")

        command("compile documents.yaml -o link.json")

        assert (tmp_path / "link.json").is_symlink()
        assert pm.load_compiled("real.json").actions

    def test_what_is_no_file_stays_what_it_is(self, command: Command, tmp_path: Path) -> None:
        """A pipe is written to, and no file is put in its place."""
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

        ran = command("compile documents.yaml -o pipe")
        text = os.read(reader, 65536)
        os.close(reader)

        assert (ran.code, stat.S_ISFIFO(pipe.stat().st_mode)) == (0, True)
        assert json.loads(text)["format"] == "permmatrix-program/2"
