"""The arguments of the verb replay."""

from __future__ import annotations

from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.options import add_report, add_verb, complete_files

__all__ = ["add_replay"]


def add_replay(verbs: Any) -> None:
    """Add replay."""
    added = add_verb(
        verbs,
        "replay",
        carry_out.replay,
        "say which past decisions of a log of receipts would be others now",
        "LOG [--policy PATH ...] [--renamed OLD=NEW ...] [--allow-unsettled] [options]",
        "replay receipts.jsonl --policy matrices/",
    )
    complete_files(
        added.add_argument(
            "words", nargs="*", metavar="LOG", help="a log of receipts, or - for stdin"
        )
    )
    complete_files(
        added.add_argument(
            "--policy",
            action="append",
            metavar="PATH",
            help="what to ask: files, folders or a compiled file; repeatable; the settings' or the"
            " documented matrices if not said",
        )
    )
    added.add_argument(
        "--renamed",
        action="append",
        default=[],
        metavar="OLD=NEW",
        help="an action of the log and what it is called now; repeatable",
    )
    added.add_argument(
        "--allow-unsettled",
        action="store_true",
        help="what cannot be told does not fail the run",
    )
    add_report(added, own=("csv",))
