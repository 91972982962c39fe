"""Which rules words choose."""

from __future__ import annotations

import pytest

import permmatrix as pm
from permmatrix.codes import Code
from permmatrix.lint import EVERY, chosen


def test_all_rules_are_run_where_nothing_is_said() -> None:
    """Every code of lint is there, and none of errors."""
    assert chosen() == EVERY
    assert {it.value[:3] for it in EVERY} == {"PM6"}


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("PM601", {Code.LEVEL_GAP}),
        ("level-gap", {Code.LEVEL_GAP}),
        ("PM60", {it for it in EVERY if it.value < "PM610"}),
        ("PM6", EVERY),
        ("PM", EVERY),
    ],
)
def test_a_word_names_one_rule_or_those_that_begin_with_it(word: str, codes: set[Code]) -> None:
    """A rule goes by its name and its code; a beginning of codes names all of these."""
    assert chosen([word]) == codes
    assert chosen(None, [word]) == EVERY - codes


def test_ignoring_takes_away_from_what_is_selected() -> None:
    """A rule that both name is not run, however exactly it is named."""
    assert chosen(["PM601", "PM602"], ["PM6"]) == frozenset()
    assert chosen(["PM6"], ["unused"]) == EVERY - {Code.UNUSED}


def test_selecting_nothing_runs_nothing() -> None:
    """An empty choice is not the same as none."""
    assert chosen([]) == frozenset()


@pytest.mark.parametrize(
    ("word", "meant"), [("levelgap", "level-gap"), ("PM6011", "PM601"), ("PM3", None), ("", None)]
)
def test_a_word_that_names_no_rule_is_an_error(word: str, meant: str | None) -> None:
    """A typo is told with what was probably meant, and a code of errors is no rule."""
    with pytest.raises(pm.UnknownNameError) as raised:
        chosen([word])

    assert raised.value.kind == "lint rule"
    assert meant is None or meant in raised.value.suggestions
