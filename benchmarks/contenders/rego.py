"""
Rego, by regorus: an interpreter in Rust (its Python bindings, from the package gordon-to-regorus).

Each distinct row is a rule, and the adapter's dict leads from the action to the rule to evaluate:
one rule that looked the row up in data took five times as long. (regopy, the other engine for
Python, took some 5 ms for a question, asked in the same way.) All of a row is said in Rego. With
each question the level and what the row hangs on become the input, which counts. In "prepared" it
is JSON made beforehand, which the faster of regorus' two engines takes: its virtual machine. With
the JSON made for each question, that one is the slower.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regorus

from benchmarks.contender import Contender, Loaded, asked_in_turn, prepared
from benchmarks.facts import cells, reader
from benchmarks.processes import ASKER
from benchmarks.table import GRANULAR, ROWS, Row, copied

__all__ = ["CONTENDERS"]

FACTS = {
    "contact": "input.user in input.contacts",
    "listed": "input.user in input.members",
    "private": "input.private == true",
    "public": "input.private == false",
    "in_period": "input.in_period == true",
    **{name: f'"{name}" in input.granular' for name in GRANULAR},
}
RULES = {row: f"row_{number}" for number, row in enumerate(dict.fromkeys(ROWS.values()))}


def _module() -> str:
    rules = [line for row, name in RULES.items() for line in _rule(row, name)]
    return "\n".join(["package rows", "import rego.v1", *rules])


def _rule(row: Row, name: str) -> Iterator[str]:
    yield f"default {name} := false"
    for levels, facts in cells(row):
        for level in levels:
            body = [f'input.level == "{level}"', *(FACTS[it] for it in (*row.guard, *facts))]
            yield f"{name} if {{ {'; '.join(body)} }}"


def _rows(times: int) -> dict[str, Any]:
    return {
        id_: (f"data.rows.{RULES[row]}", reader(row)) for id_, row in copied(ROWS, times).items()
    }


def _engine() -> Any:
    engine = regorus.Engine()
    engine.add_policy("rows.rego", _module())
    return engine


def _load(times: int) -> Loaded:
    engine, rows = _engine(), _rows(times)

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        rule, read = rows[action]
        engine.set_input(read(user, contract, context))
        return engine.eval_rule(rule)

    return asked_in_turn(ask)


def _load_prepared(times: int) -> Loaded:
    rows, machine = _rows(times), regorus.Rvm()
    entries = [f"data.rows.{name}" for name in RULES.values()]
    modules = [("rows.rego", _module())]
    machine.load_program(regorus.Program.compile_from_modules("{}", modules, entries))

    def prepare(user: Any, action: str, contract: Any, context: Any) -> Any:
        rule, read = rows[action]
        return rule, json.dumps(read(user, contract, context))

    def ask(made: Any) -> Any:
        rule, given = made
        machine.set_input_json(given)
        return machine.execute_entry_point(rule) == "true"

    return prepared(ask, prepare)


def _start(folder: Path, times: int) -> str:
    path, names = folder / "rows.rego", folder / "names.json"
    path.write_text(_module(), encoding="utf-8")
    rules = {id_: RULES[row] for id_, row in copied(ROWS, times).items()}
    names.write_text(json.dumps(rules), encoding="utf-8")
    return f"""
import json, regorus
engine = regorus.Engine()
engine.add_policy_from_file({str(path)!r})
rules = json.load(open({str(names)!r}))
{ASKER}
given = {{"level": "standard", "user": user.id, "contacts": list(contract.progress_claim_contacts)}}
engine.set_input(given)
assert engine.eval_rule("data.rows." + rules[action])
"""


CONTENDERS = (
    Contender("Rego (regorus)", "a rule for each distinct row", _load, _start),
    Contender(
        "Rego (regorus), prepared", "its virtual machine, input made beforehand", _load_prepared
    ),
)
