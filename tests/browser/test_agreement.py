"""The page's evaluator answers as the reference does, and what it says is missing is just that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, combinations
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from builders import ALLOW, DENY, column, operation, row, tool, when
from builders import matrices as policy
from explorer_oracle import (
    Answer,
    Change,
    Situation,
    Space,
    allows,
    answers,
    given_by_name,
    sets_of,
    space_of,
)
from permmatrix.explorer.content import content
from permmatrix.model import Cell, Level, Matrix, MatrixSet
from permmatrix.requirements import HasLevel, Holds, Not
from strategies import EASY, matrix_sets

ASK = """
({told, situations, asked}) => {
  const asking = told ? window.permmatrix.about(told) : window.permmatrix;
  return situations.map((it) => {
    const state = {...it, granular: new Set(it.granular)};
    return asked.map((id) => {
      const {outcome, level, missing, obligations} = asking.decide(state, id);
      return [outcome, level, missing, obligations];
    });
  });
}
"""
MISSING = """
({told, situations, asked}) => {
  const asking = told ? window.permmatrix.about(told) : window.permmatrix;
  return situations.map((it) => {
    const state = {...it, granular: new Set(it.granular)};
    return asked.map((id) => asking.missing(state, id));
  });
}
"""


def ask(
    page: Any,
    script: str,
    situations: Sequence[Situation],
    asked: Sequence[str],
    *,
    told: Any = None,
    several: bool = False,
) -> Any:
    """Ask the page about some rows in some situations."""
    states = [situation.told(several=several) for situation in situations]
    return page.evaluate(script, {"told": told, "situations": states, "asked": list(asked)})


def asked_of(matrix: Matrix) -> list[str]:
    """Give the rows and the operations of a matrix."""
    return [*(it.id for it in matrix.actions), *(it.id for it in matrix.operations)]


def compared(
    page: Any, matrices: MatrixSet, situations: Sequence[Situation], asked: Sequence[str], told: Any
) -> Counter[str]:
    """Hold the page against the reference, and count the outcomes."""
    named = given_by_name(matrices)
    counted: Counter[str] = Counter()
    found = ask(page, ASK, situations, asked, told=told)
    for situation, said in zip(situations, found, strict=True):
        expected: list[Answer] = answers(named, situation, asked)
        assert said == expected, situation
        counted.update(it[0] for it in expected)
    return counted


def chosen(space: Space, most: int, seed: int) -> list[Situation]:
    """Give every situation of a space, or some of it where there are too many."""
    return list(space.all() if len(space) <= most else space.some(most, Random(seed)))


def test_the_shipped_matrices_agree_everywhere(
    opened: Any, shipped: MatrixSet, shipped_page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every row × level × permission × three-valued fact × platform of the shipped matrices."""
    page = opened(shipped_page)
    counted: Counter[str] = Counter()
    for matrix in shipped.matrices:
        situations = list(space_of(shipped, matrix.actions).all())
        counted += compared(page, shipped, situations, asked_of(matrix), None)

    with capsys.disabled():
        print(f"\n{counted.total()} answers of the page agree with the reference")  # noqa: T201  it says how much was compared
    # rows and operations × (no level, or one of 4) × subsets of the permissions read × values of
    # the conditions read × (any or one of 3 platforms)
    invoicing, head_contracts = 8 * 5 * 4, (9 + 1) * 5 * 3**2 * 4
    commitments = (27 + 2) * 5 * 2**4 * 3**2 * 4
    assert counted.total() == invoicing + head_contracts + commitments
    assert {"allowed", "level", "missing_facts", "requirement", "guard", "platform"} <= {*counted}


def test_other_peoples_tables_agree(
    opened: Any, others: dict[str, MatrixSet], shipped_page: str
) -> None:
    """Several levels at once, levels that follow from facts, and levels on other tools agree."""
    page = opened(shipped_page)
    counted: Counter[str] = Counter()
    for matrices in others.values():
        told = content(given_by_name(matrices), "")
        for matrix in matrices.matrices:
            space = space_of(matrices, matrix.actions, several=True)
            situations = chosen(space, 250, 1)
            counted += compared(page, matrices, situations, asked_of(matrix), told)

    assert counted.total() > 20_000
    assert {"allowed", "level", "missing_facts", "requirement", "unknown_cell"} <= {*counted}


