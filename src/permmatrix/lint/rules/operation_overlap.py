"""An operation two of whose rows say yes to one user of one level in one situation."""

from __future__ import annotations

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

Known: TypeAlias = dict[tuple[str, str | None, Formula], str | None]
"""To whom of a level on a tool a formula says yes, in words: of rows written alike, once."""

HELP = "guard the rows so that one of them applies; if both may say yes, suppress this and say why"


MOST_PAIRS = 1000
"""The most pairs of rows of one operation that are compared; forty rows have fewer."""

MOST_TOLD = 20
"""The most of them that are told; who has more of them needs no list."""


def check(examined: Examined) -> Iterator[Finding]:
    """Give every two of an operation's rows that overlap, with somebody they both allow."""
    known: Known = {}
    for matrix in examined.matrices.matrices:
        for operation in matrix.operations:
            yield from _in(operation, examined, known)


def _in(operation: Operation, examined: Examined, known: Known) -> Iterator[Finding]:
    rows = [examined.matrices.actions[it] for it in operation.any_of]
    able = [it for it in rows if examined.analysis.row(it.id) is not False]
    pairs = combinations(able, 2)
    told = 0
    for one, other in islice(pairs, MOST_PAIRS):
        who = _both_allow(one, other, examined, known)
        if who is None:
            continue
        told += 1
        if told > MOST_TOLD:
            yield from _not_all(operation, f"has more than {MOST_TOLD} pairs of rows that overlap")
            return
        yield from _found(operation, one, other, who)
    if next(pairs, None) is not None:
        yield from _not_all(operation, "has too many rows to compare each with each other")


def _not_all(operation: Operation, what: str) -> Iterator[Finding]:
    message = f"`{operation.id.partition('.')[2]}` {what}"
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


def _both_allow(one: Action, other: Action, examined: Examined, known: Known) -> str | None:
    """Say to whom of one level both rows say yes."""
    if one.tool != other.tool or not _share_a_platform(one, other):
        return None
    lowering = examined.analysis.lowering
    tool = lowering.tools[one.tool]
    shapes = [lowering.shape(row) for row in (one, other)]
    given: list[str | None] = [it for it in tool.levels if it in tool.handed_out]
    for level in given if tool.default else [*given, None]:
        both = all_of([lowering.grant(shape, level) for shape in shapes])
        key = (one.tool, level, both)
        if both is not False and key not in known:
            known[key] = _who(both, one.tool, level, examined)
        if known.get(key) is not None:
            return known[key]
    return None


def _who(both: Formula, tool: str, level: str | None, examined: Examined) -> str | None:
    space = examined.space(both, known=True)
    held = None if level is None else (tool, level)
    return None if space is None else witness(space, space.bits(both), examined.matrices, held)


def _share_a_platform(one: Action, other: Action) -> bool:
    limited = bool(one.platforms and other.platforms)
    return not (limited and set(one.platforms).isdisjoint(other.platforms))
