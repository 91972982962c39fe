"""The arguments of the verb sql."""

from __future__ import annotations

from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.asking_arguments import add_facts
from permmatrix.cli.options import add_format, add_verb, complete_files
from permmatrix.queries.sql.dialects import DIALECTS

__all__ = ["add_sql"]

STYLES = sorted({style for dialect in DIALECTS.values() for style in dialect.styles})


def add_sql(verbs: Any) -> None:
    """Add sql."""
    added = add_verb(
        verbs,
        "sql",
        carry_out.sql,
        "write the rows that a user may do an action on as a query in SQL",
        "[USER] ACTION [options]",
        "sql ana head_contracts.view_head_contract --facts facts.yaml --dialect postgres",
    )
    added.add_argument(
        "words", nargs="+", metavar="[USER] ACTION", help="an action or operation, and a user"
    )
    added.add_argument(
        "--dialect", choices=tuple(DIALECTS), default="postgres", help="postgres if not said"
    )
    added.add_argument(
        "--paramstyle", choices=STYLES, help="as the dialect's usual driver takes them if not said"
    )
    complete_files(
        added.add_argument(
            "--map",
            metavar="FILE",
            help="YAML or JSON that says where facts are; the documented tables if not said",
        )
    )
    added.add_argument("--table", metavar="NAME", help="the table, in place of the mapping's")
    added.add_argument(
        "--condition", action="store_true", help="write only what is to stand after WHERE"
    )
    added.set_defaults(strict=False)  # what is not known is what the query asks for
    add_facts(added)
    add_format(added)
