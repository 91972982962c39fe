"""The sentences that a report for people ends with: how many findings there are, and what else."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Severity
from permmatrix.outputs.findings import Findings, State

__all__ = ["closing", "headline"]

NOTHING = {"diff": "No differences"}


def closing(findings: Findings) -> Iterator[str]:
    """Give the last lines of a report, the counts first."""
    yield f"{headline(findings)}."
    states = findings.states
    if states:
        ended = (f"{states[state]} {state}" for state in State if states[state])
        yield f"{', '.join(ended)}."
    if findings.suppressed:
        count = _counted(len(findings.suppressed), "finding")
        yield f"{count} {'is' if len(findings.suppressed) == 1 else 'are'} suppressed."
    yield from (" ".join(line.split()) for line in findings.summary)


def headline(findings: Findings) -> str:
    """Say in a few words how many findings there are."""
    counts = findings.counts
    found = [_counted(counts[it], it) for it in Severity if counts[it]]
    if found:
        *first, last = found
        return f"Found {', '.join(first)}{' and ' if first else ''}{last}"
    nothing = NOTHING.get(findings.verb, "No problems")
    files = len(findings.files)
    return f"{nothing} in {_counted(files, 'file')}" if files else nothing


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
