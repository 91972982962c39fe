"""The invariants of a matrix in the keys of the format."""

from __future__ import annotations

from typing import assert_never

from permmatrix.model import Matrix
from permmatrix.promises import (
    Always,
    Chosen,
    Claim,
    DifferentPeople,
    Implies,
    Named,
    Never,
    People,
    Separate,
    Where,
)
from permmatrix.writer.keys import Plain, said
from permmatrix.writer.requirements import Speaker
from permmatrix.writer.rows import names

__all__ = ["invariants"]


def invariants(matrix: Matrix, speaker: Speaker) -> Plain | None:
    """Say the invariants."""
    return {
        it.id.removeprefix(f"{matrix.id}."): {
            "says": it.says,
            **_claim(it.claim, matrix.id, speaker),
        }
        for it in matrix.invariants
    } or None


def _claim(claim: Claim, matrix: str, speaker: Speaker) -> Plain:
    where = _where(claim.where, speaker)
    match claim:
        case Never(actions):
            return {"never": _chosen(actions, matrix) | where}
        case Always(actions):
            return {"always": _chosen(actions, matrix) | where}
        case Implies(first, then):
            pair = {"if": _names(first.names, matrix), "then": _names(then.names, matrix)}
            return {"implies": pair | where}
        case Separate(actions, to_any):
            resources = {"resources": "any" if to_any else "one"}
            return {"separate": _chosen(actions, matrix) | resources | where}
        case DifferentPeople(actions, to_any):
            resources = {"resources": "any" if to_any else "one"}
            return {"different_people": _chosen(actions, matrix) | resources | where}
        case People(actions, at_least, at_most):
            count = said({"at_least": at_least, "at_most": at_most})
            return {"people": _chosen(actions, matrix) | count | where}
        case _:
            assert_never(claim)


def _chosen(actions: Chosen, matrix: str) -> Plain:
    return said(
        {"actions": _names(actions.names, matrix), "except": _names(actions.but, matrix) or None}
    )


def _names(found: tuple[Named, ...], matrix: str) -> list[str]:
    return names([it.text for it in found], matrix)


def _where(where: Where, speaker: Speaker) -> Plain:
    return said(
        {
            "when": None if where.when is None else speaker.requirement(where.when),
            "levels": "one" if where.one_level else None,
        }
    )
