"""
Common Expression Language, by common-expression-language: bindings to a Rust implementation.

A row is one expression, compiled beforehand; rows that say the same share a program, and a dict
leads from the action to it. All of a row is said in the language, which asks for the level and the
other variables as it comes to them: handing it all of them in a dict took half as long again. In
"prepared" the row is looked up and its variables are read and converted beforehand, so that only
the engine is timed: an application would have all of that to do besides.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import cel

from benchmarks.contender import Contender, Loaded, asked_in_turn, prepared
from benchmarks.facts import VARIABLES, expression, reader
from benchmarks.processes import ASKER
from benchmarks.table import GRANULAR, ROWS, Row, copied

__all__ = ["CONTENDERS"]

FACTS = {
    "contact": "user in contacts",
    "listed": "user in members",
    "private": "private == true",
    "public": "private == false",
    "in_period": "in_period == true",
    **{name: f"'{name}' in granular" for name in GRANULAR},
}


@cache
def _written(row: Row) -> str:
    return expression(row, "level == '{}'".format, FACTS)


@cache
def _program(row: Row) -> Any:
    return cel.compile(_written(row)).execute


def _load(times: int) -> Loaded:
    rows = {id_: (_program(row), row.tool) for id_, row in copied(ROWS, times).items()}

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        execute, tool = rows[action]

        def read(name: str) -> Any:
            if name == "level":
                return user.levels[tool]
            return VARIABLES[name](user, contract, context)

        variables = cel.Context()
        variables.set_variable_resolver(read)
        return execute(variables)

    return asked_in_turn(ask)


def _load_prepared(times: int) -> Loaded:
    rows = {id_: (_program(row), reader(row)) for id_, row in copied(ROWS, times).items()}

    def prepare(user: Any, action: str, contract: Any, context: Any) -> Any:
        execute, read = rows[action]
        return execute, cel.Context(read(user, contract, context))

    def ask(made: Any) -> Any:
        execute, given = made
        return execute(given)

    return prepared(ask, prepare)


def _start(folder: Path, times: int) -> str:
    path = folder / "rows.json"
    written = {id_: _written(row) for id_, row in copied(ROWS, times).items()}
    path.write_text(json.dumps(written), encoding="utf-8")
    return f"""
import json, cel
rows = json.load(open({str(path)!r}))
shared = {{it: cel.compile(it) for it in set(rows.values())}}
programs = {{id_: shared[it] for id_, it in rows.items()}}
{ASKER}
given = {{"level": "standard", "user": user.id, "contacts": list(contract.progress_claim_contacts)}}
assert programs[action].execute(given)
"""


CONTENDERS = (
    Contender("CEL", "a compiled program for each distinct row", _load, _start),
    Contender("CEL, prepared", "the engine alone, variables read beforehand", _load_prepared),
)
