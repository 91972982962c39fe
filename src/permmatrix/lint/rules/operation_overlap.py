"""An operation two of whose rows say yes to one user of one level in one situation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, islice
from typing import TypeAlias

from permmatrix.codes import Code
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.witness import witness
from permmatrix.model import Action, Operation
from permmatrix.truth import Formula, all_of

__all__ = ["check"]

Seen: TypeAlias = set[tuple[str | None, Formula]]

HELP = "guard the rows so that one of them applies; if both may say yes, suppress this and say why"


def check(examined: Examined) -> Iterator[Finding]:
    """Give the operations with such rows, each with the first two and somebody they both allow."""
    for matrix in examined.matrices.matrices:
        for operation in matrix.operations:
            pairs = combinations(_rows(operation, examined), 2)
            seen: Seen = set()
            for one, other in islice(pairs, MOST_PAIRS):
                who = _both_allow(one, other, examined, seen)
                if who is not None:
                    yield from _found(operation, one, other, who)
                    break
            else:
                if next(pairs, None) is not None:
                    yield from _too_many(operation)


MOST_PAIRS = 1000
"""The most pairs of rows of one operation that are compared; forty rows have fewer."""


def _rows(operation: Operation, examined: Examined) -> Iterator[Action]:
    """Give the rows that can say yes; of those that say the same, two will do."""
    count: Counter[object] = Counter()
    for id_ in operation.any_of:
        row = examined.matrices.actions[id_]
        means = (row.tool, row.guard, row.cells, row.platforms)
        count[means] += 1
        if count[means] <= 2 and examined.analysis.row(row.id) is not False:  # noqa: PLR2004  two
            yield row


def _too_many(operation: Operation) -> Iterator[Finding]:
    name = operation.id.partition(".")[2]
    message = f"`{name}` has too many rows to compare each with each other"
    yield from found(Code.OPERATION_OVERLAP, message, operation.span, "make several of it")


def _found(operation: Operation, one: Action, other: Action, who: str) -> Iterator[Finding]:
    names = [row.id.partition(".")[2] for row in (one, other)]
    message = f"`{names[0]}` and `{names[1]}` both say yes to {who}"
    places = dict(zip(operation.any_of, operation.any_of_spans, strict=False))
    related = [
        *other_place(f"`{names[0]}`", one.title_span),
        *other_place(f"`{names[1]}`", other.title_span),
    ]
    span = places.get(other.id, operation.span)
    yield from found(Code.OPERATION_OVERLAP, message, span, HELP, related=related)


def _both_allow(one: Action, other: Action, examined: Examined, seen: Seen) -> str | None:
    """Say to whom of one level both rows say yes, where that was not asked of such rows before."""
    if one.tool != other.tool or not _share_a_platform(one, other):
        return None
    lowering = examined.analysis.lowering
    tool = lowering.tools[one.tool]
    shapes = [lowering.shape(row) for row in (one, other)]
    given: list[str | None] = [it for it in tool.levels if it in tool.handed_out]
    for level in given if tool.default else [*given, None]:
        both = all_of([lowering.grant(shape, level) for shape in shapes])
        if both is not False and (level, both) not in seen:
            seen.add((level, both))
            space = examined.space(both)
            held = None if level is None else (one.tool, level)
            who = space and witness(space, space.bits(both), examined.matrices, held)
            if who is not None:
                return who
    return None


def _share_a_platform(one: Action, other: Action) -> bool:
    limited = bool(one.platforms and other.platforms)
    return not (limited and set(one.platforms).isdisjoint(other.platforms))
