"""
The limits that come with a yes, as far as a receipt tells: whatever the facts are that it lacks.

Which cell a yes rests on hangs on other cells not allowing, and a cell does not allow where a fact
is false or not known. So a fact that is lacking is two here: that it is known to be true, and that
it is known to be false, of which it is one or neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from permmatrix.program import Program
from permmatrix.receipts.asked import Asked
from permmatrix.receipts.settling import can_be_true, settled
from permmatrix.truth import Formula, all_of, any_of, fact, literals, not_

__all__ = ["possible_limits"]


def possible_limits(
    asked: Asked, program: Program, values: Mapping[int, bool | None]
) -> set[tuple[str, ...]]:
    """Give the obligations with which it may be allowed, the facts of `values` being as there."""
    ways = [(limits, settled(it, values)) for limits, it in asked.ways()]
    free = {abs(literal) - 1 for _, it in ways for literal in literals(it)}
    earlier: list[Formula] = list(_rules(asked, program, free))
    found: set[tuple[str, ...]] = set()
    for limits, way in ways:
        known = _known(way)
        if limits not in found and can_be_true(all_of([known, *earlier])):
            found.add(limits)
        earlier.append(settled(known, {}, sign=-1))
    return found


def _known(formula: Formula) -> Formula:
    """Say a formula, in which `not` stands before facts, of what is known of the facts."""
    if isinstance(formula, bool):
        return formula
    word, *parts = formula
    if word == "fact":
        return _known_true(parts[0])
    if word == "not":
        return _known_false(parts[0][1])
    return (all_of if word == "all" else any_of)(map(_known, parts))


def _known_true(number: int) -> Formula:
    return fact(2 * number)


def _known_false(number: int) -> Formula:
    return fact(2 * number + 1)


def _rules(asked: Asked, program: Program, free: set[int]) -> Iterator[Formula]:
    """Say what always holds of what is known: of levels, those of a tool are known together."""
    for number in sorted(free):
        yield any_of([not_(_known_true(number)), not_(_known_false(number))])
    for id_, numbers in asked.on_tools.items():
        if free.isdisjoint(numbers.values()):
            continue
        tool = program.tools[id_]
        given = [_known_true(numbers[it]) for it in numbers if it in tool.handed_out]
        known = [any_of([_known_true(it), _known_false(it)]) for it in numbers.values()]
        some = [any_of(given)] if tool.default else []
        yield any_of([all_of([*known, *some]), all_of(map(_not, known))])
        yield from (not_(_known_true(numbers[it])) for it in numbers if it not in tool.handed_out)
        for it in numbers.values():
            yield any_of([not_(_known_true(it)), not_(_known_false(it))])


def _not(formula: Formula) -> Formula:
    return settled(formula, {}, sign=-1)
