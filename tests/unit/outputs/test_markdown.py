"""Markdown for a job's page: a table, whatever stands in a message."""

from __future__ import annotations

import pytest
from attrs import evolve
from markdown_it import MarkdownIt

from permmatrix.codes import Code, Severity
from permmatrix.outputs import markdown
from permmatrix.outputs.markdown import block, escaped, marked, text_of
from reports import found, lines


def test_findings_are_a_table() -> None:
    """With what to do on a line of its own, and names as code."""
    findings = evolve(
        lines(found(help="did you mean `c`?"), found(Code.ALIAS, "an alias")),
        severities={Code.ALIAS: Severity.WARNING},
    )

    assert text_of(findings) == (
        "### permmatrix validate\n"
        "\n"
        "Found 1 error and 1 warning.\n"
        "\n"
        "| severity | place | code | finding |\n"
        "| --- | --- | --- | --- |\n"
        "| warning | <code>m.yaml:2:1</code> | PM107 | an alias |\n"
        "| error | <code>m.yaml:2:1</code> | PM205 | <code>b</code> is wrong<br>"
        "did you mean <code>c</code>? |\n"
    )


def test_nothing_found_needs_no_table() -> None:
    """The sentence is enough."""
    assert text_of(lines()) == "### permmatrix validate\n\nNo problems in 1 file.\n\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("`a` and `b|c`", "<code>a</code> and <code>b&#124;c</code>"),
        ("`a` and `b", "&#96;a&#96; and &#96;b"),
        ("``", ""),
    ],
)
def test_names_are_code(text: str, written: str) -> None:
    """A backtick without its partner is only that."""
    assert marked(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- a", "&#45; a"),
        ("12. a", "&#49;2. a"),
        ("12 a. b - c", "12 a. b - c"),
        ("a\nb", "a<br>b"),
        ("\x1b", "\ufffd"),
    ],
)
def test_the_start_of_a_line_begins_no_list(text: str, written: str) -> None:
    """Elsewhere the same characters are harmless, and stay readable."""
    assert escaped(text) == written


@pytest.mark.parametrize("text", ["a: 1\nb: 2\n", "a\n```\n# b", "````\n`````x", ""])
def test_a_block_of_code_ends_where_it_ends(text: str) -> None:
    """A fence within it is code like the rest."""
    read = MarkdownIt("commonmark").parse("\n".join(["", *block("yaml", text), "", "after"]))

    assert [(it.type, it.info) for it in read][:2] == [("fence", "yaml"), ("paragraph_open", "")]
    assert read[0].content.rstrip("\n") == text.rstrip("\n")


def test_a_long_table_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job's page has room for so much, and says how much is left out."""
    row = len("| error | <code>m.yaml:1:1</code> | PM205 | <code>b</code> is wrong |\n")
    monkeypatch.setattr(markdown, "MOST_BYTES", row * 2 + 1)
    many = [found(start=it, end=6) for it in range(5)]

    assert text_of(lines(*many)).splitlines()[-3:] == [
        "| error | <code>m.yaml:1:2</code> | PM205 | <code>b</code> is wrong |",
        "",
        "3 more are not listed here.",
    ]
