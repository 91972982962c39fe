"""The least that anything can cost: an empty loop, and a look-up with a call that reads nothing."""

from __future__ import annotations

from typing import Any

from benchmarks import table
from benchmarks.contender import Contender, Loaded, Shaped
from benchmarks.workload import copies

__all__ = ["CONTENDERS"]


def _loop(requests: Shaped) -> None:
    for _user, _action, _resource, _context in requests:
        pass


def _empty(_: int) -> Loaded:
    return Loaded(_loop, lambda requests: [False] * len(requests))


def _bare(times: int) -> Loaded:
    def never(user: Any, contract: Any, context: Any) -> bool:  # noqa: ARG001  as a check has them
        return False

    checks = dict.fromkeys(copies(list(table.ROWS), times), never)

    def loop(requests: Shaped) -> None:
        for user, action, resource, context in requests:
            checks[action](user, resource, context)

    return Loaded(loop, lambda requests: [False] * len(requests))


CONTENDERS = (
    Contender("empty loop", "no question asked; part of every figure", _empty, answers=False),
    Contender("bare floor", "one look-up, one call, no fact read", _bare, answers=False),
)
