"""Findings as workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from permmatrix.codes import Severity
from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.closing import closing
from permmatrix.outputs.findings import Findings
from permmatrix.outputs.places import STANDARD_INPUT, legible, lines_of, path_of

__all__ = ["text_of"]

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY = {**DATA, ord(":"): "%3A", ord(","): "%2C"}


def text_of(findings: Findings) -> str:
    """Write a command a finding, and how many there are, since GitHub shows a few of them only."""
    commands = (_command(it, findings) for it in findings.diagnostics)
    lines = (_no_command(legible(line)) for line in closing(findings))
    return "".join(f"{line}\n" for line in (*commands, *lines))


def _no_command(line: str) -> str:
    """Give a line that the runner takes for no command, in the form of today or of old."""
    return re.sub(r"^(\s*:)(?=:)|(##)(?=\[)", r"\1\2 ", line)


def _command(found: Diagnostic, findings: Findings) -> str:
    properties = _properties(found, findings)
    data = legible("\n".join(_message(found)).translate(DATA))
    return f"::{COMMANDS[findings.severity(found)]} {_joined(properties)}::{data}"


def _message(found: Diagnostic) -> Iterator[str]:
    yield f"{found.place}: {found.code} {found.message}"
    for other in found.related:
        yield f"note: {other.message} at {other.place}"
    if found.help:
        yield f"help: {found.help}"


def _properties(found: Diagnostic, findings: Findings) -> dict[str, str]:
    properties = {"title": f"permmatrix ({found.code})"}
    if found.span.file == STANDARD_INPUT:  # there is nothing to stand beside
        return properties
    lines = lines_of(found.span)
    properties |= {"file": path_of(found.span.file, findings), "line": str(lines.first)}
    if lines.columns is None:  # columns are refused where there are several lines
        return properties | {"endLine": str(lines.last)}
    start, end = map(str, lines.columns)
    return properties | {"col": start, "endLine": str(lines.last), "endColumn": end}


def _joined(properties: Mapping[str, str]) -> str:
    return ",".join(
        f"{name}={legible(value.translate(PROPERTY))}" for name, value in properties.items()
    )
