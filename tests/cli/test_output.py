"""What is shown: tables and text, coloured or not, whatever stands in a title."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import DOCUMENTS, FACTS, Command
from permmatrix.cli import output

ESCAPE = "\x1b"


def title(text: str, tmp_path: Path) -> str:
    """Write the documents' matrix with another title of a row, and give the option for it."""
    file = tmp_path / "titled.yaml"
    file.write_text(DOCUMENTS.replace("Read a document", text), encoding="utf-8")
    return "--matrices titled.yaml --level viewer"


@pytest.mark.parametrize("color", ["never", "always"])
@pytest.mark.parametrize("text", ["[red]Read[/red]", "[x] Read", ":smile: Read", "Read [/]"])
def test_a_title_is_shown_as_it_is(command: Command, tmp_path: Path, color: str, text: str) -> None:
    """What looks like markup is a title."""
    asked = title(f"'{text}'", tmp_path)

    listed = command(f"list {asked} --color {color}")

    assert text in listed.out
    assert text in command(f"explain documents.read {asked} --color {color}").out


@pytest.mark.parametrize("color", ["never", "always"])
def test_control_characters_are_shown_and_not_obeyed(
    command: Command, tmp_path: Path, color: str
) -> None:
    """A title cannot paint, ring or erase."""
    asked = title(r'"Read\e[31m \a\r"', tmp_path)

    ran = command(f"explain documents.read {asked} --color {color}")

    assert r"Read\x1b[31m \x07" in ran.out
    assert f"{ESCAPE}[31m" not in ran.out


def test_a_title_of_several_lines_is_one(command: Command, tmp_path: Path) -> None:
    """A row of a table stays a line."""
    asked = title(r'"Read\na\tdocument"', tmp_path)

    assert command(f"list {asked}").out.endswith("\ndocuments.read  Read a document\n")


@pytest.mark.parametrize(
    ("asked", "painted"),
    [
        (
            "can ben commitments.search PO-7",
            "\x1b[1;32myes\x1b[0m: Admin on Commitments allows it\n",
        ),
        ("can fay commitments.search PO-7", "\x1b[1;31mno\x1b[0m: no level was given"),
        ("explain ben commitments.search PO-7", "\x1b[1;32mYes\x1b[0m: Admin"),
        (
            "explain chi commitments.submit_progress_claim_as_contact SC-3",
            "\x1b[1;33m    not known\x1b[0m  progress claim contact",
        ),
    ],
    ids=["yes", "no", "explain", "part"],
)
def test_colours_show_the_answer(command: Command, asked: str, painted: str) -> None:
    """Yes is green, no is red, and what is not known yellow, even where NO_COLOR is set."""
    assert painted in command(f"{asked} {FACTS} --color always").out


@pytest.mark.parametrize(
    ("variable", "value", "colored"),
    [("NO_COLOR", "1", False), ("TERM", "dumb", False), ("NO_COLOR", "", True)],
)
def test_a_terminal_is_coloured_unless_it_is_not_wanted(
    command: Command, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, colored: bool
) -> None:
    """NO_COLOR counts where it is not empty, and a dumb terminal has no colours."""
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(output, "_on_terminal", lambda: True)

    ran = command(f"can ben commitments.search PO-7 {FACTS}")

    assert (ESCAPE in ran.out) is colored


def test_no_colour_in_a_pipe(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a terminal gets plain text."""
    monkeypatch.delenv("NO_COLOR")

    assert ESCAPE not in command(f"explain ben commitments.search PO-7 {FACTS}").out


class TestTable:
    """A table on a terminal."""

    @pytest.fixture(autouse=True)
    def _terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(output, "_on_terminal", lambda: True)

    def test_folds_the_last_column(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An id stays whole, and its title continues below itself."""
        monkeypatch.setenv("COLUMNS", "44")
        rows = [("documents.read", "Read a document that somebody shared")]

        output.print_table(("action", "title"), rows, color="never")

        assert capsys.readouterr().out == (
            "action          title\n"
            "documents.read  Read a document that\n"
            "                somebody shared\n"
        )

    def test_puts_titles_below_where_it_is_too_narrow(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With no room for a column beside the ids, titles stand under them."""
        monkeypatch.setenv("COLUMNS", "40")
        rows = [("documents.read_whatever", "Read a document that somebody shared")]

        output.print_table(("action", "title"), rows, color="never")

        assert capsys.readouterr().out == (
            "action\n    title\ndocuments.read_whatever\n    Read a document that somebody shared\n"
        )
