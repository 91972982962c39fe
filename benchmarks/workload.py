"""
The questions every contender is asked: seeded people and contracts, and a stream of requests.

Each contract is made around one person, who is on its lists about as often as not, and the stream
asks about that person: so conditions hold half the time, and nobody gains by guessing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

__all__ = [
    "GRANULAR",
    "LEVELS",
    "TOOLS",
    "Contract",
    "Person",
    "Request",
    "Requests",
    "World",
    "copies",
    "name",
    "spread",
    "world",
]

LEVELS = ("none", "read_only", "standard", "admin")
TOOLS = ("commitments", "head_contracts")
GRANULAR: Mapping[str, tuple[str, ...]] = {
    "commitments": (
        "create_purchase_order_contract",
        "create_work_order_contract",
        "update_purchase_order_contract",
        "update_work_order_contract",
    ),
    "head_contracts": ("create_head_contract", "update_head_contract"),
}
PEOPLE, CONTRACTS = 200, 1000


class Person:
    """A host's own user class: plain attributes, nothing of permmatrix in it."""

    def __init__(self, id_: str, levels: dict[str, str], granular: dict[str, set[str]]) -> None:
        self.id = id_
        self.levels = levels
        self.granular = granular

    def as_mapping(self) -> dict[str, Any]:
        """Give the same facts as a dict that shares none of the containers."""
        granular = {tool: set(names) for tool, names in self.granular.items()}
        return {"id": self.id, "levels": dict(self.levels), "granular": granular}


class Contract:
    """A host's own contract class."""

    def __init__(
        self, id_: str, private: bool, members: set[str], contacts: set[str], project: str
    ) -> None:
        self.id = id_
        self.private = private
        self.private_members = members
        self.progress_claim_contacts = contacts
        self.project = project

    def as_mapping(self) -> dict[str, Any]:
        """Give the same facts as a dict that shares none of the containers."""
        return {
            "id": self.id,
            "private": self.private,
            "private_members": set(self.private_members),
            "progress_claim_contacts": set(self.progress_claim_contacts),
            "project": self.project,
        }


Request: TypeAlias = tuple[Any, str, Any, Any]
"""One question: user, action, resource, context. A plain tuple, which a loop unpacks fastest."""

Requests: TypeAlias = list[Request]


class World(NamedTuple):
    """
    People, contracts, contexts, and the stream of requests about them.

    Attributes:
        about: the person each contract was made around.
        mapped: the same requests, with people and contracts as dicts.
    """

    people: Sequence[Person]
    contracts: Sequence[Contract]
    about: Sequence[Person]
    contexts: Sequence[dict[str, bool]]
    requests: Requests
    mapped: Requests


def copies(actions: Sequence[str], times: int) -> list[str]:
    """Give the ids of the rows and of their copies, `times` in all of each."""
    return [name(action, number) for number in range(times) for action in actions]


def name(action: str, number: int) -> str:
    """Give the id of a row's copy; the first is the row itself."""
    return action if number == 0 else f"{action}_{number}"


def spread(requests: Requests, times: int, *, seed: int) -> Requests:
    """Ask the same, of one copy of the row or another: the answers do not change."""
    chance = random.Random(seed)
    ids = {action: copies([action], times) for _, action, *_ in requests}
    return [(user, chance.choice(ids[action]), *rest) for user, action, *rest in requests]


def world(actions: Sequence[str], *, seed: int, count: int) -> World:
    """Make people, contracts and `count` requests, the same for the same seed."""
    chance = random.Random(seed)
    people = [_person(chance, number) for number in range(PEOPLE)]
    about = [chance.choice(people) for _ in range(CONTRACTS)]
    contracts = [_contract(chance, *it, people) for it in enumerate(about)]
    # two contexts, as an application would have them at hand, not one made for each question
    contexts = [{"during_billing_period": True}, {"during_billing_period": False}]
    asked = list(_stream(chance, actions, about, contracts, contexts, count))
    return World(people, contracts, about, contexts, asked, _mapped(asked))


def _person(chance: random.Random, number: int) -> Person:
    granular = {
        tool: {it for it in names if chance.random() < 0.5} for tool, names in GRANULAR.items()
    }
    return Person(f"user-{number}", {tool: chance.choice(LEVELS) for tool in TOOLS}, granular)


def _contract(
    chance: random.Random, number: int, person: Person, people: Sequence[Person]
) -> Contract:
    others = [it.id for it in people if it is not person]
    members = {*chance.sample(others, 6), *chance.choice([[person.id], []])}
    contacts = {*chance.sample(others, 2), *chance.choice([[person.id], []])}
    private = chance.random() < 0.5
    return Contract(f"contract-{number}", private, members, contacts, f"project-{number % 20}")


def _stream(  # noqa: PLR0913, PLR0917  the parts of a world
    chance: random.Random,
    actions: Sequence[str],
    about: Sequence[Person],
    contracts: Sequence[Contract],
    contexts: Sequence[dict[str, bool]],
    count: int,
) -> Iterator[Request]:
    for _ in range(count):
        place = chance.randrange(len(contracts))
        action = chance.choice(actions)
        yield about[place], action, contracts[place], chance.choice(contexts)


def _mapped(requests: Requests) -> Requests:
    seen: dict[int, dict[str, Any]] = {}

    def mapping(thing: Person | Contract) -> dict[str, Any]:
        return seen.setdefault(id(thing), thing.as_mapping())

    return [(mapping(user), action, mapping(it), now) for user, action, it, now in requests]
