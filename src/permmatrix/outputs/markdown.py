"""Findings as Markdown: the summary of a job, or a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.closing import closing
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.places import legible

__all__ = ["block", "escaped", "marked", "table", "text_of"]

MOST_BYTES = 500_000
"""A job's summary may have a megabyte, which all its steps share."""


def text_of(findings: Findings) -> str:
    """Write how many findings there are, and a table of them."""
    lines = [f"### permmatrix {findings.verb}", ""]
    lines += [f"{escaped(line.strip())}\n" for line in closing(findings)]
    if findings.diagnostics:
        heads = ("severity", "place", "code", "finding")
        lines += table(heads, (_row(it, findings) for it in findings.diagnostics))
    return "".join(f"{line}\n" for line in lines)


def _row(found: Diagnostic, findings: Findings) -> tuple[str, ...]:
    said = [found.message, *([found.help] if found.help else [])]
    place = f"<code>{escaped(found.place)}</code>"
    words = "<br>".join(map(marked, said))
    return str(findings.severity(found)), place, str(found.code), words


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Give the lines of a table, whose cells are Markdown already, as many as there is room for."""
    heads = list(heads)
    yield _line(heads)
    yield _line("---" for _ in heads)
    room, left_out = MOST_BYTES, 0
    for row in map(_line, rows):
        room -= len(row.encode("utf-8", "replace")) + 1
        if room > 0:
            yield row
        else:
            left_out += 1
    if left_out:
        yield ""
        yield f"{left_out} more are not listed here."


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def block(language: str, text: str) -> Iterator[str]:
    """Give the lines of a block of code, behind a fence that nothing in it closes."""
    longest = max((len(it) for it in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}"
    yield from legible(text.rstrip("\n")).split("\n")
    yield fence


def marked(text: str) -> str:
    """Give a message as Markdown, what stands in backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one is without its partner
        return escaped(text)
    return "".join(
        f"<code>{escaped(part)}</code>" if number % 2 and part else escaped(part)
        for number, part in enumerate(parts)
    )


def escaped(text: str) -> str:
    """
    Give text that Markdown takes for nothing else, within a table and without.

    >>> escaped("a|b <i> @team")
    'a&#124;b &#60;i&#62; @<!-- -->team'
    """
    harmless = MEANT.sub(lambda it: f"&#{ord(it[0])};", legible(text))
    # a forge looks for mentions in what is shown, where a number is a sign again
    return harmless.replace("@", "@<!-- -->").replace("\n", "<br>")


# what has a meaning anywhere, and what begins a list or a line across at the start
MEANT = re.compile(r"[\\`*_\[\]{}<>&|~#$!^]|\A[-+=]|\A\d(?=\d*[.)])")
