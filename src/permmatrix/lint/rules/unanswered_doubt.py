"""A doubt that nobody has settled."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.diagnostics import shown
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found
from permmatrix.model import Doubt

__all__ = ["check"]

HELP = "ask whoever publishes the table, and write `answered:` with who settled it, how and when"


def check(examined: Examined) -> Iterator[Finding]:
    """Give the doubts without an answer, those of rows and those of whole matrices."""
    for matrix in examined.matrices.matrices:
        for row in matrix.actions:
            for doubt in row.doubts:
                yield from _unanswered(doubt)
        for doubt in matrix.doubts:
            yield from _unanswered(doubt)


def _unanswered(doubt: Doubt) -> Iterator[Finding]:
    if doubt.answered is None:
        message = f"nobody has answered this doubt: {shown(doubt.why).rstrip('.')}"
        yield from found(Code.UNANSWERED_DOUBT, message, doubt.span, HELP, cells=doubt.cells)
