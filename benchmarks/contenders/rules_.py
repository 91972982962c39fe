"""
rules, the library of composed predicates known from Django.

A row is a rule composed with its operators of predicates on levels and facts; a dict of the
library's leads from the name to the rule. A predicate takes two arguments, so contract and context
travel as a pair, made with each question. The predicates themselves are Python.
"""

from __future__ import annotations

import json
from functools import cache, reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import rules

from benchmarks.contender import Contender, Loaded, asked_in_turn
from benchmarks.facts import cells
from benchmarks.processes import ASKER
from benchmarks.table import FACTS, GRANULAR, ROWS, Row, copied

__all__ = ["CONTENDERS"]


@cache
def _holds_level(tool: str, levels: tuple[str, ...]) -> Any:
    return rules.predicate(lambda user, _: user.levels[tool] in levels, name=f"{tool} {levels}")


@cache
def _fact(name: str) -> Any:
    if name in GRANULAR:
        return rules.predicate(lambda user, _: name in user.granular["commitments"], name=name)
    holds = FACTS[name]
    return rules.predicate(lambda user, pair: holds(user, *pair), name=name)


@cache
def _rule(row: Row) -> Any:
    ways = [
        reduce(and_, map(_fact, facts), _holds_level(row.tool, tuple(levels)))
        for levels, facts in cells(row)
    ]
    return reduce(and_, [*map(_fact, row.guard), reduce(or_, ways)])


def _load(times: int) -> Loaded:
    found = rules.RuleSet()
    for id_, row in copied(ROWS, times).items():
        found.add_rule(id_, _rule(row))
    test = found.test_rule

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        return test(action, user, (contract, context))

    return asked_in_turn(ask)


def _start(folder: Path, times: int) -> str:
    path = folder / "names.json"
    path.write_text(json.dumps(list(copied(ROWS, times))), encoding="utf-8")
    return f"""
import json, rules
below_admin = rules.predicate(lambda user, _: user.levels["commitments"] != "admin")
contact = rules.predicate(lambda user, it: user.id in it[0].progress_claim_contacts)
{ASKER}
found = rules.RuleSet()
for id_ in json.load(open({str(path)!r})):
    found.add_rule(id_, below_admin & contact)
assert found.test_rule(action, user, (contract, None))
"""


CONTENDERS = (Contender("rules", "predicates composed with & and |", _load, _start),)
