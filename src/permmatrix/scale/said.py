"""What is said of the context, and whether a test can use it with any value of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from permmatrix.errors import FactError
from permmatrix.facts import Open, Question
from permmatrix.program import Atom
from permmatrix.scale.needs import Needs
from permmatrix.scale.values import placed, reads

__all__ = ["unusable"]

VALUES: Final = (
    *(True, 0, "a", ["a"], date.min, UUID(int=0)),
    *(datetime.min, datetime.min.replace(tzinfo=UTC)),  # noqa: DTZ901  one without an offset, too
)
"""One of each kind that a test tells apart."""


def unusable(asked: Needs, context: Mapping[str, Any]) -> list[FactError]:
    """Give what is wrong with facts of the context with which some test is settled by no value."""
    of_tables = (numbers for _, numbers in (*asked.users, *asked.contracts))
    numbers = {*asked.settled, *(it for some in of_tables for it in some)}
    found = {it for number in numbers for it in _wrong(asked.program.atoms[number], context)}
    return sorted(found, key=str)


def _wrong(atom: Atom, context: Mapping[str, Any]) -> Iterator[FactError]:
    ours = reads(atom, "context")
    if not ours:
        return
    found: set[FactError] = set()
    for value in VALUES:
        answer = _asked(atom, value, context)
        if not isinstance(answer, Open):
            return
        found |= answer.errors
    yield from (it for it in found if it.fact in ours)


def _asked(atom: Atom, value: Any, context: Mapping[str, Any]) -> bool | Open:
    user, resource = (_with(value, reads(atom, root)) for root in ("user", "resource"))
    return Question(user, resource, context, {}).atom(atom)


def _with(value: Any, paths: list[str]) -> dict[str, Any]:
    """Give an object that has a value at some paths."""
    return placed([it.partition(".")[2] for it in paths], [value] * len(paths))
