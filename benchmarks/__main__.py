"""One command: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks import contenders, report, speed
from benchmarks.contender import Contender
from benchmarks.timing import Pace

FULL = speed.Effort(requests=10_000, pace=Pace(rounds=201, most=2_000, seconds=0.004), checking=4.0)
QUICK = speed.Effort(requests=1_000, pace=Pace(rounds=21, most=500, seconds=0.001), checking=0.3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    here, missing = contenders.all_here()
    effort = QUICK if options.quick else FULL
    chosen = _chosen(here, options.only)
    found = []
    for times in (1, 10, 100):
        found += speed.measure(chosen, chosen[0], times, effort, _say)
    print(report.aligned(report.speed_rows(found)))
    for it in missing:
        print(f"skipped: {it.package}, {it.why}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append")
    return parser


def _chosen(here: list[Contender], only: list[str] | None) -> list[Contender]:
    baseline = next(it for it in here if it.name == "hand-written")
    rest = [it for it in here if it is not baseline]
    if only:
        rest = [it for it in rest if any(word in it.name for word in only)]
    return [baseline, *rest]


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
