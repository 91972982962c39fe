"""A replay told: as text, JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from permmatrix.diagnostics import shown
from permmatrix.printers.characters import shown as legible
from permmatrix.printers.markdown_text import escaped
from permmatrix.printers.spreadsheet import cell_text
from permmatrix.replay.deciding import Kind
from permmatrix.replay.replaying import Decided, Replay, message

__all__ = ["as_csv", "as_markdown", "as_text", "left_out", "plain", "verdict_of"]

NUMBERS = {
    Kind.LOST: ("was allowed and is denied", "were allowed and are denied"),
    Kind.GAINED: ("was denied and is allowed", "were denied and are allowed"),
    Kind.LIMITED: ("is allowed with other limits", "are allowed with other limits"),
    Kind.OPEN: ("cannot be told", "cannot be told"),
    Kind.GONE: ("asks for what is gone", "ask for what is gone"),
    Kind.SAME: ("is the same", "are the same"),
}
COLUMNS = (
    "line",
    "count",
    "kind",
    "action",
    "user",
    "resource",
    "platform",
    "was",
    "now",
    "limits_were",
    "limits_are",
    "lacking",
    "problem",
    "requests",
)


def verdict_of(found: Replay) -> str:
    """Say in one sentence how many decisions became what."""
    counts = {kind: found.counts.get(kind, 0) for kind in NUMBERS}
    total = sum(counts.values())
    parts = [
        f"{number} {NUMBERS[kind][number != 1]}"
        + (_reasons(found.other_reason) if kind is Kind.SAME else "")
        for kind, number in counts.items()
        if number
    ]
    listed = "; ".join(parts) if parts else "nothing to replay"
    unread = f"; {_counted(found.unread, 'line')} could not be read" if found.unread else ""
    return f"{_counted(total, 'decision')}: {listed}{unread}."


def _reasons(number: int) -> str:
    return f" ({number} for another reason)" if number else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def as_text(found: Replay) -> str:
    """Write a line for each decision that became another, and how many there are."""
    return "\n".join([*_lines(found), verdict_of(found)]) + "\n"


def left_out(found: Replay) -> Iterator[str]:
    """Say which lines of the log are no receipts, and how many decisions are not listed."""
    yield from _unread(found)
    yield from _not_listed(found)


def _unread(found: Replay) -> Iterator[str]:
    for problem in found.problems:
        yield str(problem)
    if found.unread > len(found.problems):
        yield f"{found.unread - len(found.problems)} more lines are no receipts."


def _not_listed(found: Replay) -> Iterator[str]:
    if found.not_listed:
        yield f"{found.not_listed} more are counted and not listed."


def _lines(found: Replay) -> Iterator[str]:
    yield from _unread(found)
    for it in found.decided:
        requests = f"  [{', '.join(map(_said, it.requests))}]" if it.requests else ""
        yield f"{it.diagnostic}{requests}"
    yield from _not_listed(found)


def _said(text: str) -> str:
    """Give what a log says as a line can hold it."""
    return legible(shown(text))


def plain(found: Replay) -> dict[str, Any]:
    """Give it as plain values."""
    return {
        "log": found.log,
        "counts": {str(kind): found.counts.get(kind, 0) for kind in Kind},
        "other_reason": found.other_reason,
        "unread": found.unread,
        "not_listed": found.not_listed,
        "problems": [
            {
                "code": str(it.code),
                "message": it.message,
                "line": it.span.line,
                "column": it.span.column,
            }
            for it in found.problems
        ],
        "decisions": [_plain(it) for it in found.decided],
    }


def _plain(it: Decided) -> dict[str, Any]:
    receipt, verdict = it.receipt, it.verdict
    return {
        "line": it.line,
        "count": it.count,
        "kind": str(verdict.kind),
        "action": receipt.action,
        "user": receipt.user,
        "resource": receipt.resource,
        "platform": receipt.platform,
        "was": receipt.outcome,
        "now": verdict.outcome,
        "limits_were": list(receipt.obligations),
        "limits_are": None if verdict.obligations is None else list(verdict.obligations),
        "lacking": list(verdict.lacking),
        "problem": verdict.problem,
        "requests": it.requests,
        "policy_digest": receipt.policy_digest,
    }


def as_csv(found: Replay) -> str:
    """
    Write a row for each decision that became another, for spreadsheets.

    Nothing that the log says is taken there for a formula; `left_out` has what has no row.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for values in map(_plain, found.decided):
        writer.writerow([_cell(values[name]) for name in COLUMNS])
    return text.getvalue()


def _cell(value: Any) -> Any:
    text = "; ".join(map(str, value)) if isinstance(value, list) else value
    return cell_text(text) if isinstance(text, str) else text


def as_markdown(found: Replay) -> str:
    """Write a table of the decisions that became others."""
    lines = [verdict_of(found), ""]
    if found.decided:
        lines += ["| Line | Decisions | What became of it |", "| ---: | ---: | --- |"]
        for it in found.decided:
            lines.append(f"| {it.line} | {it.count} | {escaped(message(it))} |")
        lines.append("")
    lines += [f"- {escaped(f'{it.place}: {it.message}')}" for it in found.problems]
    lines += [f"- {it}" for it in _not_listed(found)]
    return "\n".join(lines).rstrip("\n") + "\n"
