"""
Oso, the embedded library with its language Polar (no longer developed, but still picked).

A rule is a row's action, a level and the facts it asks for, all said in Polar, which reads the
host's objects itself. The adapter reads the level that counts and hands it over: with the level
read in Polar an answer took twice as long. `is_allowed` takes three things, so the rule is queried
by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oso import Oso

from benchmarks.contender import Contender, Loaded, asked_in_turn
from benchmarks.processes import ASKER
from benchmarks.table import GRANULAR, ROWS, Grant, copied, grants

__all__ = ["CONTENDERS"]

FACTS = {
    "contact": "user.id in contract.progress_claim_contacts",
    "listed": "user.id in contract.private_members",
    "private": "contract.private = true",
    "public": "contract.private = false",
    "in_period": "context.during_billing_period = true",
    **{name: f'"{name}" in user.granular.commitments' for name in GRANULAR},
}


def _polar(times: int) -> str:
    rules = [_rule(it) for it in grants(copied(ROWS, times))]
    return "\n".join([*rules, "allow(_, _, _) if 1 = 2;"])  # Oso warns where there is none


def _rule(grant: Grant) -> str:
    body = " and ".join(FACTS[fact] for fact in grant.facts)
    user, contract, context = _named(body)
    head = f'may({user}, "{grant.action}", "{grant.level}", {contract}, {context})'
    return f"{head} if {body};" if body else f"{head};"


def _named(body: str) -> Iterator[str]:
    """Give the names of what the body speaks of, and `_` for the rest, which Oso insists on."""
    return (name if f"{name}." in body else "_" for name in ("user", "contract", "context"))


def _load(times: int) -> Loaded:
    oso = Oso()
    oso.load_str(_polar(times))
    tools = {id_: row.tool for id_, row in copied(ROWS, times).items()}
    query = oso.query_rule_once

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        return query("may", user, action, user.levels[tools[action]], contract, context)

    return asked_in_turn(ask)


def _start(folder: Path, times: int) -> str:
    path = folder / "rows.polar"
    path.write_text(_polar(times), encoding="utf-8")
    return f"""
from oso import Oso
oso = Oso()
oso.load_file({str(path)!r})
{ASKER}
assert oso.query_rule_once("may", user, action, user.levels["commitments"], contract, None)
"""


CONTENDERS = (Contender("Oso", "a rule for each cell, in Polar", _load, _start),)
