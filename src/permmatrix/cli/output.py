"""Prints answers: text, tables and JSON. rich is imported only to draw on a terminal."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from permmatrix.diagnostics import Diagnostic, Report
from permmatrix.explain import Explanation, LevelWorking, Part, RowWorking

__all__ = [
    "answer_plain",
    "explanation_plain",
    "print_json",
    "print_table",
    "print_text",
    "report_plain",
    "write_whole",
]


def print_json(value: Any) -> None:
    """Print plain values as JSON."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def print_text(text: str, *, color: str) -> None:
    """Print text, its yes and no coloured where that is wanted and possible."""
    if not _colored(color):
        print(text)
        return
    from rich.console import Console  # noqa: PLC0415  only on a terminal
    from rich.text import Text  # noqa: PLC0415  as above

    shown = Text(text)
    shown.highlight_regex(r"(?im)^\s*yes\b", "bold green")
    shown.highlight_regex(r"(?im)^\s*(no|error)\b(?! known)", "bold red")
    shown.highlight_regex(r"(?im)^\s*not known\b", "bold yellow")
    Console(force_terminal=color == "always", soft_wrap=True, highlight=False).print(shown)


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, color: str) -> None:
    """Print a table: drawn on a terminal, aligned columns otherwise."""
    rows = [tuple(row) for row in rows]
    if not _colored(color):
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        for row in (tuple(heads), *rows):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            print("  ".join(cells).rstrip())
        return
    from rich.box import ASCII, ROUNDED  # noqa: PLC0415  only on a terminal
    from rich.console import Console  # noqa: PLC0415  as above
    from rich.table import Table  # noqa: PLC0415  as above
    from rich.text import Text  # noqa: PLC0415  as above

    console = Console(force_terminal=color == "always", highlight=False)
    unicode = "utf" in console.encoding.lower()
    table = Table(box=ROUNDED if unicode else ASCII)
    for head in heads:
        table.add_column(Text(head))
    for row in rows:
        table.add_row(*map(Text, row))  # as Text, since a title may look like markup
    console.print(table)


def _colored(color: str) -> bool:
    if color != "auto":
        return color == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def report_plain(report: Report) -> list[dict[str, Any]]:
    """Give a report as plain values; lines and columns count from 1."""
    return [_diagnostic(diagnostic) for diagnostic in report]


def _diagnostic(found: Diagnostic) -> dict[str, Any]:
    span = found.span
    return {
        "code": str(found.code),
        "name": found.code.name.lower().replace("_", "-"),
        "message": found.message,
        "help": found.help,
        "severity": "error",
        "filename": span.file,
        "location": {"row": span.line, "column": span.column},
        "end_location": {"row": span.end_line, "column": span.end_column},
        "related": [
            {
                "message": it.message,
                "filename": it.span.file,
                "location": {"row": it.span.line, "column": it.span.column},
            }
            for it in found.related
        ],
    }


def answer_plain(found: Explanation) -> dict[str, Any]:
    """Give a decision as plain values."""
    decision = found.decision
    return {
        "allowed": decision.allowed,
        "outcome": str(decision.outcome),
        "reason": found.reason,
        "action": found.asked,
        "user": found.user,
        "resource": found.resource,
        "platform": found.platform,
        "level": decision.level,
        "missing": list(decision.missing),
        "errors": [
            {"fact": it.fact, "expected": it.expected, "found": it.found} for it in decision.errors
        ],
        "obligations": list(decision.obligations),
    }


def explanation_plain(found: Explanation) -> dict[str, Any]:
    """Give a decision and its working as plain values."""
    return {**answer_plain(found), "title": found.title, "rows": [_row(it) for it in found.rows]}


def _row(row: RowWorking) -> dict[str, Any]:
    return {
        "action": row.action,
        "title": row.title,
        "matrix": row.matrix,
        "tool": row.tool,
        "allowed": row.decision.allowed,
        "outcome": str(row.decision.outcome),
        "reason": row.reason,
        "guard": _part(row.guard),
        "levels": [_level(level) for level in row.levels],
        "notes": [" ".join(it.split()) for it in row.notes],
        "doubts": [" ".join(it.split()) for it in row.doubts],
        "advisories": [" ".join(it.split()) for it in row.advisories],
        "source": row.source,
        "place": row.place,
    }


def _level(level: LevelWorking) -> dict[str, Any]:
    return {
        "id": level.id,
        "title": level.title,
        "held": level.held,
        "held_when": _part(level.held_when),
        "cell": level.cell,
        "requirement": _part(level.requirement),
        "obligations": list(level.obligations),
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        "words": part.words,
        "value": part.value,
        "detail": part.detail,
        "parts": [_part(inner) for inner in part.parts],
    }


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside its place first, then renamed into it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)  # mkstemp's own is for its owner alone
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
