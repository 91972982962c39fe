"""Findings as plain values, and those as JSON."""

from __future__ import annotations

import json
from typing import Any

from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.findings import Case, Findings

__all__ = ["case_plain", "diagnostic_plain", "text_of", "text_with_suppressed"]


def text_of(findings: Findings) -> str:
    """Write a list of findings; of a verb with cases of its own, an object with those as well."""
    found = [diagnostic_plain(it, findings) for it in findings.diagnostics]
    if not findings.cases:
        return _text(found)
    cases = [case_plain(it, findings) for it in findings.cases]
    return _text({"findings": found, "cases": cases, "summary": list(findings.summary)})


def text_with_suppressed(findings: Findings) -> str:
    """Write a list of findings, and after them those that are let stand, each with the reason."""
    found = [diagnostic_plain(it, findings) for it in findings.diagnostics]
    stands = [
        {**diagnostic_plain(it.diagnostic, findings), "suppressed": it.reason}
        for it in findings.suppressed
    ]
    return _text([*found, *stands])


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def diagnostic_plain(found: Diagnostic, findings: Findings) -> dict[str, Any]:
    """Give a finding as plain values; lines and columns count from 1, and the end is exclusive."""
    span = found.span
    return {
        "code": str(found.code),
        "name": found.code.slug,
        "message": found.message,
        "help": found.help,
        "severity": str(findings.severity(found)),
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


def case_plain(case: Case, findings: Findings) -> dict[str, Any]:
    """Give a case as plain values; its findings by their codes, since they are listed as well."""
    return {
        "suite": case.suite,
        "name": case.name,
        "state": str(findings.state(case)),
        "filename": case.span.file,
        "location": {"row": case.span.line, "column": case.span.column},
        "codes": [str(it.code) for it in case.found],
        "skipped": case.skipped,
        "seconds": case.seconds,
    }
