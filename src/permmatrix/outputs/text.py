"""Findings for people at a terminal: each with the line it is about, and how many there are."""

from __future__ import annotations

from permmatrix.codes import Severity
from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.closing import closing
from permmatrix.outputs.findings import Findings

__all__ = ["text_of"]


def text_of(findings: Findings) -> str:
    """Write findings one below the other, a warning and a note marked as such."""
    shown = (_shown(it, findings.severity(it)) for it in findings.diagnostics)
    return "".join(f"{lines}\n" for lines in (*shown, *closing(findings)))


def _shown(found: Diagnostic, severity: Severity) -> str:
    if severity is Severity.ERROR:  # goes without saying
        return str(found)
    return f"{found.place}: {severity}: {str(found).removeprefix(f'{found.place}: ')}"
