"""The arguments of the verbs that ask a policy: can, explain and list."""

from __future__ import annotations

import argparse
from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.options import FACTS, add_format, add_verb, complete_files

__all__ = ["add_can", "add_explain", "add_facts", "add_list"]


def add_can(verbs: Any) -> None:
    """Add can."""
    added = add_verb(
        verbs,
        "can",
        carry_out.can,
        "say whether a user may do an action on a resource",
        "[USER] ACTION [RESOURCE] [options]",
        "can ana commitments.create_purchase_order PO-7 --facts facts.yaml",
    )
    _add_question(added)
    added.add_argument("-q", "--quiet", action="store_true", help="say it by the exit code alone")


def add_explain(verbs: Any) -> None:
    """Add explain."""
    added = add_verb(
        verbs,
        "explain",
        carry_out.explain,
        "say why a user may or may not do an action on a resource",
        "[USER] ACTION [RESOURCE] [options]",
        "explain commitments.search --level read_only",
    )
    _add_question(added, formats=("markdown", "tree"))
    added.add_argument(
        "--for",
        dest="audience",
        choices=("administrator", "person"),
        default="administrator",
        help="who reads it: whoever looks after the permissions, or the one who asked",
    )


def add_list(verbs: Any) -> None:
    """Add list."""
    added = add_verb(
        verbs,
        "list",
        carry_out.list_,
        "list what a user may do on a resource, or who may do an action on it, or could",
        "[USER] [RESOURCE] [options] | --who ACTION [RESOURCE] [options] |"
        " --who-could ACTION [RESOURCE] [options] | --all",
        "list --who commitments.search PO-7 --facts facts.yaml",
    )
    added.add_argument("words", nargs="*", metavar="[USER] [RESOURCE]", help="by their ids")
    instead = added.add_mutually_exclusive_group()
    instead.add_argument("--who", metavar="ACTION", help="list who may do this instead")
    instead.add_argument(
        "--who-could",
        metavar="ACTION",
        help="say what it takes to do this instead, whoever there is",
    )
    instead.add_argument(
        "--all", action="store_true", help="list every action and operation instead, whoever asks"
    )
    _add_answer(added)


def _add_question(added: argparse.ArgumentParser, *, formats: tuple[str, ...] = ()) -> None:
    added.add_argument(
        "words",
        nargs="+",
        metavar="[USER] ACTION [RESOURCE]",
        help="an action or operation by its id, a user and a resource by theirs",
    )
    _add_answer(added, formats=formats)


def add_facts(added: argparse.ArgumentParser) -> None:
    """Add what is known: matrices, facts, and what comes on top of them."""
    complete_files(added.add_argument("--facts", metavar="FILE", help=FACTS))
    complete_files(
        added.add_argument(
            "--matrices",
            action="append",
            metavar="PATH",
            help="a file or folder of matrices, repeatable; the documented ones if not said",
        )
    )
    for option, metavar, help_ in (
        (
            "--level",
            "[TOOL=]LEVEL",
            "the user's level, in place of the facts'; several if repeated",
        ),
        ("--granular", "[TOOL=]NAME", "a granular permission, on top of the facts'; repeatable"),
        (
            "--fact",
            "NAME=VALUE",
            "a condition (private=true) or a path (resource.private_members=[ana]); repeatable",
        ),
    ):
        added.add_argument(option, action="append", default=[], metavar=metavar, help=help_)
    added.add_argument("--platform", metavar="NAME", help="the platform it is asked on")


def _add_answer(added: argparse.ArgumentParser, *, formats: tuple[str, ...] = ()) -> None:
    add_facts(added)
    added.add_argument("--strict", action="store_true", help="missing facts are an error, not a no")
    add_format(added, own=formats)
    added.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set",
    )
