"""The arguments of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from permmatrix.cli import verbs as carry_out
from permmatrix.cli.output import write
from permmatrix.cli.settings import FORMATS, Settings

__all__ = ["parser"]

Verb = Callable[[argparse.Namespace, Settings], int]

EPILOG = """\
exit codes: 0 clean or yes; 1 findings or no; 2 usage, or a file that cannot be read
"""

# what shtab completes with the names of files, as its own constant says it
FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="permmatrix",
        description="Check, ask and compile documented permission matrices.",
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
    _add_validate(verbs)
    _add_can(verbs)
    _add_explain(verbs)
    _add_list(verbs)
    _add_diff(verbs)
    _add_test(verbs)
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


def _verb(  # noqa: PLR0913, PLR0917  what there is to say of a verb
    verbs: Any, name: str, verb: Verb, help_: str, usage: str, example: str
) -> argparse.ArgumentParser:
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


def _add_paths(added: argparse.ArgumentParser) -> None:
    _complete_files(
        added.add_argument(
            "words", nargs="*", metavar="PATH", help="files, folders, or - for stdin"
        )
    )


def _complete_files(action: argparse.Action) -> None:
    action.complete = FILES  # type: ignore[attr-defined]  # where shtab looks for it


def _add_format(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--output-format", choices=("text", "json"), help="text, unless the settings say otherwise"
    )


def _add_report(added: argparse.ArgumentParser) -> None:
    """Add the options of a verb that ends with `cli.findings.report`."""
    added.set_defaults(formats=FORMATS)
    added.add_argument(
        "--output-format",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}",
    )
    _complete_files(
        added.add_argument("--output-file", metavar="FILE", help="write there, whole or not at all")
    )
    added.add_argument("--exit-zero", action="store_true", help="give 0 where there are findings")


def _add_validate(verbs: Any) -> None:
    added = _verb(
        verbs,
        "validate",
        carry_out.validate,
        "check matrix files together and report every problem",
        "[PATH ...] [--select RULES] [--ignore RULES] [--output-format FORMAT] [--exit-zero]",
        "validate matrices/",
    )
    _add_paths(added)
    _add_report(added)
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


def _add_diff(verbs: Any) -> None:
    added = _verb(
        verbs,
        "diff",
        carry_out.diff,
        "say what two policies answer differently, which way, and who shows it",
        "OLD NEW [options] | --rev REV [PATH ...] [options]",
        "diff --rev origin/main matrices/ --fail-on widen",
    )
    _complete_files(
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
    _complete_files(
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
    _add_report(added)


def _add_test(verbs: Any) -> None:
    added = _verb(
        verbs,
        "test",
        carry_out.test,
        "run tests of a policy, and measure what they would miss",
        "[PATH ...] [options]",
        "test matrices/ --coverage=100 --mutation=100",
    )
    _add_paths(added)
    _complete_files(
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
    _add_report(added)


def _percent(text: str) -> float:
    with suppress(ValueError):
        found = float(text.removesuffix("%"))
        if 0 <= found <= 100:  # noqa: PLR2004  percent
            return found
    raise argparse.ArgumentTypeError(f"{text} is not a percentage; paths stand before the options")


def _add_compile(verbs: Any) -> None:
    added = _verb(
        verbs,
        "compile",
        carry_out.compile_,
        "write the compiled policy, which load_compiled reads without YAML",
        "[PATH ...] [-o FILE]",
        "compile matrices/ -o policy.json",
    )
    _add_paths(added)
    _complete_files(
        added.add_argument("-o", "--output", metavar="FILE", help="standard output if not said")
    )


def _add_schema(verbs: Any) -> None:
    added = _verb(
        verbs,
        "schema",
        carry_out.schema,
        "print the JSON Schema of a matrix file, or of a file of facts or tests",
        "[matrix|facts|tests]",
        "schema > matrix.schema.json",
    )
    added.add_argument("form", nargs="?", choices=("matrix", "facts", "tests"), default="matrix")


def _add_init(verbs: Any) -> None:
    added = _verb(
        verbs,
        "init",
        carry_out.init,
        "begin a project: a matrix, its tests, facts to ask about, a workflow for CI",
        "[FOLDER]",
        "init permissions/",
    )
    added.add_argument("folder", nargs="?", default=".", help="this one if not said")


def _add_can(verbs: Any) -> None:
    added = _verb(
        verbs,
        "can",
        carry_out.can,
        "say whether a user may do an action on a resource",
        "[USER] ACTION [RESOURCE] [options]",
        "can ana commitments.create_purchase_order PO-7 --facts facts.yaml",
    )
    _add_question(added)
    added.add_argument("-q", "--quiet", action="store_true", help="say it by the exit code alone")


def _add_explain(verbs: Any) -> None:
    added = _verb(
        verbs,
        "explain",
        carry_out.explain,
        "say why a user may or may not do an action on a resource",
        "[USER] ACTION [RESOURCE] [options]",
        "explain commitments.search --level read_only",
    )
    _add_question(added)


def _add_list(verbs: Any) -> None:
    added = _verb(
        verbs,
        "list",
        carry_out.list_,
        "list what a user may do on a resource, or who may do an action on it",
        "[USER] [RESOURCE] [options] | --who ACTION [RESOURCE] [options] | --all",
        "list --who commitments.search PO-7 --facts facts.yaml",
    )
    added.add_argument("words", nargs="*", metavar="[USER] [RESOURCE]", help="by their ids")
    instead = added.add_mutually_exclusive_group()
    instead.add_argument("--who", metavar="ACTION", help="list who may do this instead")
    instead.add_argument(
        "--all", action="store_true", help="list every action and operation instead, whoever asks"
    )
    _add_facts(added)


def _add_question(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "words",
        nargs="+",
        metavar="[USER] ACTION [RESOURCE]",
        help="an action or operation by its id, a user and a resource by theirs",
    )
    _add_facts(added)


def _add_facts(added: argparse.ArgumentParser) -> None:
    _complete_files(
        added.add_argument("--facts", metavar="FILE", help="YAML or JSON with users and resources")
    )
    _complete_files(
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
    added.add_argument("--strict", action="store_true", help="missing facts are an error, not a no")
    _add_format(added)
    added.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set",
    )
