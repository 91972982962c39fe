"""
How fast each contender answers, at each number of rows, and whether its answers are right.

First every contender answers and is held against the oracle; only then is it timed. At last all
objects are changed in place and the same contenders are asked once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from time import perf_counter
from typing import NamedTuple

from benchmarks import oracle, table, workload
from benchmarks.change import KINDS, change_in_place
from benchmarks.contender import Contender, Loaded
from benchmarks.timing import Observed, Pace, compare, runner
from benchmarks.workload import Requests, World

__all__ = ["Effort", "Speed", "Told", "is_right", "measure"]

SEED = 20_26


class Effort(NamedTuple):
    """
    How much is asked.

    Attributes:
        checking: seconds to check one contender over copies of the rows. Without copies there is
            no limit: every contender answers every request.
    """

    requests: int
    pace: Pace
    checking: float


class Told(NamedTuple):
    """How many answers a contender gave, and how many of them were right."""

    asked: int
    right: int


class Speed(NamedTuple):
    """
    One contender at one number of rows.

    Attributes:
        nanoseconds: of one request with the loop around it, the median of the rounds.
        ratio: to the baseline within the same round, the median.
        middle_half: between which ratios the middle half of them lies.
        before: what it answered first; None if it does not answer.
        after: what it answered once every object had been changed in place.
    """

    contender: str
    actions: int
    nanoseconds: float
    ratio: float
    middle_half: tuple[float, float]
    before: Told | None
    after: Told | None


def is_right(told: Told | None) -> bool:
    """Say whether every answer was right; true of what does not answer."""
    return told is None or told.asked == told.right


def measure(
    contenders: Sequence[Contender],
    baseline: Contender,
    times: int,
    effort: Effort,
) -> list[Speed]:
    """Check, time and check again, with each row so many times."""
    world = workload.world(list(table.ROWS), seed=SEED, count=effort.requests)
    asked = world._replace(
        requests=workload.spread(world.requests, times, seed=SEED),
        mapped=workload.spread(world.mapped, times, seed=SEED),
    )
    loaded = {it.name: it.load(times) for it in contenders}
    seconds = inf if times == 1 else effort.checking
    right = oracle.answers(world.requests)
    before = _check_all(contenders, loaded, asked, right, seconds)
    seen = _time_all(contenders, baseline, loaded, before, asked, effort.pace)
    after = _check_after_changes(contenders, loaded, world, asked, seconds)
    return [_speed(it, times, seen[it.name], before, after) for it in contenders]


def _check_after_changes(
    contenders: Sequence[Contender],
    loaded: Mapping[str, Loaded],
    world: World,
    asked: World,
    seconds: float,
) -> dict[str, _Checked]:
    """
    Change one kind of fact after another, and ask a part of the stream after each.

    `world` has the questions, and `asked` the same ones of copies of the rows.
    """
    found = {it.name: _Checked(Told(0, 0), 0.0) for it in contenders}
    for number, kind in enumerate(KINDS):
        change_in_place(world, [kind], seed=SEED + number)
        part = slice(number, None, len(KINDS))
        some = asked._replace(requests=asked.requests[part], mapped=asked.mapped[part])
        right = oracle.answers(world.requests[part])
        told = _check_all(contenders, loaded, some, right, seconds / len(KINDS))
        found = {name: _added(it, told[name]) for name, it in found.items()}
    return found


def _added(one: _Checked, other: _Checked) -> _Checked:
    told = Told(one.told.asked + other.told.asked, one.told.right + other.told.right)
    return _Checked(told, other.seconds)


class _Checked(NamedTuple):
    told: Told
    seconds: float  # for one request


def _asked_of(contender: Contender, world: World) -> Requests:
    return world.mapped if contender.on_mappings else world.requests


def _check_all(
    contenders: Iterable[Contender],
    loaded: Mapping[str, Loaded],
    world: World,
    right: list[bool],
    seconds: float,
) -> dict[str, _Checked]:
    return {
        it.name: _check(loaded[it.name], _asked_of(it, world), right, seconds) for it in contenders
    }


def _check(loaded: Loaded, requests: Requests, right: list[bool], seconds: float) -> _Checked:
    """Ask as many of the requests as there is time for, in steps that grow."""
    told, taken, size = Told(0, 0), 0.0, 10
    while told.asked < len(requests) and taken < seconds:
        part = slice(told.asked, told.asked + size)
        shaped = loaded.shape(requests[part]) if loaded.shape else requests[part]
        started = perf_counter()
        answers = loaded.answers(shaped)
        taken += perf_counter() - started
        agreed = sum(it is known for it, known in zip(answers, right[part], strict=True))
        told = Told(told.asked + len(answers), told.right + agreed)
        size = max(1, int(min(size * 4, seconds / 4 * told.asked / taken)))
    return _Checked(told, taken / told.asked)


def _time_all(  # noqa: PLR0913, PLR0917  all that was prepared
    contenders: Sequence[Contender],
    baseline: Contender,
    loaded: Mapping[str, Loaded],
    checked: Mapping[str, _Checked],
    world: World,
    pace: Pace,
) -> dict[str, Observed]:
    ready = {
        it.name: runner(loaded[it.name], _asked_of(it, world), pace, checked[it.name].seconds)
        for it in contenders
    }
    return compare(ready[baseline.name], ready, pace)


def _speed(
    contender: Contender,
    times: int,
    seen: Observed,
    before: Mapping[str, _Checked],
    after: Mapping[str, _Checked],
) -> Speed:
    name = contender.name
    return Speed(
        name,
        times * len(table.ROWS),
        seen.typical,
        seen.ratio,
        seen.middle_half,
        before[name].told if contender.answers else None,
        after[name].told if contender.answers else None,
    )
