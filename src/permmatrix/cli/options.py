"""What the arguments of several verbs have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from permmatrix.cli.settings import FORMATS, Settings

__all__ = ["FACTS", "add_format", "add_paths", "add_report", "add_verb", "complete_files"]

Verb = Callable[[argparse.Namespace, Settings], int]

FACTS = "YAML or JSON with users and resources, or the URL of a store of them"

# what shtab completes with the names of files, as its own constant says it
FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def add_verb(  # noqa: PLR0913, PLR0917  what there is to say of a verb
    verbs: Any, name: str, verb: Verb, help_: str, usage: str, example: str
) -> argparse.ArgumentParser:
    """Add a verb with what its help says."""
    added: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=help_,
        description=help_[0].upper() + help_[1:] + ".",
        usage=f"permmatrix {name} {usage}",
        epilog=f"example:\n  permmatrix {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    added.set_defaults(
        verb=verb,
        parser=added,
        words=None,
        formats=("text", "json"),
        output_format=None,
        reads_settings=name not in {"schema", "init"},
    )
    return added


def add_paths(added: argparse.ArgumentParser) -> None:
    """Add the paths of matrix files."""
    complete_files(
        added.add_argument(
            "words", nargs="*", metavar="PATH", help="files, folders, or - for stdin"
        )
    )


def complete_files(action: argparse.Action) -> None:
    """Let a shell complete an argument with the names of files."""
    action.complete = FILES  # type: ignore[attr-defined]  # where shtab looks for it


def add_format(added: argparse.ArgumentParser, *, own: tuple[str, ...] = ()) -> None:
    """Add the formats of a verb that answers, with those of its own."""
    formats = ("text", "json", *own)
    added.set_defaults(formats=formats)
    added.add_argument(
        "--output-format", choices=formats, help="text, unless the settings say otherwise"
    )


def add_report(added: argparse.ArgumentParser, *, own: tuple[str, ...] = ()) -> None:
    """Add the options of a verb that ends with `cli.findings.report`, with formats of its own."""
    formats = (*FORMATS, *own)
    added.set_defaults(formats=formats)
    added.add_argument(
        "--output-format",
        choices=formats,
        metavar="FORMAT",
        help=f"{', '.join(formats[:-1])} or {formats[-1]}",
    )
    complete_files(
        added.add_argument("--output-file", metavar="FILE", help="write there, whole or not at all")
    )
    added.add_argument("--exit-zero", action="store_true", help="give 0 where there are findings")
