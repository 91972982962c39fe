"""permmatrix, by each of the ways an application asks it: on objects, on mappings, for one user."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from attrs import evolve

from benchmarks.contender import Contender, Loaded, Shaped, asked_in_turn
from benchmarks.oracle import shipped
from benchmarks.processes import ASKER
from benchmarks.workload import Requests, name
from permmatrix import Policy, UserView
from permmatrix.compiler import compile_matrices
from permmatrix.model import Action, Matrix, MatrixSet

__all__ = ["CONTENDERS", "policy"]


@cache
def policy(times: int) -> Policy:
    """Give the shipped matrices with each row so many times."""
    found = MatrixSet(tuple(_copied(matrix, times) for matrix in shipped().matrices))
    return Policy(compile_matrices(found), found)


def _copied(matrix: Matrix, times: int) -> Matrix:
    rows = tuple(_renamed(row, number) for number in range(times) for row in matrix.actions)
    return evolve(matrix, actions=rows)


def _renamed(row: Action, number: int) -> Action:
    return evolve(row, id=name(row.id, number))


def _allows(times: int) -> Loaded:
    return asked_in_turn(policy(times).allows)


def _can(times: int) -> Loaded:
    return asked_in_turn(policy(times).can)


def _audited(times: int) -> Loaded:
    """Ask with a hook that does nothing: making receipts is timed, and keeping them is not."""
    return asked_in_turn(policy(times).audited(lambda _: None).allows)


def _views(times: int) -> Loaded:
    """Ask each user's own view. It is made once, and reads the user's facts at each call."""
    views: dict[int, UserView] = {}

    def view(user: Any) -> UserView:
        return views.setdefault(id(user), policy(times).for_user(user))

    def shape(requests: Requests) -> Shaped:
        return [(view(user), *rest) for user, *rest in requests]

    return Loaded(_ask_views, lambda made: [it.allows(*rest) for it, *rest in made], shape)


def _ask_views(made: Shaped) -> None:
    for mine, action, resource, context in made:
        mine.allows(action, resource, context)


def _start(folder: Path, times: int) -> str:
    path = folder / "policy.json"
    path.write_text(policy(times).to_json(), encoding="utf-8")
    return f"""
import permmatrix as pm
policy = pm.load_compiled({str(path)!r})
{ASKER}
assert policy.allows(user, action, contract)
"""


def _contender(
    how: str, about: str, load: Callable[[int], Loaded], *, on_mappings: bool = False
) -> Contender:
    start = _start if how == "allows" else None
    return Contender(f"permmatrix, {how}", about, load, start, on_mappings)


CONTENDERS = (
    _contender("allows", "a bool", _allows),
    _contender("can", "a decision with its reason", _can),
    _contender("for_user(…).allows", "a view of one user, made beforehand", _views),
    _contender("audited", "a bool, after a receipt was handed to a hook", _audited),
    _contender("allows on mappings", "users and contracts are dicts", _allows, on_mappings=True),
    _contender("can on mappings", "users and contracts are dicts", _can, on_mappings=True),
    _contender("for_user(…).allows on mappings", "a view of a dict", _views, on_mappings=True),
)
