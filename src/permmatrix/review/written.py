"""A review in the formats that are its own: text, Markdown, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.closing import closing
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.markdown import escaped, table
from permmatrix.outputs.markdown import text_of as findings_markdown
from permmatrix.outputs.plain import diagnostic_plain
from permmatrix.outputs.text import text_of as findings_text
from permmatrix.printers.spreadsheet import cell_text
from permmatrix.review.plain import finding_plain, review_plain
from permmatrix.review.told import diagnostics, scoped_words
from permmatrix.review.values import NotTold, Person, Review

__all__ = ["as_csv", "as_json", "as_markdown", "as_text", "summary"]


def summary(review: Review) -> Iterator[str]:
    """Give whole sentences that say how much was looked at."""
    users, resources = len(review.people), len(review.facts.resources)
    yield f"{_counted(users, 'user')} and {_counted(resources, 'resource')} reviewed."
    left_out = len(review.not_judged)
    if left_out:
        yield f"Of {_counted(left_out, 'user')} nobody said what they need."
    unknown = sum(isinstance(it, NotTold) for it in review.findings)
    if unknown:
        yield f"{_counted(unknown, 'question')} could not be told."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


HEADS = ("user", "can", "needs", "findings", "holds")


def _row(person: Person, review: Review) -> tuple[str, ...]:
    needs = "not said" if person.needs is None else str(len(person.needs))
    return (
        " ".join(person.id.split()),
        _counted(len(person.can), "action"),
        needs,
        str(len(person.findings)),
        scoped_words(person.holds, review.matrices),
    )


def as_text(review: Review, findings: Findings) -> str:
    """Write the findings, a line for each user, and the end."""
    end = "".join(f"{line}\n" for line in closing(findings))
    lines = [HEADS, *(_row(it, review) for it in review.people)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    users = "".join(f"{line}\n" for line in shown) + "\n" if review.people else ""
    found = findings_text(findings).removesuffix(end)
    return f"{found}\n{users}{end}" if found else f"{users}{end}"


def as_markdown(review: Review, findings: Findings) -> str:
    """Write the findings, and a table of the users."""
    rows = ([escaped(cell) for cell in _row(it, review)] for it in review.people)
    users = [*table(HEADS, rows)] if review.people else []
    return findings_markdown(findings) + "".join(f"{line}\n" for line in ["", *users])


def as_json(review: Review, findings: Findings) -> str:
    """Write everything as values: the users, and each finding with what it is about."""
    found = [diagnostic_plain(told, findings) | about for about, told in _told(review, findings)]
    value = {"findings": found, **review_plain(review), "summary": list(findings.summary)}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _told(review: Review, findings: Findings) -> Iterator[tuple[dict[str, Any], Diagnostic]]:
    """Give each finding as values and as it is told, and after them what is said of a log."""
    told = diagnostics(review)
    yield from zip(map(finding_plain, review.findings), told, strict=True)
    others = (it for it in findings.diagnostics if it not in told)
    yield from (({"users": [], "scope": None, "resources": []}, it) for it in others)


COLUMNS = ("code", "name", "severity", "users", "scope", "resources", "about", "says", "place")


def as_csv(review: Review, findings: Findings) -> str:
    """
    Write a line for each finding, for spreadsheets.

    Nothing that somebody wrote is taken there for a formula.
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(COLUMNS)
    for about, told in _told(review, findings):
        named = (about.get(key) for key in ("granular", "advisory", "invariant", "about"))
        cells = (
            str(told.code),
            told.code.slug,
            str(findings.severity(told)),
            "; ".join(about["users"]),
            about["scope"] or "",
            "; ".join(about["resources"]),
            next((name for name in named if name), ""),
            told.message,
            told.place,
        )
        lines.writerow(map(cell_text, cells))
    return written.getvalue()
