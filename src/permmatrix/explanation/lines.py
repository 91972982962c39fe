"""Lines that are folded to fit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["WIDTH", "Line", "folded"]

WIDTH = 100
"""Lines are no longer than this unless somebody says otherwise."""


class Line(NamedTuple):
    """A line to be folded; what does not fit goes below, indented by `hang` more."""

    indent: int
    text: str
    hang: int = 2


def folded(lines: Iterable[Line], width: int) -> str:
    """Give the lines as a text, none longer than `width` where words allow."""
    return "\n".join(part for line in lines for part in _fold(line, width))


def _fold(line: Line, width: int) -> list[str]:
    return textwrap.wrap(
        line.text,
        width,
        initial_indent=" " * line.indent,
        subsequent_indent=" " * (line.indent + line.hang),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]
