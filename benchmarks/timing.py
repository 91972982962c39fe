"""
Time contenders in turn, each next to the baseline, in rounds.

A machine is not equally fast at all times. So a contender is never compared with a figure from
another minute: over the same short parts of the stream the two run in alternation, in the order
`ORDER`, which gives neither the warmer cache. The ratio of their sums is one observation, and the
median of those is what is reported. In each round a contender has several in a row, the first of
them unseen: otherwise the baseline, which meets every contender, would find its rows in the
processor's cache more often than they do.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median, quantiles
from time import perf_counter_ns
from typing import Any, NamedTuple

from benchmarks.contender import Loaded
from benchmarks.workload import Requests

__all__ = ["Observed", "Pace", "Runner", "compare", "quiet", "runner"]


ORDER = (True, False, False, True, False, True, True, False)
"""
Whose turn it is: half of the turns are on one slice, half on the next. Contender and baseline
change places from one observation to the next. With an odd number of slices, each of the two then
comes first to each slice as often as the other.
"""

IN_A_ROW = 5
"""The observations of a contender in a round, the first of them to warm up."""

FEWEST = 5
"""The rounds of a contender that takes longer than its share for a single request."""


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
    """What to time: a loop over each slice of the stream in turn, so many requests in each."""

    loop: Callable[[Any], None]
    slices: list[Any]
    size: int
    rounds: int


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

    @property
    def middle_half(self) -> tuple[float, float]:
        """Between which ratios the middle half of them lies."""
        low, _, high = quantiles(self.ratios, n=4)
        return low, high


def runner(loaded: Loaded, requests: Requests, pace: Pace, seen: float) -> Runner:
    """Cut the stream into slices that fit the pace, given the seconds seen for one request."""
    size = max(1, min(pace.most, len(requests), int(pace.seconds / seen)))
    starts = range(0, len(requests) - size + 1, size)[: 2 * IN_A_ROW * pace.rounds]
    parts = [requests[first : first + size] for first in starts]
    slices = parts if loaded.shape is None else [loaded.shape(part) for part in parts]
    fitting = int(pace.rounds * pace.seconds / (size * seen))
    return Runner(loaded.loop, slices, size, max(FEWEST, min(pace.rounds, fitting)))


def compare(baseline: Runner, contenders: Mapping[str, Runner], pace: Pace) -> dict[str, Observed]:
    """Time every contender in every round, in alternation with the baseline."""
    seen = {name: Observed([], []) for name in contenders}
    with quiet():
        for number in range(pace.rounds):
            for name, contender in contenders.items():
                if number < contender.rounds:
                    _observe(contender, baseline, number, seen[name])
    return seen


def _observe(contender: Runner, baseline: Runner, number: int, seen: Observed) -> None:
    for turn in range(IN_A_ROW):
        taken, beside = _alternate(contender, baseline, number * IN_A_ROW + turn)
        if turn:
            seen.nanoseconds.append(taken)
            seen.ratios.append(taken / beside)


def _alternate(contender: Runner, baseline: Runner, number: int) -> tuple[float, float]:
    """Give the nanoseconds a request of each, over two slices."""
    half = len(ORDER) // 2
    taken = beside = 0.0
    for turn, its in enumerate(ORDER):
        place = 2 * number + turn // half
        if its is (number % 2 == 0):
            taken += _once(contender, place)
        else:
            beside += _once(baseline, place)
    return taken / half, beside / half


def _once(it: Runner, place: int) -> float:
    """Give the nanoseconds a request, the loop included."""
    part = it.slices[place % len(it.slices)]
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
