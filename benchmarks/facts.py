"""
The rows in the words of peers that take expressions and plain data rather than Python.

Such a peer is handed, with each question, the level held and what the row's facts hang on, read
from the host's objects when it is asked. Sets become lists, which is what these engines take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from benchmarks.table import GRANULAR, Facts, Row

__all__ = ["VARIABLES", "Given", "Read", "cells", "expression", "reader"]

Given: TypeAlias = dict[str, Any]
Read: TypeAlias = Callable[[Any, Any, Any], Given]

VARIABLES: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    "user": lambda user, _, __: user.id,
    "contacts": lambda _, contract, __: list(contract.progress_claim_contacts),
    "members": lambda _, contract, __: list(contract.private_members),
    "private": lambda _, contract, __: contract.private,
    "in_period": lambda _, __, context: context["during_billing_period"],
    "granular": lambda user, _, __: list(user.granular["commitments"]),
}
"""What facts hang on, by the name it has in expressions. Beside them stands `level`."""

HANGS_ON: Mapping[str, tuple[str, ...]] = {
    "contact": ("user", "contacts"),
    "listed": ("user", "members"),
    "private": ("private",),
    "public": ("private",),
    "in_period": ("in_period",),
    **dict.fromkeys(GRANULAR, ("granular",)),
}


def reader(row: Row) -> Read:
    """Give what reads from the objects of a question what the row hangs on, and no more."""
    facts = {*row.guard, *(fact for _, cell in cells(row) for fact in cell)}
    names = sorted({name for fact in facts for name in HANGS_ON[fact]})
    parts = tuple((name, VARIABLES[name]) for name in names)
    tool = row.tool

    def read(user: Any, contract: Any, context: Any) -> Given:
        given = {"level": user.levels[tool]}
        for name, variable in parts:
            given[name] = variable(user, contract, context)
        return given

    return read


def cells(row: Row) -> Iterator[tuple[list[str], Facts]]:
    """Give the cells that are not blank, each once with the levels that have it."""
    by_cell: dict[Facts, list[str]] = {}
    for level in ("admin", "standard", "read_only"):
        facts = getattr(row, level)
        if facts is not None:
            by_cell.setdefault(facts, []).append(level)
    for facts, levels in by_cell.items():
        yield levels, facts


def expression(row: Row, level: Callable[[str], str], facts: Mapping[str, str]) -> str:
    """Write a row with `&&` and `||`, given how a level and the facts are written."""
    ways = [
        " && ".join([_any_of([level(it) for it in levels]), *(facts[fact] for fact in cell)])
        for levels, cell in cells(row)
    ]
    return " && ".join([*(facts[fact] for fact in row.guard), _any_of(ways)])


def _any_of(parts: list[str]) -> str:
    return f"({' || '.join(parts)})"
