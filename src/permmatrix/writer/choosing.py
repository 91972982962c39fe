"""A matrix with some of its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar, assert_never

from attrs import evolve

from permmatrix.conditions import Condition
from permmatrix.errors import UnknownNameError
from permmatrix.model import GranularPermission, Matrix
from permmatrix.names import suggest
from permmatrix.promises import (
    Always,
    Claim,
    DifferentPeople,
    Implies,
    Named,
    Never,
    People,
    Separate,
)

__all__ = ["only"]

Granted = TypeVar("Granted", Condition, GranularPermission)


def only(matrix: Matrix, rows: Collection[str]) -> Matrix:
    """
    Give a matrix with some of its rows, `<matrix>.<action>`, in the order they stand in it.

    Each of these answers as before, and all that is declared stays. An operation stays if all of
    its rows do. An invariant stays if every name in it, `*` or not, still means what it meant: one
    that spoke of a row that is gone would promise something else. Nothing is granted by what is
    gone, and what is let stand of it goes with it. The file it was read from is not its file any
    more.

    Other matrices are not looked at, and may name what is gone.

    Raises:
        UnknownNameError: the matrix has no such row.
        ValueError: no row was named. A matrix without rows is none.
    """
    wanted = _checked(matrix, rows)
    actions = tuple(row for row in matrix.actions if row.id in wanted)
    gone = {row.id for row in matrix.actions} - wanted
    operations = tuple(it for it in matrix.operations if gone.isdisjoint(it.any_of))
    gone_too = {it.id for it in matrix.operations} - {it.id for it in operations}

    def left(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id_ for id_ in ids if id_ not in gone and id_ not in gone_too)

    def granted(it: Granted) -> Granted:
        return evolve(it, granted_by=left(it.granted_by), revoked_by=left(it.revoked_by))

    return evolve(
        matrix,
        actions=actions,
        operations=operations,
        tools=tuple(evolve(it, granted_by=left(it.granted_by)) for it in matrix.tools),
        granular=tuple(map(granted, matrix.granular)),
        conditions=tuple(map(granted, matrix.conditions)),
        invariants=tuple(
            it for it in matrix.invariants if not _speaks_of(it.claim, gone, gone_too)
        ),
        suppressions=tuple(
            it
            for it in matrix.suppressions
            if not _is_on(it.about, "actions", matrix.id, gone)
            and not _is_on(it.about, "operations", matrix.id, gone_too)
        ),
        file=None,
    )


def _checked(matrix: Matrix, rows: Collection[str]) -> frozenset[str]:
    known = dict.fromkeys(row.id for row in matrix.actions)
    for id_ in rows:
        if id_ not in known:
            raise UnknownNameError("action", id_, suggest(id_, known))
    if not rows:
        raise ValueError("a matrix has at least one row, and none was named")
    return frozenset(rows)


def _is_on(about: str, key: str, matrix: str, ids: Collection[str]) -> bool:
    kind, _, id_ = about.partition(".")
    return kind == key and f"{matrix}.{id_}" in ids


def _speaks_of(claim: Claim, actions: Collection[str], operations: Collection[str]) -> bool:
    """Say whether a claim names any of these. `*` stands for actions alone."""
    return any(it.among(actions if it.several else [*actions, *operations]) for it in _names(claim))


def _names(claim: Claim) -> Iterator[Named]:
    match claim:
        case Implies(first, then):
            yield from (*first.names, *first.but, *then.names, *then.but)
        case (
            Never(actions)
            | Always(actions)
            | Separate(actions)
            | DifferentPeople(actions)
            | People(actions)
        ):
            yield from (*actions.names, *actions.but)
        case _:
            assert_never(claim)
