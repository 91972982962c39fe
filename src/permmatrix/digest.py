"""
Hashes of what a policy answers: equal digests mean equal behaviour.

A digest is made of truth tables over facts in a fixed order, and of nothing that does not change an
answer: no titles, no notes, no order of rows, no spelling of a formula.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from permmatrix.lowering import Lowering, Way
from permmatrix.program import Shape
from permmatrix.truth import Table, any_of, firsts

__all__ = ["hashed", "operation_digest", "row_digest"]


def hashed(value: Any) -> str:
    """Hash plain values, the same on every machine."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode("ascii")).hexdigest()


def row_digest(lowering: Lowering, shape: Shape, platforms: Sequence[str] | None) -> str:
    """Hash what a row answers, for each level a user can have been given."""
    tool = lowering.tools[shape.tool]
    given: list[str | None] = [*sorted(tool.handed_out), *([] if tool.default else [None])]
    answers = {str(level): _answers(lowering, lowering.ways(shape, level)) for level in given}
    declared = lowering.matrices.platforms
    limited = None if platforms is None or set(platforms) >= set(declared) else sorted(platforms)
    return hashed([shape.tool, _tool(lowering, shape.tool), answers, limited])


def operation_digest(
    lowering: Lowering,
    rows: Sequence[tuple[Shape, Sequence[str] | None]],
    platforms: Sequence[str],
) -> str:
    """Hash what an operation answers on each platform: when one of its rows allows."""
    answers = {}
    for platform in ("", *platforms):
        there = [
            shape
            for shape, limited in rows
            if not platform or limited is None or platform in limited
        ]
        ways = [way for shape in there for way in lowering.whole(shape)]
        try:
            answers[platform] = _answers(lowering, sorted(ways, key=lambda way: len(way[0])))
        except OverflowError:  # too many facts together; the rows one by one say at least as much
            answers[platform] = sorted(row_digest(lowering, shape, None) for shape in there)
    return hashed([sorted({shape.tool for shape, _ in rows}), answers])


def _answers(lowering: Lowering, ways: Sequence[Way]) -> Any:
    if not any(obligations for obligations, _ in ways):
        return _table(lowering, lowering.table(any_of(formula for _, formula in ways)))
    found = firsts(ways, lowering.exclusive)
    return [
        [label, _table(lowering, table)]
        for label, table in sorted(found.items())
        if table.constant is not False
    ]


def _table(lowering: Lowering, table: Table) -> Any:
    return [[_literal(lowering, literal) for literal in table.literals], f"{table.bits:x}"]


def _literal(lowering: Lowering, literal: int) -> Any:
    atom = lowering.atoms[abs(literal) - 1]
    tool = _tool(lowering, atom[1]) if atom[0] in {"granular", "level"} else None
    return [literal > 0, atom, tool]


def _tool(lowering: Lowering, id_: str) -> Any:
    tool = lowering.tools[id_]
    return [sorted(tool.handed_out), tool.default, tool.scope]
