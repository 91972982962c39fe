"""Which facts settle an answer, where it takes more than a look at the requirement."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import product
from typing import Any

from builders import ALLOW, DENY, column, matrices, operation, row, tool, when
from permmatrix import Policy, User
from permmatrix.receipts.settling import can_be_true, is_true, settled
from permmatrix.requirements import HasLevel, Holds, Not, Requirement
from strategies import policy_of

FACTS = range(4)


def made(chance: random.Random, depth: int) -> Any:
    """Make a formula over four facts."""
    word = chance.choice(["fact", "not", "all", "any"]) if depth else "fact"
    if word == "fact":
        return ("fact", chance.choice(FACTS))
    size = 1 if word == "not" else chance.choice([2, 3])
    return (word, *(made(chance, depth - 1) for _ in range(size)))


def value(formula: Any, facts: Mapping[int, bool | None]) -> bool | None:
    """Evaluate a formula by Kleene's tables: minimum, maximum, and turning around."""
    word, *parts = formula
    if word == "fact":
        return facts[parts[0]]
    values = {value(part, facts) for part in parts}
    if word == "not":
        [only] = values
        return None if only is None else not only
    deciding: bool = word == "any"
    if deciding in values:
        return deciding
    return None if None in values else not deciding


def test_settling_is_what_every_combination_says() -> None:
    """Whether an answer is settled or open is found as by trying all values of the free facts."""
    chance = random.Random(1)  # noqa: S311  no secret
    for _ in range(1500):
        formula = made(chance, 4)
        known = {it: chance.choice([True, False, None]) for it in FACTS if chance.random() < 0.3}
        each = [[known[it]] if it in known else [True, False, None] for it in FACTS]
        found = [value(formula, dict(zip(FACTS, values, strict=True))) for values in product(*each)]

        assert can_be_true(settled(formula, known)) is (True in found)
        assert is_true(formula, known) is (set(found) == {True})


def test_cases_are_told_apart_where_a_fact_stands_on_both_sides() -> None:
    """A formula that is true in one of the two cases alone can be true, whichever that is."""
    x, y = ("fact", 0), ("fact", 1)

    for first, second in product((x, ("not", x)), (y, ("not", y))):
        other = tuple(it[1] if it[0] == "not" else ("not", it) for it in (first, second))
        clauses = [("any", first, second), ("any", other[0], second), ("any", first, other[1])]
        assert can_be_true(("all", *clauses))
        assert not can_be_true(("all", *clauses, ("any", *other)))


def on_plans(requirement: Requirement, default: str | None = None) -> Policy:
    """Give a policy whose row is on `plans` and asks about a level on `docs`."""
    docs = tool("none", "reader", column("owner"), default=default)
    return policy_of(
        matrices(
            row("build", {"lead": when(requirement)}, on="plans"),
            tools=[docs, tool("lead", id_="plans")],
        )
    )


LEAD = User("ana", levels={"plans": "lead", "docs": "reader"})


def test_somebody_always_holds_a_level_where_there_is_a_default() -> None:
    """To hold none of the levels is nothing that could turn the answer."""
    holds_none = Not(HasLevel("docs", ("none", "reader")))

    assert on_plans(holds_none, "none").receipt(LEAD, "m.build").used == {}
    assert on_plans(holds_none).receipt(LEAD, "m.build").used == {"levels docs": ("reader",)}


def test_nobody_holds_a_level_that_is_not_handed_out() -> None:
    """A requirement that asks for one is met by nobody, whatever the facts."""
    assert on_plans(HasLevel("docs", ("owner",))).receipt(LEAD, "m.build").used == {}


def test_of_rows_that_wait_the_last_is_named() -> None:
    """Rows that wait on different facts are one decision, which a later plain no does not hide."""
    policy = policy_of(
        matrices(
            row("open", {"reader": when(Holds("x"))}),
            row("close", {"reader": when(Holds("y"))}),
            row("lock", {"reader": DENY}),
            row("read", {"reader": ALLOW}),
            tools=[tool("reader")],
            conditions=["x", "y"],
            operations=[operation("turn", "open", "close", "lock")],
        )
    )
    asked = (User("ana", levels={"docs": "reader"}), "m.turn")

    receipt = policy.receipt(*asked)

    assert receipt.row == "m.close" == policy.explain(*asked).deciding.action
    assert receipt.used == {"is_true context.x": None, "is_true context.y": None}
