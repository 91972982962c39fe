"""Tests of `permmatrix.writer.invariants`."""

from __future__ import annotations

import pytest
from attrs import evolve

from builders import matrices, row, tool
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
from permmatrix.requirements import HasLevel, Holds
from permmatrix.writer.invariants import invariants
from permmatrix.writer.requirements import Speaker

DOCS = tool("none", "admin")
(MATRIX,) = matrices(row("read", {}), tools=[DOCS], conditions=["mine"]).matrices
READ = Chosen((Named("m.read"),))
SOME = Chosen((Named("m.*"), Named("other.read"), Named("*.read")), (Named("m.read"),))


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (Never(READ), {"never": {"actions": ["read"]}}),
        (
            Never(SOME),
            {"never": {"actions": ["*", "other.read", "*.read"], "except": ["read"]}},
        ),
        (
            Always(READ, Where(Holds("mine"), one_level=True)),
            {"always": {"actions": ["read"], "when": "mine", "levels": "one"}},
        ),
        (Implies(SOME, READ), {"implies": {"if": ["*", "other.read", "*.read"], "then": ["read"]}}),
        (
            DifferentPeople(SOME, any=True, where=Where(Holds("mine"))),
            {
                "different_people": {
                    "actions": ["*", "other.read", "*.read"],
                    "except": ["read"],
                    "resources": "any",
                    "when": "mine",
                }
            },
        ),
        (
            DifferentPeople(READ, any=False),
            {"different_people": {"actions": ["read"], "resources": "one"}},
        ),
        (People(READ, 1), {"people": {"actions": ["read"], "at_least": 1}}),
        (
            People(READ, 1, 2, Where(Holds("mine"))),
            {"people": {"actions": ["read"], "at_least": 1, "at_most": 2, "when": "mine"}},
        ),
        (People(READ, at_most=0), {"people": {"actions": ["read"], "at_most": 0}}),
        (Separate(READ, any=False), {"separate": {"actions": ["read"], "resources": "one"}}),
        (
            Separate(READ, any=True, where=Where(HasLevel("docs", ("admin",)))),
            {
                "separate": {
                    "actions": ["read"],
                    "resources": "any",
                    "when": {"level": {"is": "admin"}},
                }
            },
        ),
    ],
    ids=lambda it: type(it).__name__,
)
def test_a_promise_is_said_by_its_one_key(claim: Claim, said: dict[str, object]) -> None:
    """The matrix's own name goes without saying, and so does what is promised everywhere."""
    whole = evolve(MATRIX, invariants=(Invariant(id="m.promise", says="It is so.", claim=claim),))

    assert invariants(whole, Speaker({"docs": DOCS}, "docs")) == {
        "promise": {"says": "It is so.", **said}
    }
