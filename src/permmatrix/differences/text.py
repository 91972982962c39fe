"""A difference as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.differences.told import (
    cell_line,
    cells_apart,
    heading,
    people_lines,
    rename_line,
    text_line,
    unusable_line,
    verdict,
    witness_lines,
)
from permmatrix.differences.values import Change, Differences, Direction, What

__all__ = ["diff_text"]


def diff_text(diff: Differences) -> str:
    """Say what two policies answer differently, the verdict last."""
    return "\n".join([*_lines(diff), verdict(diff)])


def _lines(diff: Differences) -> Iterator[str]:
    for change in diff.changes:
        yield from _change(change)
    for rename in diff.renames:
        yield f"renamed: {rename_line(rename)}"
    for text in diff.texts:
        yield f"text only: {text_line(text)}"
    if diff.people is not None:
        yield from people_lines(diff.people)
        if not diff.people:
            yield "nobody in the file of facts gains or loses anything"
    yield from (f"not usable: {unusable_line(it)}" for it in diff.unusable)


def _change(change: Change) -> Iterator[str]:
    title = f" ({change.title})" if change.title and change.what is not What.LEVEL else ""
    way = "declared" if change.direction is Direction.NEITHER else change.direction
    yield f"{way}: {heading(change)}{title}"
    lead, rest = cells_apart(change)
    for cell in lead:
        yield f"  {cell.title} {cell.direction}: {cell_line(cell)}"
        yield from (f"    {line}" for line in witness_lines(cell))
    for direction, titles in rest.items():
        yield f"  likewise {direction}: {', '.join(titles)}"
    yield from (f"  {line}" for line in witness_lines(change))
