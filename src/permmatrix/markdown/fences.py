"""The blocks of a page that are fenced and called `permmatrix`, found among all others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, final

__all__ = ["Block", "Text", "split"]

FENCE = re.compile(r"(?P<indent>(?:[ >]|[-*+] )*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")


@final
class Text(NamedTuple):
    """A line that belongs to no block of ours."""

    line: str


@final
class Block(NamedTuple):
    """
    A block of ours: what stands before its fence, its lines as written, those between the fences.

    What stands before is an indent, and the marks of a list or a quote; no line has it any more.
    """

    indent: str
    written: tuple[str, ...]
    lines: tuple[str, ...]


def split(lines: list[str]) -> Iterator[Text | Block]:
    """
    Part a page into our blocks and the lines around them.

    A block within another, such as one that shows how it is written, is not ours; nor is one that
    nothing ends.
    """
    place = 0
    while place < len(lines):
        opening = FENCE.fullmatch(lines[place])
        end = _end(lines, place, opening["fence"]) if opening else None
        if opening is None or end is None:
            yield Text(lines[place])
            place += 1
            continue
        written = lines[place : end + 1]
        if opening["info"].strip() == "permmatrix":
            indent = opening["indent"]
            dedented = (
                written[0][len(indent) :],
                *(re.sub(rf"^[ >]{{0,{len(indent)}}}", "", it) for it in written[1:]),
            )
            yield Block(indent, dedented, dedented[1:-1])
        else:
            yield from map(Text, written)
        place = end + 1


def _end(lines: list[str], start: int, fence: str) -> int | None:
    """Give the place of the line that ends a fenced block: the same sign as often, or more."""
    closing = re.compile(rf"[ >]*{re.escape(fence)}{re.escape(fence[0])}*\s*")
    found = (it for it in range(start + 1, len(lines)) if closing.fullmatch(lines[it]))
    return next(found, None)
