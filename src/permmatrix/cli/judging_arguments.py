"""The arguments of the verbs that judge a policy: validate, test and diff."""

from __future__ import annotations

import argparse
from contextlib import suppress
from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.options import add_paths, add_report, add_verb, complete_files

__all__ = ["add_diff", "add_test", "add_validate"]


def add_validate(verbs: Any) -> None:
    """Add validate."""
    added = add_verb(
        verbs,
        "validate",
        carry_out.validate,
        "check matrix files together and report every problem",
        "[PATH ...] [--select RULES] [--ignore RULES] [--output-format FORMAT] [--exit-zero]",
        "validate matrices/",
    )
    add_paths(added)
    add_report(added)
    _add_lint(added)


def _add_lint(added: argparse.ArgumentParser) -> None:
    for option, help_ in (
        ("--select", "run these lint rules only: names, codes or beginnings of codes"),
        ("--ignore", "do not run these lint rules; repeatable, or with commas between"),
    ):
        added.add_argument(option, action="append", metavar="RULES", help=help_)
    added.add_argument(
        "--show-suppressed", action="store_true", help="show what the files let stand as well"
    )


def add_diff(verbs: Any) -> None:
    """Add diff."""
    added = add_verb(
        verbs,
        "diff",
        carry_out.diff,
        "say what two policies answer differently, which way, and who shows it",
        "OLD NEW [options] | --rev REV [PATH ...] [options]",
        "diff --rev origin/main matrices/ --fail-on widen",
    )
    complete_files(
        added.add_argument(
            "words",
            nargs="*",
            metavar="PATH",
            help="files, folders, compiled files, or - for stdin",
        )
    )
    added.add_argument(
        "--rev",
        metavar="REV",
        help="compare a revision of git with the files as they are, or two: A..B, A...B",
    )
    complete_files(
        added.add_argument(
            "--facts", metavar="FILE", help="name the users in it who gain or lose something"
        )
    )
    added.add_argument(
        "--fail-on",
        choices=("any", "widen", "never"),
        default="any",
        help="which differences give exit code 1; any, if not said",
    )
    add_report(added, own=("html",))


def add_test(verbs: Any) -> None:
    """Add test."""
    added = add_verb(
        verbs,
        "test",
        carry_out.test,
        "run tests of a policy, and measure what they would miss",
        "[PATH ...] [options]",
        "test matrices/ --coverage=100 --mutation=100",
    )
    add_paths(added)
    complete_files(
        added.add_argument(
            "--matrices",
            action="append",
            metavar="PATH",
            help="a file or folder of matrices to ask in place of what the tests name; repeatable",
        )
    )
    added.add_argument(
        "-k",
        dest="names",
        action="append",
        default=[],
        metavar="NAME",
        help="run only the tests that have this in their names; repeatable",
    )
    for option, what in (
        ("--coverage", "say which cells and facts no test asks about"),
        ("--mutation", "say which changes of the policy no test would notice"),
    ):
        added.add_argument(
            option,
            nargs="?",
            const=True,
            type=_percent,
            metavar="PERCENT",
            help=f"{what}; fewer than this many percent are a finding",
        )
    add_report(added)


def _percent(text: str) -> float:
    with suppress(ValueError):
        found = float(text.removesuffix("%"))
        if 0 <= found <= 100:  # noqa: PLR2004  percent
            return found
    raise argparse.ArgumentTypeError(f"{text} is not a percentage; paths stand before the options")
