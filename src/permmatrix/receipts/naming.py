"""
Facts by name: a text that says what is tested, whatever a matrix calls the condition.

Two policies that test the same have the same name for it, so a receipt of one can be read by the
other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from permmatrix.facts import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from permmatrix.program import Atom

__all__ = [
    "GRANULAR",
    "LEVELS",
    "PER",
    "SYMMETRIC",
    "fact_name",
    "held_name",
    "is_by_scope",
    "is_levels",
]

LEVELS, GRANULAR = "levels", "granular"
PER = " per "
"""What stands between a name and the scope, where what is held on the tool is held by scope."""
SYMMETRIC = frozenset({"equals", "overlaps"})
"""Tests that are the same with their two sides the other way around."""
NO_SCOPE = "nothing"
PLAIN = frozenset({str, list, tuple, set, frozenset})
"""How something is held without a scope; asking whether it is a mapping would take longer."""


def fact_name(atom: Atom) -> str:
    """
    Name what an atom that is no level tests.

    >>> fact_name(("contains", ("path", "resource.contacts"), ("path", "user.id")))
    'contains resource.contacts user.id'
    >>> fact_name(("equals", ("path", "resource.kind"), ("value", "order")))
    'equals resource.kind "order"'
    >>> fact_name(("granular", "claims", "create"))
    'granular claims create'

    What is the same either way around has one name, paths before values.

    >>> fact_name(("equals", ("path", "user.id"), ("path", "resource.author")))
    'equals resource.author user.id'
    """
    kind, *about = atom
    if kind in SYMMETRIC:
        about.sort(key=lambda operand: (operand[0] != "path", _operand(operand)))
    return " ".join([kind, *map(_operand, about)])


def _operand(operand: Any) -> str:
    match operand:
        case str():
            return operand
        case ("path", path):
            return str(path)
        case ("value" | "truth", value):
            return json.dumps(value)
        case _:  # the literals of `one_of`
            return json.dumps([value for _, value in operand], separators=(",", ":"))


def is_levels(name: str) -> bool:
    """Say whether a fact is which levels were given on a tool, and so has a list for its value."""
    return name.startswith(f"{LEVELS} ")


def held_name(name: str, scope: str | None) -> str:
    """
    Name what is held on a tool where it is held by scope.

    >>> held_name("levels claims", "resource.project")
    'levels claims per resource.project'
    """
    return f"{name}{PER}{scope or NO_SCOPE}"


def is_by_scope(question: Question, kind: str, tool: str) -> bool:
    """Say whether the user holds something on a tool by scope, such as by project."""
    try:
        found = question.on_tool(kind, tool)
        return type(found) not in PLAIN and isinstance(found, Mapping)
    except Exception:  # noqa: BLE001  the host's collections may raise anything
        return False
