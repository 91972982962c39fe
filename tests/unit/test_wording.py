"""Requirements, tests, lists and gaps in plain English."""

from __future__ import annotations

import pytest

from builders import ALLOW, matrices, path, row, tool
from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Contains,
    Equals,
    Given,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Test,
)
from permmatrix.errors import FactError
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.wording import (
    all_of_words,
    any_of_words,
    finding_words,
    requirement_words,
    waiting_words,
)

POLICY = matrices(
    row("read", {"viewer": ALLOW}),
    tools=[tool("viewer", "editor", "owner"), tool("member", id_="team")],
    conditions=["author", "locked", "late"],
    granular=["share", "team.invite"],
)
AUTHOR, LOCKED, LATE = Holds("author"), Holds("locked"), Holds("late")


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        (AUTHOR, "author"),
        (HasGranular("docs", "share"), "the granular permission share"),
        (HasGranular("team", "invite"), "the granular permission invite on team"),
        (HasLevel("docs", ("viewer",)), "viewer on docs"),
        (HasLevel("docs", ("viewer", "editor", "owner")), "viewer, editor or owner on docs"),
        (Not(LOCKED), "not locked"),
        (Not(HasGranular("docs", "share")), "not holding the granular permission share"),
        (All((AUTHOR, LOCKED)), "author and locked"),
        (Any((AUTHOR, LOCKED, LATE)), "author or locked or late"),
        (All((Any((AUTHOR, LOCKED)), LATE)), "(author or locked) and late"),
        (Any((All((AUTHOR, LOCKED)), LATE)), "(author and locked) or late"),
        (Not(Any((AUTHOR, LOCKED))), "not (author or locked)"),
        (All((Any((AUTHOR,)), LATE)), "author and late"),
        (Not(Not(LOCKED)), "not not locked"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_requirement_is_a_phrase(requirement: Requirement, words: str) -> None:
    """It names what is needed, in brackets where that is needed to read it one way only."""
    assert requirement_words(requirement, POLICY, "docs") == words


A, B = path("resource.a"), path("user.b")


@pytest.mark.parametrize(
    ("test", "passes", "fails"),
    [
        (Given("late"), "context.late is true", "context.late is not true"),
        (IsTrue(A), "resource.a is true", "resource.a is not true"),
        (Equals(A, B), "resource.a is user.b", "resource.a is not user.b"),
        (Equals(A, Literal(value=True)), "resource.a is true", "resource.a is not true"),
        (
            OneOf(A, (Literal("x"), Literal(7))),
            "resource.a is x or 7",
            "resource.a is not x or 7",
        ),
        (Contains(A, B), "user.b is in resource.a", "user.b is not in resource.a"),
        (
            Overlaps(A, B),
            "resource.a and user.b have a member in common",
            "resource.a and user.b have no member in common",
        ),
        (Before(A, B), "resource.a is before user.b", "resource.a is not before user.b"),
        (
            AtOrBefore(A, Literal(24)),
            "resource.a is at or before 24",
            "resource.a is not at or before 24",
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_a_finding_is_a_sentence(test: Test, passes: str, fails: str) -> None:
    """It says what was found where the test passes, and where it does not."""
    assert (finding_words(test), finding_words(test, passes=False)) == (passes, fails)


@pytest.mark.parametrize(
    ("words", "joined"),
    [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_lists_end_with_a_word(words: list[str], joined: str) -> None:
    """Commas stand between all but the last two."""
    assert any_of_words(words) == joined
    assert all_of_words(words) == joined.replace(" or ", " and ")


WRONG = FactError("resource.private", "true or false", "is text")


@pytest.mark.parametrize(
    ("missing", "errors", "words"),
    [
        ([], [], ""),
        (["resource.b"], [], "resource.b was not given"),
        (["user.b", "resource.a"], [], "resource.a and user.b were not given"),
        ([], [WRONG], "resource.private should be true or false, but is text"),
        (
            ["user.b"],
            [WRONG],
            "resource.private should be true or false, but is text; user.b was not given",
        ),
    ],
    ids=["none", "one", "two", "error", "both"],
)
def test_a_gap_is_named(missing: list[str], errors: list[FactError], words: str) -> None:
    """What cannot be used comes first, then what was not given, in order."""
    assert waiting_words(missing, errors) == words
