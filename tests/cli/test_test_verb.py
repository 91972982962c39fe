"""The verb `test`: what it runs, what it prints, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Command

MATRIX = """\
format: permmatrix/1
id: documents
title: Documents
tool: documents
levels: {none: None, viewer: Viewer, editor: Editor, owner: {title: Owner, handed_out: false}}
default_level: none
granular:
  share: {title: Share Documents}
conditions:
  author: {title: author of the document, test: {equals: [resource.author, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
actions:
  read: {title: Read a document, cells: {viewer: allow, editor: allow}}
  edit: {title: Edit a document, guard: {not: locked}, cells: {viewer: author, editor: allow}}
  share: {title: Share a document, cells: {viewer: {all: [author, share]}, editor: share}}
"""

TESTS = """\
format: permmatrix-tests/1
matrices: documents.yaml
users:
  nora: {levels: {documents: none}}
  viv: {levels: {documents: viewer}}
  edda: {levels: {documents: editor}}
contracts: {d_1: {author: viv, locked: false}}
tests:
  reading:
    actions: documents.read
    allow: [{users: [viv, edda]}]
  editing:
    actions: documents.edit
    allow: [{users: [viv, edda]}]
  sharing:
    actions: documents.share
    skip: waits for the new levels
"""
ENDS_WELL = (
    "No problems in 2 files.\n2 passed, 1 skipped.\n"
    "Skipped `sharing`: waits for the new levels\n6 answers checked.\n"
)
WRONG = TESTS.replace("documents.read\n    allow: [{users: [viv, edda]}]", "documents.read")


@pytest.fixture(autouse=True)
def suite(command: Command) -> Path:  # noqa: ARG001  it makes the folder
    """Write a matrix and a file of tests into the folder."""
    Path("documents.yaml").write_text(MATRIX, encoding="utf-8")
    path = Path("documents.permtest.yaml")
    path.write_text(TESTS, encoding="utf-8")
    return path


@pytest.mark.parametrize("line", ["test", "test .", "test documents.permtest.yaml"])
def test_passes_in_silence(command: Command, line: str) -> None:
    """What was run is counted, and what was skipped has its reason."""
    ran = command(line)

    assert ran == (
        0,
        ENDS_WELL,
        "",
    )


def test_says_what_is_wrong(command: Command, suite: Path) -> None:
    """Each answer that is not as expected, at its place, with the reason."""
    suite.write_text(WRONG, encoding="utf-8")

    ran = command("test")

    assert ran.code == 1
    assert ran.out.startswith(
        "documents.permtest.yaml:9:3: PM801 `reading`: `edda` doing `documents.read` on `d_1` "
        "should be denied, but is allowed: Editor on Documents allows it\n"
    )
    assert "note: decided at documents.yaml:13:57\n" in ran.out
    assert ran.out.endswith("6 answers checked.\n")


def test_a_mistake_in_a_file_is_a_finding(command: Command, suite: Path) -> None:
    """Nothing in the file is run then."""
    suite.write_text(TESTS.replace("[viv,", "[vivian,"), encoding="utf-8")

    ran = command("test")

    assert (ran.code, "PM803 unknown user `vivian`" in ran.out) == (1, True)
    assert "checked" not in ran.out


@pytest.mark.parametrize("line", ["test nowhere.permtest.yaml", "test empty", "test --matrices x"])
def test_what_cannot_be_read_is_another_exit_code(command: Command, line: str) -> None:
    """A file that is not there, a folder without tests, matrices that are not there."""
    Path("empty").mkdir()

    ran = command(line)

    assert (ran.code, "PM101" in ran.out) == (2, True)


class TestWhich:
    """Which tests are run, about which matrices."""

    def test_by_name(self, command: Command) -> None:
        """A part of the name will do; several are together."""
        assert "1 passed.\n" in command("test -k read").out
        assert "1 passed, 1 skipped.\n" in command("test -k read -k shar").out

    def test_a_name_that_is_none(self, command: Command) -> None:
        """Running nothing is a mistake, and not a success."""
        assert command("test -k raedin") == (
            2,
            "",
            "permmatrix: no test has `raedin` in its name; did you mean `reading`?\n",
        )

    def test_other_matrices(self, command: Command) -> None:
        """Those of the option are asked in place of those the file names."""
        other = Path("documents.yaml").read_text(encoding="utf-8").replace("viewer: allow, ", "")
        Path("old.yaml").write_text(other, encoding="utf-8")

        ran = command("test --matrices old.yaml")

        assert (ran.code, ran.out.count("PM801")) == (1, 1)
        assert "note: decided at old.yaml:13" in ran.out

    def test_the_matrices_of_the_settings(self, command: Command, suite: Path) -> None:
        """They are asked where the file names none, and else those that ship."""
        suite.write_text(TESTS.replace("matrices: documents.yaml\n", ""), encoding="utf-8")
        assert "PM303 unknown tool `documents`" in command("test").out

        settings = '[tool.permmatrix]\nmatrices = ["documents.yaml"]\ntests = ["."]\n'
        Path("pyproject.toml").write_text(settings, encoding="utf-8")
        assert command("test").code == 0

    def test_the_tests_of_the_settings(self, command: Command) -> None:
        """They are run where no path is given."""
        settings = '[tool.permmatrix]\ntests = ["other"]\n'
        Path("pyproject.toml").write_text(settings, encoding="utf-8")

        assert "other:1:1: PM101" in command("test").out


class TestMeasured:
    """Coverage, mutation score and their thresholds."""

    def test_what_is_missed_is_told(self, command: Command) -> None:
        """Without a percentage it is a note, and no finding."""
        ran = command("test --coverage --mutation")

        assert ran.code == 0
        assert "documents.yaml:15:3: note: PM809 `documents.share`: None: no test asks" in ran.out
        assert "note: PM810 `documents.edit`: no test would notice without the guard\n" in ran.out
        assert "documents.read      100 %" not in ran.out
        assert "row              coverage  mutation\ndocuments.edit     " in ran.out

    def test_the_tests_offered_can_be_pasted(self, command: Command, suite: Path) -> None:
        """The lines below the heading go under `tests:`."""
        offered = command("test --mutation").out.split("\n\n")[2]
        suite.write_text(TESTS + offered + "\n", encoding="utf-8")

        ran = command("test --mutation=100")

        assert (ran.code, "Mutation score: 100 % (" in ran.out) == (0, True)

    @pytest.mark.parametrize(("least", "code"), [("0", 0), ("42.8%", 0), ("99.9", 1), ("100", 1)])
    def test_less_than_was_asked_for_is_a_finding(
        self, command: Command, least: str, code: int
    ) -> None:
        """What is missed is then an error, and the sentence says so."""
        ran = command(f"test --coverage={least}")

        assert ran.code == code
        assert ("note: PM809" in ran.out) is not bool(code)
        assert (f", less than {least} %" in ran.out) is bool(code)

    def test_settings_say_how_much(self, command: Command) -> None:
        """They hold for the whole, and not for a part of the tests; an option comes first."""
        settings = "[tool.permmatrix]\ncoverage = 100\nmutation = 99.5\n"
        Path("pyproject.toml").write_text(settings, encoding="utf-8")

        ran = command("test")
        assert (ran.code, "less than 100 %" in ran.out, "less than 99.5 %" in ran.out) == (1, 1, 1)
        assert command("test --coverage --mutation 1").code == 1
        assert command("test --coverage 1 --mutation 1").code == 0
        assert "Coverage" not in command("test -k reading").out

    def test_matrices_that_no_file_names_count_as_well(self, command: Command) -> None:
        """Those of settings or option with all their rows; not where only some tests are run."""
        other = "format: permmatrix/1\nid: other\ntitle: O\ntool: other\nlevels: {low: Low}\n"
        other += "actions:\n  do: {title: Do, cells: {low: allow}}\n"
        Path("other.yaml").write_text(other, encoding="utf-8")
        before = command("test --coverage --mutation --output-format json")
        option = "test --coverage --mutation --matrices documents.yaml --matrices other.yaml"
        assert "`other.do`" in command(option).out

        settings = '[tool.permmatrix]\nmatrices = ["documents.yaml", "other.yaml"]\ncoverage = 50\n'
        Path("pyproject.toml").write_text(settings, encoding="utf-8")
        ran = command("test --coverage --mutation --output-format json")
        rows, shared = json.loads(ran.out)["rows"], json.loads(ran.out)["shared"]

        new = rows.pop("other.do")
        assert (new["coverage"]["reached"], new["coverage"]["whole"]) == (0, 1)
        assert (new["mutation"]["reached"], new["mutation"]["whole"]) == (0, 1)
        assert (rows, shared) == tuple(json.loads(before.out)[it] for it in ("rows", "shared"))
        assert "other.do" not in command("test --coverage -k reading").out

    def test_rows_of_one_file_count_once(self, command: Command, suite: Path) -> None:
        """What either of two policies with it shows counts, here each some of the tests."""
        other = "format: permmatrix/1\nid: other\ntitle: O\ntool: other\nlevels: {low: Low}\n"
        other += "actions:\n  do: {title: Do, cells: {low: allow}}\n"
        Path("other.yaml").write_text(other, encoding="utf-8")
        whole = command("test --coverage --mutation --output-format json")
        head, _, rest = TESTS.partition("  reading:")
        reading, _, editing = rest.partition("  editing:")
        suite.write_text(f"{head}  reading:{reading}", encoding="utf-8")
        wider = head.replace("documents.yaml", "[documents.yaml, other.yaml]")
        Path("wider.permtest.yaml").write_text(f"{wider}  editing:{editing}", encoding="utf-8")

        ran = command("test --coverage --mutation --output-format json")
        found, before = json.loads(ran.out), json.loads(whole.out)

        assert found["rows"].pop("other.do")["coverage"]["reached"] == 0
        assert (found["rows"], found["shared"]) == (before["rows"], before["shared"])
        places = [
            (it["code"], it["message"]) for it in found["findings"] if "other" not in it["message"]
        ]
        assert places == [(it["code"], it["message"]) for it in before["findings"]]

    @pytest.mark.parametrize("word", ["documents.yaml", "101", "-1", "nan"])
    def test_a_percentage_is_a_number(self, command: Command, word: str) -> None:
        """A path after the option is taken for one, and the message says where paths stand."""
        ran = command(f"test --coverage={word}")

        assert ran.code == 2
        assert f"{word} is not a percentage; paths stand before the options" in ran.err


class TestFormats:
    """The other formats."""

    def test_json_has_everything(self, command: Command) -> None:
        """Findings, cases, and each row's scores with what is missed."""
        ran = command("test --coverage --mutation --output-format json")
        found = json.loads(ran.out)

        assert [(it["name"], it["state"]) for it in found["cases"]] == [
            ("reading", "passed"),
            ("editing", "passed"),
            ("sharing", "skipped"),
        ]
        read, share = found["rows"]["documents.read"], found["rows"]["documents.share"]
        assert read["coverage"] == {"percent": 100.0, "reached": 3, "whole": 3, "lacking": []}
        assert read["mutation"]["survivors"] == []
        assert {it["what"] for it in share["coverage"]["lacking"]} >= {"None", "Viewer", "Editor"}
        assert all(it["test"] for it in share["mutation"]["survivors"])
        assert {id_: it["whole"] for id_, it in found["shared"].items()} == {"documents": 2}

    def test_markdown_has_blocks_to_copy(self, command: Command) -> None:
        """The table, and the tests."""
        out = command("test --mutation --output-format markdown").out

        assert "```text\nrow " in out
        assert "```yaml\n  documents_edit_" in out

    @pytest.mark.parametrize("word", ["github", "gitlab", "junit", "sarif"])
    def test_every_format_can_be_written(self, command: Command, suite: Path, word: str) -> None:
        """Each names the code of what is wrong."""
        suite.write_text(WRONG, encoding="utf-8")

        ran = command(f"test --output-format {word}")

        assert (ran.code, "PM801" in ran.out) == (1, True)
