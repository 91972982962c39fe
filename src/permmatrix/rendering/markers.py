"""
The markers of a region in a page that is written by hand.

A marker is a comment on a line of its own, `permmatrix:begin …` or `permmatrix:end`, as the page's
format writes comments. In a block of code it is only an example: what that is in Markdown, a
parser of Markdown says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Problems
from permmatrix.names import suggest
from permmatrix.source import Source, Span

__all__ = ["Region", "Syntax", "regions_of", "syntax_of"]


@final
@frozen
class Syntax:
    """
    How a format writes a comment, and what stands in its pages.

    `formats` are what may be written into a page, by itself the first. `fence` begins and ends a
    block of code, if nothing else has to say where one is.
    """

    formats: tuple[str, ...]
    marker: re.Pattern[str]
    fence: re.Pattern[str] | None = None


COMMENT = re.compile(r"<!--\s*permmatrix:(?P<word>[\w-]*)(?P<rest>.*?)\s*-->")
MARKDOWN = Syntax(("markdown", "markdown-html"), COMMENT)
SYNTAXES = {
    ".md": MARKDOWN,
    ".html": Syntax(("html",), COMMENT),
    ".rst": Syntax(("rst",), re.compile(r"\.\. permmatrix:(?P<word>[\w-]*)(?P<rest>.*)")),
    ".adoc": Syntax(
        ("asciidoc",),
        re.compile(r"//[ \t]*permmatrix:(?P<word>[\w-]*)(?P<rest>.*)"),
        re.compile(r"(-{4,}|\.{4,}|/{4,}|\+{4,}|`{3,})"),
    ),
}
"""By how the page's name ends."""


def syntax_of(name: str) -> Syntax | None:
    """Give how a page writes its markers, None where no such pages are known."""
    suffix = PurePath(name).suffix.lower()
    return SYNTAXES.get({".markdown": ".md", ".htm": ".html"}.get(suffix, suffix))


@final
@frozen
class Region:
    """
    A region of a page.

    `words` is what the marker asks for, `marker` the whole of the first marker, and `inner` what
    stands between the two: the lines that are made, `indent` before each.
    """

    words: str
    marker: Span
    inner: Span
    indent: str = ""


def regions_of(problems: Problems, syntax: Syntax) -> list[Region]:
    """Give a page's regions, leaving in `problems` what is wrong with its markers."""
    found: list[Region] = []
    opened: tuple[Span, str] | None = None
    for span, match in _markers(problems.source, syntax):
        word, rest = match["word"], match["rest"].strip()
        if word not in WORDS:
            close = suggest(word, WORDS)
            help_ = f"did you mean `{close[0]}`?" if close else "it is `begin` or `end`"
            problems.add(Code.MARKER, f"`permmatrix:{word}` is no marker", span, help=help_)
        elif word == "begin":
            if opened is not None:
                _unpaired(problems, opened[0])
            opened = span, rest
        elif opened is None:
            message = "this region ends and does not begin"
            problems.add(Code.UNPAIRED, message, span, help="put a `permmatrix:begin` before it")
        else:
            found += _region(*opened, span, problems)
            opened = None
    if opened is not None:
        _unpaired(problems, opened[0])
    return found


WORDS = ("begin", "end")


def _unpaired(problems: Problems, span: Span) -> None:
    message = "this region begins and does not end"
    problems.add(Code.UNPAIRED, message, span, help="put a `permmatrix:end` after it")


def _region(first: Span, words: str, last: Span, problems: Problems) -> Iterator[Region]:
    before = _line(first)[: first.column - 1]
    if ">" in before:
        message = "a region cannot stand in a quotation"
        problems.add(Code.MARKER, message, first, help="put its markers outside")
        return
    inner = Span(problems.source, _after(first), _start_of_line(last))
    yield Region(words, first, inner, " " * len(before))


def _markers(source: Source, syntax: Syntax) -> Iterator[tuple[Span, re.Match[str]]]:
    lines = _in_markdown(source) if syntax is MARKDOWN else _outside_fences(source, syntax)
    for number in lines:
        text = source.line(number)
        start = text.find("<!--") if syntax.marker is COMMENT else 0
        match = syntax.marker.fullmatch(text[max(start, 0) :].rstrip())
        if match:
            at = source.line_starts[number - 1] + start
            yield Span(source, at, at + len(match[0])), match


def _in_markdown(source: Source) -> Iterator[int]:
    """Give the lines of a Markdown page that are HTML and not text, code or a part of a line."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  only for these pages

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])  # what is within a line says nothing
    for token in parser.parse(source.text):
        if token.type == "html_block" and token.map:
            yield from range(token.map[0] + 1, token.map[1] + 1)


def _outside_fences(source: Source, syntax: Syntax) -> Iterator[int]:
    fence = ""
    for number in range(1, len(source.line_starts) + 1):
        text = source.line(number).rstrip()
        fenced = syntax.fence.match(text) if syntax.fence else None
        if fence:
            fence = "" if text == fence else fence
        elif fenced and (fenced[0] == text or fenced[0][0] == "`"):
            fence = fenced[0]
        else:
            yield number


def _line(span: Span) -> str:
    return span.source.line(span.line)


def _after(span: Span) -> int:
    """Give where the line after a marker's begins."""
    starts = span.source.line_starts
    return starts[span.line] if span.line < len(starts) else len(span.source.text)


def _start_of_line(span: Span) -> int:
    return span.source.line_starts[span.line - 1]
