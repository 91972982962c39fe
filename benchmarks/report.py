"""The figures as tables, of plain text or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from benchmarks.budgets import Checked
from benchmarks.case import Case
from benchmarks.explaining import Explaining
from benchmarks.listing import Listing
from benchmarks.results import Results
from benchmarks.scale import Validated
from benchmarks.speed import Speed, Told, is_right

__all__ = ["Table", "aligned", "budgets", "markdown", "tables", "time"]

Table: TypeAlias = list[list[str]]
"""Rows of cells, the first of them the heads of the columns."""


def tables(results: Results) -> Iterator[Table]:
    """Give a table for each part that was measured."""
    if results.speeds:
        yield _speeds(results.speeds)
    if results.missing:
        yield [["left out", "why"], *([it.package, it.why] for it in results.missing)]
    if results.listing:
        yield _listing(results.listing)
    if results.explaining:
        yield _explaining(results.explaining)
    if results.starts:
        yield _starts(results)
    yield from _files(results)
    yield _bulk(results)


def _speeds(speeds: Sequence[Speed]) -> Table:
    """Give a row for each contender, and columns for each number of rows it was timed at."""
    sizes = sorted({it.actions for it in speeds})
    by_name: dict[str, dict[int, Speed]] = {}
    for it in speeds:
        by_name.setdefault(it.contender, {})[it.actions] = it
    heads = [head for size in sizes for head in (f"{size:,} actions", "×")]
    rows = [["one request", *heads, "right", "after a change"]]
    for name, at in by_name.items():
        cells = [cell for size in sizes for cell in _timed(at.get(size))]
        before, after = [it.before for it in at.values()], [it.after for it in at.values()]
        rows.append([name, *cells, _told(before), _told(after)])
    return rows


def _timed(speed: Speed | None) -> list[str]:
    return ["", ""] if speed is None else [time(speed.nanoseconds), _ratio(speed.ratio)]


def _told(told: Sequence[Told | None]) -> str:
    """Write how many answers were right, over all numbers of rows."""
    given = [it for it in told if it is not None]
    if not given:
        return "-"
    asked = sum(it.asked for it in given)
    if all(map(is_right, given)):
        return f"all {asked:,}"
    return f"only {sum(it.right for it in given):,} of {asked:,}"


def _listing(found: Listing) -> Table:
    return [
        ["all 44 actions of a user", "time", "× one by one"],
        ["for_user(…).allowed_actions", time(found.allowed_actions), _ratio(found.ratio)],
        [
            "for_user(…).allowed_actions on mappings",
            time(found.on_mappings),
            _ratio(found.on_mappings / found.one_by_one),
        ],
        ["permmatrix, allows, one by one", time(found.one_by_one), "1.00"],
        [
            "hand-written, one by one",
            time(found.handwritten),
            _ratio(found.handwritten / found.one_by_one),
        ],
        ["making the view of a user", time(found.view), ""],
        ["answers right", _told([found.before]), _told([found.after]) + " after a change"],
    ]


def _explaining(found: Explaining) -> Table:
    return [
        ["explaining one decision, median", "time"],
        ["explain, with every fix", time(found.with_fixes)],
        ["explain, with every fix, of a situation not met before", time(found.anew)],
        ["explain, with every fix and the working", time(found.with_working)],
        ["explain, as text, with what else each fix grants", time(found.as_text)],
    ]


def _starts(results: Results) -> Table:
    heads = ["whole process, one decision", "time", "× bare", "memory", "at 4,400 actions"]
    return [
        heads,
        *(
            [
                it.contender,
                f"{it.milliseconds:.0f} ms",
                f"{it.ratio:.2f}",
                _megabytes(it.megabytes),
                _megabytes(it.megabytes_large),
            ]
            for it in results.starts
        ),
    ]


def _megabytes(size: float | None) -> str:
    return "not known" if size is None else f"{size:.1f} MB"


def _files(results: Results) -> Iterator[Table]:
    rows = []
    if results.load is not None:
        rows.append(["load the shipped matrices, after imports", f"{results.load:.0f} ms"])
    rows += [row for it in results.validated for row in _validated(it)]
    if rows:
        yield [["reading YAML", "time"], *rows]


def _validated(it: Validated) -> Iterator[list[str]]:
    yield [f"validate {it.rows:,} rows, the whole process", f"{it.seconds:.2f} s"]
    memory = f"at most {it.megabytes:.0f} MB"
    yield [f"compile them, with every digest ({memory})", f"{it.compiled:.2f} s"]
    yield ["diff with one cell changed", f"{it.differed:.2f} s"]


def _bulk(results: Results) -> Table:
    if isinstance(results.bulk, str):
        return [["bulk", ""], ["not measured", results.bulk]]
    heads = ["in bulk", "of how many", "each", "asked of `allows` too"]
    return [heads, *map(_case, results.bulk)]


def _case(it: Case) -> list[str]:
    agreed = f"all {it.agreed:,} agree" if it.agreed else "-"
    return [it.name, f"{it.pairs:,}", time(it.nanoseconds), agreed]


def budgets(checked: Sequence[Checked]) -> Table:
    """Give what is promised, what was measured, and whether that is within it."""
    return [["promised", "at most", "measured", ""], *map(_checked, checked)]


def _checked(it: Checked) -> list[str]:
    if it.measured is None:
        return [it.what, f"{it.limit:g}", "-", "not measured"]
    return [it.what, f"{it.limit:g}", f"{it.measured:.4g}", "MISSED" if it.missed else "met"]


def time(nanoseconds: float) -> str:
    """Write a time in the unit that suits it."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3), ("ns", 1.0)):
        if nanoseconds >= size:
            return f"{_three(nanoseconds / size)} {unit}"
    return f"{nanoseconds:.2f} ns"


def _three(number: float) -> str:
    """Write three figures of a number, and every figure before the point."""
    return (
        f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"
    )


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def aligned(table: Table) -> str:
    """Write a table in columns: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for first, *rest in table:
        cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([lines[0], rule, *lines[1:]])


def markdown(table: Table) -> str:
    """Write a table in Markdown."""
    heads, *rows = table
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, rule, *rows])
