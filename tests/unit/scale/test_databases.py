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
CREATE SCHEMA hr;
CREATE TABLE hr.people (id text);
CREATE TABLE hr."a.b" (id text);
CREATE TABLE hr.users ("of hr" text);
CREATE TABLE "hr.users" ("with a dot" text);
CREATE TABLE hr."o""dd" (id text, "ID" text);
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


@pytest.mark.parametrize(
    ("table", "column"),
    [("public.contracts", "private"), ("hr.people", "id"), ("hr.a.b", "id")],
)
def test_a_table_of_a_schema(table: str, column: str, address: str) -> None:
    """The name of a schema may stand before that of its table."""
    with closing(DuckEngine()) as engine:
        assert column in engine.read("users", source(f"{address}#{table}")).columns


def test_a_table_whose_name_has_a_dot(address: str) -> None:
    """It is found before that of a schema."""
    with closing(DuckEngine()) as engine:
        read = engine.read("users", source(f"{address}#hr.users"))

    assert set(read.columns) == {"with a dot"}


@pytest.mark.parametrize("table", ["people", "hr.peple"])
def test_a_table_that_is_in_a_schema(table: str, address: str) -> None:
    """It is not found without the schema, and that is said."""
    with closing(DuckEngine()) as engine, pytest.raises(ScaleError, match=r"mean `hr\.people`"):
        engine.read("users", source(f"{address}#{table}"))


def test_columns_that_differ_in_case(address: str) -> None:
    """PostgreSQL takes them for two, and a review cannot."""
    with closing(DuckEngine()) as engine, pytest.raises(ScaleError, match="`id` and `ID`, which"):
        engine.read("users", source(f'{address}#hr.o"dd'))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """It is said in a sentence, and without the password."""
    address = f"postgresql://ana:secret@/app?host={tmp_path}#users"
    with closing(DuckEngine()) as engine, pytest.raises(ScaleError) as caught:
        engine.read("users", source(address))

    assert "postgresql://ana:***@/app cannot be read" in str(caught.value)
    assert "secret" not in str(caught.value)
