"""Findings as SARIF 2.1.0, which code scanning reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from itertools import chain
from typing import Any

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.fingerprints import fingerprints
from permmatrix.outputs.pages import page_of
from permmatrix.outputs.places import uri_of
from permmatrix.source import Span

__all__ = ["text_of"]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def text_of(findings: Findings) -> str:
    """Write one run, with the rules that it has findings of."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(findings)]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _run(findings: Findings) -> dict[str, Any]:
    let_stand = (it.diagnostic for it in findings.suppressed)
    rules = sorted({it.code for it in chain(findings.diagnostics, let_stand)})
    driver = {
        "name": "permmatrix",
        "version": version("permmatrix"),
        "rules": [*map(_rule, rules)],
    }
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"permmatrix/{findings.verb}/"},
        "invocations": [{"executionSuccessful": not findings.unreadable}],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": list(_results(findings, rules)),
    }


def _rule(code: Code) -> dict[str, Any]:
    page = page_of(code)
    return {
        "id": str(code),
        "name": code.name.title().replace("_", ""),
        "shortDescription": {"text": f"{page.title[0].upper()}{page.title[1:]}."},
        "fullDescription": {"text": page.meaning},
        "help": {"text": page.meaning, "markdown": page.whole},
        "defaultConfiguration": {"level": str(code.severity)},
    }


def _results(findings: Findings, rules: list[Code]) -> Iterator[dict[str, Any]]:
    """Give the findings, and then the suppressed ones; if one says whether it is, all have to."""
    reasons: list[str | None] = [None] * len(findings.diagnostics)
    reasons += [it.reason for it in findings.suppressed]
    found = [*findings.diagnostics, *(it.diagnostic for it in findings.suppressed)]
    marks = fingerprints(found, findings)
    for it, reason, mark in zip(found, reasons, marks, strict=True):
        result = _result(it, findings, rules) | {"partialFingerprints": {"permmatrix/1": mark}}
        if findings.suppressed:
            reasoned = {"kind": "inSource", "justification": reason}
            result["suppressions"] = [] if reason is None else [reasoned]
        yield result


def _result(found: Diagnostic, findings: Findings, rules: list[Code]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": str(found.code),
        "ruleIndex": rules.index(found.code),
        "level": str(findings.severity(found)),
        "message": _message(f"{found.message}\n{found.help}" if found.help else found.message),
        "locations": [{"physicalLocation": _place(found.span, findings)}],
    }
    if found.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": _message(it.message),
                "physicalLocation": _place(it.span, findings),
            }
            for number, it in enumerate(found.related, 1)
        ]
    return result


def _message(text: str) -> dict[str, str]:
    """Give a message in which no part is taken for a link."""
    return {"text": re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)}


def _place(span: Span, findings: Findings) -> dict[str, Any]:
    uri = uri_of(span.file, findings)
    artifact = {"uri": uri}
    if not uri.startswith("file:"):
        artifact["uriBaseId"] = "%SRCROOT%"
    return {
        "artifactLocation": artifact,
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }
