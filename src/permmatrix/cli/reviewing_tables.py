"""The verb review over tables: who may do what, counted or listed where the data is."""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any

from permmatrix.api import load
from permmatrix.cli.given import read_facts_said, with_conditions
from permmatrix.cli.output import print_json, print_table, say, write
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.cli.stopping import ended_cleanly
from permmatrix.model import MatrixSet
from permmatrix.policy import Policy
from permmatrix.scale.counting import KEYS
from permmatrix.scale.engine import Engine
from permmatrix.scale.finishing import check_apart, check_target, finished
from permmatrix.scale.review import TableReview, chosen, review_tables
from permmatrix.scale.sources import FILES, ending, source

__all__ = ["run_tables"]

FORMATS = ("text", "json", "csv")
MOST_THREADS = 1_000
NAMED = ("users", "contracts", "to", "counts", "who", "platform", "master", "memory")
"""The options that name something."""


def run_tables(args: argparse.Namespace, settings: Settings) -> int:
    """Review tables."""
    _check_named(args)
    _check(args)
    keys = _keys(args)
    policy, context = _policy(args, settings)
    actions = chosen(policy, _patterns(args)) if _patterns(args) else None
    users, contracts = source(args.users), source(args.contracts)
    if args.to:
        check_apart(Path(args.to), [it.place for it in (users, contracts) if it.kind in FILES])
    tell = _teller(args)
    with ended_cleanly(), closing(_engine(args)) as engine:
        review = review_tables(
            policy,
            engine,
            users=users,
            contracts=contracts,
            actions=actions,
            context=context,
            platform=args.platform,
            tell=tell,
        )
        for note in review.notes:
            say(f"note: {note}")
        if args.to:
            tell(f"writing {args.to}")
        _give(review, keys, args)
    return 0


def _check_named(args: argparse.Namespace) -> None:
    for name in NAMED:
        if getattr(args, name) == "":  # as of a variable that is not set
            raise UsageError(f"--{name} names nothing: its text is empty")


def _check(args: argparse.Namespace) -> None:
    if not args.users or not args.contracts:
        raise UsageError("a review of tables needs both --users TABLE and --contracts TABLE")
    if args.facts or args.used or args.output_file or args.exit_zero:
        raise UsageError(
            "a review of tables has neither --facts nor --used, "
            "writes to a file with --to, and has no findings"
        )
    if args.who and (args.counts or args.actions):
        raise UsageError(
            "--who counts by user, for one action: name neither --counts nor --actions"
        )
    if args.who and "*" in args.who:
        raise UsageError(
            "--who is for one action; of several, --actions PATTERN --counts user,action tells"
        )
    if args.output_format not in FORMATS:
        raise UsageError(f"a review of tables is written as {' or '.join(FORMATS)}")
    if args.to:
        ending(args.to)
        check_target(Path(args.to), folder=args.engine == "spark")
    if args.master and args.engine != "spark":
        raise UsageError("--master is for --engine spark")
    if args.threads is not None and not 1 <= args.threads <= MOST_THREADS:
        raise UsageError(f"--threads should be 1 to {MOST_THREADS:,}")
    if args.memory and not re.fullmatch(r"(?i)[0-9]*[1-9][0-9]* ?[KMGT]i?B", args.memory):
        raise UsageError(
            f"a memory of {args.memory} cannot be set: say a whole number and its unit, such as "
            "500MB or 4GB"
        )


def _keys(args: argparse.Namespace) -> Collection[str] | None:
    """Give what to count by; None for no counts, but everything that is allowed."""
    if args.who:
        return ("user",)
    if args.counts is None:
        return None if args.to else ("action",)
    keys = [it.strip() for it in args.counts.split(",")]
    for key in keys:
        if key not in KEYS:
            raise UsageError(f"--counts {args.counts}: count by {', '.join(KEYS)}, or some of them")
    return keys


def _patterns(args: argparse.Namespace) -> list[str]:
    if args.who:
        return [args.who]
    return [it.strip() for text in args.actions or () for it in text.split(",")]


def _policy(args: argparse.Namespace, settings: Settings) -> tuple[Policy, dict[str, Any]]:
    """Give the policy, and the context that --fact says."""
    policy = load(args.words or settings.matrices or None)
    matrices = MatrixSet(tuple(policy.matrices.values()))
    said = read_facts_said(args.fact, matrices)
    for root in ("user", "resource"):
        if said.about(root):
            raise UsageError("--fact says what is so of all: a condition, or a fact of the context")
    objects: dict[str, dict[str, Any]] = {"context": {}}
    said.put(objects)
    if said.conditions:
        policy = with_conditions(matrices, said.conditions, objects["context"])
    return policy, objects["context"]


def _engine(args: argparse.Namespace) -> Engine:
    """
    Start the engine that is asked for.

    Raises:
        UsageError: it is not installed.
    """
    try:
        if args.engine == "spark":
            from permmatrix.scale.spark import SparkEngine  # noqa: PLC0415  an extra

            return SparkEngine(master=args.master, memory=args.memory, threads=args.threads)
        from permmatrix.scale.duck import DuckEngine  # noqa: PLC0415  an extra

        return DuckEngine(memory=args.memory, threads=args.threads)
    except ImportError as error:
        raise UsageError(str(error)) from error


def _teller(args: argparse.Namespace) -> Callable[[str], None]:
    """Give what is told of each step: it says so where somebody watches."""
    if not args.verbose and not (sys.stderr is not None and sys.stderr.isatty()):
        return lambda _: None
    start = monotonic()
    return lambda step: say(f"{monotonic() - start:7.1f} s  {step}")


def _give(review: TableReview, keys: Collection[str] | None, args: argparse.Namespace) -> None:
    """Write what was asked for, to a file or to standard output."""
    if args.to:
        finished(Path(args.to), _writer(review, keys, args))
        return
    assert keys is not None  # without a file there are always counts
    heads = [*(key for key in KEYS if key in keys), _counted(args)]
    _print(heads, review.counts(keys), args)


def _writer(
    review: TableReview, keys: Collection[str] | None, args: argparse.Namespace
) -> Callable[[Path], None]:
    kind = ending(args.to)
    return lambda path: review.write(path, keys, called=_counted(args), kind=kind)


def _counted(args: argparse.Namespace) -> str:
    """Name what is counted: of one action, each contract once."""
    return "contracts" if args.who else "allowed"


def _print(heads: Sequence[str], rows: Iterable[Sequence[Any]], args: argparse.Namespace) -> None:
    match args.output_format:
        case "json":
            print_json([dict(zip(heads, map(_plain, row), strict=True)) for row in rows])
        case "csv":
            for row in chain([heads], rows):
                line = io.StringIO()
                csv.writer(line, lineterminator="\n").writerow(row)
                write(line.getvalue())
        case _:
            told = [[*map(_told, keys), f"{count:,}"] for *keys, count in rows]
            print_table(heads, told, color="auto")


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)


def _told(value: Any) -> str:
    return str(value) or '""'
