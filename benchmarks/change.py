"""
Change every object where it stands, so that a contender that remembers decisions is caught.

After the timed stream one kind of fact after another is made other than it was, for everybody and
in the very same containers, and each time a part of the stream is asked again: an answer kept from
before is then often wrong. They change one at a time since an answer may be kept by some of the
facts and not by others; if those changed as well, it would not be found again.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from typing import Any

from benchmarks.workload import GRANULAR, LEVELS, Contract, Person, World

__all__ = ["KINDS", "change_in_place"]

KINDS = ("contacts", "members", "granular", "private", "context", "levels")
"""What is changed at a time."""


def change_in_place(world: World, kinds: Collection[str] = KINDS, *, seed: int) -> None:
    """Change facts of these kinds, of everybody and everything, on objects and mappings alike."""
    chance = random.Random(seed)
    for person in world.people:
        _change_person(person, kinds, chance)
    for contract, person in zip(world.contracts, world.about, strict=True):
        _change_contract(contract, person, kinds, chance)
    for context in world.contexts if "context" in kinds else ():
        context["during_billing_period"] = not context["during_billing_period"]
    for (user, _, contract, _), (one, _, other, _) in zip(
        world.requests, world.mapped, strict=True
    ):
        _write(user.as_mapping(), into=one)
        _write(contract.as_mapping(), into=other)


def _change_person(person: Person, kinds: Collection[str], chance: random.Random) -> None:
    for tool, held in person.levels.items() if "levels" in kinds else ():
        person.levels[tool] = chance.choice([level for level in LEVELS if level != held])
    for tool, names in GRANULAR.items() if "granular" in kinds else ():
        person.granular[tool] ^= _some(names, chance)


def _change_contract(
    contract: Contract, about: Person, kinds: Collection[str], chance: random.Random
) -> None:
    if "private" in kinds:
        contract.private = not contract.private
    if "members" in kinds:
        contract.private_members ^= _some([about.id], chance)
    if "contacts" in kinds:
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
