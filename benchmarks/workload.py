"""
The questions every contender is asked: seeded people and contracts, and a stream of requests.

Each contract is made around one person, who is on its lists about as often as not, and the stream
asks about that person: so conditions hold half the time, and nobody gains by guessing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

__all__ = ["Contract", "Person", "Request", "World", "as_mappings", "copies", "world"]

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


class Person:
    """A host's own user class: plain attributes, nothing of permmatrix in it."""

    def __init__(self, id_: str, levels: dict[str, str], granular: dict[str, set[str]]) -> None:
        self.id = id_
        self.levels = levels
        self.granular = granular


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


class Request(NamedTuple):
    """One question. `context` is what an application knows of the moment."""

    user: Any
    action: str
    resource: Any
    context: Any


Requests: TypeAlias = list[Request]


class World(NamedTuple):
    """People, contracts, and the stream of requests about them."""

    people: Sequence[Person]
    contracts: Sequence[Contract]
    requests: Requests


def copies(actions: Sequence[str], times: int) -> list[str]:
    """Give the ids of the rows and of their copies, `times` in all of each."""
    return [name(action, number) for number in range(times) for action in actions]


def name(action: str, number: int) -> str:
    """Give the id of a row's copy; the first is the row itself."""
    return action if number == 0 else f"{action}_{number}"


def world(actions: Sequence[str], *, seed: int, count: int) -> World:
    """Make people, contracts and `count` requests, the same for the same seed."""
    chance = random.Random(seed)
    people = [_person(chance, number) for number in range(200)]
    contracts, about = [], []
    for number in range(1000):
        person = chance.choice(people)
        contracts.append(_contract(chance, number, person, people))
        about.append(person)
    return World(people, contracts, list(_stream(chance, actions, about, contracts, count)))


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


def _stream(
    chance: random.Random,
    actions: Sequence[str],
    about: Sequence[Person],
    contracts: Sequence[Contract],
    count: int,
) -> Iterator[Request]:
    # two contexts, as an application would have them at hand, not one made for each question
    contexts = [{"during_billing_period": True}, {"during_billing_period": False}]
    for _ in range(count):
        place = chance.randrange(len(contracts))
        action = chance.choice(actions)
        yield Request(about[place], action, contracts[place], chance.choice(contexts))


def as_mappings(requests: Requests) -> Requests:
    """Give the same questions with people and contracts as dicts."""
    seen: dict[int, dict[str, Any]] = {}

    def mapping(thing: Any) -> dict[str, Any]:
        return seen.setdefault(id(thing), dict(vars(thing)))

    return [it._replace(user=mapping(it.user), resource=mapping(it.resource)) for it in requests]
