"""The arguments of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.asking_arguments import add_can, add_explain, add_list
from permmatrix.cli.importing_arguments import add_import
from permmatrix.cli.judging_arguments import add_diff, add_test, add_validate
from permmatrix.cli.options import add_paths, add_verb, complete_files
from permmatrix.cli.output import write
from permmatrix.cli.rendering_arguments import add_render
from permmatrix.cli.replaying_arguments import add_replay
from permmatrix.cli.reviewing_arguments import add_review
from permmatrix.cli.sql_arguments import add_sql
from permmatrix.cli.suggesting_arguments import add_suggest

__all__ = ["parser"]

FORMS = ("matrix", "facts", "tests", "mapping")
EPILOG = """\
exit codes: 0 clean or yes; 1 findings or no; 2 usage, or a file that cannot be read
"""


def parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="permmatrix",
        description="Check, ask, render and compile documented permission matrices.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    whole.add_argument(
        "--version", action=_Version, nargs=0, help="show program's version number and exit"
    )
    whole.add_argument(
        "--print-completion",
        action=_Completion,
        choices=("bash", "zsh", "tcsh"),
        help="print a completion script for a shell",
    )
    verbs = whole.add_subparsers(title="verbs", metavar="VERB", required=True)
    add_validate(verbs)
    add_can(verbs)
    add_explain(verbs)
    add_list(verbs)
    add_suggest(verbs)
    add_sql(verbs)
    add_diff(verbs)
    add_replay(verbs)
    add_test(verbs)
    add_review(verbs)
    add_render(verbs)
    add_import(verbs)
    _add_compile(verbs)
    _add_schema(verbs)
    _add_init(verbs)
    return whole


class _Version(argparse.Action):
    """Prints the version. The package's metadata is read only for that."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002  argparse passes it
        values: str | Sequence[Any] | None,  # noqa: ARG002  as above
        option_string: str | None = None,  # noqa: ARG002  as above
    ) -> None:
        from importlib.metadata import version  # noqa: PLC0415  not for every start

        write(f"{version('permmatrix')}\n")
        parser.exit()


class _Completion(argparse.Action):
    """Prints a completion script. shtab is imported only for that."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002  argparse passes it
        values: str | Sequence[Any] | None,
        option_string: str | None = None,  # noqa: ARG002  as above
    ) -> None:
        import shtab  # noqa: PLC0415  not for every start

        write(f"{shtab.complete(parser, shell=str(values))}\n")
        parser.exit()


def _add_compile(verbs: Any) -> None:
    added = add_verb(
        verbs,
        "compile",
        carry_out.compile_,
        "write the compiled policy, which load_compiled reads without YAML",
        "[PATH ...] [-o FILE]",
        "compile matrices/ -o policy.json",
    )
    add_paths(added)
    complete_files(
        added.add_argument("-o", "--output", metavar="FILE", help="standard output if not said")
    )


def _add_schema(verbs: Any) -> None:
    added = add_verb(
        verbs,
        "schema",
        carry_out.schema,
        "print the JSON Schema of a matrix file, or of a file of facts or tests, or of a mapping",
        "[matrix|facts|tests|mapping]",
        "schema > matrix.schema.json",
    )
    added.add_argument("form", nargs="?", choices=FORMS, default="matrix")


def _add_init(verbs: Any) -> None:
    added = add_verb(
        verbs,
        "init",
        carry_out.init,
        "begin a project: a matrix, its tests, facts to ask about, a workflow for CI",
        "[FOLDER]",
        "init permissions/",
    )
    added.add_argument("folder", nargs="?", default=".", help="this one if not said")
