"""The verb review: whether people hold what they need, and what comes of what they hold."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from permmatrix.api import load
from permmatrix.cli.findings import Write, report
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet
from permmatrix.outputs.findings import Findings
from permmatrix.review import Review, review
from permmatrix.review.told import diagnostics
from permmatrix.review.written import as_csv, as_json, as_markdown, as_text, summary
from permmatrix.store.anywhere import facts_at, name_of

if TYPE_CHECKING:
    from permmatrix.review.used import Used

__all__ = ["run_review"]


def run_review(args: argparse.Namespace, settings: Settings) -> int:
    """Review who was given what."""
    if any(getattr(args, name) not in (None, []) for name in TABLES):  # an empty text was said
        from permmatrix.cli.reviewing_tables import run_tables  # noqa: PLC0415  needs an engine

        return run_tables(args, settings)
    file = args.facts or settings.facts
    if not file:
        raise UsageError("say whom to review: permmatrix review --facts facts.yaml")
    paths = args.words or settings.matrices or None
    if [*(paths or ()), file, args.used].count("-") > 1:
        raise UsageError("standard input can be read once only")
    matrices = MatrixSet(tuple(load(paths).matrices.values()))
    facts = facts_at(file, matrices)
    done = _used(args.used, matrices, facts)
    found = review(matrices, facts, done.by if done else None)
    findings = Findings(
        verb="review",
        diagnostics=diagnostics(found),
        files=(name_of(file),),
        summary=tuple(summary(found)),
    )
    if done is not None:
        findings = _with_log(findings, args.used, done)
    return report(findings, args, _own(found))


TABLES = (
    *("users", "contracts", "to", "counts", "who", "actions", "platform", "fact", "engine"),
    *("master", "memory", "threads"),
)
"""The options of a review of tables."""


def _with_log(findings: Findings, log: str, done: Used) -> Findings:
    """Add what is to be said of a log."""
    count = done.strangers
    decisions = f"{count} decision{'' if count == 1 else 's'}"
    said = f"{decisions} of {log} allowed something to somebody who is not in the file of facts."
    return evolve(
        findings,
        diagnostics=(*findings.diagnostics, *done.gone),
        summary=(*findings.summary, *([said] if count else [])),
    )


def _used(log: str | None, matrices: MatrixSet, facts: Facts) -> Used | None:
    """Give what users have done by a log, if one is named."""
    if log is None:
        return None
    from permmatrix.review.used import read_used  # noqa: PLC0415  only where there is a log

    return read_used(log, matrices, facts)


def _own(found: Review) -> Mapping[str, Write]:
    return {
        "text": lambda findings: as_text(found, findings),
        "markdown": lambda findings: as_markdown(found, findings),
        "json": lambda findings: as_json(found, findings),
        "csv": lambda findings: as_csv(found, findings),
    }
