"""The verb diff: what two policies answer differently."""

from __future__ import annotations

import argparse

from permmatrix.cli.findings import report
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.codes import Code, Severity
from permmatrix.differences.diff import Diff
from permmatrix.differences.diffing import diff_of, diff_revisions
from permmatrix.differences.findings import diagnostics
from permmatrix.differences.told import verdict
from permmatrix.outputs.findings import Findings

__all__ = ["FAIL_ON", "run_diff"]

WIDENING = (Code.WIDENED, Code.WIDENED_AND_NARROWED, Code.CHANGE_NOT_SETTLED)
FAIL_ON = {
    "any": (*WIDENING, Code.NARROWED, Code.RENAMED, Code.REDECLARED),
    "widen": WIDENING,
    "never": (),
}
"""Which differences fail the run. A change of text alone never does."""


def run_diff(args: argparse.Namespace, settings: Settings) -> int:
    """Say what two policies answer differently."""
    found = _diff(args, settings)
    findings = Findings(
        verb="diff",
        diagnostics=tuple(diagnostics(found)),
        files=found.new.files,
        severities=dict.fromkeys(FAIL_ON[args.fail_on], Severity.ERROR),
        summary=(verdict(found),),
    )
    own = {
        "text": lambda _: f"{found}\n",
        "markdown": lambda _: found.to_markdown(),
        "html": lambda _: found.to_html(),
        "json": lambda _: _json(found),
    }
    return report(findings, args, own)


def _diff(args: argparse.Namespace, settings: Settings) -> Diff:
    words, facts = args.words, args.facts
    if args.rev is not None:
        paths = words or list(settings.matrices)
        if not paths:
            raise UsageError("say which files or folders: permmatrix diff --rev main matrices/")
        if "-" in paths:
            raise UsageError("standard input has no revisions; name files or folders")
        return diff_revisions(args.rev, paths, facts)
    if len(words) != 2:  # noqa: PLR2004  the old one and the new one
        raise UsageError(
            "say which two to compare: permmatrix diff OLD NEW, or permmatrix diff --rev main"
        )
    if [*words, facts].count("-") > 1:
        raise UsageError("standard input can be read once only")
    return diff_of(words[0], words[1], facts)


def _json(diff: Diff) -> str:
    import json  # noqa: PLC0415  for this format alone

    return json.dumps(diff.to_plain(), indent=2, ensure_ascii=False) + "\n"
