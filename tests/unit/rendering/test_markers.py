"""The markers of a region in a page that is written by hand."""

from __future__ import annotations

import pytest

from permmatrix.codes import Code
from permmatrix.diagnostics import Problems
from permmatrix.rendering.markers import regions_of, syntax_of
from permmatrix.source import Source


def found(text: str, name: str = "page.md") -> tuple[list[tuple[str, str]], list[tuple[Code, int]]]:
    """Give the words and the inside of each region, and each problem's code and line."""
    problems = Problems(Source(name, text))
    syntax = syntax_of(name)
    assert syntax is not None
    regions = regions_of(problems, syntax)
    return (
        [(it.words, it.inner.text) for it in regions],
        [(it.code, it.span.line) for it in problems.found],
    )


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("a.md", "<!-- permmatrix:begin docs.yaml --may x -->", "<!-- permmatrix:end -->"),
        ("a.md", "  <!--permmatrix:begin docs.yaml --may x-->  ", "<!--  permmatrix:end -->"),
        ("A.MD", "<!-- permmatrix:begin docs.yaml --may x -->", "<!-- permmatrix:end -->"),
        ("a.markdown", "<!-- permmatrix:begin docs.yaml --may x -->", "<!-- permmatrix:end -->"),
        (
            "a.html",
            "\t<!-- permmatrix:begin docs.yaml --may x -->",
            "      <!-- permmatrix:end -->",
        ),
        ("a.rst", ".. permmatrix:begin docs.yaml --may x", ".. permmatrix:end"),
        ("a.adoc", "// permmatrix:begin docs.yaml --may x", "//permmatrix:end"),
    ],
)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_region_stands_between_two_comments(
    name: str, begin: str, end: str, line_break: str
) -> None:
    """Each format has its own comments; the words of the first say what is wanted."""
    text = line_break.join(["before", begin, "old", "lines", end, "after"])

    regions, problems = found(text, name)

    assert regions == [("docs.yaml --may x", line_break.join(["old", "lines", ""]))]
    assert problems == []


def test_a_page_may_have_several_regions() -> None:
    """Each has its own words, and an empty one is filled later."""
    text = (
        "<!-- permmatrix:begin a.yaml -->\n<!-- permmatrix:end -->\n"
        "<!-- permmatrix:begin b.yaml -->\nb\n<!-- permmatrix:end -->"
    )

    assert found(text) == ([("a.yaml", ""), ("b.yaml", "b\n")], [])


@pytest.mark.parametrize(
    "text",
    [
        "```html\n<!-- permmatrix:begin a.yaml -->\n```\n",
        "````\n```\n<!-- permmatrix:begin a.yaml -->\n```\n````\n",
        "~~~\n<!-- permmatrix:begin a.yaml -->\n```\n<!-- permmatrix:end -->\n~~~\n",
        "    <!-- permmatrix:begin a.yaml -->\n",
        "- ```sh\n  <!-- permmatrix:begin a.yaml -->\n  ```\n",
        "> ~~~\n> <!-- permmatrix:begin a.yaml -->\n",
        "Write `<!-- permmatrix:begin a.yaml -->` there.\n",
        "<!-- permmatrix is mentioned -->\n",
    ],
)
def test_an_example_is_no_marker(text: str) -> None:
    """In a block of code, or within a sentence, markers are shown and not obeyed."""
    assert found(text) == ([], [])


@pytest.mark.parametrize("fence", ["----", "-----", "....", "////", "```"])
def test_an_example_in_asciidoc_is_no_marker(fence: str) -> None:
    """A listing, a literal block and a comment are left alone."""
    text = f"{fence}\n// permmatrix:begin a.yaml\n{fence}\n"

    assert found(text, "a.adoc") == ([], [])


REGION = "<!-- permmatrix:begin a.yaml -->\nold\n<!-- permmatrix:end -->\n"


@pytest.mark.parametrize(
    "before",
    [
        "- ```sh\n  make\n  ```\n\n",
        "```foo``` is code\n\n",
        "* ~~~\n  a\n  ~~~\n\n",
        "Text\n",
        "<div>\n",
        "1. One\n\n   ```\n   a\n   ```\n\n",
    ],
)
def test_what_is_no_block_of_code_hides_no_region(before: str) -> None:
    """A fence within a list ends there, code within a line begins none, HTML is no code."""
    assert found(before + REGION) == ([("a.yaml", "old\n")], [])


def test_a_region_may_stand_in_a_list() -> None:
    """Its lines are indented as its markers are."""
    problems = Problems(Source("a.md", "1. One\n\n    " + REGION.replace("\n", "\n    ")))
    syntax = syntax_of("a.md")
    assert syntax is not None

    (region,) = regions_of(problems, syntax)
    assert (region.indent, problems.found) == ("    ", [])


def test_a_region_cannot_stand_in_a_quotation() -> None:
    """Whoever tries is told."""
    text = "> " + REGION.strip().replace("\n", "\n> ") + "\n"

    assert found(text) == ([], [(Code.MARKER, 1)])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("<!-- permmatrix:begin a.yaml -->\n", [(Code.UNPAIRED, 1)]),
        ("\n<!-- permmatrix:end -->\n", [(Code.UNPAIRED, 2)]),
        (
            "<!-- permmatrix:begin a -->\n<!-- permmatrix:begin b -->\n<!-- permmatrix:end -->\n",
            [(Code.UNPAIRED, 1)],
        ),
        ("<!-- permmatrix:begni a.yaml -->\n", [(Code.MARKER, 1)]),
        (
            "```\n<!-- permmatrix:begin a -->\n```\n<!-- permmatrix:end -->\n",
            [(Code.UNPAIRED, 4)],
        ),
    ],
)
def test_markers_that_do_not_pair_are_problems(text: str, problems: list[tuple[Code, int]]) -> None:
    """A region without its end, an end alone and a misspelt marker are each told where they are."""
    assert found(text)[1] == problems
