"""The value that every format takes: how it counts, and what exit code it means."""

from __future__ import annotations

import pytest

from permmatrix.codes import Code, Severity
from permmatrix.diagnostics import Diagnostic
from permmatrix.outputs.findings import Case, Findings, State
from permmatrix.source import Source, Span

SOURCE = Source("m.yaml", "id: a\ntitle: b\n")


def found(code: Code, start: int = 0, message: str = "it is wrong") -> Diagnostic:
    """Give a diagnostic at a place."""
    return Diagnostic(code=code, message=message, span=Span(SOURCE, start, start + 2))


def case(*wrong: Diagnostic, skipped: str | None = None) -> Case:
    """Give a case with what is wrong."""
    return Case(suite="m.yaml", name="a", span=Span(SOURCE, 0, 2), found=wrong, skipped=skipped)


def test_findings_are_in_the_order_of_the_file_each_once() -> None:
    """Whatever the order they come in."""
    late, early = found(Code.BAD_ID, 6), found(Code.UNKNOWN_KEY)

    assert Findings(verb="validate", diagnostics=(late, early, late)).diagnostics == (early, late)


@pytest.mark.parametrize(
    ("codes", "severities", "code"),
    [
        ((), {}, 0),
        ((Code.BAD_ID,), {}, 1),
        ((Code.BAD_ID,), {Code.BAD_ID: Severity.WARNING}, 1),
        ((Code.BAD_ID,), {Code.BAD_ID: Severity.NOTE}, 0),
        ((Code.BAD_ID, Code.UNKNOWN_KEY), {Code.BAD_ID: Severity.NOTE}, 1),
        ((Code.BAD_ID, Code.UNREADABLE), {}, 2),
    ],
)
def test_notes_alone_are_clean(
    codes: tuple[Code, ...], severities: dict[Code, Severity], code: int
) -> None:
    """Errors and warnings make 1, a file that cannot be read makes 2, whatever else there is."""
    diagnostics = tuple(map(found, codes))

    assert Findings(verb="diff", diagnostics=diagnostics, severities=severities).exit_code == code


def test_a_run_may_count_a_code_otherwise() -> None:
    """The count follows the severities of the run, and the codes' own elsewhere."""
    diagnostics = (found(Code.BAD_ID), found(Code.UNKNOWN_KEY), found(Code.UNKNOWN_KEY, 6))
    counted = Findings(
        verb="diff", diagnostics=diagnostics, severities={Code.UNKNOWN_KEY: Severity.NOTE}
    )

    assert counted.counts == {Severity.ERROR: 1, Severity.NOTE: 2}


def test_a_case_fails_by_what_is_wrong_with_it() -> None:
    """One that was skipped and yet shows something wrong has failed; a note is nothing wrong."""
    wrong, noted = found(Code.BAD_ID), found(Code.UNKNOWN_KEY)
    cases = (
        case(),
        case(noted),
        case(wrong, noted),
        case(skipped="later"),
        case(noted, skipped="later"),
        case(wrong, skipped="later"),
    )
    findings = Findings(verb="test", cases=cases, severities={Code.UNKNOWN_KEY: Severity.NOTE})

    passed, failed, skipped = State.PASSED, State.FAILED, State.SKIPPED
    assert [*map(findings.state, cases)] == [passed, passed, failed, skipped, skipped, failed]
    assert findings.states == {passed: 2, failed: 2, skipped: 2}
