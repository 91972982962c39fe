"""The verbs about the files themselves: validate, compile and schema."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TypeAlias

from permmatrix.api import load, validate
from permmatrix.cli.findings import report
from permmatrix.cli.output import print_json, say, write_file
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.errors import MatrixError
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.text import text_of
from permmatrix.schema import schema_text

Words: TypeAlias = tuple[str, ...]

__all__ = ["run_compile", "run_schema", "run_validate"]


def run_validate(args: argparse.Namespace, settings: Settings) -> int:
    """Check matrix files together and report every problem."""
    paths = args.words or settings.matrices
    if not paths:
        raise UsageError("say which files or folders: permmatrix validate matrices/")
    select, ignore = _rules(args, settings)
    found = validate(paths, select=select, ignore=ignore)
    findings = Findings(
        verb="validate",
        diagnostics=found.diagnostics,
        files=found.files,
        suppressed=found.suppressed,
    )
    return report(findings, args, ALL if args.show_suppressed else None)


def _rules(args: argparse.Namespace, settings: Settings) -> tuple[Words | None, Words]:
    """Give the lint rules selected and ignored: `--select` begins anew, `--ignore` takes away."""
    ignored = _split(args.ignore)
    if args.select:
        return _split(args.select), ignored
    return settings.select, (*settings.ignore, *ignored)


def _split(given: list[str] | None) -> Words:
    words = [word.strip() for words in given or () for word in words.split(",")]
    if "" in words:
        raise UsageError("a lint rule has no name: write --select PM601,PM602")
    return tuple(words)


def _all_text(findings: Findings) -> str:
    """Write the findings that are let stand, with the reasons, and then the others."""
    return "".join(f"{it}\n" for it in findings.suppressed) + text_of(findings)


def _all_json(findings: Findings) -> str:
    from permmatrix.outputs.plain import text_with_suppressed  # noqa: PLC0415  only where asked for

    return text_with_suppressed(findings)


ALL = {"text": _all_text, "json": _all_json}
"""How the formats are written that show what is let stand where that is asked for."""


def run_compile(args: argparse.Namespace, settings: Settings) -> int:
    """Write the compiled policy."""
    try:
        policy = load(args.words or settings.matrices or None)
    except MatrixError as error:
        say(str(error))  # standard output is the compiled policy's
        return 2 if error.report.unreadable else 1
    if args.output in {None, "-"}:
        print_json(policy.to_json())
        return 0
    write_file(Path(args.output), policy.to_json())
    say(f"{args.output}: {len(policy.actions)} actions, digest {policy.digest}")
    return 0


def run_schema(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  every verb takes both
    """Print a JSON Schema."""
    print_json(schema_text(args.form))
    return 0
