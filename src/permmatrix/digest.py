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
from permmatrix.tables import MAX_LITERALS, Table
from permmatrix.truth import Formula

__all__ = ["hashed", "operation_digest", "row_digest"]


def hashed(value: Any) -> str:
    """Hash plain values, the same on every machine."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode("ascii")).hexdigest()


def row_digest(lowering: Lowering, shape: Shape, platforms: Sequence[str] | None) -> str:
    """Hash what a row answers, whatever levels a user was given."""
    answers = _answers(lowering, lowering.ways(shape))
    declared = lowering.matrices.platforms
    everywhere = platforms is None or not answers or set(platforms) >= set(declared)
    limited = None if everywhere or platforms is None else sorted(platforms)
    return hashed([shape.tool, _tool(lowering, shape.tool), answers, limited])


def operation_digest(
    lowering: Lowering,
    rows: Sequence[tuple[Shape, Sequence[str] | None]],
    platforms: Sequence[str],
) -> str:
    """Hash what an operation answers on each platform: when one of its rows allows."""
    there = {
        platform: tuple(
            place
            for place, (_, limited) in enumerate(rows)
            if not platform or limited is None or platform in limited
        )
        for platform in ("", *platforms)
    }
    ways = [lowering.ways(shape) for shape, _ in rows]
    answers = {}
    for places in set(there.values()):
        # of two ways alike, a decision prefers the last
        found = [way for place in reversed(places) for way in ways[place]]
        answers[places] = _answers(lowering, sorted(found, key=lambda way: len(way[0])))
    tools = sorted({shape.tool for shape, _ in rows})
    return hashed([tools, {platform: answers[places] for platform, places in there.items()}])


def _answers(lowering: Lowering, ways: Sequence[Way]) -> Any:
    """Give what comes with a yes and when, in plain values; nothing where there is never a yes."""
    try:
        found = lowering.firsts(ways)
    except OverflowError:  # too many facts for a table; how the formulas are written says enough
        return [[label, _written(lowering, formula)] for label, formula in ways]
    return [
        [label, _table(lowering, table)]
        for label, table in sorted(found.items())
        if table.constant is not False
    ]


def _written(lowering: Lowering, formula: Formula) -> Any:
    if isinstance(formula, bool):
        return formula
    if formula[0] == "fact":
        return _fact(lowering, formula[1])
    return [formula[0], *(_written(lowering, part) for part in formula[1:])]


def _table(lowering: Lowering, table: Table) -> Any:
    facts = [[literal > 0, *_fact(lowering, abs(literal) - 1)] for literal in table.literals]
    if len(facts) <= MAX_LITERALS:
        return [facts, f"{table.bits:x}"]
    return [facts, table.hashed.hex()]


def _fact(lowering: Lowering, number: int) -> Any:
    """Name a fact by what it tests, and on a tool by what decides who holds it as well."""
    atom = lowering.facts[number]
    kind, about = atom[1:] if atom[0] == "known" else atom[:2]
    return [atom, _tool(lowering, about) if kind in {"granular", "level"} else None]


def _tool(lowering: Lowering, id_: str) -> Any:
    tool = lowering.tools[id_]
    return [sorted(tool.handed_out), tool.default, tool.scope]
