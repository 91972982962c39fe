"""
Cedar, by cedarpy: bindings to the Rust engine.

A row is a policy, and all of it is said in Cedar; facts are handed over in the request's context,
as JSON, which took half as long as entities. Policies are parsed beforehand. "One policy set" holds
all rows, as the documentation has it, and Cedar looks at each policy. "Sliced" picks the row's own
policy by a dict of the adapter's. "In batches" asks a hundred questions at a time, sliced too.
Making the requests counts, except in "prepared".
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import cedarpy

from benchmarks.contender import Contender, Loaded, asked_at_once, asked_in_turn, prepared
from benchmarks.facts import Read, expression, reader
from benchmarks.processes import ASKER
from benchmarks.table import GRANULAR, ROWS, Row, copied
from benchmarks.workload import Requests

__all__ = ["CONTENDERS"]

FACTS = {
    "contact": "context.contacts.contains(context.user)",
    "listed": "context.members.contains(context.user)",
    "private": "context.private == true",
    "public": "context.private == false",
    "in_period": "context.in_period == true",
    **{name: f'context.granular.contains("{name}")' for name in GRANULAR},
}
NOBODY = cedarpy.Entities.from_json_str("[]")


def _policy(scope: str, row: Row) -> str:
    when = expression(row, 'context.level == "{}"'.format, FACTS)
    return f"permit(principal, action{scope}, resource) when {{ {when} }};"


def _all_policies(times: int) -> str:
    rows = copied(ROWS, times).items()
    return "\n".join(_policy(f' == Action::"{id_}"', row) for id_, row in rows)


@cache
def _slice(row: Row) -> Any:
    return cedarpy.PolicySet.from_str(_policy("", row))


def _request(user: Any, action: str, contract: Any, context: Any, read: Read) -> dict[str, Any]:
    return {
        "principal": {"type": "User", "id": user.id},
        "action": {"type": "Action", "id": action},
        "resource": {"type": "Contract", "id": contract.id},
        "context": json.dumps(read(user, contract, context)),
    }


def _load(times: int) -> Loaded:
    policies = cedarpy.PolicySet.from_str(_all_policies(times))
    readers = {id_: reader(row) for id_, row in copied(ROWS, times).items()}

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        request = _request(user, action, contract, context, readers[action])
        return cedarpy.is_authorized(request, policies, NOBODY).allowed

    return asked_in_turn(ask)


def _load_batches(times: int) -> Loaded:
    rows = {id_: (_slice(row), reader(row)) for id_, row in copied(ROWS, times).items()}

    def ask_all(batch: Requests) -> list[bool]:
        by_slice: dict[Any, list[tuple[int, Any]]] = defaultdict(list)
        for place, (user, action, contract, context) in enumerate(batch):
            policies, read = rows[action]
            request = _request(user, action, contract, context, read)
            by_slice[policies].append((place, request))
        answers = [False] * len(batch)
        for policies, placed in by_slice.items():
            made = [request for _, request in placed]
            found = cedarpy.is_authorized_batch(made, policies, NOBODY)
            for (place, _), result in zip(placed, found, strict=True):
                answers[place] = result.allowed
        return answers

    return asked_at_once(ask_all, size=100)


def _load_slices(times: int) -> Loaded:
    rows = {id_: (_slice(row), reader(row)) for id_, row in copied(ROWS, times).items()}

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        policies, read = rows[action]
        request = _request(user, action, contract, context, read)
        return cedarpy.is_authorized(request, policies, NOBODY).allowed

    return asked_in_turn(ask)


def _load_prepared(times: int) -> Loaded:
    rows = {id_: (_slice(row), reader(row)) for id_, row in copied(ROWS, times).items()}

    def prepare(user: Any, action: str, contract: Any, context: Any) -> Any:
        policies, read = rows[action]
        return _request(user, action, contract, context, read), policies

    return prepared(lambda made: cedarpy.is_authorized(*made, NOBODY).allowed, prepare)


def _start(folder: Path, times: int) -> str:
    path = folder / "rows.cedar"
    path.write_text(_all_policies(times), encoding="utf-8")
    return f"""
import cedarpy
policies = cedarpy.PolicySet.from_str(open({str(path)!r}).read())
{ASKER}
given = {{"level": "standard", "user": user.id, "contacts": list(contract.progress_claim_contacts)}}
request = {{
    "principal": {{"type": "User", "id": user.id}},
    "action": {{"type": "Action", "id": action}},
    "resource": {{"type": "Contract", "id": contract.id}},
    "context": given,
}}
assert cedarpy.is_authorized(request, policies, []).allowed
"""


CONTENDERS = (
    Contender("Cedar, in batches", "sliced, a hundred questions at a time", _load_batches),
    Contender("Cedar, sliced", "the row's policy picked by a dict", _load_slices),
    Contender("Cedar, prepared", "sliced, and requests made beforehand", _load_prepared),
    Contender("Cedar, one policy set", "every row's policy in one set", _load, _start),
)
