"""Asks a policy the questions of its tests, and says of each answer that is not as expected why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import assert_never, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.decision import Decision
from permmatrix.diagnostics import Diagnostic, Related
from permmatrix.outcome import Outcome
from permmatrix.policy import Policy
from permmatrix.suite.values import (
    Answer,
    Expectation,
    NamedTest,
    Question,
    Subject,
    Suite,
)

__all__ = ["MOST_SHOWN", "Result", "as_expected", "ask", "named", "run_suites", "run_test"]

MOST_SHOWN = 10
"""Of a test with more wrong answers, the others are counted."""


@final
@frozen(kw_only=True, eq=False)
class Result:
    """How a test went: how many questions it asked, how many answers were wrong, and the first."""

    suite: Suite
    test: NamedTest
    asked: int = 0
    wrong: int = 0
    found: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it was run, and every answer was as expected."""
        return self.test.skip is None and not self.wrong


def run_suites(suites: Iterable[Suite], wanted: Collection[str] = ()) -> list[Result]:
    """Run the tests whose names have one of the wanted texts in them, or (none given) all."""
    return [run_test(suite, test) for suite in suites for test in named(suite, wanted)]


def named(suite: Suite, wanted: Collection[str]) -> list[NamedTest]:
    """Give the tests of a suite whose names, with the file's before, have a wanted text in them."""
    return [
        test
        for test in suite.tests
        if not wanted or any(text in f"{suite.source.name}::{test.id}" for text in wanted)
    ]


def run_test(suite: Suite, test: NamedTest) -> Result:
    """Ask the questions of a test, unless it is skipped."""
    if test.skip is not None:
        return Result(suite=suite, test=test)
    found: list[Diagnostic] = []
    asked = wrong = 0
    for question in test.questions():
        asked += 1
        expected = test.expected(question)
        decision = ask(suite.subject.policy, test, question)
        if not as_expected(expected, decision):
            wrong += 1
            if wrong <= MOST_SHOWN:
                found.append(_failure(suite.subject, test, question, expected, decision))
    if wrong > MOST_SHOWN:
        found.append(_others(test, wrong - MOST_SHOWN))
    return Result(suite=suite, test=test, asked=asked, wrong=wrong, found=tuple(found))


def ask(policy: Policy, test: NamedTest, question: Question) -> Decision:
    """Decide a question of a test."""
    user = test.users[question.user]
    resource, context = test.resources[question.resource], test.contexts[question.context]
    return policy.can(user, question.action, resource, context, question.platform)


def as_expected(expected: Expectation, decision: Decision) -> bool:
    """
    Say whether an answer is the one expected.

    A denial that only waits on facts is not the denial a test expects: with the facts it might be
    a yes. One that hangs on a fact of the wrong kind is never expected: it is the test that is
    wrong.
    """
    match expected.answer:
        case Answer.ALLOW:
            return decision.allowed and expected.obligations == frozenset(decision.obligations)
        case Answer.DENY:
            return not decision.allowed and not decision.unknown
        case Answer.UNKNOWN:
            return decision.unknown and not _unusable(decision)
        case _:
            assert_never(expected.answer)


def _unusable(decision: Decision) -> bool:
    """Say whether the answer hangs on a fact that was supplied and cannot be used."""
    return decision.outcome is Outcome.ERROR


def _others(test: NamedTest, count: int) -> Diagnostic:
    answers = "one more answer is" if count == 1 else f"{count} more answers are"
    message = f"`{test.id}`: {answers} not as expected"
    return Diagnostic(code=Code.FAILED_TEST, message=message, span=test.span)


def _failure(
    subject: Subject,
    test: NamedTest,
    question: Question,
    expected: Expectation,
    decision: Decision,
) -> Diagnostic:
    reason, related = _why(subject, test, question)
    help_ = _help(expected, decision)
    asked = " ".join(_asked(question))
    got = _got(decision)
    message = f"`{test.id}`: {asked} should be {_wanted(expected)}, but is {got}: {reason}"
    return Diagnostic(
        code=Code.FAILED_TEST if help_ is None else Code.WAITING_TEST,
        message=message,
        span=expected.span or test.span,
        help=help_,
        related=tuple(related),
    )


def _help(expected: Expectation, decision: Decision) -> str | None:
    """Say what to do where it is the facts of the test that are lacking, or wrong."""
    if _unusable(decision):
        return "give the facts of the test their right kind"
    if decision.unknown and expected.answer is Answer.DENY:
        return "supply the facts, or list the question under `unknown`"
    return None


def _asked(question: Question) -> Iterator[str]:
    yield f"`{question.user}` doing `{question.action}`"
    if question.resource is not None:
        yield f"on `{question.resource}`"
    if question.context is not None:
        yield f"in `{question.context}`"
    if question.platform is not None:
        yield f"on platform `{question.platform}`"


WORDS = {Answer.ALLOW: "allowed", Answer.DENY: "denied", Answer.UNKNOWN: "left open"}


def _wanted(expected: Expectation) -> str:
    return WORDS[expected.answer] + _with(expected.obligations)


def _got(decision: Decision) -> str:
    if decision.allowed:
        return f"allowed{_with(decision.obligations)}"
    if _unusable(decision):
        return "left open for a fact that cannot be used"
    return "left open" if decision.unknown else "denied"


def _with(obligations: Iterable[str]) -> str:
    limits = ", ".join(f"`{it}`" for it in sorted(obligations))
    return f" with {limits}" if limits else ""


def _why(subject: Subject, test: NamedTest, question: Question) -> tuple[str, Iterator[Related]]:
    """Give the reason in one line, and the place of the cell or row that decided."""
    explained = subject.policy.explain(
        test.users[question.user],
        question.action,
        test.resources[question.resource],
        test.contexts[question.context],
        question.platform,
    )
    row = subject.matrices.actions[explained.deciding.action]
    level = explained.deciding.decision.level
    span = row.span if level is None else row.cell_span(level)
    return explained.reason, iter([] if span is None else [Related("decided", span)])
