"""The mutants of what rows share, written out by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

from builders import ALLOW, DENY, column, matrices, operation, row, tool
from permmatrix.model import Level, MatrixSet, Tool
from permmatrix.requirements import All, Any, HasGranular, Holds, Not, Requirement
from permmatrix.source import Source
from permmatrix.suite.measuring import measure
from permmatrix.suite.reading import suite_of
from permmatrix.suite.running import run_suites
from permmatrix.suite.shared import SharedMutation
from permmatrix.suite.shared_mutants import operation_mutants, tool_mutants
from permmatrix.suite.values import Subject
from strategies import policy_of

A, B = Holds("a"), HasGranular("docs", "b")
OWNER = column("owner", A)


def policy(*levels: str | Level, default: str | None = None, rows: int = 1) -> MatrixSet:
    """Give a policy of rows that the last of some levels may do, and an operation of them all."""
    columns = tool(*levels, default=default)
    cells = {level.id: DENY for level in columns.levels} | {columns.levels[-1].id: ALLOW}
    ids = [f"r_{number}" for number in range(rows)]
    return matrices(
        *(row(id_, cells) for id_ in ids),
        tools=[columns],
        conditions=["a"],
        granular=["docs.b"],
        operations=[operation("all", *ids)],
    )


def docs(found: MatrixSet) -> Tool:
    """Give the only tool."""
    return found.tools["docs"]


def measured(found: MatrixSet, test: str) -> list[SharedMutation]:
    """Measure one test."""
    subject = Subject(found, policy_of(found))
    text = f"format: permmatrix-tests/1\nusers: {{x: {{}}}}\ntests: {{t: {{{test}}}}}\n"
    results = run_suites([suite_of(Source("x", text), subject)])
    (it,) = measure(results, coverage=False, mutation=True)
    return list(it.shared)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (A, [None, Not(A)]),
        (Not(A), [None, A]),
        (All((A, B)), [None, Any((A, B)), B, All((Not(A), B)), A, All((A, Not(B)))]),
    ],
)
def test_a_level_is_held_never_or_otherwise(
    held: Requirement, expected: list[Requirement | None]
) -> None:
    """All there is to a requirement may be otherwise in it."""
    found = policy("low", column("owner", held))

    changed = [it.thing for it in tool_mutants(docs(found), found)]

    assert [it.level("owner").held_when for it in changed] == expected
    assert {(it.level("low"), it.default_level) for it in changed} == {
        (docs(found).level("low"), None)
    }


def test_the_default_is_lost_or_another() -> None:
    """Of those that are handed out; where there is none, none is made up."""
    found = policy("none", "low", OWNER, "high", default="none")
    plain = evolve(docs(found), default_level=None)

    assert [(it.thing.default_level, it.words) for it in tool_mutants(docs(found), found)][2:] == [
        (None, "no default level instead of none"),
        ("low", "low the default level instead of none"),
        ("high", "high the default level instead of none"),
    ]
    assert {it.thing.default_level for it in tool_mutants(plain, found)} == {None}


def test_an_operation_loses_each_of_its_rows() -> None:
    """One of a single row loses none: it would be nothing."""
    found = policy("low", rows=3)
    whole = operation_mutants(found.operations["m.all"], found)

    assert [(it.thing.any_of, it.words) for it in whole] == [
        (("m.r_1", "m.r_2"), "without «r_0»"),
        (("m.r_0", "m.r_2"), "without «r_1»"),
        (("m.r_0", "m.r_1"), "without «r_2»"),
    ]
    single = policy("low")
    assert operation_mutants(single.operations["m.all"], single) == []


def test_what_changes_no_answer_is_no_mutant() -> None:
    """A row that another of the operation stands in for, a default that may do nothing."""
    (levels, whole) = measured(policy("none", "low", default="none", rows=2), "skip: later")

    assert (levels.killed, levels.equivalent) == (0, 1)
    assert [it.mutant.words for it in levels.survivors] == ["low the default level instead of none"]
    assert (whole.killed, whole.equivalent, whole.survivors) == (0, 2, ())


@pytest.mark.parametrize(
    ("contexts", "killed"),
    [("{y: {a: true}}", 2), ("{n: {a: false}}", 1), ("{y: {a: true}, n: {a: false}}", 2)],
)
def test_a_level_held_otherwise_is_noticed_in_a_row(contexts: str, killed: int) -> None:
    """By whoever has it for the facts; a test of those who have not sees it turned around."""
    allow = ", allow: [{contexts: y}]" if "y:" in contexts else ""
    (levels,) = measured(policy("low", OWNER), f"contexts: {contexts}, actions: m.r_0{allow}")

    assert (levels.killed, len(levels.survivors)) == (killed, 2 - killed)


def test_a_row_of_an_operation_is_noticed_by_who_asks_the_operation() -> None:
    """Not by who asks the row; that one alone may do it has to be seen."""
    found = matrices(
        row("x", {"low": ALLOW, "high": DENY}),
        row("y", {"low": DENY, "high": ALLOW}),
        tools=[tool("low", "high")],
        operations=[operation("do", "x", "y")],
    )
    users = "users: {ana: {levels: {docs: low}}}"

    (asked,) = measured(found, f"{users}, actions: m.do, allow: [{{}}]")
    (other,) = measured(found, f"{users}, actions: m.x, allow: [{{}}]")

    assert [it.mutant.words for it in asked.survivors] == ["without «y»"]
    assert [it.mutant.words for it in other.survivors] == ["without «x»", "without «y»"]
    assert "actions: m.do" in asked.survivors[0].test
    assert "levels: {docs: high}" in asked.survivors[0].test


def test_a_row_that_counts_on_one_platform_alone() -> None:
    """The test that is offered asks there."""
    found = matrices(
        row("x", {"low": ALLOW}, platforms=("web",)),
        row("y", {"low": ALLOW}, platforms=("ios",)),
        tools=[tool("low")],
        platforms=["web", "ios"],
        operations=[operation("do", "x", "y")],
    )
    (whole,) = measured(found, "skip: later")

    assert [it.test.count("platforms: web") for it in whole.survivors] == [1, 0]
    assert [it.test.count("platforms: ios") for it in whole.survivors] == [0, 1]
