"""
Time contenders in turn, each next to the baseline, in rounds.

A machine is not equally fast at all times. So a contender is never compared with a figure from
another minute: the two run in alternation, over the same part of the stream, and the ratio of two
neighbouring runs is one observation. The median of those is what is reported. Each has its turn
several times in a round, the first of them unseen: otherwise the baseline, which meets every
contender, would find its rows in the processor's cache more often than they do.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from time import perf_counter_ns
from typing import Any, NamedTuple

from benchmarks.contender import Loaded
from benchmarks.workload import Requests

__all__ = ["Observed", "Pace", "Runner", "compare", "quiet", "runner"]


TURNS = 7
"""In each round: one to warm up, then as many first as second."""


class Pace(NamedTuple):
    """
    How many rounds, and how much of the stream in each.

    Short slices and many rounds: a neighbour's burst on the machine then spoils few of them.

    Attributes:
        most: the requests in a slice, unless the contender is slow.
        seconds: how long a slow contender may take in a round; it gets as many as fit.
    """

    rounds: int
    most: int
    seconds: float


class Runner(NamedTuple):
    """What to time: a loop over each slice of the stream in turn, and the requests in a slice."""

    loop: Callable[[Any], None]
    slices: list[Any]
    size: int


class Observed(NamedTuple):
    """What was seen of a contender: nanoseconds a request, and ratios to the baseline, by round."""

    nanoseconds: list[float]
    ratios: list[float]

    @property
    def typical(self) -> float:
        """The median of the rounds, in nanoseconds a request."""
        return median(self.nanoseconds)

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)


def runner(loaded: Loaded, requests: Requests, pace: Pace, seen: float) -> Runner:
    """Cut the stream into slices that fit the pace, given the seconds seen for one request."""
    size = max(1, min(pace.most, len(requests), int(pace.seconds / seen)))
    starts = range(0, len(requests) - size + 1, size)[: pace.rounds]
    parts = [requests[first : first + size] for first in starts]
    slices = parts if loaded.shape is None else [loaded.shape(part) for part in parts]
    return Runner(loaded.loop, slices, size)


def compare(baseline: Runner, contenders: Mapping[str, Runner], pace: Pace) -> dict[str, Observed]:
    """Time every contender in every round, in alternation with the baseline."""
    seen = {name: Observed([], []) for name in contenders}
    with quiet():
        for number in range(pace.rounds):
            for name, contender in contenders.items():
                for turn in range(TURNS):
                    taken, beside = _pair(contender, baseline, number, first=turn % 2 == 0)
                    if turn:
                        seen[name].nanoseconds.append(taken)
                        seen[name].ratios.append(taken / beside)
    return seen


def _pair(one: Runner, other: Runner, number: int, *, first: bool) -> tuple[float, float]:
    """Give the nanoseconds of each; `first` says whether the one begins."""
    if first:
        return _once(one, number), _once(other, number)
    later = _once(other, number)
    return _once(one, number), later


def _once(it: Runner, number: int) -> float:
    """Give the nanoseconds a request, the loop included."""
    part = it.slices[number % len(it.slices)]
    started = perf_counter_ns()
    it.loop(part)
    return (perf_counter_ns() - started) / it.size


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the garbage collector out of it."""
    was_enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
