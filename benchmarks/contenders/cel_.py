"""
Common Expression Language, by common-expression-language: bindings to a Rust implementation.

A row is one expression, compiled beforehand; rows that say the same share a program, and a dict
leads from the action to it. All of a row is said in the language. With each question the adapter
reads the level and the variables the row mentions into a dict, which counts. In "prepared" that is
done beforehand, and only the engine is timed.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import cel

from benchmarks.contender import Contender, Loaded, asked_in_turn, prepared
from benchmarks.facts import expression, reader
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
    rows = {id_: (_program(row), reader(row)) for id_, row in copied(ROWS, times).items()}

    def ask(user: Any, action: str, contract: Any, context: Any) -> Any:
        execute, read = rows[action]
        return execute(read(user, contract, context))

    return asked_in_turn(ask)


def _load_prepared(times: int) -> Loaded:
    rows = {id_: (_program(row), reader(row)) for id_, row in copied(ROWS, times).items()}

    def prepare(user: Any, action: str, contract: Any, context: Any) -> Any:
        execute, read = rows[action]
        return execute, read(user, contract, context)

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
    Contender("CEL, prepared", "the engine alone: variables read beforehand", _load_prepared),
)
