"""Texts and the places in them: offsets turned into lines and columns."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import final

from attrs import field, frozen

__all__ = ["Source", "Span"]

LINE_BREAK = re.compile(r"\r\n|\r|\n")


@final
@frozen(slots=False, eq=False)
class Source:
    """
    A text and the name it is shown under, usually the path it was read from.

    `first_line` is the number of its first line, where the text is a part of what has that name.
    """

    name: str
    text: str = field(repr=False)
    first_line: int = 1

    @cached_property
    def line_starts(self) -> array[int]:
        """Offset of the first character of each line."""
        lines = self.text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
        return array("L", accumulate((len(line) + 1 for line in lines[:-1]), initial=0))

    def position(self, offset: int) -> tuple[int, int]:
        r"""
        Turn an offset into a line and a column, both counted from 1, in characters.

        >>> Source("x.yaml", "id: a\ntitle: b\n").position(6)
        (2, 1)
        """
        line = bisect_right(self.line_starts, offset)
        return line + self.first_line - 1, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Give the text of a line without its break."""
        start = self.line_starts[number - self.first_line]
        match = LINE_BREAK.search(self.text, start)
        return self.text[start : match.start() if match else len(self.text)]


@final
@frozen
class Span:
    r"""
    A stretch of a source, from `start` up to but not including `end`.

    >>> span = Span(Source("x.yaml", "id: a\ntitle: b\n"), 6, 11)
    >>> (span.line, span.column, span.end_line, span.end_column, span.text)
    (2, 1, 2, 6, 'title')
    """

    source: Source = field(repr=False)
    start: int
    end: int

    @property
    def file(self) -> str:
        """The name of the source."""
        return self.source.name

    @property
    def line(self) -> int:
        """The line of the first character, from 1."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """The column of the first character, from 1, in characters."""
        return self.source.position(self.start)[1]

    @property
    def end_line(self) -> int:
        """The line of the place just after the last character, from 1."""
        return self.source.position(self.end)[0]

    @property
    def end_column(self) -> int:
        """The column of the place just after the last character, from 1."""
        return self.source.position(self.end)[1]

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.source.text[self.start : self.end]
