"""The verb review: whether people hold what they need, and what comes of what they hold."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from permmatrix.api import load
from permmatrix.cli.findings import Write, report
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.facts_file import read_facts
from permmatrix.model import MatrixSet
from permmatrix.outputs.findings import Findings
from permmatrix.review import Review, review
from permmatrix.review.told import diagnostics
from permmatrix.review.written import as_csv, as_json, as_markdown, as_text, summary

__all__ = ["run_review"]


def run_review(args: argparse.Namespace, settings: Settings) -> int:
    """Review who was given what."""
    file = args.facts or settings.facts
    if not file:
        raise UsageError("say whom to review: permmatrix review --facts facts.yaml")
    paths = args.words or settings.matrices or None
    if file == "-" and "-" in (paths or ()):
        raise UsageError("standard input can hold matrices or facts, not both")
    matrices = MatrixSet(tuple(load(paths).matrices.values()))
    found = review(matrices, read_facts(file, matrices))
    findings = Findings(
        verb="review",
        diagnostics=diagnostics(found),
        files=(file,),
        summary=tuple(summary(found)),
    )
    return report(findings, args, _own(found))


def _own(found: Review) -> Mapping[str, Write]:
    return {
        "text": lambda findings: as_text(found, findings),
        "markdown": lambda findings: as_markdown(found, findings),
        "json": lambda findings: as_json(found, findings),
        "csv": lambda findings: as_csv(found, findings),
    }
