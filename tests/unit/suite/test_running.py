"""Running tests: what is as expected, and what is said of what is not."""

from __future__ import annotations

import pytest

from permmatrix.decision import Decision
from permmatrix.outcome import Outcome
from permmatrix.reading import read_sources
from permmatrix.source import Source
from permmatrix.suite.reading import suite_of
from permmatrix.suite.running import MOST_SHOWN, Result, as_expected, run_suites
from permmatrix.suite.values import Answer, Expectation, Subject
from strategies import policy_of

MATRIX = """\
format: permmatrix/1
id: docs
title: Docs
tool: docs
levels: {viewer: Viewer, editor: Editor}
conditions: {locked: {title: locked, test: {is_true: resource.locked}}}
obligations: {pdf_only: PDF only}
platforms: {web: Web}
actions:
  read:
    title: Read
    cells: {viewer: {when: {level: {is: viewer}}, with: [pdf_only]}, editor: allow}
  edit: {title: Edit, cells: {editor: {not: locked}}}
operations:
  use: {title: Use, any_of: [read, edit]}
"""
WORLD = """\
format: permmatrix-tests/1
users:
  ana: {levels: {docs: viewer}}
  eve: {levels: {docs: editor}}
contracts: {open: {locked: false}, shut: {locked: true}, odd: {locked: 7}, bare: {}}
contexts: {now: {}}
tests:
"""


def results(tests: str, *wanted: str) -> list[Result]:
    """Run some tests of the little policy."""
    matrices, report = read_sources([Source("docs.yaml", MATRIX)])
    assert matrices is not None, str(report)
    subject = Subject(matrices, policy_of(matrices))
    return run_suites([suite_of(Source("x.permtest.yaml", WORLD + tests), subject)], wanted)


def only(test: str) -> Result:
    """Run one test."""
    (found,) = results(f"  t: {{{test}}}\n")
    return found


def said(test: str) -> list[tuple[str, str, str]]:
    """Give the code, the place and the message of whatever is not as expected."""
    return [(str(it.code), it.span.text, it.message) for it in only(test).found]


YES, NO = Decision(Outcome.ALLOWED), Decision(Outcome.LEVEL)
LIMITED = Decision(Outcome.ALLOWED, obligations=("a", "b"))
MISSING, WRONG = Decision(Outcome.MISSING), Decision(Outcome.ERROR)
ALLOW, DENY, UNKNOWN = (Expectation(answer) for answer in Answer)


@pytest.mark.parametrize(
    ("expected", "decisions"),
    [
        (ALLOW, [YES]),
        (Expectation(Answer.ALLOW, frozenset({"b", "a"})), [LIMITED]),
        (Expectation(Answer.ALLOW, frozenset({"a"})), []),
        (DENY, [NO, Decision(Outcome.GUARD), Decision(Outcome.UNDOCUMENTED)]),
        (UNKNOWN, [MISSING]),
    ],
)
def test_each_answer_is_one_expectation_s_own(
    expected: Expectation, decisions: list[Decision]
) -> None:
    """A denial that waits on facts is not the one that is expected without a word."""
    there = [YES, LIMITED, NO, Decision(Outcome.GUARD), Decision(Outcome.UNDOCUMENTED)]
    found = [it for it in (*there, MISSING, WRONG) if as_expected(expected, it)]

    assert found == decisions


def test_a_test_that_is_right_passes() -> None:
    """Every question of its product is asked."""
    result = only(
        "contracts: [open, shut], actions: docs.edit, allow: [{users: eve, contracts: open}]"
    )

    assert (result.passed, result.asked, result.wrong, result.found) == (True, 4, 0, ())


def test_a_yes_that_is_not_listed() -> None:
    """The test's name is the place, and the reason is the policy's."""
    ((code, place, message),) = said("users: eve, contracts: open, actions: docs.edit")

    assert (code, place) == ("PM801", "t")
    assert message == (
        "`t`: `eve` doing `docs.edit` on `open` in `now` should be denied, but is allowed: "
        "Editor on Docs allows it, given not locked"
    )


