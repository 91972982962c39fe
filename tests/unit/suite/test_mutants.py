"""The mutants of a row, written out by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

from builders import ALLOW, DENY, NOT_APPLICABLE, UNKNOWN, matrices, row, tool, when
from permmatrix.model import Action, Cell, MatrixSet
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.suite.mutants import mutants, negated

A, B, C = Holds("a"), Holds("b"), HasGranular("docs", "c")
LEVELS = ("none", "low", "high")


def changes(found: Action, *, platforms: tuple[str, ...] = ()) -> list[tuple[Action, str]]:
    """Give each mutant of a row with its words."""
    policy = policy_with(found, platforms)
    return [(it.row, it.words) for it in mutants(found, policy)]


def policy_with(found: Action, platforms: tuple[str, ...] = ()) -> MatrixSet:
    """Give a policy of this row alone."""
    return matrices(
        found,
        tools=[tool("one"), tool(*LEVELS, id_="other")],
        conditions=["a", "b"],
        granular=["docs.c"],
        platforms=platforms,
    )


def cells(cell: Cell) -> list[tuple[Cell, str]]:
    """Give what mutants make of a cell."""
    found = changes(row("x", {"one": cell}))
    return [(it.cell("one"), words.removeprefix("one: ")) for it, words in found]


def guards(guard: Requirement) -> list[Requirement | None]:
    """Give what mutants make of a guard, after the one mutant of the row's only cell."""
    return [it.guard for it, _ in changes(row("x", {"one": ALLOW}, guard=guard))][1:]


@pytest.mark.parametrize("cell", [DENY, UNKNOWN, NOT_APPLICABLE])
def test_a_no_becomes_a_yes(cell: Cell) -> None:
    """Whatever the reason for it."""
    assert cells(cell) == [(ALLOW, "allowed instead of denied")]


def test_a_yes_becomes_a_no() -> None:
    """That is all there is to a plain cell."""
    assert cells(ALLOW) == [(DENY, "denied instead of allowed")]


def test_a_requirement_is_lost_or_turned_around() -> None:
    """A cell with one fact has three mutants."""
    assert cells(when(A)) == [
        (DENY, "denied instead of allowed"),
        (ALLOW, "allowed without the requirement"),
        (when(Not(A)), "not «a»"),
    ]


def test_obligations_are_lost_one_by_one() -> None:
    """Of a plain yes, or of one with a requirement."""
    assert cells(when(None, "p", "q")) == [
        (DENY, "denied instead of allowed"),
        (when(None, "q"), "without the obligation p"),
        (when(None, "p"), "without the obligation q"),
    ]
    assert (ALLOW, "without the obligation p") in cells(when(None, "p"))
    assert cells(when(A, "p"))[1:3] == [
        (when(A), "without the obligation p"),
        (when(None, "p"), "allowed without the requirement"),
    ]


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        (
            All((A, B)),
            [Any((A, B)), B, All((Not(A), B)), A, All((A, Not(B)))],
        ),
        (
            Any((A, B)),
            [All((A, B)), B, Any((Not(A), B)), A, Any((A, Not(B)))],
        ),
        (
            All((A, B, C)),
            [
                Any((A, B, C)),
                *(All((B, C)), All((Not(A), B, C))),
                *(All((A, C)), All((A, Not(B), C))),
                *(All((A, B)), All((A, B, Not(C)))),
            ],
        ),
        (
            Not(All((A, B))),
            [Not(Any((A, B))), Not(B), Not(All((Not(A), B))), Not(A), Not(All((A, Not(B))))],
        ),
        (All((A,)), [All((Not(A),))]),
    ],
)
def test_a_tree_is_widened_narrowed_and_thinned(
    needed: Requirement, expected: list[Requirement]
) -> None:
    """All and any change places, and each part is left out or turned around."""
    turned = needed.part if isinstance(needed, Not) else Not(needed)

    assert guards(needed) == [None, turned, *expected]


def test_a_level_is_added_or_taken_away() -> None:
    """What at least Standard means is one off, both ways."""
    needed = HasLevel("other", ("low", "high"))
    found = [it.cell("one") for it, _ in changes(row("x", {"one": when(needed)}))]

    assert found[2:] == [
        when(Not(needed)),
        when(HasLevel("other", LEVELS)),
        when(HasLevel("other", ("high",))),
        when(HasLevel("other", ("low",))),
    ]


def test_a_guard_is_lost_or_turned_around() -> None:
    """One under `not` loses it."""
    plain = [(it.guard, words) for it, words in changes(row("x", {"one": ALLOW}, guard=A))]

    assert plain[1:] == [(None, "without the guard"), (Not(A), "the guard turned around")]
    assert guards(Not(A)) == [None, A]


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ((), [("b", "c"), ("a", "c"), ("a", "b")]),
        (("a",), [("b", "c"), ("a", "b"), ("a", "c")]),
        (("a", "c"), [("c",), ("a", "b", "c"), ("a",)]),
    ],
)
def test_a_platform_is_added_or_taken_away(
    there: tuple[str, ...], expected: list[tuple[str, ...]]
) -> None:
    """A row that says none is everywhere; one that would be nowhere is everywhere else instead."""
    found = row("x", {"one": DENY}, platforms=there)

    assert [it.platforms for it, _ in changes(found, platforms=("a", "b", "c"))[1:]] == expected


def test_where_there_is_one_platform_nothing_can_go_wrong() -> None:
    """There is no other to be on, and nowhere is not a place."""
    for there in ((), ("a",)):
        found = row("x", {"one": DENY}, platforms=there)
        assert len(changes(found, platforms=("a",))) == 1


def test_no_mutant_is_the_row_or_comes_twice() -> None:
    """Leaving out either of two equal parts is one change."""
    found = row("x", {"one": when(All((A, A)))})
    made = [it for it, _ in changes(found)]

    assert found not in made
    assert len(made) == len(set(made))
    assert made.count(evolve(found, cells=(("one", when(A)),))) == 1


def test_a_fact_is_otherwise_wherever_it_is_named() -> None:
    """And nothing else is."""
    needed = Any((All((A, B)), Not(A), C))

    assert negated(needed, A) == Any((All((Not(A), B)), Not(Not(A)), C))
