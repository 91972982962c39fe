"""The command line as a whole: usage, exit codes, streams, completion, faults."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from commands import FACTS, HARBOUR, MATRICES, Command, process
from permmatrix.cli import checking
from permmatrix.cli.main import main, run
from permmatrix.errors import InternalError

BASH = shutil.which("bash") or ""
NO = ("can", "chi", "commitments.edit_purchase_order", "PO-7", "--facts", HARBOUR)
YES = ("can", "ben", "commitments.edit_purchase_order", "PO-7", "--facts", HARBOUR)


class TestUsage:
    """A command that is not one."""

    def test_nothing_asked_shows_the_verbs(self, command: Command) -> None:
        """Without arguments there is help, and the exit code of a mistake."""
        ran = command("")

        assert (ran.code, ran.out) == (2, "")
        for verb in ("validate", "can", "explain", "list", "suggest", "compile", "schema"):
            assert f"\n    {verb} " in ran.err

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("frobnicate", "argument VERB: invalid choice: 'frobnicate'"),
            ("can", "the following arguments are required: [USER] ACTION [RESOURCE]"),
            ("can commitments.search --level", "argument --level: expected one argument"),
            ("can commitments.search --levl admin", "unknown option --levl; did you mean --level?"),
            ("can commitments.search --levl=admin", "unknown option --levl; did you mean --level?"),
            ("can commitments.search --output-format xml", "invalid choice: 'xml'"),
            ("can commitments.search --color", "argument --color: expected one argument"),
            ("validate --fix", "unknown option --fix"),
            ("--print-completion fish", "invalid choice: 'fish'"),
        ],
    )
    def test_a_mistake_is_said(self, command: Command, line: str, message: str) -> None:
        """The message says what is wrong, after a short usage."""
        ran = command(line)

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("usage: permmatrix ")
        assert message in ran.err
        assert ran.err.count("\n") <= 3

    @pytest.mark.parametrize(
        "line", ["--help", "--version", *(f"{verb} -h" for verb in ("can", "list", "compile"))]
    )
    def test_help_is_no_mistake(self, command: Command, line: str) -> None:
        """Help and version go to standard output."""
        ran = command(line)

        assert (ran.code, ran.err) == (0, "")
        assert ran.out

    @pytest.mark.parametrize(
        "verb", ["validate", "can", "explain", "list", "suggest", "compile", "schema"]
    )
    def test_each_verb_has_help_with_an_example(self, command: Command, verb: str) -> None:
        """The example is a command of that verb, on a line of its own."""
        ran = command(f"{verb} --help")

        assert f"example:\n  permmatrix {verb} " in ran.out


class TestCompletion:
    """The scripts that complete commands in a shell."""

    @pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
    def test_is_printed(self, command: Command, shell: str) -> None:
        """The script knows the verbs and the options."""
        ran = command(f"--print-completion {shell}")

        assert (ran.code, ran.err) == (0, "")
        for word in ("permmatrix", "validate", "--facts", "--output-format"):
            assert word in ran.out

    @pytest.mark.parametrize(
        ("line", "completed"),
        [
            ("permmatrix exp", "explain"),
            ("permmatrix can --gran", "--granular"),
            ("permmatrix can --facts har", "harbour.yaml"),
            ("permmatrix schema f", "facts"),
        ],
    )
    @pytest.mark.skipif(not BASH, reason="there is no bash to complete in")
    def test_completes_in_bash(self, line: str, completed: str) -> None:
        """Verbs, options, files and choices are completed."""
        words = line.split()
        script = (
            f"source /dev/stdin; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; "
            "_shtab_permmatrix; echo ${COMPREPLY[@]}"
        )

        ran = subprocess.run(
            [BASH, "-c", script],
            input=process("--print-completion", "bash").out,
            cwd=Path(HARBOUR).parent,
            capture_output=True,
            text=True,
            check=True,
        )

        assert ran.stdout.split() == [completed]


class TestFaults:
    """What nobody foresaw."""

    @pytest.mark.parametrize(
        "error", [RuntimeError("odd"), InternalError("odd"), MemoryError("odd")]
    )
    def test_are_reported_as_ours(
        self, command: Command, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        """A fault has two lines instead of a traceback, and is neither a yes nor a no."""
        monkeypatch.setattr(checking, "schema_text", _raising(error))

        ran = command("schema")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            f"permmatrix: a fault in permmatrix itself: {type(error).__name__}: odd\n"
            "set PERMMATRIX_TRACEBACK=1 to see where\n"
        )

    def test_are_raised_for_those_who_ask(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """With PERMMATRIX_TRACEBACK the traceback is Python's own."""
        monkeypatch.setenv("PERMMATRIX_TRACEBACK", "1")
        monkeypatch.setattr(checking, "schema_text", _raising(RuntimeError("odd")))

        with pytest.raises(RuntimeError, match="odd"):
            main(["schema"])


