"""
A page out of a million contracts, by a filter and by a query written by hand.

`python -m benchmarks.filtering` starts a PostgreSQL server of its own, makes the contracts, and
times both queries in turn. Each is planned by the server too: the plans are compared, and the
pages that come back are held against each other.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from statistics import median
from time import perf_counter_ns
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa

import permmatrix as pm
from benchmarks.postgres import server
from benchmarks.timing import quiet

__all__ = ["Listed", "main", "measure"]

Select: TypeAlias = sa.Select[Any]
VIEW = "head_contracts.view_head_contract"
PROJECTS, PEOPLE = 1_000, 50_000

metadata = sa.MetaData()
contracts = sa.Table(
    "contracts",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("project", sa.Text, nullable=False, index=True),
    sa.Column("private", sa.Boolean, nullable=False),
)
members = sa.Table(
    "members",
    metadata,
    sa.Column("contract", sa.BigInteger, sa.ForeignKey("contracts.id"), primary_key=True),
    sa.Column("person", sa.Text, primary_key=True, index=True),
)
FACTS = {
    "resource.project": contracts.c.project,
    "resource.private": contracts.c.private,
    "resource.private_members": sa.select(members.c.person).where(
        members.c.contract == contracts.c.id
    ),
}


class Listed(NamedTuple):
    """
    One list, both ways.

    Attributes:
        what: which list it is.
        rows: how many came back.
        by_filter: the median of its times in nanoseconds, and by hand.
        ratio: the median of the ratios of neighbouring runs.
        same_plan: whether the server plans both alike.
    """

    what: str
    rows: int
    by_filter: float
    by_hand: float
    ratio: float
    same_plan: bool


def listed(person: str) -> sa.ColumnElement[bool]:
    """Say by hand that somebody is on a contract's list."""
    return sa.exists().where(members.c.contract == contracts.c.id, members.c.person == person)


def cases() -> Iterator[tuple[str, pm.User, sa.ColumnElement[bool]]]:
    """Give the people who ask, and what somebody would write by hand for each."""
    plain = pm.User("p7", levels={"head_contracts": "standard"})
    yield "standard everywhere", plain, ~contracts.c.private | listed("p7")
    some = [f"P{number}" for number in range(100, 105)]
    five = pm.User("p8", levels={"head_contracts": dict.fromkeys(some, "read_only")})
    where = contracts.c.project.in_(some) & (~contracts.c.private | listed("p8"))
    yield "read only in 5 projects", five, where
    admin = pm.User("p9", levels={"head_contracts": {"P7": "admin"}})
    yield "admin in one project", admin, contracts.c.project == "P7"


def pages(condition: sa.ColumnElement[bool]) -> dict[str, Select]:
    """Give the first page, the third, and the count."""
    chosen = sa.select(contracts.c.id).where(condition)
    return {
        "page 1": chosen.order_by(contracts.c.id).limit(50),
        "page 3": chosen.order_by(contracts.c.id).limit(50).offset(100),
        "count": sa.select(sa.func.count()).select_from(chosen.subquery()),
    }


def fill(connection: sa.Connection, size: int) -> None:
    """Make the contracts, three in ten private, and three people on the list of each of those."""
    metadata.create_all(connection)
    made = "SELECT n, 'P' || n / 10 % :projects, n % 10 < 3 FROM generate_series(1, :size) AS n"
    numbers = {"projects": PROJECTS, "size": size}
    connection.execute(sa.text(f"INSERT INTO contracts {made}"), numbers)
    every = (
        "SELECT id, 'p' || (id * 31 + i * 7907) % :people FROM contracts, generate_series(1, 3) i"
    )
    whole = f"INSERT INTO members {every} WHERE private ON CONFLICT DO NOTHING"
    connection.execute(sa.text(whole), {"people": PEOPLE})
    connection.commit()
    connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("VACUUM ANALYZE"))


def plan(connection: sa.Connection, query: Select) -> Any:
    """Give the server's plan as nodes: what is read how, by which index, in which order."""
    compiled = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON, COSTS OFF) {compiled}").scalar_one()
    return _nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def _nodes(node: Any) -> Any:
    about = [node.get(it) for it in ("Node Type", "Relation Name", "Index Name", "Join Type")]
    return [about, [_nodes(it) for it in node.get("Plans", ())]]


def measure(connection: sa.Connection, rounds: int) -> Iterator[Listed]:
    """Time every list both ways."""
    policy = pm.load()
    for who, user, by_hand in cases():
        ours = pages(policy.filter(user, VIEW).to_sqlalchemy(FACTS))
        for what, theirs in pages(by_hand).items():
            yield _both(connection, f"{who}, {what}", ours[what], theirs, rounds)


def _both(
    connection: sa.Connection, what: str, ours: Select, theirs: Select, rounds: int
) -> Listed:
    """
    Time two queries in turn.

    Raises:
        AssertionError: they give different rows.
    """
    found, expected = (connection.execute(it).all() for it in (ours, theirs))
    if found != expected:
        raise AssertionError(f"{what}: the filter gives other rows")
    times: list[tuple[float, float]] = []
    with quiet():
        for number in range(rounds):
            order = (ours, theirs) if number % 2 else (theirs, ours)
            pair = [_once(connection, it) for it in order]
            times.append((pair[0], pair[1]) if number % 2 else (pair[1], pair[0]))
    return Listed(
        what,
        len(found),
        median(it for it, _ in times),
        median(it for _, it in times),
        median(it / other for it, other in times),
        plan(connection, ours) == plan(connection, theirs),
    )


def _once(connection: sa.Connection, query: Select) -> float:
    started = perf_counter_ns()
    connection.execute(query).all()
    return perf_counter_ns() - started


def main() -> None:
    """Start the server, measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.filtering", description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="how many contracts")
    parser.add_argument("--rounds", type=int, default=41, help="how often each query is timed")
    options = parser.parse_args()
    print("| list | rows | by filter | by hand | × | plan |\n| --- | --- | --- | --- | --- | --- |")
    with server("shared_buffers=512MB") as url, sa.create_engine(url).connect() as connection:
        fill(connection, options.size)
        for it in measure(connection, options.rounds):
            times = f"{it.by_filter / 1e6:.2f} ms | {it.by_hand / 1e6:.2f} ms | {it.ratio:.2f}"
            same = "the same" if it.same_plan else "another"
            print(f"| {it.what} | {it.rows} | {times} | {same} |")


if __name__ == "__main__":
    main()
