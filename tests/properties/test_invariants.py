"""
Invariants against brute force: every question there is, asked of the reference.

A policy and an invariant are drawn; what users may hold and which facts there can be are few enough
to ask about all of them. What is reported must be what the answers say, and the situation it comes
with must break the invariant, as no smaller one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import prod
from typing import Any, NamedTuple, TypeAlias, assert_never

from attrs import evolve
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from permmatrix.conditions import Test
from permmatrix.invariants import check_invariants
from permmatrix.invariants.breaches import Breach, Settling
from permmatrix.invariants.check import Look
from permmatrix.model import MatrixSet
from permmatrix.promises import (
    Always,
    Chosen,
    Claim,
    DifferentPeople,
    Implies,
    Invariant,
    Named,
    Never,
    People,
    Separate,
    Where,
)
from permmatrix.reference import decide, holds
from permmatrix.reference_facts import Question
from permmatrix.requirements import Requirement
from permmatrix.source import Source, Span
from strategies import ANY_TEST, EASY, Vocabulary, matrix_sets, pick, policy_of, requirement

Facts: TypeAlias = Mapping[str, Any]

MOST = 6_000
"""As many questions are asked about one policy at the most."""

ALONE = {**EASY, "is_active": ANY_TEST["is_active"]}
"""Conditions each of which can be true or false whatever the others are."""

TOGETHER = {
    it: ANY_TEST[it]
    for it in ("is_active", "is_order", "of_kind", "is_contact", "is_private", "has_tag")
}
"""Conditions of which some read the same value."""

VALUES: Mapping[str, Sequence[Any]] = {
    "user.active": (False, True),
    "resource.private": (False, True),
    "resource.contacts": ([], ["ana"]),
    "resource.kind": ("other", "order", "deed"),
    "resource.tags": ([], ["red"]),
    "context.flag": (False, True),
}
"""For each path, values that bring about all the answers there are."""

PATHS = {
    "flagged": "context.flag",
    "is_private": "resource.private",
    "is_contact": "resource.contacts",
    "is_active": "user.active",
    "is_order": "resource.kind",
    "of_kind": "resource.kind",
    "has_tag": "resource.tags",
}


def claim(draw: st.DrawFn, matrices: MatrixSet) -> Claim:
    """Make a claim about some of what can be asked for."""
    rows = [it.id for it in matrices.actions.values()]
    names = list(dict.fromkeys([*rows, *(it.id for it in matrices.operations.values())]))
    words = Vocabulary(
        list(matrices.conditions),
        list(matrices.granular),
        [(tool.id, [it.id for it in tool.levels]) for tool in matrices.tools.values()],
    )
    needed = requirement(draw, words, 2) if pick(draw, [True, False]) else None
    where = Where(needed, one_level=pick(draw, [False, False, True]))
    kind = pick(draw, ["never", "always", "people", *["implies", "separate", "apart"] * 3])
    some = _some(draw, names)
    match kind:
        case "never":
            return Never(some, where)
        case "always":
            return Always(some, where)
        case "implies":
            return Implies(some, _some(draw, names), where)
        case "people":
            if pick(draw, [True, False]):
                return People(some, 1, 2, Where(needed))
            return DifferentPeople(some, pick(draw, [True, False]), Where(needed))
        case _:
            return Separate(some, kind == "apart", where)


def _some(draw: st.DrawFn, names: Sequence[str]) -> Chosen:
    chosen = [pick(draw, names) for _ in range(pick(draw, [1, 2, 2, 3]))]
    found = tuple(map(Named, dict.fromkeys(chosen)))
    if pick(draw, [False, False, True]):
        found = (Named("*.*"),)
    return Chosen(found)


@st.composite
def promises(draw: st.DrawFn, tests: Mapping[str, Test]) -> tuple[MatrixSet, Invariant]:
    """Make a policy and an invariant of it."""
    matrices = draw(matrix_sets(tests=tests, most_conditions=3))
    nowhere = Span(Source("m.yaml", ""), 0, 0)
    found = Invariant(id="first.it", says="It holds.", claim=claim(draw, matrices), span=nowhere)
    first, *others = matrices.matrices
    return MatrixSet((evolve(first, invariants=(found,)), *others)), found


class World(NamedTuple):
    """Everything that there can be to ask about."""

    users: Sequence[Facts]
    things: Sequence[tuple[Facts, Facts]]


def world(matrices: MatrixSet, where: Where) -> World:
    """Give every user there can be, and every resource and context, as far as it matters."""
    held = [
        [
            list(levels)
            for size in range(len(handed) + 1)
            for levels in combinations(handed, size)
            if not where.one_level or size < 2
        ]
        for tool in matrices.tools.values()
        for handed in [[it.id for it in tool.levels if it.handed_out]]
    ]
    granular = [
        [list(names) for size in range(len(those) + 1) for names in combinations(those, size)]
        for tool in matrices.tools
        for those in [[name for on, name in matrices.granular if on == tool]]
    ]
    paths = sorted({PATHS[it] for it in matrices.conditions})
    assume(prod(map(len, [*held, *granular, *(VALUES[it] for it in paths)])) <= MOST)
    ours = [it for it in paths if it.startswith("user.")]
    theirs = [it for it in paths if not it.startswith("user.")]
    users = [
        {
            "id": "ana",
            "levels": dict(zip(matrices.tools, levels, strict=True)),
            "granular": dict(zip(matrices.tools, names, strict=True)),
            **{path.partition(".")[2]: it for path, it in zip(ours, values, strict=True)},
        }
        for levels in product(*held)
        for names in product(*granular)
        for values in product(*(VALUES[it] for it in ours))
    ]
    return World(users, list(_things(theirs)))


def _things(paths: Sequence[str]) -> Iterator[tuple[Facts, Facts]]:
    for values in product(*(VALUES[it] for it in paths)):
        facts = dict(zip(paths, values, strict=True))
        yield tuple(  # type: ignore[misc]  # it is a pair
            {path.partition(".")[2]: it for path, it in facts.items() if path.startswith(root)}
            for root in ("resource", "context")
        )


class Answers(NamedTuple):
    """What a user can do to a resource, of all that may be asked, and whether it is promised of."""

    user: Facts
    thing: tuple[Facts, Facts]
    can: frozenset[str]


def answers(matrices: MatrixSet, found: Claim, names: Sequence[str]) -> Iterator[Answers]:
    """Ask everything, where the promise is made."""
    whole = world(matrices, found.where)
    for user in whole.users:
        for thing in whole.things:
            question = Question(matrices, user, *thing)
            if found.where.when is None or holds(question, found.where.when) is True:
                can = frozenset(it for it in names if decide(question, it).allowed)
                yield Answers(user, thing, can)


def names_of(chosen: Chosen, matrices: MatrixSet) -> list[str]:
    """Give what a choice means, which is either names or everything."""
    if chosen.names[0].text == "*.*":
        return sorted(row.id for matrix in matrices.matrices for row in matrix.actions)
    return [it.text for it in chosen.names]


def breaks(found: Claim, matrices: MatrixSet, asked: Answers) -> bool:
    """Say whether one question breaks a claim about one question."""
    match found:
        case Never(actions):
            return not asked.can.isdisjoint(names_of(actions, matrices))
        case Always(actions):
            return not asked.can.issuperset(names_of(actions, matrices))
        case Implies(first, then):
            able = not asked.can.isdisjoint(names_of(first, matrices))
            return able and not asked.can.issuperset(names_of(then, matrices))
        case Separate(actions):
            return len(asked.can.intersection(names_of(actions, matrices))) > 1
        case DifferentPeople() | People():  # whoever could do it, nobody was given anything
            return False
        case _:
            assert_never(found)


def relevant(found: Claim, matrices: MatrixSet) -> list[str]:
    """Give what is to be asked for."""
    match found:
        case Implies(first, then):
            return [*names_of(first, matrices), *names_of(then, matrices)]
        case (
            Never(actions)
            | Always(actions)
            | Separate(actions)
            | DifferentPeople(actions)
            | People(actions)
        ):
            return names_of(actions, matrices)
        case _:
            assert_never(found)


def is_broken(found: Claim, matrices: MatrixSet, asked: Sequence[Answers]) -> bool:
    """Say by the answers whether a claim is broken."""
    if isinstance(found, Separate) and found.any:
        by_user: dict[str, set[str]] = {}
        for it in asked:
            by_user.setdefault(repr(it.user), set()).update(it.can)
        return any(len(can) > 1 for can in by_user.values())
    return any(breaks(found, matrices, it) for it in asked)


def is_for_nothing(found: Claim, matrices: MatrixSet, asked: Sequence[Answers]) -> bool:
    """Say whether an unbroken claim is about nobody, or about nothing that cells could break."""
    if not asked:
        return True
    match found:
        case Never(actions) | Always(actions) | People(actions):
            return not names_of(actions, matrices)
        case Implies(first, then):
            return len({*names_of(first, matrices), *names_of(then, matrices)}) == 1
        case Separate(actions) | DifferentPeople(actions):
            return len(set(names_of(actions, matrices))) < 2
        case _:
            assert_never(found)


def check_against_brute_force(matrices: MatrixSet, found: Invariant) -> list[Answers]:
    """Hold what is reported against the answers, and give them."""
    names = relevant(found.claim, matrices)
    asked = list(answers(matrices, found.claim, list(dict.fromkeys(names))))
    codes = [str(it.code) for it in check_invariants(matrices)]
    expected = []
    if is_broken(found.claim, matrices, asked):
        expected = ["PM701"]
    elif is_for_nothing(found.claim, matrices, asked):
        expected = ["PM702"]
    event(f"{type(found.claim).__name__} {expected}")

    assert codes == expected
    return asked


def breach_of(matrices: MatrixSet, found: Invariant) -> Breach | None:
    """Give the smallest situation that is found to break the invariant."""
    when: tuple[Requirement, ...] = (found.claim.where.when,) if found.claim.where.when else ()
    breaches = Look(found, Settling(matrices, when)).breaches()
    return breaches[0] if breaches else None


slowly = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@slowly
@given(promises(ALONE))
def test_an_invariant_is_reported_exactly_where_a_question_breaks_it(
    drawn: tuple[MatrixSet, Invariant],
) -> None:
    """What is reported is what asking everything shows: broken, for nothing, or neither."""
    check_against_brute_force(*drawn)


@slowly
@given(promises(TOGETHER))
def test_facts_that_contradict_one_another_break_nothing(
    drawn: tuple[MatrixSet, Invariant],
) -> None:
    """A contract is not of two kinds, so a promise that only such a one would break is kept."""
    check_against_brute_force(*drawn)


@slowly
@given(promises(ALONE))
def test_the_witness_breaks_the_invariant_and_no_smaller_one_does(
    drawn: tuple[MatrixSet, Invariant],
) -> None:
    """The situation told of breaks the promise, by both evaluators; less of it breaks nothing."""
    matrices, found = drawn
    asked = check_against_brute_force(matrices, found)
    breach = breach_of(matrices, found)
    if breach is None:
        return
    policy = policy_of(matrices)
    whole, apart = breach.situation, breach.apart
    situations = [apart.first, apart.second] if apart else [whole] * 2
    for it in situations:
        needed = found.claim.where.when
        question = Question(matrices, it.user, it.resource, it.context)
        assert needed is None or holds(question, needed) is True
        assert it.user == situations[0].user
    for id_, it in zip(breach.case.can, situations, strict=False):
        assert policy.allows(it.user, id_, it.resource, it.context)
        assert decide(Question(matrices, it.user, it.resource, it.context), id_).allowed
    for id_ in breach.case.cannot:
        assert not policy.allows(whole.user, id_, whole.resource, whole.context)
        denied = decide(Question(matrices, whole.user, whole.resource, whole.context), id_)
        assert not denied.allowed
        assert not denied.unknown
    if all(tool.default_level is None for tool in matrices.tools.values()):
        assert whole.size == least(found.claim, matrices, asked)


def least(found: Claim, matrices: MatrixSet, asked: Sequence[Answers]) -> int:
    """Give the fewest levels, permissions and true conditions that break a claim."""
    if not isinstance(found, Separate) or not found.any:
        broken = [it for it in asked if breaks(found, matrices, it)]
        return min(held_by(it.user) + true_of(*it.thing) for it in broken)
    first: dict[str, dict[str, int]] = {}
    for it in asked:  # the least it takes each user to do each thing, to whatever resource
        costs = first.setdefault(repr(it.user), {})
        for id_ in it.can:
            costs[id_] = min(costs.get(id_, MOST), true_of(*it.thing))
    users = {repr(it.user): held_by(it.user) for it in asked}
    return min(
        users[user] + sum(pair)
        for user, costs in first.items()
        for pair in combinations(costs.values(), 2)
    )


def held_by(user: Facts) -> int:
    """Count what a user holds, and is."""
    held = [*user["levels"].values(), *user["granular"].values()]
    return sum(map(len, held)) + bool(user.get("active"))


def true_of(resource: Facts, context: Facts) -> int:
    """Count the conditions about a resource and a context that are true, of those alone."""
    return sum(map(bool, (*resource.values(), *context.values())))
