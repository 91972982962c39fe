"""Diagnostics and the report of them."""

from __future__ import annotations

import pytest

from permmatrix.codes import Code
from permmatrix.diagnostics import (
    MOST_PROBLEMS,
    Diagnostic,
    EnoughError,
    Problems,
    Related,
    Report,
    listed,
    shown,
)
from permmatrix.source import Source, Span

SOURCE = Source("x.yaml", "id: a\ntitle: b\n")


def diagnostic(start: int, end: int, source: Source = SOURCE, message: str = "wrong") -> Diagnostic:
    """Make a diagnostic at a place."""
    return Diagnostic(code=Code.UNKNOWN_KEY, message=message, span=Span(source, start, end))


def test_a_diagnostic_is_printed_with_its_place_line_and_caret() -> None:
    """The first line is what editors find places by; then comes what is there."""
    text = str(diagnostic(6, 11))

    assert text == "x.yaml:2:1: PM201 wrong\n  2 | title: b\n    | ^^^^^"


def test_related_places_and_help_follow() -> None:
    """What else has to do with a problem comes below it, and then what to do."""
    found = Diagnostic(
        code=Code.DUPLICATE_KEY,
        message="`id` is written twice",
        span=Span(SOURCE, 0, 2),
        related=(Related("first written", Span(SOURCE, 6, 11)),),
        help="keep one",
    )

    assert str(found).splitlines()[3:] == [
        "  note: first written at x.yaml:2:1",
        "  help: keep one",
    ]


def test_an_empty_span_still_has_a_caret() -> None:
    """A place where something is missing can be pointed at."""
    assert str(diagnostic(5, 5)).endswith("  1 | id: a\n    |      ^")


def test_a_span_over_several_lines_is_underlined_on_the_first() -> None:
    """Only the line shown is underlined, to its end."""
    assert str(diagnostic(1, 11)).endswith("  1 | id: a\n    |  ^^^^")


def test_the_caret_stands_under_its_character_after_tabs_and_emoji() -> None:
    """A tab is repeated below, and a character is one column however wide it is shown."""
    found = diagnostic(3, 4, Source("x.yaml", "\t😀 b"))

    assert str(found).endswith("  1 | \t😀 b\n    | \t  ^")


def test_a_very_long_line_is_not_shown() -> None:
    """A screenful of one line helps nobody; its place stays."""
    found = diagnostic(0, 1, Source("x.yaml", "x" * 201))

    assert str(found) == "x.yaml:1:1: PM201 wrong"


def test_a_file_that_was_not_read_has_no_line_to_show() -> None:
    """Where there is no text, nothing pretends there is."""
    assert str(diagnostic(0, 0, Source("gone.yaml", ""))) == "gone.yaml:1:1: PM201 wrong"


@pytest.mark.parametrize(
    "odd",
    ["\x1b", "\x07", "\x9b", "\u202e", "\u2028", "\ufeff"],
    ids=["escape", "bell", "C1", "right to left", "line separator", "BOM"],
)
def test_nothing_that_a_terminal_obeys_is_printed(odd: str) -> None:
    """Neither the line of a file nor the words taken from it reach the terminal as commands."""
    found = diagnostic(0, 2, Source("x.yaml", f"a{odd}b"), message=f"unknown `a{odd}b`")

    assert odd not in str(found)
    assert str(found).count("a\ufffdb") == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("a\n  b", "a b", id="several lines"),
        pytest.param(" a ", "a", id="spaces around"),
        pytest.param("x" * 60, "x" * 60, id="as long as may be"),
        pytest.param("x" * 61, "x" * 59 + "…", id="too long"),
        pytest.param(None, "None", id="no text"),
    ],
)
def test_a_message_holds_what_somebody_wrote_on_one_line(written: object, expected: str) -> None:
    """Whatever the length and the breaks of a text, a message stays one line."""
    assert shown(written) == expected


def test_a_report_is_sorted_by_file_place_and_code() -> None:
    """The order in which problems were found does not show."""
    other = Source("a.yaml", "b: c\n")
    late, early, first = diagnostic(6, 11), diagnostic(0, 2), diagnostic(0, 1, other)

    report = Report((late, early, first))

    assert list(report) == [first, early, late]


def test_the_same_problem_found_twice_is_one() -> None:
    """Two stages that see one mistake do not make two of it."""
    assert len(Report((diagnostic(0, 2), diagnostic(0, 2)))) == 1


@pytest.mark.parametrize(
    ("found", "ends"),
    [
        pytest.param((), "No problems.", id="none"),
        pytest.param((diagnostic(0, 2),), "Found 1 problem.", id="one"),
        pytest.param((diagnostic(0, 2), diagnostic(6, 11)), "Found 2 problems.", id="two"),
    ],
)
def test_a_report_says_how_many_there_are(found: tuple[Diagnostic, ...], ends: str) -> None:
    """The last line counts, and a report is true when there is nothing to count."""
    report = Report(found)

    assert str(report).splitlines()[-1] == ends
    assert (bool(report), report.ok, report.unreadable) == (not found, not found, False)


def test_a_report_tells_a_file_that_could_not_be_read() -> None:
    """Whoever exits with a code of its own for that can tell."""
    problems = Problems(Source("gone.yaml", ""))
    problems.add(Code.UNREADABLE, "no such file", Span(problems.source, 0, 0))

    assert Report(tuple(problems.found)).unreadable


def test_as_many_problems_as_are_listed_are_not_too_many() -> None:
    """The hundredth problem is still an ordinary one."""
    problems = Problems(SOURCE)
    for place in range(MOST_PROBLEMS):
        problems.add(Code.UNKNOWN_KEY, "wrong", Span(SOURCE, place, place))

    assert not problems.full
    assert len(problems.found) == MOST_PROBLEMS


def test_one_problem_more_ends_the_reading_with_a_remark() -> None:
    """After the last problem listed comes one that says there are others, at the end."""
    problems = Problems(SOURCE)
    for _ in range(MOST_PROBLEMS):
        problems.add(Code.UNKNOWN_KEY, "wrong", Span(SOURCE, 0, 2))

    for _ in range(3):
        with pytest.raises(EnoughError):
            problems.add(Code.UNKNOWN_KEY, "wrong", Span(SOURCE, 0, 2))

    assert problems.full
    assert [it.code for it in problems.found[MOST_PROBLEMS:]] == [Code.TOO_MANY]
    assert problems.found[-1].place == "x.yaml:2:9"


@pytest.mark.parametrize("count", [0, 1, MOST_PROBLEMS], ids=str)
def test_a_list_that_is_short_enough_is_left_alone(count: int) -> None:
    """Nothing is said of others where there are none."""
    found = [diagnostic(0, place) for place in range(count)]

    assert listed(iter(found)) == found


def test_a_list_that_is_too_long_ends_with_a_remark_and_asks_for_no_more() -> None:
    """Problems between files are cut like those within one, and the rest is never worked out."""
    rest = (diagnostic(0, place) for place in range(10 * MOST_PROBLEMS))

    found = listed(rest)

    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].code is Code.TOO_MANY
    assert sum(1 for _ in rest) == 9 * MOST_PROBLEMS - 1
