"""What else a fix would grant, against a count by the reference of all situations of all rows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import permmatrix as pm
from changing import Changing, said_plainly, started
from permmatrix.explanation import Explanation
from permmatrix.fixes import (
    DropLevel,
    Fix,
    GrantPermission,
    HoldLevel,
    RevokePermission,
    SetFact,
    TellHeld,
)
from permmatrix.model import Action, MatrixSet, When
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import HasLevel, Holds, Requirement, atoms
from strategies import matrix_sets, names_of, policy_of

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)
MOST = 400


def counted(matrices: MatrixSet, user: Mapping[str, Any], fix: Fix) -> tuple[Any, Any]:
    """Count, by row, the situations that the changes allow and those that they stop."""
    after = _after(user, fix)
    told = {it.condition: it.to for it in (*fix.changes, *fix.follows) if isinstance(it, SetFact)}
    allowed: dict[str, int] = {}
    stopped: dict[str, int] = {}
    for matrix in matrices.matrices:
        for row in matrix.actions:
            for facts in _situations(matrices, row):
                then = facts | {it: to for it, to in told.items() if it in facts}
                first = decide(Question(matrices, user, None, facts), row.id).allowed
                second = decide(Question(matrices, after, None, then), row.id).allowed
                if first is not second:
                    counts = allowed if second else stopped
                    counts[row.id] = counts.get(row.id, 0) + 1
    return allowed, stopped


def _after(user: Mapping[str, Any], fix: Fix) -> dict[str, Any]:
    levels, granular = dict(user["levels"]), dict(user["granular"])
    for change in fix.changes:
        match change:
            case HoldLevel(tool, level, _, also):
                levels[tool] = [*levels[tool], level] if also else level
            case DropLevel(tool, level):
                several = isinstance(levels[tool], list)
                levels[tool] = [it for it in levels[tool] if it != level] if several else ()
            case GrantPermission(tool, name):
                granular[tool] = [*(granular.get(tool) or ()), name]
            case RevokePermission(tool, name):
                granular[tool] = [it for it in granular[tool] if it != name]
            case TellHeld(tool, kind):
                (levels if kind == "levels" else granular)[tool] = ()
    return {"id": "ana", "levels": levels, "granular": granular}


def _situations(matrices: MatrixSet, row: Action) -> Iterator[dict[str, bool]]:
    """Give every combination of the conditions that make a difference to a row."""
    named = list(dict.fromkeys(_conditions(matrices, row)))
    for values in product((False, True), repeat=len(named)):
        yield dict(zip(named, values, strict=True))


def _conditions(matrices: MatrixSet, row: Action) -> Iterator[str]:
    needed = [cell.requirement for _, cell in row.cells if isinstance(cell, When)]
    needed += [row.guard, *(it.held_when for it in matrices.tools[row.tool].levels)]
    yield from _named(matrices, [it for it in needed if it is not None], set())


def _named(matrices: MatrixSet, needed: list[Requirement], met: set[str]) -> Iterator[str]:
    for leaf in (leaf for it in needed for leaf in atoms(it)):
        if isinstance(leaf, Holds):
            yield leaf.condition
        if isinstance(leaf, HasLevel) and leaf.tool not in met:
            held = [it.held_when for it in matrices.tools[leaf.tool].levels]
            yield from _named(matrices, [it for it in held if it], met | {leaf.tool})


def _of_weight(matrices: MatrixSet, row: Action) -> int:
    return 1 << len(set(_conditions(matrices, row)))


def _check(matrices: MatrixSet, user: Mapping[str, Any], found: Explanation) -> int:
    for fix in (*found.fixes, *found.revocations):
        allowed, stopped = counted(matrices, user, fix)
        assert fix.grants is not None
        _same(matrices, fix.grants.allowed, allowed)
        _same(matrices, fix.grants.stopped, stopped)
    for fixes, what in ((found.fixes, "situations"), (found.revocations, "situations_stopped")):
        counts = [getattr(fix.grants, what) for fix in fixes]
        assert counts == sorted(counts)
    return len(found.fixes) + len(found.revocations)


def _same(matrices: MatrixSet, told: Mapping[str, int], expected: Mapping[str, int]) -> None:
    """
    See that as large a part of the situations was counted.

    A condition that a row names and that never makes a difference doubles both counts, the changed
    situations and all there are, or is not counted at all.
    """
    assert told.keys() == expected.keys()
    for id_, count in expected.items():
        most = _of_weight(matrices, matrices.actions[id_])
        assert count % told[id_] == 0
        assert most % (count // told[id_]) == 0


@given(matrix_sets(), CHANCES)
@settings(max_examples=60)
def test_what_else_a_fix_grants_is_counted_exactly(
    matrices: MatrixSet, chance: random.Random
) -> None:
    """Row by row, the situations that would newly be allowed, and those that would be stopped."""
    matrices = said_plainly(matrices)
    asked = chance.choice(names_of(matrices))
    several = frozenset(it for it in matrices.tools if chance.random() < 0.3)
    changing = Changing(matrices, asked, several)
    assume(changing.size <= MOST)
    state = started(changing, chance.choice, all_known=False)
    question = changing.question(state)

    found = policy_of(matrices).explain(question.user, asked, None, question.context)

    _check(matrices, question.user, found)


def test_of_the_shipped_matrices() -> None:
    """Of every denial of an action to users of every level, and of every allow."""
    policy = pm.load()
    plain = said_plainly(MatrixSet(tuple(policy.matrices.values())))
    policy, counted_ = policy_of(plain), 0
    facts = {"private": True, "progress_claim_contact": False, "during_billing_period": True}
    for level, asked in product(("none", "read_only", "admin"), policy.actions[::4]):
        user = {
            "id": "ana",
            "levels": {"commitments": level, "head_contracts": level},
            "granular": {"commitments": ["create_purchase_order_contract"]},
        }
        found = policy.explain(user, asked, None, facts)
        counted_ += _check(plain, user, found)
        for fix in (*found.fixes, *found.revocations):  # every condition here makes a difference
            assert fix.grants
            assert (fix.grants.allowed, fix.grants.stopped) == counted(plain, user, fix)
    assert counted_ > 30
