"""How findings are written: the format, the file, the environment, and the exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from commands import DOCUMENTS, Command, process
from permmatrix.cli.arguments import parser
from permmatrix.cli.findings import report
from permmatrix.cli.settings import FORMATS
from permmatrix.outputs.findings import Findings

EACH = pytest.mark.parametrize("output_format", FORMATS)


@pytest.fixture(autouse=True)
def _broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a file with one finding, and no wishes from around."""
    text = DOCUMENTS.replace("viewer: author", "viewer: auther")
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    monkeypatch.delenv("PERMMATRIX_OUTPUT_FORMAT", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


@EACH
@pytest.mark.parametrize(
    ("paths", "code"),
    [
        ("documents.yaml --ignore unreachable", 0),
        ("broken.yaml", 1),
        ("broken.yaml nowhere.yaml", 2),
    ],
)
def test_the_exit_code_does_not_hang_on_the_format(
    command: Command, output_format: str, paths: str, code: int
) -> None:
    """And findings are on standard output in each."""
    ran = command(f"validate {paths} --output-format {output_format}")

    assert (ran.code, ran.err) == (code, "")
    assert ran.out.endswith("\n")
    assert ("PM302" in ran.out) == bool(code)


@pytest.mark.parametrize(
    ("paths", "code"),
    [("documents.yaml", 0), ("broken.yaml", 0), ("broken.yaml nowhere.yaml", 2)],
)
def test_findings_may_be_no_failure(command: Command, paths: str, code: int) -> None:
    """`--exit-zero` is for a step that only reports; a file that cannot be read still fails."""
    assert command(f"validate {paths} --exit-zero").code == code


@EACH
def test_a_report_may_be_a_file(command: Command, tmp_path: Path, output_format: str) -> None:
    """The file holds what would be printed, and standard error says how much that is."""
    shown = command(f"validate broken.yaml --output-format {output_format}").out
    (tmp_path / "out").write_text("old", "utf-8")

    ran = command(f"validate broken.yaml --output-format {output_format} --output-file out")

    assert ran == (1, "", "out: Found 1 error\n")
    assert (tmp_path / "out").read_text("utf-8") == shown


def test_a_dash_is_standard_output(command: Command, tmp_path: Path) -> None:
    """As it is for other verbs."""
    ran = command("validate broken.yaml --output-file -")

    assert ran == command("validate broken.yaml")
    assert not (tmp_path / "-").exists()


def test_a_file_that_cannot_be_written_is_a_mistake(command: Command) -> None:
    """Nobody should take a report for written that is not."""
    ran = command("validate broken.yaml --output-file nowhere/out --exit-zero")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "permmatrix: nowhere/out cannot be written: no such file or directory\n"


class TestWhichFormat:
    """An option comes before the environment, and that before the settings."""

    @pytest.fixture
    def _json_is_set(self, tmp_path: Path) -> None:
        """Have settings that ask for JSON."""
        text = '[tool.permmatrix]\noutput-format = "json"'
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    def test_the_environment_asks(self, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        """It holds for every command of a job."""
        monkeypatch.setenv("PERMMATRIX_OUTPUT_FORMAT", "gitlab")

        assert json.loads(command("validate broken.yaml").out)[0]["check_name"] == "PM302"
        assert command("validate broken.yaml --output-format text").out.startswith("broken.yaml:")

    @pytest.mark.usefixtures("_json_is_set")
    def test_the_settings_ask_last(self, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        """And an empty variable asks for nothing."""
        monkeypatch.setenv("PERMMATRIX_OUTPUT_FORMAT", "")
        assert json.loads(command("validate broken.yaml").out)[0]["code"] == "PM302"

        monkeypatch.setenv("PERMMATRIX_OUTPUT_FORMAT", "github")
        assert command("validate broken.yaml").out.startswith("::error ")

    @pytest.mark.parametrize("asked", ["environment", "settings"])
    def test_a_verb_that_does_not_know_it_writes_text(
        self, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
    ) -> None:
        """It was said for all verbs, and an answer has no SARIF."""
        if asked == "environment":
            monkeypatch.setenv("PERMMATRIX_OUTPUT_FORMAT", "sarif")
        else:
            text = '[tool.permmatrix]\noutput-format = "sarif"'
            (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

        ran = command("can documents.read --matrices documents.yaml --level viewer")

        assert (ran.code, ran.out[:5]) == (0, "yes: ")
        assert json.loads(command("validate documents.yaml").out)["version"] == "2.1.0"

    def test_an_option_that_a_verb_does_not_know_is_a_mistake(self, command: Command) -> None:
        """It was said for this one."""
        ran = command("can documents.read --matrices documents.yaml --output-format sarif")

        assert (ran.code, ran.out) == (2, "")
        assert "invalid choice: 'sarif'" in ran.err

    def test_an_unknown_word_is_a_mistake(
        self, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Wherever it stands."""
        monkeypatch.setenv("PERMMATRIX_OUTPUT_FORMAT", "sariff")

        ran = command("validate documents.yaml")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "permmatrix: PERMMATRIX_OUTPUT_FORMAT is `sariff`, and should be one of text, json, "
            "github, gitlab, junit, markdown, sarif; did you mean `sarif`?\n"
        )
        assert command("validate documents.yaml --output-format xml").code == 2


class TestSummary:
    """The page of a job on GitHub."""

    @pytest.fixture
    def summary(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Give the file of a summary in which a step before has written."""
        file = tmp_path / "summary.md"
        file.write_text("before\n", encoding="utf-8")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
        return file

    def test_it_gets_the_findings_as_markdown(self, command: Command, summary: Path) -> None:
        """After what is there already, and beside the commands on standard output."""
        ran = command("validate broken.yaml --output-format github")

        markdown = command("validate broken.yaml --output-format markdown").out
        assert ran.out.startswith("::error ")
        assert summary.read_text("utf-8") == f"before\n{markdown}\n"

    @pytest.mark.parametrize("output_format", [it for it in FORMATS if it != "github"])
    def test_other_formats_leave_it_alone(
        self, command: Command, summary: Path, output_format: str
    ) -> None:
        """Nobody asked for it."""
        command(f"validate broken.yaml --output-format {output_format}")

        assert summary.read_text("utf-8") == "before\n"

    def test_one_that_cannot_be_written_is_a_mistake(
        self, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The findings are printed all the same."""
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "nowhere/summary.md")

        ran = command("validate broken.yaml --output-format github")

        assert ran.code == 2
        assert ran.out.startswith("::error ")
        assert ran.err.endswith("summary.md cannot be written: no such file or directory\n")


@pytest.mark.parametrize(
    ("output_format", "before", "name"),
    [
        ("github", ",file=", "bröken.yaml"),
        ("gitlab", '"path": "', "bröken.yaml"),
        ("sarif", '"uri": "', "br%C3%B6ken.yaml"),
    ],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_forges_name_files_from_the_top_of_the_repository(  # noqa: PLR0913, PLR0917  as many cases
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    output_format: str,
    before: str,
    name: str,
    absolute: bool,
) -> None:
    """Wherever the run starts, and however the file was named; without a repository, from there."""
    sub = tmp_path / "sub"
    sub.mkdir()
    (tmp_path / "broken.yaml").rename(sub / "bröken.yaml")
    monkeypatch.chdir(sub)
    run = ["validate", f"{sub if absolute else '.'}/bröken.yaml", "--output-format", output_format]

    assert f"{before}{name}" in command("", *run).out
    (tmp_path / ".git").touch()  # as in a second worktree
    assert f"{before}sub/{name}" in command("", *run).out


class TestHostileNames:
    """Files that are called what hardly any file is."""

    @EACH
    @pytest.mark.parametrize(
        "name",
        [b"\xff.yaml", "ä \U0001f600.yaml".encode(), b"a\n::error::b|`<i>.yaml", b"\x1b[31m.yaml"],
        ids=["bytes", "emoji", "hostile", "control"],
    )
    def test_a_report_is_well_formed(
        self, command: Command, tmp_path: Path, output_format: str, name: bytes
    ) -> None:
        """Its reader is not misled, and its terminal not painted."""
        (tmp_path / os.fsdecode(name)).write_text("", encoding="utf-8")
        options = ["--output-format", output_format, "--output-file", "out"]

        ran = command("validate", os.fsdecode(name), *options)

        assert ran.code == 1
        check((tmp_path / "out").read_text("utf-8"), output_format)

    @EACH
    def test_an_old_console_is_no_obstacle(self, tmp_path: Path, output_format: str) -> None:
        """What it cannot show is written in another way, which the format has for it."""
        name = os.fsdecode("ä \U0001f600".encode() + b"\xff.yaml")
        (tmp_path / name).write_text("", encoding="utf-8")
        env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

        ran = process("validate", name, "--output-format", output_format, cwd=tmp_path, env=env)

        assert (ran.code, ran.err) == (1, "")
        assert ran.out.isascii()
        check(ran.out, output_format)


def check(text: str, output_format: str) -> None:
    """Read a report with one finding as far as its format goes."""
    assert "PM111" in text
    if output_format in {"json", "gitlab", "sarif"}:
        json.loads(text)
    elif output_format == "junit":
        ET.fromstring(text.encode("utf-8"))  # noqa: S314  it is our own
    else:
        assert "\x1b" not in text
        assert text.startswith("::error title") == (output_format == "github")


def test_a_verb_may_write_a_format_in_its_own_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Such as the text of a difference; the summary of a job is its own Markdown too."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    own = {"text": lambda it: f"{it.verb} says\n", "markdown": lambda it: f"# {it.verb}\n"}

    for output_format in ("text", "github"):
        args = parser().parse_args(["validate", "--output-format", output_format])
        report(Findings(verb="diff"), args, own)

    assert capsys.readouterr().out == "diff says\nNo differences.\n"
    assert (tmp_path / "summary.md").read_text("utf-8") == "# diff\n\n"