def _raising(error: BaseException) -> object:
    def fail(_: object) -> str:
        raise error

    return fail


class TestProcess:
    """The program as a shell runs it."""

    @pytest.mark.parametrize(("asked", "code"), [(YES, 0), (NO, 1), ((*YES, "x"), 2)])
    def test_exits_with_the_answer(self, asked: tuple[str, ...], code: int) -> None:
        """0, 1 and 2 reach the shell."""
        assert process(*asked).code == code

    def test_an_interrupt_is_quiet(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Whoever presses Ctrl-C knows why it ends."""
        monkeypatch.setattr("permmatrix.cli.main.main", _raising(KeyboardInterrupt()))

        with pytest.raises(SystemExit) as done:
            run()

        assert done.value.code == 130
        assert capsys.readouterr() == ("", "")

    @pytest.mark.parametrize("unbuffered", ["", "1"])
    @pytest.mark.parametrize(
        ("asked", "code"),
        [(YES, 0), (NO, 1), (("explain", *NO[1:]), 1), (("list", "--all"), 0), (("--help",), 0)],
        ids=["yes", "no", "explain", "list", "help"],
    )
    def test_a_reader_that_went_away_changes_nothing(
        self, asked: tuple[str, ...], code: int, unbuffered: str
    ) -> None:
        """A broken pipe is no error, and above all no yes."""
        reads, writes = os.pipe()
        os.close(reads)

        ran = process(*asked, env={"PYTHONUNBUFFERED": unbuffered}, stdout=writes)
        os.close(writes)

        assert (ran.code, ran.err) == (code, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
    @pytest.mark.parametrize(
        "asked",
        [YES, ("compile",), ("schema",), ("--help",)],
        ids=["can", "compile", "schema", "help"],
    )
    def test_a_full_disk_is_said(self, asked: tuple[str, ...]) -> None:
        """An answer that cannot be written is none."""
        with Path("/dev/full").open("wb") as full:
            ran = process(*asked, stdout=full.fileno())

        message = "permmatrix: standard output cannot be written: no space left on device\n"
        assert (ran.code, ran.err) == (2, message)

    def test_closed_standard_output_is_said(self) -> None:
        """An answer that has nowhere to go is none."""
        ran = process(*YES, closing="stdout")

        assert (ran.code, ran.err) == (2, "permmatrix: standard output is closed\n")

    def test_closed_standard_error_is_borne(self) -> None:
        """A mistake is one even where nobody can be told."""
        assert process("can", "nobody", "no.thing", closing="stderr").code == 2

    @pytest.mark.parametrize(
        ("asked", "code"),
        [
            (("list", "--all"), 0),
            (("list", "--all", "--color", "always"), 0),
            (("explain", "invoicing.bulk_send_to_docusign", "--level", "admin"), 0),
            (("can", "✓"), 2),
            (("validate", "odd.yaml"), 1),
        ],
        ids=["list", "color", "explain", "error", "validate"],
    )
    def test_a_stream_that_knows_only_ascii_shows_the_rest_in_other_signs(
        self, tmp_path: Path, asked: tuple[str, ...], code: int
    ) -> None:
        """No character of a title or an argument is a fault."""
        (tmp_path / "odd.yaml").write_text("✓: 1\n", encoding="utf-8")

        ran = process(*asked, env={"PYTHONIOENCODING": "ascii"}, cwd=tmp_path)

        text = ran.out + ran.err
        assert ran.code == code
        assert "a fault in permmatrix" not in text
        assert "\\xae" in text or "\\u2713" in text

    @pytest.mark.parametrize(
        "asked",
        [
            ("explain", "invoicing.bulk_send_to_docusign", "--output-format", "json"),
            ("compile", MATRICES),
            ("schema",),
        ],
        ids=["explain", "compile", "schema"],
    )
    def test_json_stays_json_in_ascii(self, asked: tuple[str, ...]) -> None:
        """What is written in other signs reads back the same."""
        plain = process(*asked)

        ran = process(*asked, env={"PYTHONIOENCODING": "ascii"})

        assert json.loads(ran.out) == json.loads(plain.out)

    def test_reads_standard_input(self) -> None:
        """`-` is a file of facts as well; nothing on it is an empty file."""
        ran = process("can", "ana", "commitments.search", "--facts", "-")

        assert (ran.code, ran.err) == (2, "-:1:1: PM111 the file is empty\nFound 1 problem.\n")


def test_the_example_of_the_readme_is_answered(command: Command) -> None:
    """The facts that ship as an example fit the matrices that ship."""
    assert command(f"list ana PO-7 {FACTS}").code == 0
