"""The arguments of the verb review."""

from __future__ import annotations

import argparse
from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.options import FACTS, add_paths, add_report, add_verb, complete_files

__all__ = ["add_review"]


def add_review(verbs: Any) -> None:
    """Add review."""
    added = add_verb(
        verbs,
        "review",
        carry_out.review,
        "say who holds more than they need, and what comes of what people hold",
        "[PATH ...] (--facts FILE | --users TABLE --contracts TABLE) [options]",
        "review matrices/ --facts facts.yaml",
    )
    add_paths(added)
    complete_files(added.add_argument("--facts", metavar="FILE", help=FACTS))
    complete_files(
        added.add_argument(
            "--used", metavar="LOG", help="receipts: what users were allowed, they need as well"
        )
    )
    add_report(added, own=("csv",))
    _add_tables(added)


def _add_tables(added: argparse.ArgumentParser) -> None:
    """Add what is said of a review of tables."""
    tables = added.add_argument_group(
        "over tables, who may do what",
        "The formats are text, json and csv, and a file is written with --to.",
    )
    for word in ("users", "contracts"):
        complete_files(
            tables.add_argument(
                f"--{word}", metavar="TABLE", help="Parquet, CSV, sqlite://… or postgresql://…"
            )
        )
    complete_files(
        tables.add_argument("--to", metavar="FILE", help="write there: .parquet or .csv")
    )
    tables.add_argument(
        "--counts", metavar="KEYS", help="how many are allowed, by user, contract and action"
    )
    tables.add_argument(
        "--who", metavar="ACTION", help="who may do it, and with how many contracts"
    )
    tables.add_argument(
        "--actions", action="append", metavar="NAME", help="only these; `*` fits any text"
    )
    tables.add_argument("--platform", metavar="NAME", help="the platform it is asked on")
    tables.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a fact of the context, or a condition",
    )
    tables.add_argument("--engine", choices=("duckdb", "spark"), help="DuckDB if not said")
    tables.add_argument("--master", metavar="URL", help="of Spark; this machine if not said")
    tables.add_argument("--memory", metavar="SIZE", help="what the engine may use, such as 4GB")
    tables.add_argument("--threads", type=int, metavar="N", help="how many the engine may use")
    tables.add_argument("-v", "--verbose", action="store_true", help="say each step")
