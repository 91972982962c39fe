"""
Casbin, by pycasbin: a policy of lines under a matcher, with and without its faster enforcer.

A line is a row's action, a level and the facts it asks for; the matcher compares action and level
and calls a function of ours for the facts. (Casbin can say them itself, with `eval` of a rule in
each line, but then parses that rule anew at each question.) The adapter reads the level that counts
and hands over the host's objects as they are. `FastEnforcer` keeps the lines by action and level;
the plain one looks at every line.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import casbin
from casbin.fast_enforcer import FastModel

from benchmarks.contender import Contender, Loaded, asked_in_turn
from benchmarks.processes import ASKER
from benchmarks.table import FACTS, GRANULAR, ROWS, copied, grants

__all__ = ["CONTENDERS"]

MODEL = """
[request_definition]
r = act, level, user, contract, context
[policy_definition]
p = act, level, facts
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && r.level == p.level && holds(p.facts, r.user, r.contract, r.context)
"""


def _holds(facts: str, user: Any, contract: Any, context: Any) -> bool:
    return all(
        fact in user.granular["commitments"]
        if fact in GRANULAR
        else FACTS[fact](user, contract, context)
        for fact in facts.split()
    )


def _lines(times: int) -> list[list[str]]:
    return [[it.action, it.level, " ".join(it.facts)] for it in grants(copied(ROWS, times))]


def _asked(enforcer: Any, times: int) -> Loaded:
    logging.getLogger("casbin").setLevel(logging.CRITICAL)  # or it writes a line for each no
    enforcer.add_function("holds", _holds)
    enforcer.add_policies(_lines(times))
    tools = {id_: row.tool for id_, row in copied(ROWS, times).items()}
    enforce = enforcer.enforce

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        return enforce(action, user.levels[tools[action]], user, contract, context)

    return asked_in_turn(ask)


def _plain(times: int) -> Loaded:
    model = casbin.Model()
    model.load_model_from_text(MODEL)
    return _asked(casbin.Enforcer(model), times)


def _fast(times: int) -> Loaded:
    model = FastModel([0, 1])
    model.load_model_from_text(MODEL)
    return _asked(casbin.FastEnforcer(model, cache_key_order=[0, 1]), times)


def _start(folder: Path, times: int) -> str:
    model, policy = folder / "model.conf", folder / "policy.csv"
    model.write_text(MODEL, encoding="utf-8")
    lines = "\n".join(f"p, {action}, {level}, {facts}" for action, level, facts in _lines(times))
    policy.write_text(lines, encoding="utf-8")
    return f"""
import logging, casbin
logging.getLogger("casbin").setLevel(logging.CRITICAL)
enforcer = casbin.FastEnforcer({str(model)!r}, {str(policy)!r}, cache_key_order=[0, 1])
enforcer.add_function("holds", lambda _, user, it, __: user.id in it.progress_claim_contacts)
{ASKER}
assert enforcer.enforce(action, user.levels["commitments"], user, contract, None)
"""


CONTENDERS = (
    Contender("Casbin, FastEnforcer", "lines kept by action and level", _fast, _start),
    Contender("Casbin, Enforcer", "every line looked at", _plain),
)
