"""
One command that measures all and prints the tables: `python -m benchmarks`.

With `--check` it also compares them with what is promised, and exits with 1 where one is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks import (
    budgets,
    contenders,
    explaining,
    listing,
    processes,
    report,
    results,
    scale,
    speed,
)
from benchmarks.case import Case
from benchmarks.contender import Contender
from benchmarks.timing import Pace

__all__ = ["main"]

BASELINE = "hand-written"
FULL = speed.Effort(requests=4_500, pace=Pace(25, most=500, seconds=0.002), checking=1.0)
QUICK = speed.Effort(requests=500, pace=Pace(2, most=250, seconds=0.001), checking=0.1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and compare if asked to."""
    parser = _parser()
    options = parser.parse_args(arguments)
    here, missing = contenders.all_here()
    if options.list:
        return _list(here, missing)
    for word in options.only or ():
        if not any(word in it.name for it in here):
            parser.error(f"no contender has `{word}` in its name; --list lists them")
    found = _measure(_chosen(here, options.only), missing, options)
    write = report.markdown if options.markdown else report.aligned
    print("\n\n".join(map(write, report.tables(found))))
    if options.json:
        options.json.write_text(results.to_json(found), encoding="utf-8")
    if not options.check:
        return 0
    checked = budgets.check(found)
    print(f"\n{write(report.budgets(checked))}")
    # a promise that was not measured is not kept, unless --only left it out
    return int(any(it.missed or (it.measured is None and not options.only) for it in checked))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="contenders with this in their name"
    )
    parser.add_argument("--quick", action="store_true", help="a look, with little to rely on")
    parser.add_argument("--scale", action="store_true", help="also validate up to 10,000 rows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument("--markdown", action="store_true", help="print tables in Markdown")
    parser.add_argument("--check", action="store_true", help="compare with what is promised")
    parser.add_argument("--list", action="store_true", help="list the contenders and stop")
    return parser


def _list(here: Sequence[Contender], missing: Sequence[contenders.Missing]) -> int:
    rows = [[it.name, it.about] for it in here]
    rows += [[it.package, f"left out: {it.why}"] for it in missing]
    width = max(len(name) for name, _ in rows)
    for name, about in rows:
        print(f"{name.ljust(width)}  {about}")
    return 0


def _chosen(here: Sequence[Contender], only: Sequence[str] | None) -> list[Contender]:
    """Give the baseline first, then the others or those named."""
    first = [it for it in here if it.name == BASELINE]
    rest = [it for it in here if it.name != BASELINE]
    return first + [it for it in rest if not only or any(word in it.name for word in only)]


def _measure(
    chosen: Sequence[Contender],
    missing: Sequence[contenders.Missing],
    options: argparse.Namespace,
) -> results.Results:
    effort = QUICK if options.quick else FULL
    speeds = []
    for times in (1, 10, 100):
        _say(f"each row {times} times: loading, checking, timing, changing, checking again")
        speeds += speed.measure(chosen, chosen[0], times, effort)
    whole = options.only is None
    sizes = (100, 300, 1_000, 3_000, 10_000) if options.scale or options.check else ()
    repeats = 3 if options.quick else 21
    _say("lists, whole processes and files")
    return results.Results(
        results.this_machine(),
        speeds,
        missing,
        processes.measure(chosen, repeats),
        listing.measure(rounds=repeats * 3, pairs=100) if whole else None,
        explaining.measure(rounds=5, questions=100 * repeats) if whole else None,
        scale.load_milliseconds(3) if whole else None,
        scale.validate(sizes, 3) if sizes else (),
        _bulk(quick=options.quick) if whole else "left out by --only",
    )


def _bulk(*, quick: bool) -> Sequence[Case] | str:
    """Give what each way of asking took, or why there is none."""
    try:
        measure = import_module("benchmarks.bulk").measure
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        return "numpy is not here"
    found: Sequence[Case] = measure(quick=quick)
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
