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
    """One that was skipped and yet shows something wrong has failed."""
    wrong = found(Code.BAD_ID)
    cases = (case(), case(wrong), case(skipped="later"), case(wrong, skipped="later"))

    assert [it.state for it in cases] == [State.PASSED, State.FAILED, State.SKIPPED, State.FAILED]
    assert Findings(verb="test", cases=cases).states == {
        State.PASSED: 1,
        State.FAILED: 2,
        State.SKIPPED: 1,
    }
