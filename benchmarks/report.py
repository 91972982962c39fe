"""The figures as tables of plain text or Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.speed import Speed, Told, is_right

__all__ = ["aligned", "count", "markdown", "speed_rows", "time"]

Cells = Sequence[str]


def speed_rows(speeds: Iterable[Speed]) -> list[Cells]:
    """Give a row for each contender, and columns for each number of rows it was timed at."""
    found = list(speeds)
    sizes = sorted({it.actions for it in found})
    by_name: dict[str, dict[int, Speed]] = {}
    for it in found:
        by_name.setdefault(it.contender, {})[it.actions] = it
    head = ["a request"]
    for size in sizes:
        head += [f"{size:,} actions", "×"]
    rows: list[Cells] = [[*head, "right", "right after a change"]]
    for name, at in by_name.items():
        cells = [name]
        for size in sizes:
            cells += (
                [time(at[size].nanoseconds), _ratio(at[size].ratio)] if size in at else ["", ""]
            )
        asked = list(at.values())
        rows.append([*cells, _told([it.before for it in asked]), _told([it.after for it in asked])])
    return rows


def time(nanoseconds: float) -> str:
    """Write a time in the unit that suits it."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return (
                f"{nanoseconds / size:.3g} {unit}"
                if nanoseconds < 1000 * size
                else (f"{nanoseconds / size:,.0f} {unit}")
            )
    return f"{nanoseconds:.3g} ns"


def count(number: int) -> str:
    """Write a count with its thousands marked."""
    return f"{number:,}"


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _told(told: Sequence[Told | None]) -> str:
    """Write how many answers were right, over all numbers of rows."""
    given = [it for it in told if it is not None]
    if not given:
        return "-"
    asked = sum(it.asked for it in given)
    if all(map(is_right, given)):
        return f"all {asked:,}"
    return f"{sum(it.right for it in given):,} of {asked:,}"


def aligned(rows: Sequence[Cells]) -> str:
    """Write a table in columns: the first to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *rest = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def markdown(rows: Sequence[Cells]) -> str:
    """Write a table in Markdown."""
    rule = ["---", *["---:"] * (len(rows[0]) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])
