"""The tables, the JSON, and the promises compared."""

from __future__ import annotations

import json

import pytest

from benchmarks import budgets, report
from benchmarks.case import Case
from benchmarks.contenders import Missing
from benchmarks.explaining import Explaining
from benchmarks.listing import Listing
from benchmarks.processes import Start
from benchmarks.results import Results, this_machine, to_json
from benchmarks.scale import Validated
from benchmarks.speed import Speed, Told

RIGHT, WRONG = Told(100, 100), Told(100, 61)


def results(*, ratio: float = 0.9, after: Told = RIGHT) -> Results:
    """Make figures that keep every promise, or not."""
    names = [(name, size) for name, sizes, _ in budgets.SPEED for size in sizes]
    factor = {"permmatrix, for_user(…).allows": 0.8}
    return Results(
        this_machine(),
        [
            Speed(name, size, 130.0, ratio * factor.get(name, 1), (0.5, 2.0), RIGHT, after)
            for name, size in names
        ],
        [Missing("slowpoke", "not installed")],
        [Start("permmatrix, allows", 30.0, 1.3, 2.0, None)],
        Listing(900.0, 12_000.0, 11_000.0, 0.075, RIGHT, RIGHT, 950.0, 200.0),
        Explaining(80_000.0, 150_000.0, 200_000.0, 800_000.0),
        40.0,
        [Validated(1_000, 0.8, 0.9, 33.0, 1.0), Validated(10_000, 8.0, 9.0, 110.0, 10.0)],
        bulk(),
    )


def bulk(*, few: float = 6.0, many: float = 6.5, every: float = 0.05) -> list[Case]:
    """Make figures for pairs, in a small world and a large one."""
    return [
        Case("pairs, worst action, few people", few, 1_000, 10),
        Case("pairs, worst action, many people", many, 1_000, 10),
        Case("all pairs, worst action, few people", 0.3, 500, 10),
        Case("all pairs, worst action, many people", every, 50_000, 10),
    ]


def test_promises_that_are_kept() -> None:
    """Figures within every limit miss nothing and leave nothing unmeasured."""
    checked = budgets.check(results())
    assert not [it for it in checked if it.missed or it.measured is None]


def test_promises_that_are_missed() -> None:
    """A ratio over its limit is missed, and the table says which."""
    missed = [it.what for it in budgets.check(results(ratio=1.1)) if it.missed]
    assert missed == [
        "permmatrix, allows, 44 actions, × hand-written",
        "permmatrix, allows, 4,400 actions, × hand-written",
        "permmatrix, for_user(…).allows, 44 actions, × hand-written",
    ]
    assert report.aligned(report.budgets(budgets.check(results(ratio=1.1)))).count("MISSED") == 3


@pytest.mark.parametrize(
    ("cases", "missed"),
    [
        (bulk(few=7.1), ["in bulk: pairs, worst action, few people, ns a pair"]),
        (bulk(many=7.1), ["in bulk: pairs, worst action, many people, ns a pair"]),
        (bulk(every=0.11), ["in bulk: all pairs, worst action, many people, ns a pair"]),
    ],
)
def test_bulk_answers_are_held_to_their_worst(cases: list[Case], missed: list[str]) -> None:
    """Pairs in every world, and all pairs in the largest, where there are millions of them."""
    checked = budgets.check(results()._replace(bulk=cases))
    assert [it.what for it in checked if it.missed] == missed


def test_a_wrong_answer_is_a_missed_promise() -> None:
    """One contender that is wrong after the change makes the check fail."""
    missed = [it for it in budgets.check(results(after=WRONG)) if it.missed]
    assert [it.what for it in missed] == ["wrong answers, of every contender"]
    assert missed[0].measured == 39 * len(results().speeds)


def test_what_was_not_measured_is_not_met() -> None:
    """Parts left out are said to be so, one line each."""
    checked = budgets.check(Results(this_machine()))
    assert {it.measured for it in checked} == {None}
    table = report.budgets(checked)
    assert [row[-1] for row in table[1:]] == ["not measured"] * len(checked)


def test_the_table_shows_what_is_wrong_and_what_is_left_out() -> None:
    """A contender that is wrong shows how often, and a missing peer its reason."""
    text = "\n".join(map(report.aligned, report.tables(results(after=WRONG))))
    assert "only 122 of 200" in text
    assert "slowpoke" in text
    assert "not known" in text


def test_every_row_of_a_table_has_all_columns() -> None:
    """No table has a short row, in Markdown either."""
    for table in report.tables(results()):
        assert {len(row) for row in table} == {len(table[0])}
        lines = report.markdown(table).splitlines()
        assert {line.count("|") for line in lines} == {len(table[0]) + 1}


def test_json_has_the_names_of_its_parts() -> None:
    """Each record is an object, so that a reader need not count places."""
    found = json.loads(to_json(results()))
    assert found["speeds"][0]["before"] == {"asked": 100, "right": 100}
    assert found["listing"]["ratio"] == 0.075
    assert found["missing"] == [{"package": "slowpoke", "why": "not installed"}]
    assert found["machine"]["versions"]["permmatrix"]


def test_times_are_written_in_the_unit_that_suits() -> None:
    """Three figures, and the unit that keeps them short."""
    assert [report.time(it) for it in (0.05, 7.0, 125.4, 20_300, 11.4e6, 2.5e9)] == [
        "0.05 ns", "7.00 ns", "125 ns", "20.3 µs", "11.4 ms", "2.50 s",
    ]  # fmt: skip
