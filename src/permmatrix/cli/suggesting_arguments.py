"""The arguments of the verb suggest."""

from __future__ import annotations

from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.options import add_format, add_verb, complete_files

__all__ = ["add_suggest"]


def add_suggest(verbs: Any) -> None:
    """Add suggest."""
    added = add_verb(
        verbs,
        "suggest",
        carry_out.suggest,
        "find the smallest levels and permissions that allow some actions and none of some others",
        "ACTION ... [--not ACTION] [options]",
        "suggest commitments.search --not commitments.edit_purchase_order",
    )
    added.add_argument(
        "words",
        nargs="+",
        metavar="ACTION",
        help="what is wanted: an action or operation by its id, or rows by a name with *",
    )
    added.add_argument(
        "--not",
        dest="unwanted",
        action="append",
        default=[],
        metavar="ACTION",
        help="what must never be allowed, named likewise; repeatable",
    )
    added.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="CONDITION=VALUE",
        help="take a condition for true or false (private=true); repeatable",
    )
    added.add_argument(
        "--always",
        action="store_true",
        help="what is wanted must be allowed whatever is true, and not only in some situation",
    )
    complete_files(
        added.add_argument(
            "--matrices",
            action="append",
            metavar="PATH",
            help="a file or folder of matrices, repeatable; the documented ones if not said",
        )
    )
    add_format(added)
