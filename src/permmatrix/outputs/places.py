"""Where a finding is, as reports say it: paths from the root of the project, lines and columns."""

from __future__ import annotations

import os
import re
from typing import NamedTuple
from urllib.parse import quote

from permmatrix.outputs.findings import Findings
from permmatrix.source import Span

__all__ = ["STANDARD_INPUT", "Lines", "legible", "lines_of", "path_of", "uri_of"]

STANDARD_INPUT = "-"
"""Its name, which is no file's."""


def path_of(name: str, findings: Findings) -> str:
    """
    Give a file's path with forward slashes: from the root where it lies in it, else the whole path.

    >>> findings = Findings(verb="validate", folder="/project/m", root="/project")
    >>> path_of("a.yaml", findings), path_of("../../a.yaml", findings)
    ('m/a.yaml', '/a.yaml')
    """
    if name == STANDARD_INPUT:
        return name
    path = os.path.normpath(os.path.join(findings.folder, name))  # noqa: PTH118  pathlib keeps ..
    inside = os.path.join(findings.root, "")  # noqa: PTH118  as above
    return path.removeprefix(inside).replace(os.sep, "/")


def uri_of(name: str, findings: Findings) -> str:
    """
    Give a file's address: relative, or with a scheme where the file lies outside of the root.

    >>> findings = Findings(verb="validate", folder="/project", root="/project")
    >>> uri_of("a b.yaml", findings), uri_of("c:d.yaml", findings), uri_of("/x/#.yaml", findings)
    ('a%20b.yaml', 'c%3Ad.yaml', 'file:///x/%23.yaml')
    """
    path = path_of(name, findings)
    if not os.path.isabs(path):  # noqa: PTH117  it is text here
        return _quoted(path)
    # a drive keeps its colon, which could be taken for a scheme's in a relative address only
    return f"file://{'' if path.startswith('/') else '/'}{_quoted(path, '/:')}"


def _quoted(path: str, safe: str = "/") -> str:
    try:
        return quote(path, safe, errors="surrogateescape")  # the bytes of a name that is no UTF-8
    except UnicodeEncodeError:
        return quote(path, safe, errors="surrogatepass")


class Lines(NamedTuple):
    """The lines that a finding touches, both inclusive; columns where there is one line only."""

    first: int
    last: int
    columns: tuple[int, int] | None


def lines_of(span: Span) -> Lines:
    """Give the lines that a span touches; not the one before whose first character it ends."""
    first, last = span.line, span.end_line
    if span.end_column == 1 and last > first:
        last -= 1
    if last > first:
        return Lines(first, last, None)
    end = span.end_column if span.end_line == first else len(span.source.line(first)) + 1
    return Lines(first, last, (span.column, end))


def legible(text: str) -> str:
    """Replace what a terminal would obey, what hides how a text runs, and what is no character."""
    return re.sub(rf"[{TURNING}]|[^{SHOWN}]", "\ufffd", text)


SHOWN = r"\t\n -\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"
TURNING = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""What makes text run the other way, and so seem to say what it does not."""
