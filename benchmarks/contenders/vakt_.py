"""
vakt, attribute-based policies in Python.

A policy is a row's action, a level and the facts it asks for, said with vakt's rules; membership of
a contract's lists and of the user's permissions takes two rules of ours, in the way vakt provides
for. With each question the adapter makes the inquiry, with the level that counts. "By action" has a
storage that gives the policies of the action asked for, as storages may; vakt's own in memory gives
all of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import vakt
from vakt.rules import Any as Anything
from vakt.rules import Eq
from vakt.rules.base import Rule

from benchmarks.contender import Contender, Loaded, asked_in_turn
from benchmarks.processes import ASKER
from benchmarks.table import GRANULAR, ROWS, Grant, copied, grants

__all__ = ["CONTENDERS"]


class HasAsker(Rule):  # type: ignore[misc]  # vakt has no types
    """Whether the list holds the one who asks."""

    def satisfied(self, what: Any, inquiry: Any = None) -> bool:
        return bool(inquiry.subject["id"] in what)


class HasAll(Rule):  # type: ignore[misc]  # vakt has no types
    """Whether the set holds all of some names."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)

    def satisfied(self, what: Any, inquiry: Any = None) -> bool:  # noqa: ARG002  vakt's signature
        return self.names.issubset(what)


class ByAction(vakt.MemoryStorage):  # type: ignore[misc]  # vakt has no types
    """Gives the policies of the action that is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.by_action: dict[str, list[Any]] = defaultdict(list)

    def add(self, policy: Any) -> None:
        super().add(policy)
        self.by_action[policy.actions[0].val].append(policy)

    def find_for_inquiry(self, inquiry: Any, checker: Any = None) -> list[Any]:  # noqa: ARG002  as above
        return self.by_action.get(inquiry.action, [])


RESOURCE = {
    "contact": ("contacts", HasAsker()),
    "listed": ("members", HasAsker()),
    "private": ("private", Eq(True)),
    "public": ("private", Eq(False)),
}


def _policy(number: int, grant: Grant) -> Any:
    subject = {"level": Eq(grant.level)}
    names = [fact for fact in grant.facts if fact in GRANULAR]
    if names:
        subject["granular"] = HasAll(names)
    resource = dict(RESOURCE[fact] for fact in grant.facts if fact in RESOURCE)
    return vakt.Policy(
        number,
        actions=[Eq(grant.action)],
        subjects=[subject],
        resources=[resource or Anything()],
        context={"during_billing_period": Eq(True)} if "in_period" in grant.facts else {},
        effect=vakt.ALLOW_ACCESS,
    )


def _asked(storage: Any, times: int) -> Loaded:
    rows = copied(ROWS, times)
    for number, grant in enumerate(grants(rows)):
        storage.add(_policy(number, grant))
    tools = {id_: row.tool for id_, row in rows.items()}
    is_allowed = vakt.Guard(storage, vakt.RulesChecker()).is_allowed

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        level, granular = user.levels[tools[action]], user.granular["commitments"]
        subject = {"id": user.id, "level": level, "granular": granular}
        resource = {
            "private": contract.private,
            "members": contract.private_members,
            "contacts": contract.progress_claim_contacts,
        }
        return is_allowed(vakt.Inquiry(resource, action, subject, context))

    return asked_in_turn(ask)


def _by_action(times: int) -> Loaded:
    return _asked(ByAction(), times)


def _in_memory(times: int) -> Loaded:
    return _asked(vakt.MemoryStorage(), times)


def _start(folder: Path, times: int) -> str:
    path = folder / "cells.json"
    made = [(it.action, it.level) for it in grants(copied(ROWS, times))]
    path.write_text(json.dumps(made), encoding="utf-8")
    return f"""
import json, vakt
from vakt.rules import Any, Eq
storage = vakt.MemoryStorage()
for number, (id_, level) in enumerate(json.load(open({str(path)!r}))):
    storage.add(vakt.Policy(
        number, actions=[Eq(id_)], subjects=[{{"level": Eq(level)}}], resources=[Any()],
        effect=vakt.ALLOW_ACCESS,
    ))
{ASKER}
inquiry = vakt.Inquiry({{"private": False}}, action, {{"id": user.id, "level": "standard"}}, {{}})
assert vakt.Guard(storage, vakt.RulesChecker()).is_allowed(inquiry)
"""


CONTENDERS = (
    Contender("vakt, by action", "a storage that keeps policies by action", _by_action, _start),
    Contender("vakt, in memory", "its own storage, which gives every policy", _in_memory),
)
