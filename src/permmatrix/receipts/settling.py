"""
What an answer hangs on: formulas with some facts settled and the others free.

A fact is true, false or unknown. A formula allows where it is known to be true, which more
knowledge never undoes; so of the values that a free fact may have, unknown is the worst for a yes,
and true or false is the best.
"""

from __future__ import annotations

from permmatrix.truth import all_of, any_of, fact, literals, not_

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from permmatrix.truth import Formula

__all__ = ["can_be_true", "is_true", "settled"]


def settled(formula: Formula, values: Mapping[int, bool | None], *, sign: int = 1) -> Formula:
    """
    Give when a formula is known to be true, once the facts in `values` are as these say.

    `not` stands before single facts only in it, and None is unknown.

    >>> settled(("not", ("any", ("fact", 1), ("fact", 2))), {2: False})
    ('not', ('fact', 1))
    >>> settled(("any", ("fact", 0), ("not", ("fact", 0))), {0: None})
    False
    """
    if isinstance(formula, bool):
        return formula is (sign > 0)
    word, *parts = formula
    if word == "fact":
        number = parts[0]
        if number in values:
            return values[number] is (sign > 0)
        return fact(number) if sign > 0 else not_(fact(number))
    if word == "not":
        return settled(parts[0], values, sign=-sign)
    join = all_of if (word == "all") is (sign > 0) else any_of
    return join([settled(part, values, sign=sign) for part in parts])


def is_true(formula: Formula, values: Mapping[int, bool | None]) -> bool:
    """Say whether a formula is true by these facts alone, whatever the others are."""
    rest = {abs(literal) - 1: None for literal in literals(formula)}
    return settled(formula, {**rest, **values}) is True


def can_be_true(formula: Formula) -> bool:
    """
    Say whether some values of the facts make a formula true, in which `not` stands before facts.

    A fact that occurs on one side only is put there, so cases are told apart only for those that
    occur on both.

    >>> can_be_true(("all", ("fact", 0), ("not", ("fact", 1))))
    True
    >>> can_be_true(("all", ("fact", 0), ("not", ("fact", 0))))
    False
    """
    while not isinstance(formula, bool):
        found = literals(formula)
        values: dict[int, bool | None] = {
            abs(literal) - 1: literal > 0 for literal in found if -literal not in found
        }
        if not values:
            number = max(found) - 1
            return any(can_be_true(settled(formula, {number: it})) for it in (True, False))
        formula = settled(formula, values)
    return formula
