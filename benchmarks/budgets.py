"""
What permmatrix promises, as limits on ratios and times. `--check` compares.

Ratios are to the hand-written version on objects, within the same round of the same run, so that
they hold on a slow machine too; files, rows and bulk answers are held to times. A figure that was
not measured is said to be so, never met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from benchmarks.results import Results
from benchmarks.speed import Told, is_right

__all__ = ["Checked", "check"]

FEW, MANY = 44, 4_400
SPEED = (  # how it is asked, at how many actions, and the most it may take by hand-written
    ("permmatrix, allows", (FEW, MANY), 1.0),
    ("permmatrix, can", (FEW, MANY), 1.15),
    ("permmatrix, allows on mappings", (FEW,), 6.0),
    ("permmatrix, can on mappings", (FEW,), 6.0),
    ("permmatrix, for_user(…).allows", (FEW,), 0.8),
)
START = 1.8
BULK = (  # how the cases begin, the most nanoseconds a pair, and whether in every world
    ("pairs, worst action", 7.0, True),
    ("all pairs, worst action", 0.1, False),
)


class Checked(NamedTuple):
    """A promise, its limit, and what was measured: None if nothing was."""

    what: str
    limit: float
    measured: float | None

    @property
    def missed(self) -> bool:
        """Whether it was measured and is over the limit."""
        return self.measured is not None and self.measured > self.limit


def check(results: Results) -> list[Checked]:
    """Compare every promise with what was measured."""
    return [
        *_speed(results),
        *_listing(results),
        *_explaining(results),
        *_start(results),
        *_files(results),
        *_bulk(results),
        *_agreement(results),
    ]


def _speed(results: Results) -> Iterator[Checked]:
    ratios = {(it.contender, it.actions): it.ratio for it in results.speeds}
    for contender, sizes, limit in SPEED:
        for actions in sizes:
            what = f"{contender}, {actions:,} actions, × hand-written"
            yield Checked(what, limit, ratios.get((contender, actions)))


def _listing(results: Results) -> Iterator[Checked]:
    found = results.listing
    yield Checked("allowed_actions, × one by one", 0.1, None if found is None else found.ratio)


def _explaining(results: Results) -> Iterator[Checked]:
    found = results.explaining
    what = "explain with every fix, µs at the median"
    yield Checked(what, 100, None if found is None else found.with_fixes / 1000)


def _start(results: Results) -> Iterator[Checked]:
    ratios = {it.contender: it.ratio for it in results.starts}
    what = "import, load_compiled, one decision, × python -c pass"
    yield Checked(what, START, ratios.get("permmatrix, allows"))


def _files(results: Results) -> Iterator[Checked]:
    yield Checked("load the shipped matrices from YAML, ms", 60, results.load)
    at = {it.rows: it for it in results.validated}
    yield from _verb("validate", {rows: it.seconds for rows, it in at.items()})
    yield from _verb("compile, with every digest,", {rows: it.compiled for rows, it in at.items()})
    yield from _verb("diff", {rows: it.differed for rows, it in at.items()})


def _verb(verb: str, seconds: Mapping[int, float]) -> Iterator[Checked]:
    thousand, ten = seconds.get(1_000), seconds.get(10_000)
    yield Checked(f"{verb} 1,000 rows, whole process, s", 1.0, thousand)
    growth = None if thousand is None or ten is None else ten / thousand
    yield Checked(f"{verb} 10,000 rows, × 1,000 rows", 12.0, growth)


def _bulk(results: Results) -> Iterator[Checked]:
    """Check the worst action; all pairs at once in the largest world, where they are many."""
    cases = () if isinstance(results.bulk, str) else results.bulk
    for name, limit, everywhere in BULK:
        found = [it for it in cases if it.name.startswith(name)]
        if not everywhere:
            found = sorted(found, key=lambda it: it.pairs)[-1:]
        for case in found:
            yield Checked(f"in bulk: {case.name}, ns a pair", limit, case.nanoseconds)
        if not found:
            yield Checked(f"in bulk: {name}, ns a pair", limit, None)


def _agreement(results: Results) -> Iterator[Checked]:
    """Whoever answers has to be right each time, before and after the change in place."""
    told = [side for it in results.speeds for side in (it.before, it.after)]
    told += [] if results.listing is None else [results.listing.before, results.listing.after]
    wrong = sum(_wrong(it) for it in told)
    yield Checked("wrong answers, of every contender", 0, wrong if told else None)


def _wrong(told: Told | None) -> int:
    return 0 if told is None or is_right(told) else told.asked - told.right
