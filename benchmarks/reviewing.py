"""
A review of 50,000 users and 200,000 contracts, all actions, as counts on DuckDB.

Each count is a command of its own, from reading Parquet to the last line of CSV, with its time and
the most memory that the process held. A sample of contracts is held against `Policy.bulk`.
`python -m benchmarks.reviewing` prints it; `--quick` asks about a hundredth.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import duckdb

import permmatrix as pm
from benchmarks.workload import GRANULAR, LEVELS, TOOLS

__all__ = ["Reviewed", "measure"]

PROJECTS, EACH, STRIDE = 1_000, 5, 211
"""How many projects there are, how many each user is in, and how far these are apart."""
SAMPLE = 20
KEYS = ("action", "user", "contract")
CONTEXT = {"during_billing_period": True}


class Reviewed(NamedTuple):
    """
    What a count cost.

    Attributes:
        agreed: of how many answers `Policy.bulk` says the same, where it was asked.
    """

    name: str
    users: int
    contracts: int
    seconds: float
    megabytes: float
    agreed: int


def measure(*, quick: bool = False) -> list[Reviewed]:
    """Make the tables, count by each key in a process of its own, and hold a sample to bulk."""
    users, contracts = (500, 2_000) if quick else (50_000, 200_000)
    with TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder, users, contracts)
        found = []
        for key in KEYS:
            seconds, megabytes = _counted(folder, key)
            agreed = _agreed(folder) if key == "contract" else 0
            found.append(Reviewed(f"counts by {key}", users, contracts, seconds, megabytes, agreed))
        return found


def _make(folder: Path, users: int, contracts: int) -> None:
    """Write the tables: users in some projects each, contracts with lists of their project's."""
    levels = ", ".join(f'[{_one(LEVELS, tool)}] AS "levels.{tool}"' for tool in TOOLS)
    granular = ", ".join(
        f"list_filter({list(names)}::VARCHAR[], lambda x: hash(u, j, x) % 2 = 0)"
        f' AS "granular.{tool}"'
        for tool, names in GRANULAR.items()
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT 'user-' || u AS id,"
            f" 'p-' || ((u + j * {STRIDE}) % {PROJECTS}) AS project,"
            f" {levels}, {granular} FROM range({users}) AS a(u), range({EACH}) AS b(j))"
            " TO ? (FORMAT parquet)",
            [str(folder / "users.parquet")],
        )
        connection.execute(
            f"COPY (SELECT 'c-' || c AS id, 'p-' || (c % {PROJECTS}) AS project,"
            " CASE WHEN hash(c) % 10 < 9 THEN hash(c, 1) % 2 = 0 END AS private,"
            f" {_people('m', 7, users)} AS private_members,"
            f" {_people('k', 3, users)} AS progress_claim_contacts"
            f" FROM range({contracts}) AS a(c)) TO ? (FORMAT parquet)",
            [str(folder / "contracts.parquet")],
        )


def _one(names: Sequence[str], salt: str) -> str:
    place = f"CAST(1 + hash(u, j, '{salt}') % {len(names)} AS BIGINT)"
    return f"({list(names)}::VARCHAR[])[{place}]"


def _people(salt: str, count: int, users: int) -> str:
    """Say a list of people, each of whom is in the contract's project."""
    rounds = max(users // PROJECTS, 1)
    place = f"(c + {PROJECTS * EACH} - (hash(c, x, '{salt}') % {EACH}) * {STRIDE}) % {PROJECTS}"
    person = f"({place} + {PROJECTS} * (hash(x, c, '{salt}') % {rounds})) % {users}"
    return f"list_transform(range({count}), lambda x: 'user-' || ({person}))"


def _counted(folder: Path, key: str) -> tuple[float, float]:
    """Count in a process of its own, and give its seconds and its most megabytes."""
    line = (
        "review --users users.parquet --contracts contracts.parquet --output-format csv "
        f"--fact during_billing_period=true --counts {key}"
    )
    with (folder / f"{key}.csv").open("w", encoding="utf-8") as out:
        started = perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "permmatrix", *line.split()],
            cwd=folder,
            stdout=out,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, line
    return perf_counter() - started, used.ru_maxrss / 1024


def _agreed(folder: Path) -> int:
    """Hold the counts of some contracts against bulk, over all users and actions."""
    with (folder / "contract.csv").open(encoding="utf-8", newline="") as file:
        counts = {row["contract"]: int(row["allowed"]) for row in csv.DictReader(file)}
    with duckdb.connect() as connection:
        users = _users(connection.read_parquet(str(folder / "users.parquet")))
        rows = connection.read_parquet(str(folder / "contracts.parquet")).order("hash(id)")
        contracts = [
            pm.Contract(
                id_, project=place, private=private, private_members=members,
                progress_claim_contacts=contacts,
            )
            for id_, place, private, members, contacts in rows.limit(SAMPLE).fetchall()
        ]  # fmt: skip
    policy = pm.load()
    bulk = policy.bulk(users, contracts, CONTEXT)
    dense = [bulk.cross(action).to_dense() for action in policy.actions]
    for place, contract in enumerate(contracts):
        by_bulk = sum(int(answers[:, place].sum()) for answers in dense)
        assert counts.get(contract.id, 0) == by_bulk, contract
    return len(users) * len(contracts) * len(policy.actions)


def _users(rows: Any) -> list[pm.User]:
    held: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    columns = rows.columns
    for id_, place, *values in rows.fetchall():
        both = held.setdefault(id_, ({}, {}))
        for column, value in zip(columns[2:], values, strict=True):
            kind, _, tool = column.partition(".")
            both[kind == "granular"].setdefault(tool, {})[place] = value
    return [pm.User(id_, levels=levels, granular=lists) for id_, (levels, lists) in held.items()]


if __name__ == "__main__":
    for it in measure(quick="--quick" in sys.argv[1:]):
        print(
            f"{it.seconds:8.1f} s  {it.megabytes:8,.0f} MB  {it.name} of {it.users:,} users and "
            f"{it.contracts:,} contracts; {it.agreed:,} answers of bulk agree"
        )
