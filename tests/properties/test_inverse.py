"""
Who could: the ways to a yes are exactly those there are.

The reference decides. On the shipped matrices every situation of each row and operation is tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, product
from typing import Any, NamedTuple

import pytest
from attrs import evolve
from hypothesis import given

import permmatrix as pm
from builders import matrices, row, tool, when
from permmatrix import UnknownNameError
from permmatrix.inverse import Way, who_could
from permmatrix.inverse.could import _only
from permmatrix.inverse.terms import Term, terms
from permmatrix.inverse.ways import Ways
from permmatrix.model import MatrixSet
from permmatrix.reference import decide, holds
from permmatrix.reference_facts import Question
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not, Requirement, atoms
from permmatrix.requirements import Any as AnyOf
from permmatrix.situations import Analysis
from strategies import EASY, Asked, matrix_sets, names_of, policies_and_questions

SHIPPED = MatrixSet(tuple(pm.load().matrices.values()))
ASKED = names_of(SHIPPED)

FACTS: dict[str, tuple[str, str, Any, Any]] = {
    "progress_claim_contact": ("resource", "progress_claim_contacts", {"ana"}, {"ben"}),
    "during_billing_period": ("context", "during_billing_period", True, False),
    "private": ("resource", "private", True, False),
    "added_to_private": ("resource", "private_members", {"ana"}, {"ben"}),
}
"""Where each condition of the shipped matrices is read, and what makes it true and false."""


def subsets(ids: list[str]) -> list[frozenset[str]]:
    """Give all sets of some ids."""
    sizes = range(len(ids) + 1)
    return [frozenset(it) for it in chain.from_iterable(combinations(ids, n) for n in sizes)]


class Small(NamedTuple):
    """What one shipped row or operation hangs on."""

    tool: str
    granular: list[str]
    conditions: list[str]

    def situations(self) -> Iterator[Asked]:
        """Give every situation: each set of levels and permissions, or none known; each fact."""
        levels = [None, *subsets([it.id for it in SHIPPED.tools[self.tool].levels])]
        granular = [None, *subsets(self.granular)]
        values = product((True, False, None), repeat=len(self.conditions))
        for held, granted, facts in product(levels, granular, list(values)):
            user = {
                "id": "ana",
                "levels": {self.tool: held and list(held) if held != frozenset() else []},
                "granular": {self.tool: granted},
            }
            there: dict[str, dict[str, Any]] = {"resource": {}, "context": {}}
            for condition, value in zip(self.conditions, facts, strict=True):
                root, name, true, false = FACTS[condition]
                there[root][name] = None if value is None else true if value else false
            yield Asked(user, there["resource"], there["context"])


@cache
def small(name: str) -> Small:
    """Give what a row or an operation hangs on."""
    operation = SHIPPED.operations.get(name)
    rows = [SHIPPED.actions[it] for it in (operation.any_of if operation else (name,))]
    needed = [row.guard for row in rows]
    needed += [getattr(cell, "requirement", None) for row in rows for _, cell in row.cells]
    leaves = list(dict.fromkeys(leaf for it in needed if it for leaf in atoms(it)))
    [tool] = {row.tool for row in rows}
    assert not any(isinstance(leaf, HasLevel) for leaf in leaves)
    return Small(
        tool,
        [leaf.name for leaf in leaves if isinstance(leaf, HasGranular)],
        [leaf.condition for leaf in leaves if isinstance(leaf, Holds)],
    )


def allowed(name: str, asked: Asked) -> bool:
    """Ask the reference."""
    return decide(Question(SHIPPED, *asked), name).allowed


def fits(requirement: Requirement | bool, matrices: MatrixSet, asked: Asked) -> bool:
    """Ask the reference whether a requirement is known to be true."""
    if isinstance(requirement, bool):
        return requirement
    return holds(Question(matrices, *asked), requirement) is True


def test_who_could_is_exactly_who_may(capsys: pytest.CaptureFixture[str]) -> None:
    """In every situation of every shipped row and operation, on no platform and on each."""
    answers: Counter[bool] = Counter()
    for name, platform in product(ASKED, (None, *SHIPPED.platforms)):
        found = who_could(SHIPPED, name, platform=platform).requirement
        for asked in small(name).situations():
            there = asked._replace(platform=platform)
            expected = allowed(name, there)
            assert fits(found, SHIPPED, there) is expected
            answers[expected] += 1

    assert answers.total() > 15_000
    assert answers[True] > 2_000
    with capsys.disabled():
        print(f"\n{answers.total():,} situations: {answers[True]:,} allowed")  # noqa: T201  the count is to be seen


def test_what_is_known_of_the_resource_changes_no_answer() -> None:
    """With the facts of a resource put in, the ways still let in exactly those who may."""
    for name in ASKED:
        found: dict[str, Requirement | bool] = {}
        for asked in small(name).situations():
            there = repr((asked.resource, asked.context))
            if there not in found:
                known = who_could(SHIPPED, name, asked.resource, asked.context)
                found[there] = known.requirement
            assert fits(found[there], SHIPPED, asked) is allowed(name, asked)


@pytest.mark.parametrize("name", ASKED)
def test_no_way_and_no_part_can_be_left_out(name: str) -> None:
    """Without a way somebody who may is left out; without a part somebody who may not is let in."""
    ways = who_could(SHIPPED, name).ways
    situations = [(it, allowed(name, it)) for it in small(name).situations()]
    refused = [asked for asked, answer in situations if not answer]
    let_in = [asked for asked, answer in situations if answer]

    for way in ways:
        rest = [it.requirement for it in ways if it is not way]
        assert any(not any(fits(it, SHIPPED, asked) for it in rest) for asked in let_in)
        for place in range(len(way.parts)):
            others = [*way.parts[:place], *way.parts[place + 1 :]]
            assert any(all(fits(it, SHIPPED, asked) for it in others) for asked in refused)


def every_part() -> MatrixSet:
    """Make a policy of every part a way has: levels of two tools, permissions, facts, and not."""
    site, other = HasLevel("site", ("owner",)), HasLevel("docs", ("none", "admin"))
    print_, invite = HasGranular("docs", "print"), HasGranular("site", "invite")
    listed, private = Holds("listed"), Holds("private")
    cells = {
        "none": when(All((site, Not(other), listed))),
        "viewer": when(AnyOf((All((print_, Not(site))), All((Not(invite), listed))))),
        "admin": when(Not(All((other, invite, AnyOf((private, Not(listed))))))),
    }
    return matrices(
        row("do", cells, guard=AnyOf((Not(private), print_, site))),
        tools=[
            tool("none", "viewer", "admin"),
            tool("member", "owner", id_="site", default="member"),
        ],
        conditions=["listed", "private"],
        granular=["print", "site.invite"],
    )


def test_every_part_of_a_way_is_exact() -> None:
    """In every situation of a policy that has all of them, several levels at a time included."""
    found = every_part()
    could = who_could(found, "m.do")
    levels = product(
        [None, *subsets(["none", "viewer", "admin"])], [None, *subsets(["member", "owner"])]
    )
    granular = product([None, (), ("print",)], [None, (), ("invite",)])
    facts = product((True, False, None), repeat=2)
    answers: Counter[bool] = Counter()
    for held, granted, (listed, private) in product(levels, list(granular), list(facts)):
        user = {
            "levels": dict(zip(("docs", "site"), (it and list(it) for it in held), strict=True)),
            "granular": dict(zip(("docs", "site"), granted, strict=True)),
        }
        asked = Asked(user, None, {"listed": listed, "private": private})
        expected = decide(Question(found, *asked), "m.do").allowed
        assert fits(could.requirement, found, asked) is expected
        answers[expected] += 1

    assert min(answers[True], answers[False]) > 200
    for name in ("levels", "without_levels", "granular", "without_granular", "true", "false"):
        assert any(getattr(way, name) for way in could.ways)


@given(policies_and_questions())
def test_who_could_agrees_with_the_reference(found: tuple[MatrixSet, Asked]) -> None:
    """Of any policy and question, nothing put in first, or the resource, or all there is."""
    matrices, asked = found
    user, resource, context, platform = asked
    for name in names_of(matrices):
        try:
            expected = decide(Question(matrices, *asked), name).allowed
        except UnknownNameError:  # somebody with a level that is not declared
            continue
        nothing = who_could(matrices, name, platform=platform)
        about = who_could(matrices, name, resource, context, platform)
        everything = who_could(matrices, name, resource, context, platform, user)
        for could in (nothing, about, everything):
            assert fits(could.requirement, matrices, asked) is expected
        assert not expected or everything.everybody


@given(matrix_sets(tests=EASY, most_conditions=3))
def test_every_term_is_in_one_way(matrices: MatrixSet) -> None:
    """The ways, level by level, are the smallest terms of the row, each of them once."""
    for line in matrices.actions.values():
        analysis = Analysis(_only(matrices, [line]))
        lowering = analysis.lowering
        expected = terms(analysis.row(line.id), lowering.exclusive)

        ways = Ways(matrices, lowering.atoms, (line.tool,)).of(expected)

        spelt = [term for way in ways for term in _spelt(way, lowering.atoms)]
        assert sorted(map(sorted, spelt)) == sorted(map(sorted, expected))


def _spelt(way: Way, facts: tuple[Any, ...]) -> Iterator[Term]:
    """Give the terms of a way: one for each choice among its levels."""
    numbers = {atom: number + 1 for number, atom in enumerate(facts)}

    without = [
        -numbers["level", it.tool, level] for it in way.without_levels for level in it.levels
    ]
    fixed = [numbers["granular", it.tool, it.name] for it in way.granular]
    fixed += [-numbers["granular", it.tool, it.name] for it in way.without_granular]
    fixed += [numbers[ATOMS[it]] for it in way.true] + [-numbers[ATOMS[it]] for it in way.false]
    choices = [[numbers["level", it.tool, level] for level in it.levels] for it in way.levels]
    for chosen in product(*choices):
        yield frozenset((*chosen, *without, *fixed))


ATOMS = {
    "flagged": ("is_true", "context.flag"),
    "is_private": ("is_true", "resource.private"),
    "is_contact": ("contains", ("path", "resource.contacts"), ("path", "user.id")),
}
"""What the conditions of `EASY` are as atoms."""


@given(matrix_sets(tests=EASY, most_conditions=3))
def test_the_order_of_the_files_changes_no_way(matrices: MatrixSet) -> None:
    """With rows and cells the other way around, the ways are the same."""
    turned = MatrixSet(
        tuple(
            evolve(
                matrix,
                actions=tuple(
                    evolve(row, cells=tuple(reversed(row.cells)))
                    for row in reversed(matrix.actions)
                ),
            )
            for matrix in matrices.matrices
        )
    )

    for name in names_of(matrices):
        assert who_could(turned, name) == who_could(matrices, name)
