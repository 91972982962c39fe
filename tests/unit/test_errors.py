"""The exceptions: fields to act on, a sentence to read, and the built-in that callers expect."""

from __future__ import annotations

import pickle

import pytest

from permmatrix import (
    FactError,
    InternalError,
    MatrixError,
    MissingFactError,
    PermmatrixError,
    UnknownNameError,
)
from permmatrix.diagnostics import Report
from permmatrix.errors import WritingError


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (UnknownNameError("action", "x"), LookupError),
        (FactError("a", "b", "c"), ValueError),
        (MissingFactError("x", ("a",)), LookupError),
        (MatrixError(Report(())), ValueError),
        (InternalError("x"), AssertionError),
        (WritingError("docs", "x"), ValueError),
    ],
    ids=lambda it: type(it).__name__ if isinstance(it, Exception) else it.__name__,
)
def test_each_is_permmatrix_s_and_a_built_in(
    error: PermmatrixError, builtin: type[Exception]
) -> None:
    """One class catches all of them, and each is what a caller would expect of it."""
    assert isinstance(error, PermmatrixError)
    assert isinstance(error, builtin)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (UnknownNameError("level", "zebra"), "unknown level `zebra`"),
        (
            UnknownNameError("action", "m.raed", ("m.read",)),
            "unknown action `m.raed`; did you mean `m.read`?",
        ),
        (
            UnknownNameError("platform", "io", ("ios", "web")),
            "unknown platform `io`; did you mean `ios` or `web`?",
        ),
        (
            FactError.wrong("resource.private", "true or false", "false"),
            "resource.private should be true or false, but is text",
        ),
        (
            MissingFactError("m.read", ("resource.private", "user.id")),
            "m.read cannot be decided without resource.private, user.id",
        ),
        (
            WritingError("docs", "a number in it has no form in JSON"),
            "the matrix `docs` cannot be written: a number in it has no form in JSON",
        ),
    ],
)
def test_each_reads_as_a_sentence(error: PermmatrixError, text: str) -> None:
    """What is wrong, and with what."""
    assert str(error) == text


def test_fields_can_be_acted_on() -> None:
    """Nobody has to take a message apart."""
    unknown = UnknownNameError("level", "admn", ("admin",))
    missing = MissingFactError("m.read", ("a", "b"))
    wrong = FactError("user.id", "text", "is a number")

    assert (unknown.kind, unknown.name, unknown.suggestions) == ("level", "admn", ("admin",))
    assert (missing.action, missing.missing) == ("m.read", ("a", "b"))
    assert (wrong.fact, wrong.expected, wrong.found) == ("user.id", "text", "is a number")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (True, "is a truth value"),
        ("x", "is text"),
        (1, "is a number"),
        (1.5, "is a number"),
        ([1], "is of type list"),
        (object(), "is of type object"),
    ],
)
def test_a_wrong_value_is_described_and_not_quoted(value: object, found: str) -> None:
    """A fact may be confidential, so its kind is told and not its value."""
    assert FactError.wrong("resource.secret", "text", value).found == found


def test_what_a_fact_raised_is_its_cause_and_cut_to_a_length() -> None:
    """The host's exception is kept whole, its text only in part."""
    cause = RuntimeError("x" * 1_000)

    error = FactError.raised("resource.private", cause)
    assert error.__cause__ is cause
    assert error.found.startswith("reading it raised RuntimeError: xxx")
    assert len(error.found) == 300


def test_fact_errors_compare_by_what_they_say() -> None:
    """Two that say the same are one in a set, whatever caused them."""
    first, second = (FactError.raised("a", RuntimeError("lost")) for _ in range(2))

    assert {first, second} == {first}
    assert first != FactError.raised("b", RuntimeError("lost"))
    assert first != ValueError("a")


@pytest.mark.parametrize(
    "error",
    [
        UnknownNameError("level", "admn", ("admin",)),
        FactError("user.id", "text", "is a number"),
        MissingFactError("m.read", ("a",)),
    ],
    ids=lambda it: type(it).__name__,
)
def test_errors_can_be_pickled(error: PermmatrixError) -> None:
    """They pass between processes and keep their fields."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
