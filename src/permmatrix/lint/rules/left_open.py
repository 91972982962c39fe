"""What the other rules could not settle."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found
from permmatrix.situations import MOST_LITERALS

__all__ = ["check"]

HELP = "in place of several facts, name one condition that the application gives"


def check(examined: Examined) -> Iterator[Finding]:
    """Give the rules that left something open, at the first of the matrices."""
    for code, times in sorted(examined.unsettled.items()):
        what = "a question" if times == 1 else f"{times:,} questions"
        message = (
            f"`{code.slug}` left {what} open that hang{'s' if times == 1 else ''} on more than"
            f" {MOST_LITERALS} facts together"
        )
        yield from found(Code.LEFT_OPEN, message, examined.matrices.matrices[0].span, HELP)
