"""The arguments, and the way from them to a verb and its exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

from permmatrix.cli import asking, checking
from permmatrix.cli.settings import Settings, UsageError, read_settings
from permmatrix.errors import PermmatrixError

__all__ = ["main", "parser", "run"]

Verb = Callable[[argparse.Namespace, Settings], int]

EPILOG = """\
exit codes: 0 clean or yes; 1 findings or no; 2 usage, or a file that cannot be read
"""


def run() -> NoReturn:
    """Run the command line and exit."""
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Carry out a command and give its exit code."""
    args = parser().parse_args(arguments)
    try:
        settings = read_settings(Path.cwd())
        args.output_format = getattr(args, "output_format", None) or settings.output_format
        verb: Verb = args.verb
        return verb(args, settings)
    except (PermmatrixError, UsageError) as error:
        print(f"permmatrix: {error}", file=sys.stderr)
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("PERMMATRIX_TRACEBACK"):
            raise
        text = f"{type(error).__name__}: {error}"
        print(f"permmatrix: a fault in permmatrix itself: {text}", file=sys.stderr)
        print("set PERMMATRIX_TRACEBACK=1 to see where", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="permmatrix",
        description="Check, ask and compile documented permission matrices.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=version("permmatrix"))
    whole.add_argument(
        "--print-completion",
        action=_Completion,
        choices=("bash", "zsh", "tcsh"),
        help="print a completion script for a shell",
    )
    verbs = whole.add_subparsers(title="verbs", metavar="VERB", required=True)
    _add_validate(verbs)
    _add_can(verbs)
    _add_explain(verbs)
    _add_list(verbs)
    _add_compile(verbs)
    _add_schema(verbs)
    return whole


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

        print(shtab.complete(parser, shell=str(values)))
        parser.exit()


def _verb(verbs: Any, name: str, verb: Verb, help_: str, example: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=help_,
        description=help_[0].upper() + help_[1:] + ".",
        epilog=f"example: {example}",
        allow_abbrev=False,
    )
    added.set_defaults(verb=verb)
    return added


def _add_format(added: argparse.ArgumentParser) -> None:
    added.add_argument("--output-format", choices=("text", "json"), help="text if not said")


def _add_color(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set",
    )


def _add_validate(verbs: Any) -> None:
    added = _verb(
        verbs,
        "validate",
        checking.run_validate,
        "check matrix files together and report every problem",
        "permmatrix validate matrices/",
    )
    added.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, or - for stdin")
    _add_format(added)


def _add_compile(verbs: Any) -> None:
    added = _verb(
        verbs,
        "compile",
        checking.run_compile,
        "write the compiled policy, which load_compiled reads without YAML",
        "permmatrix compile matrices/ -o policy.json",
    )
    added.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, or - for stdin")
    added.add_argument("-o", "--output", metavar="FILE", help="standard output if not said")


def _add_schema(verbs: Any) -> None:
    added = _verb(
        verbs,
        "schema",
        checking.run_schema,
        "print the JSON Schema of a matrix file, or of a file of facts",
        "permmatrix schema > matrix.schema.json",
    )
    added.add_argument("form", nargs="?", choices=("matrix", "facts"), default="matrix")


def _add_can(verbs: Any) -> None:
    added = _verb(
        verbs,
        "can",
        asking.run_can,
        "say whether a user may do an action on a resource",
        "permmatrix can ana commitments.create_purchase_order PO-7 --facts project.yaml",
    )
    _add_question(added)
    added.add_argument("-q", "--quiet", action="store_true", help="say it by the exit code alone")


def _add_explain(verbs: Any) -> None:
    added = _verb(
        verbs,
        "explain",
        asking.run_explain,
        "say why a user may or may not do an action on a resource",
        "permmatrix explain commitments.search --level read_only",
    )
    _add_question(added)


def _add_list(verbs: Any) -> None:
    added = _verb(
        verbs,
        "list",
        asking.run_list,
        "list what a user may do on a resource, or who may do an action on it",
        "permmatrix list --who commitments.search PO-7 --facts project.yaml",
    )
    added.add_argument("question", nargs="*", metavar="[USER] [RESOURCE]", help="by their ids")
    added.add_argument("--who", metavar="ACTION", help="list who may do this instead")
    _add_facts(added)


def _add_question(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "question",
        nargs="+",
        metavar="[USER] ACTION [RESOURCE]",
        help="one word is the action, two are user and action, three all of them",
    )
    _add_facts(added)


def _add_facts(added: argparse.ArgumentParser) -> None:
    added.add_argument("--facts", metavar="FILE", help="YAML or JSON with users and resources")
    added.add_argument(
        "--matrices",
        action="append",
        metavar="PATH",
        help="a file or folder of matrices, repeatable; the documented ones if not said",
    )
    added.add_argument(
        "--level",
        action="append",
        default=[],
        metavar="[TOOL=]LEVEL",
        help="a level the user holds, repeatable",
    )
    added.add_argument(
        "--granular",
        action="append",
        default=[],
        metavar="[TOOL=]NAME",
        help="a granular permission the user holds, repeatable",
    )
    added.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a condition (private=true, false or unknown) or a path (resource.private=true)",
    )
    added.add_argument("--platform", metavar="NAME", help="the platform it is asked on")
    added.add_argument("--strict", action="store_true", help="missing facts are an error, not a no")
    _add_format(added)
    _add_color(added)
