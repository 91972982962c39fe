"""Findings as GitLab's report of code quality."""

from __future__ import annotations

import json
from typing import Any

from permmatrix.codes import Severity
from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.fingerprints import fingerprints
from permmatrix.outputs.places import lines_of, path_of

__all__ = ["text_of"]

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def text_of(findings: Findings) -> str:
    """Write a list of findings; an empty one says that those of the run before are mended."""
    found = findings.diagnostics
    marked = zip(found, fingerprints(found, findings), strict=True)
    issues = [_issue(it, mark, findings) for it, mark in marked]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(found: Diagnostic, fingerprint: str, findings: Findings) -> dict[str, Any]:
    span, lines = found.span, lines_of(found.span)
    return {
        "type": "issue",
        "check_name": str(found.code),
        "description": f"{found.message}; {found.help}" if found.help else found.message,
        "categories": ["Bug Risk"],
        "severity": SEVERITIES[findings.severity(found)],
        "fingerprint": fingerprint,
        "location": {
            "path": path_of(span.file, findings),
            "lines": {"begin": lines.first, "end": lines.last},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
