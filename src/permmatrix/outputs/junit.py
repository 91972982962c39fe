"""Findings as a JUnit report, as Jenkins' schema of it has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.findings import Case, Findings, State
from permmatrix.source import Source, Span

__all__ = ["text_of"]


def text_of(findings: Findings) -> str:
    """Write each file as a suite; each case, or without cases each finding, as a test of it."""
    suites: dict[str, list[Case]] = {}
    for case in _cases(findings):
        suites.setdefault(case.suite, []).append(case)
    root = Element("testsuites", name=f"permmatrix {findings.verb}")
    _count(root, [it for cases in suites.values() for it in cases], findings)
    for name, cases in suites.items():
        suite = SubElement(root, "testsuite", name=_xml(name))
        _count(suite, cases, findings)
        skipped = sum(findings.state(it) is State.SKIPPED for it in cases)
        suite.set("skipped", str(skipped))
        for case in cases:
            _add(suite, case, findings)
    indent(root)
    # beyond ASCII all is written by number: no console is too old for that
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root).decode("ascii")}\n'


def _cases(findings: Findings) -> Iterator[Case]:
    """Give the verb's cases, and one for whatever they do not speak of."""
    yield from findings.cases
    told = {it for case in findings.cases for it in case.found}
    for it in findings.diagnostics:
        if it not in told:
            name = f"{it.code} at {it.span.line}:{it.span.column}"
            yield Case(suite=it.span.file, name=name, span=it.span, found=(it,))
    if not findings.cases:
        broken = {it.span.file for it in findings.diagnostics}
        for file in findings.files:
            if file not in broken:
                yield Case(suite=file, name="no problems", span=Span(Source(file, ""), 0, 0))


def _count(element: Element, cases: Iterable[Case], findings: Findings) -> None:
    cases = list(cases)
    failed = sum(findings.state(it) is State.FAILED for it in cases)
    for name, count in (("tests", len(cases)), ("failures", failed), ("errors", 0)):
        element.set(name, str(count))
    took = [it.seconds for it in cases if it.seconds is not None]
    if took:
        element.set("time", f"{sum(took):.3f}")


def _add(suite: Element, case: Case, findings: Findings) -> None:
    test = SubElement(suite, "testcase", classname=_xml(case.suite), name=_xml(case.name))
    if case.seconds is not None:
        test.set("time", f"{case.seconds:.3f}")
    state = findings.state(case)
    if state is State.SKIPPED:
        SubElement(test, "skipped", message=_xml(case.skipped or ""))
    for it in case.found:
        _tell(test, it, failed=state is State.FAILED)


def _tell(test: Element, found: Diagnostic, *, failed: bool) -> None:
    if failed:
        told = SubElement(test, "failure", type=str(found.code), message=_xml(found.message))
    else:
        told = SubElement(test, "system-out")
    told.text = _xml(str(found))


def _xml(text: str) -> str:
    """Replace the characters that XML cannot hold, not even by number."""
    return re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
