"""Writes what a verb found, in the format that was asked for, and gives the exit code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import evolve

from permmatrix.cli.output import append_file, harmless, print_json, say, write, write_file
from permmatrix.outputs.closing import headline
from permmatrix.outputs.findings import Findings

__all__ = ["report"]

Write = Callable[[Findings], str]


def report(
    findings: Findings, args: argparse.Namespace, own: Mapping[str, Write] | None = None
) -> int:
    """
    Write findings as `--output-format` and `--output-file` say, and give the exit code.

    `own` are the formats that a verb has a way of its own to write, such as text or markdown.

    Raises:
        UsageError: the file cannot be written.
    """
    folder = Path.cwd()
    findings = evolve(findings, folder=str(folder), root=str(_root(folder)))
    text = _writer(args.output_format, own or {})(findings)
    if args.output_format == "text":
        text = harmless(text)
    _put(text, args, findings)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and args.output_format == "github":
        append_file(Path(summary), _writer("markdown", own or {})(findings) + "\n")
    return 0 if args.exit_zero and findings.exit_code == 1 else findings.exit_code


def _root(folder: Path) -> Path:
    """Give the top of the repository, which forges name files from, if there is one."""
    tops = (it for it in (folder, *folder.parents) if os.path.exists(it / ".git"))  # noqa: PTH110  never raises
    return next(tops, folder)


def _put(text: str, args: argparse.Namespace, findings: Findings) -> None:
    if args.output_file not in {None, "-"}:
        write_file(Path(args.output_file), text)
        say(f"{args.output_file}: {headline(findings)}")
    elif args.output_format in {"json", "sarif", "gitlab"}:
        print_json(text)
    else:
        write(text)


def _writer(output_format: str, own: Mapping[str, Write]) -> Write:
    """Give what writes a format; a run pays for the one it writes."""
    if output_format in own:
        return own[output_format]
    match output_format:
        case "json":
            from permmatrix.outputs.plain import text_of  # noqa: PLC0415  see above
        case "github":
            from permmatrix.outputs.github import text_of  # noqa: PLC0415  see above
        case "gitlab":
            from permmatrix.outputs.gitlab import text_of  # noqa: PLC0415  see above
        case "junit":
            from permmatrix.outputs.junit import text_of  # noqa: PLC0415  see above
        case "markdown":
            from permmatrix.outputs.markdown import text_of  # noqa: PLC0415  see above
        case "sarif":
            from permmatrix.outputs.sarif import text_of  # noqa: PLC0415  see above
        case _:
            from permmatrix.outputs.text import text_of  # noqa: PLC0415  see above
    return text_of
