"""What tests miss, row by row: as lines to read, as tests to paste, and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from permmatrix.suite.coverage import RowCoverage
from permmatrix.suite.measured import Measured
from permmatrix.suite.mutation import RowMutation
from permmatrix.suite.score import Score
from permmatrix.suite.shared import SharedMutation

__all__ = ["measured_plain", "pasted_tests", "shared_plain", "short_rows"]


def short_rows(measured: Sequence[Measured]) -> list[str]:
    """Give a heading, and a line for each row that falls short; nothing if none does."""
    short = [
        (rows[0].row.id, *(str(row.score) for row in rows))
        for rows in _rows(measured)
        if not all(row.score.full for row in rows)
    ]
    if not short:
        return []
    names = {"coverage": any(it.coverage for it in measured)}
    names |= {"mutation": any(it.mutation for it in measured)}
    heads = ("row", *(name for name, there in names.items() if there))
    width = max(len(line[0]) for line in short)
    return [
        " ".join([line[0].ljust(width), *(cell.rjust(9) for cell in line[1:])])
        for line in (heads, *short)
    ]


def pasted_tests(measured: Sequence[Measured]) -> list[str]:
    """Give the lines of the tests that would notice what survives."""
    texts = [survivor.test for it in measured for survivor in it.survivors]
    return [line for text in texts for line in text.splitlines()]


def measured_plain(measured: Sequence[Measured]) -> dict[str, Any]:
    """Give what was measured of every row as plain values."""
    found: dict[str, Any] = {}
    for rows in _rows(measured):
        for row in rows:
            found.setdefault(row.row.id, {}).update(_row_plain(row))
    return found


def shared_plain(measured: Sequence[Measured]) -> dict[str, Any]:
    """Give what was measured of tools and operations as plain values."""
    return {part.thing.id: _mutants_plain(part) for it in measured for part in it.shared}


def _rows(measured: Sequence[Measured]) -> Iterator[tuple[RowCoverage | RowMutation, ...]]:
    for it in measured:
        yield from zip(*(part for part in (it.coverage, it.mutation) if part), strict=True)


def _row_plain(row: RowCoverage | RowMutation) -> dict[str, Any]:
    if isinstance(row, RowCoverage):
        lacking = [
            {"what": item.words, "lacking": item.lacking}
            for item in (*row.cells, *row.facts)
            if item.lacking
        ]
        return {"coverage": {**_score_plain(row.score), "lacking": lacking}}
    return {"mutation": _mutants_plain(row)}


def _mutants_plain(part: RowMutation | SharedMutation) -> dict[str, Any]:
    survivors = [{"what": it.mutant.words, "test": it.test} for it in part.survivors]
    return {**_score_plain(part.score), "equivalent": part.equivalent, "survivors": survivors}


def _score_plain(score: Score) -> dict[str, Any]:
    return {"percent": score.percent, "reached": score.reached, "whole": score.whole}
