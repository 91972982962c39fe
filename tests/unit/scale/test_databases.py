"""Tables of PostgreSQL, with its arrays and truth values, say what the same objects say."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engines.postgres import postgres_server, postgres_url
from permmatrix import Contract, User, load
from permmatrix.scale import review_tables, source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.refusal import ScaleError

__all__ = ["postgres_server", "postgres_url"]

ODD = 'o\'neil "q"\\'
USERS: list[tuple[Any, ...]] = [
    ("ana", "p1", ["standard"], ["create_purchase_order_contract"], ["read_only"]),
    ("ana", "p2", ["read_only"], [], None),
    (ODD, None, ["none"], [], ["standard"]),
]
CONTRACTS: list[tuple[Any, ...]] = [
    ("k1", "p1", True, ["ana", None], ["ana"]),
    ("k2", "p2", False, None, [ODD, "ana"]),
    ("k3", None, True, [ODD], []),
    ("k4", "p1", None, ["ana"], []),
]
TABLES = """
CREATE TABLE users (id text, project text, "levels.commitments" text[],
 "granular.commitments" text[], "levels.head_contracts" text[]);
CREATE TABLE contracts (id text, project text, private boolean, private_members text[],
 progress_claim_contacts text[]);
"""


@pytest.fixture(scope="module")
def address(postgres_url: str) -> str:
    """Put the tables into a database, and give its address."""
    import psycopg  # noqa: PLC0415  it need not be installed

    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute(TABLES)
        for name, rows in (("users", USERS), ("contracts", CONTRACTS)):
            for row in rows:
                marks = ", ".join(["%s"] * len(row))
                connection.execute(f"INSERT INTO {name} VALUES ({marks})", row)  # noqa: S608  the names are above
    return postgres_url


def expected() -> set[tuple[str, str, str]]:
    """Ask one by one."""
    (_, _, first, made, read), (_, _, second, none, null), (_, _, third, _, standard) = USERS
    users = [
        User(
            "ana",
            levels={
                "commitments": {"p1": first, "p2": second},
                "head_contracts": {"p1": read, "p2": null},
            },
            granular={"commitments": {"p1": made, "p2": none}},
        ),
        User(ODD, levels={"commitments": third, "head_contracts": standard}),
    ]
    names = ("id", "project", "private", "private_members", "progress_claim_contacts")
    contracts = [Contract(**dict(zip(names, row, strict=True))) for row in CONTRACTS]
    policy = load()
    return {
        (user.id, contract.id, action)
        for user in users
        for contract in contracts
        for action in policy.actions
        if policy.can(user, action, contract)
    }


def test_tables_of_postgresql(address: str) -> None:
    """What is allowed is what is allowed one by one."""
    with closing(DuckEngine()) as engine:
        review = review_tables(
            load(),
            engine,
            users=source(f"{address}#users"),
            contracts=source(f"{address}#contracts"),
        )

        assert sorted(review.allowed()) == sorted(expected())
    assert {user for user, _, _ in expected()} == {"ana", ODD}


def test_a_table_that_is_not_there(address: str) -> None:
    """It is named, with the one that was meant."""
    with closing(DuckEngine()) as engine, pytest.raises(ScaleError, match="did you mean `users`"):
        engine.read("users", source(f"{address}#user"))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """It is said in a sentence, and without the password."""
    address = f"postgresql://ana:secret@/app?host={tmp_path}#users"
    with closing(DuckEngine()) as engine, pytest.raises(ScaleError) as caught:
        engine.read("users", source(address))

    assert "postgresql://ana:***@/app cannot be read" in str(caught.value)
    assert "secret" not in str(caught.value)
