"""
The markers of a region in a page that is written by hand.

A marker is a comment on a line of its own, `permmatrix:begin …` or `permmatrix:end`, as the page's
format writes comments. In a block of code it is only an example.
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

__all__ = ["SYNTAXES", "Region", "Syntax", "regions_of", "syntax_of"]


@final
@frozen
class Syntax:
    """How a format writes a comment, and where a block of code begins and ends, if by fences."""

    format: str
    marker: re.Pattern[str]
    fence: re.Pattern[str] | None


COMMENT = r"(?:<!--\s*permmatrix:(?P<word>[\w-]*)(?P<rest>.*?)\s*-->)[ \t]*"
SYNTAXES = {
    ".md": Syntax(
        "markdown", re.compile(rf" {{0,3}}{COMMENT}"), re.compile(r" {0,3}(`{3,}|~{3,})")
    ),
    ".html": Syntax("html", re.compile(rf"[ \t]*{COMMENT}"), None),
    ".rst": Syntax("rst", re.compile(r"\.\. permmatrix:(?P<word>[\w-]*)(?P<rest>.*?)[ \t]*"), None),
    ".adoc": Syntax(
        "asciidoc",
        re.compile(r"//[ \t]*permmatrix:(?P<word>[\w-]*)(?P<rest>.*?)[ \t]*"),
        re.compile(r"(-{4,}|\.{4,})[ \t]*$"),
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
    stands between the two: the lines that are made.
    """

    words: str
    marker: Span
    inner: Span


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
            inner = Span(problems.source, _after(opened[0]), _start_of_line(span))
            found.append(Region(opened[1], opened[0], inner))
            opened = None
    if opened is not None:
        _unpaired(problems, opened[0])
    return found


WORDS = ("begin", "end")


def _unpaired(problems: Problems, span: Span) -> None:
    message = "this region begins and does not end"
    problems.add(Code.UNPAIRED, message, span, help="put a `permmatrix:end` after it")


def _markers(source: Source, syntax: Syntax) -> Iterator[tuple[Span, re.Match[str]]]:
    fence = ""
    for line in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", source.text):
        text = line[0].rstrip("\r\n")
        fenced = syntax.fence.match(text) if syntax.fence else None
        if fenced and not fence:
            fence = fenced[1]
        elif fence:
            if fenced and fenced[1].startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
        elif match := syntax.marker.fullmatch(text):
            start = line.start() + len(text) - len(text.lstrip())
            yield Span(source, start, line.start() + len(text.rstrip())), match


def _after(span: Span) -> int:
    """Give where the line after a marker's begins."""
    text = span.source.text
    line_break = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)").match(text, span.end)
    return line_break.end() if line_break else len(text)


def _start_of_line(span: Span) -> int:
    return span.source.line_starts[span.line - 1]
