"""The verbs about the files themselves: validate, compile and schema."""

from __future__ import annotations

import argparse
from pathlib import Path

from permmatrix.api import load, validate
from permmatrix.cli.findings import report
from permmatrix.cli.output import print_json, say, write_file
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.errors import MatrixError
from permmatrix.outputs.findings import Findings
from permmatrix.schema import schema_text

__all__ = ["run_compile", "run_schema", "run_validate"]


def run_validate(args: argparse.Namespace, settings: Settings) -> int:
    """Check matrix files together and report every problem."""
    paths = args.words or settings.matrices
    if not paths:
        raise UsageError("say which files or folders: permmatrix validate matrices/")
    found = validate(paths)
    return report(Findings(verb="validate", diagnostics=found.diagnostics, files=found.files), args)


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
