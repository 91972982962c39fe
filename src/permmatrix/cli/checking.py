"""The verbs about the files themselves: validate, compile and schema."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from permmatrix.api import load, shipped_matrices, validate
from permmatrix.cli.output import print_json, report_plain, write_whole
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.schema import schema_text

__all__ = ["run_compile", "run_schema", "run_validate"]


def run_validate(args: argparse.Namespace, settings: Settings) -> int:
    """Check matrix files together and report every problem."""
    paths = args.paths or settings.matrices
    if not paths:
        raise UsageError("say which files or folders: permmatrix validate matrices/")
    report = validate(paths)
    if args.output_format == "json":
        print_json(report_plain(report))
    elif report.ok:
        count = len(report.files)
        print(f"No problems in {count} file{'' if count == 1 else 's'}.")
    else:
        print(report)
    return 2 if report.unreadable else 0 if report.ok else 1


def run_compile(args: argparse.Namespace, settings: Settings) -> int:
    """Write the compiled policy."""
    policy = load(args.paths or settings.matrices or shipped_matrices())
    if args.output in {None, "-"}:
        sys.stdout.write(policy.to_json())
        return 0
    try:
        write_whole(Path(args.output), policy.to_json())
    except OSError as error:
        raise UsageError(f"{args.output} cannot be written: {error.strerror}") from error
    print(f"{args.output}: {len(policy.actions)} actions, digest {policy.digest}", file=sys.stderr)
    return 0


def run_schema(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  every verb takes both
    """Print a JSON Schema."""
    print(schema_text(args.form), end="")
    return 0
