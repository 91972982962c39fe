"""
What explanations cost, over all actions of the documented matrices and the people of a workload.

Each question is timed by itself, in the best of a few turns; the figure is the median of them.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter_ns
from typing import Any, NamedTuple, TypeAlias

from benchmarks import table, workload
from benchmarks.contenders.ours import policy
from benchmarks.speed import SEED
from benchmarks.timing import quiet
from permmatrix import Policy
from permmatrix.explanation import Explanation

__all__ = ["Explaining", "measure"]

Ask: TypeAlias = Callable[[], object]
ACTIONS = tuple(table.ROWS)


class Explaining(NamedTuple):
    """
    The median of explaining one decision, in nanoseconds.

    Attributes:
        with_fixes: `explain`, and every fix or revocation read, in order.
        anew: the same by a policy that was not asked about such a situation before.
        with_working: as the first, with the working of each row.
        as_text: `str()` of an explanation, with what else each fix grants.
    """

    with_fixes: float
    anew: float
    with_working: float
    as_text: float


def measure(*, rounds: int, questions: int) -> Explaining:
    """Time explanations of every kind."""
    world = workload.world(ACTIONS, seed=SEED, count=questions)
    asked = world.requests
    found = policy(1)
    with quiet():
        return Explaining(
            with_fixes=_median(found, asked, lambda it: (it.fixes, it.revocations), rounds),
            anew=median(_first(found, it) for it in asked),
            with_working=_median(
                found, asked, lambda it: (it.fixes, it.revocations, it.rows), rounds
            ),
            as_text=_median(found, asked, str, 1),
        )


def _median(found: Policy, asked: Any, read: Callable[[Explanation], object], rounds: int) -> float:
    def time(question: Any) -> float:
        return _once(lambda: read(found.explain(*question)))

    return median(min(time(it) for _ in range(rounds)) for it in asked)


def _first(found: Policy, question: Any) -> float:
    """Time a question as one that is met for the first time; the ways of its row are known."""
    found.explain(*question)
    found._explainer().finder._kept.clear()  # noqa: SLF001  to forget is nothing anybody else needs

    def ask() -> object:
        explained = found.explain(*question)
        return explained.fixes, explained.revocations

    return _once(ask)


def _once(ask: Ask) -> float:
    started = perf_counter_ns()
    ask()
    return perf_counter_ns() - started
