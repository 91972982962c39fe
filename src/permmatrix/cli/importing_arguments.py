"""The arguments of the verb import."""

from __future__ import annotations

from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.options import add_verb, complete_files

__all__ = ["add_import"]

CONTRACTS = {
    "commitments": "v2 commitment_contracts",
    "head_contracts": "v2 prime_contracts",
    "purchase_orders": "v1 purchase_order_contracts",
    "work_orders": "v1 work_order_contracts",
}
"""By the kind of answer (of `store.payloads.contracts`), what the service calls it."""


def add_import(verbs: Any) -> None:
    """Add import."""
    added = add_verb(
        verbs,
        "import",
        carry_out.import_,
        "make a file of facts of what the service's API answered, saved as JSON",
        "--project ID [--permissions USER=FILE ...] [--commitments FILE ...] [options] [-o FILE]",
        "import --project 101 --permissions 7=ana.json --commitments open.json -o facts.json",
    )
    added.add_argument("--project", metavar="ID", required=True, help="what the answers are of")
    complete_files(
        added.add_argument(
            "--permissions",
            action="append",
            default=[],
            metavar="USER=FILE",
            help="settings/permissions as the user with this id was answered; repeatable",
        )
    )
    for option, what in CONTRACTS.items():
        complete_files(
            added.add_argument(
                f"--{option.replace('_', '-')}",
                action="append",
                default=[],
                metavar="FILE",
                help=f"{what}; repeatable",
            )
        )
    complete_files(
        added.add_argument(
            "--billing-periods",
            action="append",
            default=[],
            metavar="FILE",
            help="billing_periods, which say whether the day of --on is in one; repeatable",
        )
    )
    added.add_argument("--on", metavar="DAY", help="a day, as 2025-03-14")
    added.add_argument(
        "--tool",
        action="append",
        default=[],
        metavar="NAME=TOOL",
        help="which tool of the policy the service's tool of this name is; repeatable",
    )
    complete_files(
        added.add_argument(
            "--matrices", action="append", metavar="PATH", help="the documented ones if not said"
        )
    )
    complete_files(
        added.add_argument("-o", "--output", metavar="FILE", help="standard output if not said")
    )
