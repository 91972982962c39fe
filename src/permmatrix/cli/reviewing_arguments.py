"""The arguments of the verb review."""

from __future__ import annotations

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
        "[PATH ...] --facts FILE [options]",
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
