"""
Policies, users and contexts at random over the resources of `worlds`, for whatever gives a list.

A policy is any that `strategies` makes of the tests in `world_policy`: conditions joined and turned
around, guards, levels that follow from facts, levels and permissions on two tools, each in a scope
of its own, operations, two matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from permmatrix import Policy, UnknownNameError
from permmatrix.conditions import Path, Test
from permmatrix.model import MatrixSet
from permmatrix.residual import Residual
from permmatrix.residual.values import Leaf
from strategies import drawing, held_on_tools, matrix_set, names_of, pick, policy_of
from world_answers import Answer, answer_about
from world_policy import TESTS
from worlds import CONTEXTS, IDS, KEY_LIKE, KEYS, PROJECTS, SITES, USER_FACTS, USERS, Asking

__all__ = ["random_answers"]

REFUSED_EVERYWHERE = {"is_heavy", "is_dear", "of_no_kind"}
TESTS_AT_RANDOM: Mapping[str, Test] = {
    name: test for name, test in TESTS.items() if name not in REFUSED_EVERYWHERE
}
SCOPES = tuple(Path("resource", (name,)) for name in ("project", "site", "vault"))
PLACES = (*PROJECTS[:5], *SITES[2:5], KEYS[1], str(KEYS[0]))


@cache
def random_answers(distinct: int) -> Sequence[Answer]:
    """
    Ask for whatever there is in policies, until so many filters of it are not the same.

    A third of them at most are of one test alone.
    """
    draw = drawing(Random(42))  # noqa: S311  they are the same whenever they are made
    met: dict[Residual, Answer] = {}
    while len(met) < distinct:
        for policy, action, asking in _questions(draw):
            with suppress(UnknownNameError):  # somebody holds what is no level; so decisions raise
                found = policy.filter(asking.user, action, context=asking.context).residual
                singles = sum(isinstance(it, Leaf) for it in met)
                if found not in met and not (isinstance(found, Leaf) and singles > distinct / 3):
                    met[found] = answer_about(policy, action, asking)
    return tuple(met.values())


def _questions(draw: st.DrawFn) -> Iterator[tuple[Policy, str, Asking]]:
    """Make a policy, and ask for everything in it on behalf of a few."""
    matrices = _elsewhere(draw, matrix_set(draw, TESTS_AT_RANDOM, 6, plain=False))
    policy, names = policy_of(matrices), names_of(matrices)
    for _ in range(pick(draw, [1, 2, 3])):
        asking = Asking(_user(draw, matrices), _context(draw))
        yield from ((policy, name, asking) for name in names)


def _elsewhere(draw: st.DrawFn, matrices: MatrixSet) -> MatrixSet:
    """Hold levels by whatever has places: projects, sites, vaults."""
    scopes = {it.id: it.scope and pick(draw, SCOPES) for it in matrices.tools.values()}
    return MatrixSet(
        tuple(
            evolve(it, tools=tuple(evolve(tool, scope=scopes[tool.id]) for tool in it.tools))
            for it in matrices.matrices
        )
    )


def _user(draw: st.DrawFn, matrices: MatrixSet) -> Mapping[str, Any]:
    """Make a user: mostly with good facts, at times one of those that are there already."""
    if pick(draw, [True] * 5 + [False]):
        facts = {name: pick(draw, values) for name, values in USER_FACTS.items()}
        facts["id"] = pick(draw, ["ana", "ana", "ana", *IDS[:8], None, KEY_LIKE])
    else:
        facts = dict(pick(draw, USERS))
    permissions = held_on_tools(draw, matrices, "granular", PLACES)
    held = {"levels": _levels(draw, matrices), "granular": permissions}
    return {it: value for it, value in (facts | held).items() if pick(draw, [True] * 19 + [False])}


def _levels(draw: st.DrawFn, matrices: MatrixSet) -> Any:
    """Give levels: mostly one on each tool, else whatever there can be."""
    if pick(draw, [False, False, True]):
        return held_on_tools(draw, matrices, "levels", PLACES)
    return {
        tool.id: pick(draw, [it.id for it in tool.levels if it.handed_out])
        for tool in matrices.tools.values()
    }


def _context(draw: st.DrawFn) -> Mapping[str, Any] | None:
    """Make a context: each fact as one of those there are has it, or not at all."""
    some = [it for it in CONTEXTS if it]
    if pick(draw, [True] * 6 + [False]):
        asked = {name: pick(draw, some)[name] for name in some[0]}
        return {name: it for name, it in asked.items() if pick(draw, [True] * 9 + [False])}
    return pick(draw, CONTEXTS)