def test_generated_matrices_agree(opened: Any, shipped_page: str) -> None:
    """Matrices nobody would write agree as well."""
    page = opened(shipped_page)
    counted: Counter[str] = Counter()

    @settings(
        max_examples=150,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(matrix_sets())
    def check(matrices: MatrixSet) -> None:
        told = content(given_by_name(matrices), "")
        space = space_of(matrices, matrices.actions.values(), several=True)
        asked = [it for matrix in matrices.matrices for it in asked_of(matrix)]
        counted.update(compared(page, matrices, chosen(space, 80, 2), asked, told))

    check()
    assert {
        "allowed",
        "level",
        "missing_facts",
        "requirement",
        "guard",
        "platform",
        "no_level",
        "unknown_cell",
        "not_applicable",
    } == {*counted}


def as_set(changes: Sequence[Sequence[Any]]) -> frozenset[Change]:
    """Give the changes of a set that the page lists."""
    return frozenset((name, value) for name, value in changes)


def settled(matrices: MatrixSet, situations: Sequence[Situation], asked: str) -> list[Situation]:
    """Give the situations in which the reference says yes."""
    return [it for it in situations if allows(matrices, it, asked)]


def missing_compared(
    page: Any, matrices: MatrixSet, asked: Sequence[str], told: Any, *, several: bool, tried: int
) -> Counter[int]:
    """Hold the sets the page gives against every way there is to a yes; count their sizes."""
    named = given_by_name(matrices)
    rows = [matrices.actions[it] for it in asked if it in matrices.actions]
    everything = list(space_of(matrices, rows, several=several, platforms=False).all())
    here = Random(3).sample(everything, min(tried, len(everything)))
    found = ask(page, MISSING, here, asked, told=told, several=several)
    sizes: Counter[int] = Counter()
    for place, id_ in enumerate(asked):
        allowing = settled(named, everything, id_)
        for situation, said in zip(here, found, strict=True):
            expected = sets_of(matrices, situation, allowing, several=several)
            assert {as_set(it) for it in said[place]["sets"]} == expected, (situation, id_)
            assert said[place]["cut"] is False
            sizes.update(len(it) for it in expected)
    return sizes


def test_what_is_missing_in_the_shipped_matrices(
    opened: Any, shipped: MatrixSet, shipped_page: str
) -> None:
    """Every smallest set of changes to a yes is listed, and found by trying all."""
    page = opened(shipped_page)
    sizes: Counter[int] = Counter()
    for matrix in shipped.matrices:
        sizes += missing_compared(page, shipped, asked_of(matrix), None, several=False, tried=40)

    assert {0, 1, 2} <= {*sizes}


@pytest.mark.parametrize("several", [False, True])
def test_what_is_missing_in_generated_matrices(
    opened: Any, shipped_page: str, several: bool
) -> None:
    """The smallest sets are right with negations, defaults and levels that follow from facts."""
    page = opened(shipped_page)
    sizes: Counter[int] = Counter()

    @settings(
        max_examples=150,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(matrix_sets(tests=EASY, most_conditions=2))
    def check(matrices: MatrixSet) -> None:
        asked = [it for matrix in matrices.matrices for it in asked_of(matrix)]
        space = space_of(matrices, matrices.actions.values(), several=several, platforms=False)
        if len(space) <= 1200:
            told = content(given_by_name(matrices), "")
            sizes.update(missing_compared(page, matrices, asked, told, several=several, tried=8))

    check()
    assert {0, 1, 2, 3} <= {*sizes}


def corners() -> MatrixSet:
    """Make rows that ask what chance seldom does."""
    viewer = Level(id="viewer", title="Viewer", handed_out=False)
    docs = tool(viewer, "editor", "admin", column("author", Holds("wrote")), default="viewer")
    is_author = HasLevel("docs", ("author",))
    cells: dict[str, Cell] = {"viewer": ALLOW, "editor": DENY, "admin": DENY, "author": DENY}
    return policy(
        row("default", cells),
        row("guarded", {**cells, "viewer": when(Holds("wrote"))}, guard=Holds("open")),
        row("not_author", {**cells, "admin": when(Not(is_author))}),
        row("not_default", {**cells, "author": when(Not(HasLevel("docs", ("viewer",))))}),
        row("admin_apart", {**cells, "viewer": DENY, "author": when(HasLevel("docs", ("admin",)))}),
        row("limited", {**cells, "viewer": when(None, "pdf"), "author": ALLOW}),
        tools=[docs],
        conditions=["wrote", "open"],
        operations=[operation("both", "guarded", "not_author")],
    )


@pytest.mark.parametrize("several", [False, True])
def test_corners(opened: Any, shipped_page: str, several: bool) -> None:
    """Defaults that are not handed out, levels that follow under a negation, waiting guards."""
    page = opened(shipped_page)
    found = corners()
    told, asked = content(found, ""), asked_of(found.matrices[0])
    everything = list(space_of(found, found.actions.values(), several=several).all())
    counted = compared(page, found, everything, asked, told)
    sizes = missing_compared(page, found, asked, told, several=several, tried=100)

    assert {"allowed", "level", "missing_facts", "guard", "requirement"} <= {*counted}
    assert {0, 1, 2} <= {*sizes}


def test_every_set_of_other_peoples_tables_is_a_smallest_one(
    opened: Any, others: dict[str, MatrixSet], shipped_page: str
) -> None:
    """Each set makes a yes by the reference, and no part of it does."""
    page = opened(shipped_page)
    tried = 0
    for matrices in others.values():
        named = given_by_name(matrices)
        told = content(named, "")
        space = space_of(matrices, matrices.actions.values(), several=True, platforms=False)
        here = list(space.some(6, Random(4)))
        asked = [it for matrix in matrices.matrices for it in asked_of(matrix)]
        found = ask(page, MISSING, here, asked, told=told, several=True)
        for situation, said in zip(here, found, strict=True):
            for id_, missing in zip(asked, said, strict=True):
                for changes in missing["sets"][:12]:
                    parts = chain.from_iterable(
                        combinations(changes, size) for size in range(len(changes))
                    )
                    assert allows(named, changed(situation, changes), id_)
                    for part in parts:
                        assert not allows(named, changed(situation, part), id_)
                    tried += 1

    assert tried > 1000


def changed(situation: Situation, changes: Sequence[Sequence[Any]]) -> Situation:
    """Give the situation after changes of several levels at once."""
    levels = {tool: [*held] for tool, held in situation.levels}
    granular, facts = set(situation.granular), dict(situation.facts)
    for name, value in changes:
        kind, first, *rest = name.split(".")
        if kind == "has":
            held = [it for it in levels[first] if it != rest[0]]
            levels[first] = [*held, *rest] if value else held
        elif kind == "granular":
            (granular.add if value else granular.discard)((first, *rest))
        else:
            facts[first] = value
    given_ = tuple((tool, tuple(held)) for tool, held in levels.items())
    return Situation(given_, frozenset(granular), tuple(facts.items()), situation.platform)
