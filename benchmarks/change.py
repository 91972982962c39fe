"""
Change every object where it stands, so that a contender that remembers decisions is caught.

After the timed stream each person's levels and granular permissions, each contract's lists and
mark, and both contexts are other than they were, in the very same containers. Then all is asked
again: an answer kept from before is now wrong about as often as not.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from benchmarks.workload import GRANULAR, LEVELS, Contract, Person, World

__all__ = ["change_in_place"]


def change_in_place(world: World, *, seed: int) -> None:
    """Change every person, contract and context, on objects and on mappings alike."""
    chance = random.Random(seed)
    for person in world.people:
        _change_person(person, chance)
    for contract, person in zip(world.contracts, world.about, strict=True):
        _change_contract(contract, person, chance)
    for context in world.contexts:
        context["during_billing_period"] = not context["during_billing_period"]
    for (user, _, contract, _), (one, _, other, _) in zip(
        world.requests, world.mapped, strict=True
    ):
        _write(user.as_mapping(), into=one)
        _write(contract.as_mapping(), into=other)


def _change_person(person: Person, chance: random.Random) -> None:
    for tool, held in person.levels.items():
        person.levels[tool] = chance.choice([level for level in LEVELS if level != held])
    for tool, names in GRANULAR.items():
        person.granular[tool] ^= _some(names, chance)


def _change_contract(contract: Contract, about: Person, chance: random.Random) -> None:
    contract.private = not contract.private
    contract.private_members ^= _some([about.id], chance)
    contract.progress_claim_contacts ^= _some([about.id], chance)


def _some(names: Iterable[str], chance: random.Random) -> set[str]:
    return {it for it in names if chance.random() < 0.5}


def _write(facts: dict[str, Any], *, into: dict[str, Any]) -> None:
    """Write the facts into a mapping, keeping the containers that it holds."""
    for fact, value in facts.items():
        held = into[fact]
        if isinstance(held, dict):
            _write(value, into=held)
        elif isinstance(held, set):
            held.clear()
            held.update(value)
        else:
            into[fact] = value
