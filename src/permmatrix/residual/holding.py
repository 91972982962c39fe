"""Whether a residual holds for a resource and a context at hand."""

from __future__ import annotations

from typing import Any as Anything
from typing import assert_never

from permmatrix.conditions import Path
from permmatrix.facts import Open, Question, kind_of
from permmatrix.program import Atom
from permmatrix.residual import values as tests
from permmatrix.residual.values import All, Any, Leaf, Residual, Side, Test

__all__ = ["holds"]


def holds(residual: Residual, resource: Anything = None, context: Anything = None) -> bool:
    """
    Say whether a residual holds: facts are read as a decision reads them, each once.

    >>> private = Path("resource", ("private",))
    >>> holds(Leaf(tests.IsTrue(private), wanted=False), {"private": False})
    True
    >>> holds(Leaf(tests.IsTrue(private), wanted=False), {"private": None})
    False
    """
    return _holds(residual, Question(None, resource, context, {}))


def _holds(residual: Residual, question: Question) -> bool:
    match residual:
        case All(parts):
            return all(_holds(part, question) for part in parts)
        case Any(parts):
            return any(_holds(part, question) for part in parts)
        case Leaf(test, wanted):
            return _value(test, question) is wanted
        case _:
            assert_never(residual)


def _value(test: Test, question: Question) -> bool | Open:
    match test:
        case tests.Within(path, places):
            return _within(question.value(str(path)), [place.value for place in places])
        case tests.IsKnown(path):
            return not isinstance(question.value(str(path)), Open)
        case tests.IsFinite(path):
            return kind_of(question.value(str(path))) == "a number"
        case _:
            return question.atom(_atom(test))


def _within(scope: Anything, places: list[Anything]) -> bool | Open:
    if isinstance(scope, Open):
        return scope
    kind = kind_of(scope)
    if kind not in PLACES or (kind == "a number" and not isinstance(scope, int)):
        return Open()
    return any(kind_of(place) == kind and place == scope for place in places)


PLACES = ("text", "a number", "a UUID")


def _atom(
    test: tests.IsTrue
    | tests.Equals
    | tests.OneOf
    | tests.Contains
    | tests.Overlaps
    | tests.Before
    | tests.AtOrBefore,
) -> Atom:
    """Write a test as an atom of a program, what is known standing where it was read."""
    match test:
        case tests.IsTrue(path):
            return ("is_true", str(path))
        case tests.OneOf(path, values):
            return ("one_of", str(path), tuple(map(_operand, values)))
        case tests.Equals(left, right):
            return ("equals", _operand(left), _operand(right))
        case tests.Contains(left, right):
            return ("contains", _operand(left), _operand(right))
        case tests.Overlaps(left, right):
            return ("overlaps", _operand(left), _operand(right))
        case tests.Before(left, right):
            return ("before", _operand(left), _operand(right))
        case tests.AtOrBefore(left, right):
            return ("at_or_before", _operand(left), _operand(right))
        case _:
            assert_never(test)


def _operand(side: Side) -> Atom:
    return ("path", str(side)) if isinstance(side, Path) else ("value", side.value)
