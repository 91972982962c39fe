"""Which rows of an operation are told to overlap: each two of them, up to a number."""

from __future__ import annotations

from pathlib import Path

import permmatrix as pm
from permmatrix.diagnostics import Report

HEAD = """\
format: permmatrix/1
id: claims
title: Claims
tool: claims
levels: {none: None, reader: Reader, admin: Admin}
default_level: none
"""


def report(folder: Path, rows: dict[str, str], more: str = "") -> Report:
    """Lint an operation of rows with these cells."""
    acts = "".join(f"  {it}: {{title: Do {it}, cells: {cells}}}\n" for it, cells in rows.items())
    whole = f"operations:\n  all: {{title: Do it, any_of: [{', '.join(rows)}]{more}}}\n"
    file = folder / "claims.yaml"
    file.write_text(f"{HEAD}actions:\n{acts}{whole}", encoding="utf-8")
    return pm.validate(file, select=["PM611"])


def test_every_two_rows_that_overlap_are_told_at_the_later_one(tmp_path: Path) -> None:
    """An overlap that is known hides none that comes after it, rows written alike included."""
    rows = {
        "a": "{admin: allow}",
        "b": "{admin: allow}",
        "c": "{reader: allow}",
        "d": "{reader: allow, admin: allow}",
    }

    found = report(tmp_path, rows)

    told = [(it.message.split(" both ")[0], it.span.text) for it in found]
    assert sorted(told) == [
        ("`a` and `b`", "b"),
        ("`a` and `d`", "d"),
        ("`b` and `d`", "d"),
        ("`c` and `d`", "d"),
    ]
    assert {place.message for it in found for place in it.related} == {"`a`", "`b`", "`c`", "`d`"}


def test_of_very_many_overlaps_the_first_are_told_and_that_there_are_more(tmp_path: Path) -> None:
    """Seven rows of one level are 21 pairs, of which 20 are told; six are 15, told all."""
    seven = report(tmp_path, {f"act{at}": "{admin: allow}" for at in range(7)})
    six = report(tmp_path, {f"act{at}": "{admin: allow}" for at in range(6)})

    assert (len(seven), len(six)) == (21, 15)
    assert [it.message for it in seven if " both say yes " not in it.message] == [
        "`all` has more than 20 pairs of rows that overlap"
    ]


def test_a_suppression_lets_every_overlap_of_its_operation_stand(tmp_path: Path) -> None:
    """It is about the operation, and covers what is found in it."""
    stands = ", suppress: [{code: operation-overlap, because: Both are meant.}]"

    found = report(tmp_path, {f"act{at}": "{admin: allow}" for at in range(7)}, stands)

    assert (len(found), len(found.suppressed)) == (0, 21)