def test_a_no_that_is_listed() -> None:
    """The entry is the place, and the cell that decided is named."""
    result = only(
        "users: ana, contracts: open, actions: docs.edit, platforms: web, allow: [{users: ana}]"
    )
    (found,) = result.found

    assert (found.code, found.span.text) == ("PM801", "{users: ana}")
    assert found.message == (
        "`t`: `ana` doing `docs.edit` on `open` in `now` on platform `web` should be allowed, "
        "but is denied: Viewer on Docs does not allow it; Editor would, with conditions"
    )
    assert [(it.message, it.span.file, it.span.line) for it in found.related] == [
        ("decided", "docs.yaml", 13)
    ]


def test_a_no_that_waits_on_facts() -> None:
    """It is no denial, and is a problem of its own kind with a way out."""
    (found,) = only("users: eve, contracts: bare, actions: docs.edit").found

    assert found.code == "PM802"
    assert found.message.endswith(
        "but is left open: not enough is known to say yes: resource.locked was not given"
    )
    assert found.help == "supply the facts, or list the question under `unknown`"


@pytest.mark.parametrize("listed", ["", ", allow: [{}]", ", unknown: [{}]"])
def test_a_fact_of_the_wrong_kind_is_never_as_expected(listed: str) -> None:
    """Whatever is expected, the fact is to be mended and nothing to be listed."""
    (found,) = only(f"users: eve, contracts: odd, actions: docs.edit{listed}").found

    assert found.code == "PM802"
    assert "but is left open for a fact that cannot be used: " in found.message
    assert found.message.endswith("resource.locked should be true or false, but is a number")
    assert found.help == "give the facts of the test their right kind"


def test_a_fact_of_the_wrong_kind_that_nothing_hangs_on_is_let_be() -> None:
    """The answer is a plain no without it."""
    assert only("contracts: odd, actions: docs.edit, users: ana").passed


def test_an_answer_left_open_may_be_expected() -> None:
    """And when it is not left open, that is not as expected."""
    rest = "users: eve, actions: docs.edit"

    assert only(f"contracts: bare, {rest}, unknown: [{{}}]").passed
    ((code, _, message),) = said(f"contracts: shut, {rest}, unknown: [{{users: eve}}]")
    assert (code, "should be left open, but is denied: " in message) == ("PM801", True)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("users: ana, allow: [{}]", "should be allowed, but is allowed with `pdf_only`"),
        ("users: eve, allow: [{with: pdf_only}]", "should be allowed with `pdf_only`, but is allo"),
    ],
)
def test_obligations_are_part_of_a_yes(test: str, words: str) -> None:
    """One too many or one too few is not as expected."""
    ((code, _, message),) = said(f"contracts: open, actions: docs.read, {test}")

    assert (code, words in message) == ("PM801", True)


def test_an_operation_is_asked_as_one() -> None:
    """With the yes of its rows that is preferred."""
    assert only(
        "contracts: open, actions: docs.use, allow: [{users: ana, with: pdf_only}, {users: eve}]"
    ).passed


def test_many_wrong_answers_are_counted() -> None:
    """The first are shown, and how many more there are."""
    result = only("contracts: [open, shut], actions: [docs.read, docs.use, docs.edit], users: eve")
    assert (result.asked, result.wrong, len(result.found)) == (6, 5, 5)

    users = ", ".join(f"u_{number}: {{levels: {{docs: editor}}}}" for number in range(MOST_SHOWN))
    for more, words in (("", None), (", v: {levels: {docs: editor}}", "one more answer is")):
        result = only(f"contracts: open, actions: docs.read, users: {{{users}{more}}}")
        assert (result.wrong == len(result.found) == MOST_SHOWN) is (words is None)
        assert words is None or result.found[-1].message == f"`t`: {words} not as expected"


def test_a_skipped_test_is_not_run() -> None:
    """It has not passed either."""
    result = only("contracts: open, skip: later")

    assert (result.asked, result.wrong, result.passed) == (0, 0, False)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ([], ["reads", "edits", "edits_not"]),
        (["edits"], ["edits", "edits_not"]),
        (["s_n", "re"], ["reads", "edits_not"]),
        (["x.permtest.yaml::r"], ["reads"]),
        (["::edits"], ["edits", "edits_not"]),
        (["docs"], []),
    ],
)
def test_tests_are_chosen_by_a_part_of_their_names(wanted: list[str], names: list[str]) -> None:
    """The name of the file counts as well, as pytest has it."""
    tests = "".join(
        f"  {name}: {{actions: docs.read}}\n" for name in ("reads", "edits", "edits_not")
    )

    assert [it.test.id for it in results(tests, *wanted)] == names
