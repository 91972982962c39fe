"""A store's tables, reviewed: what `can` says of the same facts, and what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from builders import matrices, path, row, tool, when
from permmatrix import Policy, load
from permmatrix.conditions import Contains
from permmatrix.facts_file import Facts
from permmatrix.model import Allow
from permmatrix.requirements import Holds, Not
from permmatrix.scale import review_tables, source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.stored import TABLES
from permmatrix.store import schema
from permmatrix.store.saving import save_facts
from permmatrix.store.tables import columns_of
from strategies import policy_of

Change = Callable[[sqlite3.Connection], object]

ODD = 'o\'neil "q"\\\n'
CREATE = "create_purchase_order_contract"
USERS: dict[str, dict[str, dict[str, Any]]] = {
    "ana": {
        "levels": {"commitments": {"p1": "standard", "p'2": "read_only"}},
        "granular": {"commitments": {"p1": [CREATE]}},
    },
    "ben": {"levels": {"commitments": "admin", "head_contracts": {"p1": ["admin", "none"]}}},
    ODD: {"levels": {"commitments": "read_only", "head_contracts": "standard"}},
    "😀": {"granular": {"commitments": [CREATE, "create_work_order_contract"]}},
    "": {"levels": {"commitments": {"": "standard"}}},
    "nobody": {},
}
CONTRACTS: list[tuple[Any, ...]] = [
    ("k1", "p1", None, True, ["ana", "😀"], [ODD]),
    (ODD, "p'2", "subcontract", False, [], [ODD, "ana", ""]),
    ("k3", None, None, True, ["ben", ODD], ["ana"]),
    ("", "", None, None, [], [""]),
    ("k5", "p9", None, None, ["ana", "nobody"], ["nobody"]),
]
NAMES = ("id", "project", "kind", "private", "private_members", "progress_claim_contacts")


def said() -> Facts:
    """Give hostile facts."""
    users = {id_: {"id": id_, "levels": {}, "granular": {}, **it} for id_, it in USERS.items()}
    contracts = {row[0]: dict(zip(NAMES, row, strict=True)) for row in CONTRACTS}
    return Facts(users=users, resources=contracts)


def save(url: str) -> None:
    """Put the facts into a new store."""
    database = sa.create_engine(url)
    schema.create(database)
    save_facts(database, said())
    database.dispose()


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Give the address of a store in a file."""
    address = f"sqlite:///{tmp_path}/crm.db"
    save(address)
    return address


def expected() -> set[tuple[str, str, str]]:
    """Ask one by one."""
    facts, policy = said(), load()
    return {
        (user, contract, action)
        for user, its in facts.users.items()
        for contract, there in facts.resources.items()
        for action in policy.actions
        if policy.can(its, action, there)
    }


def reviewed(users: str, contracts: str) -> list[tuple[str, ...]]:
    """Give all that a review says is allowed."""
    with closing(DuckEngine()) as engine:
        ours, theirs = source(users), source(contracts)
        return sorted(review_tables(load(), engine, users=ours, contracts=theirs).allowed())


def test_a_store_says_what_can_says(store: str) -> None:
    """Holdings here, everywhere and nowhere, odd ids and lists without rows change no answer."""
    asked = len(USERS) * len(CONTRACTS) * len(load().actions)
    assert 0 < len(expected()) < asked

    assert reviewed(store, store) == sorted(expected())
    assert {user for user, _, _ in expected()} >= {"ana", "ben", ODD, ""}
    assert {contract for _, contract, _ in expected()} >= {"k3", "", ODD}


def test_a_store_of_postgresql_says_the_same(postgres_url: str) -> None:
    """Truth values and text of a server are those of a file."""
    save(postgres_url)

    assert reviewed(postgres_url, postgres_url) == sorted(expected())


def small(scope: str | None) -> Policy:
    """Make a policy of one row, allowed to who is not on a list, or reads by default."""
    members = Contains(path("resource.private_members"), path("user.id"))
    found = matrices(
        row("open", {"reader": when(Not(Holds("member"))), "editor": Allow()}),
        tools=[tool("reader", "editor", default="reader", scope=scope)],
        conditions={"member": members},
    )
    return policy_of(found)


@pytest.mark.parametrize("scope", [None, "resource.site"])
def test_a_list_without_rows_is_known_to_be_empty(scope: str | None, tmp_path: Path) -> None:
    """Who is on no list is known not to be, with a scope or one that no store has."""
    users = {
        **{it: {"id": it, "levels": {}, "granular": {}} for it in USERS},
        "ana": {"id": "ana", "levels": {"docs": "reader"}, "granular": {}},
        "eve": {"id": "eve", "levels": {"docs": {"p1": "editor"} if scope else ["editor"]}},
    }
    facts = Facts(users=users, resources={it: said().resources[it] for it in ("k1", "k5", "")})
    policy, address = small(scope), f"sqlite:///{tmp_path}/crm.db"
    schema.create(sa.create_engine(address))
    save_facts(sa.create_engine(address), facts)
    with closing(DuckEngine()) as engine:
        store = source(address)
        found = set(review_tables(policy, engine, users=store, contracts=store).allowed())

    assert found == {
        (user, contract, "m.open")
        for user, its in users.items()
        for contract, there in facts.resources.items()
        if policy.can(its, "m.open", there)
    }
    assert ("ben", "", "m.open") in found
    assert ("ana", "k1", "m.open") not in found


def test_a_project_without_a_scope_is_refused(tmp_path: Path) -> None:
    """Where a tool has no scope, nothing is held on it in a project."""
    address = f"sqlite:///{tmp_path}/crm.db"
    schema.create(sa.create_engine(address))
    users = {"ana": {"id": "ana", "levels": {"docs": {"p1": "reader"}}}}
    save_facts(sa.create_engine(address), Facts(users=users))
    store = source(address)

    with closing(DuckEngine()) as engine, pytest.raises(ScaleError) as caught:
        review_tables(small(None), engine, users=store, contracts=store)

    assert "`docs` has no scope, so what is held on it is held in no project" in str(caught.value)


def test_users_and_contracts_may_be_in_different_places(store: str, tmp_path: Path) -> None:
    """A store's users are reviewed against the contracts of a file, and the other way around."""
    contracts = tmp_path / "contracts.csv"
    contracts.write_text("id,project,private\nk1,p1,false\n", encoding="utf-8")
    users = tmp_path / "users.csv"
    users.write_text("id,project,levels.head_contracts\nben,p1,admin\n", encoding="utf-8")

    assert ("ben", "k1", "head_contracts.view_public_head_contract") in reviewed(
        store, str(contracts)
    )
    assert {(user, contract) for user, contract, _ in reviewed(str(users), store)} == {
        ("ben", "k1")
    }


def test_an_empty_store_allows_nothing(tmp_path: Path) -> None:
    """Tables without rows are read, and nobody may do anything."""
    address = f"sqlite:///{tmp_path}/crm.db"
    schema.create(sa.create_engine(address))

    assert reviewed(address, address) == []


def test_rows_that_are_there_twice_count_once(store: str, tmp_path: Path) -> None:
    """A store shown by views may say the same of somebody again."""
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection:
        for name in TABLES:
            connection.execute(f"ALTER TABLE {name} RENAME TO kept_{name}")
            kept = f"SELECT * FROM kept_{name}"  # noqa: S608  the names are the store's
            connection.execute(f"CREATE VIEW {name} AS {kept} UNION ALL {kept}")
        connection.commit()

    assert reviewed(store, store) == sorted(expected())


def test_the_columns_are_those_of_the_schema() -> None:
    """What is read here is what facts are read from."""
    tables = [name for name in schema.metadata.tables if name != "projects"]

    assert {name: columns_of(name) for name in tables} == TABLES


def run(sql: str, *values: Any) -> Change:
    """Give a change of a store."""
    return lambda connection: connection.execute(sql, values)


LEVEL = "INSERT INTO user_levels VALUES (?, ?, ?, ?)"
GRANULAR = "INSERT INTO user_granular VALUES (?, ?, ?, ?)"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            run(LEVEL, "ana", None, "commitments", "none"),
            "#user_levels: `ana` holds something on `commitments` both everywhere and in a project",
        ),
        (
            run(GRANULAR, "ana", None, "commitments", CREATE),
            "#user_granular: `ana` holds something on `commitments` both everywhere and in a",
        ),
        (run(LEVEL, "ben", None, "comitments", "none"), "unknown tool `comitments`; did you mean"),
        (run(GRANULAR, "ben", None, "x", CREATE), "#user_granular: unknown tool `x`; the policy's"),
        (
            run(LEVEL, "ben", None, "commitments", "readonly"),
            (
                "unknown level `readonly` of `commitments`; did you mean `read_only`? "
                "(in a row of the user `ben`)"
            ),
        ),
        (
            run(GRANULAR, "ben", None, "commitments", "create"),
            "unknown granular permission `create` of `commitments`",
        ),
        (run(LEVEL, "zed", None, "commitments", "none"), "#user_levels: there is no user `zed`"),
        (
            run("INSERT INTO contract_contacts VALUES ('k1', 'ghost')"),
            "#contract_contacts: there is no user `ghost`",
        ),
        (
            run("INSERT INTO contract_private_members VALUES ('k5', 'ghost')"),
            "#contract_private_members: there is no user `ghost`",
        ),
        (
            run("INSERT INTO contract_contacts VALUES ('k9', 'ana')"),
            "#contract_contacts: there is no contract `k9`",
        ),
        (
            run("UPDATE contracts SET private = 'true' WHERE id = 'k1'"),
            (
                "the table contracts has a row whose `private` is `true`, "
                "and should be true or false or null (its `id` is `k1`)"
            ),
        ),
        (run("UPDATE contracts SET private = 2 WHERE id = 'k1'"), "`private` is 2, and should be"),
        (
            run("UPDATE contracts SET kind = x'00' WHERE id = 'k1'"),
            "`kind` is a value of type bytes, and should be text or null",
        ),
        (
            run("ALTER TABLE user_levels RENAME COLUMN level TO lvl"),
            "has no column `level` in the table `user_levels`, whose columns are user_id, project_",
        ),
        (run("DROP TABLE contract_contacts"), "has no table `contract_contacts`"),
    ],
)
def test_what_a_store_says_wrong_is_refused(
    change: Change, message: str, store: str, tmp_path: Path
) -> None:
    """What facts cannot say, or the policy does not declare, is named."""
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection:
        change(connection)
        connection.commit()

    with pytest.raises(ScaleError) as caught:
        reviewed(store, store)

    assert message in str(caught.value)


@pytest.mark.parametrize("other", ["'p9', kind, private", "project_id, 'x', private"])
def test_contracts_that_say_different_things_are_refused(
    other: str, store: str, tmp_path: Path
) -> None:
    """Where a view has a contract twice, both rows have to say the same, asked for or not."""
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection:
        connection.execute("ALTER TABLE contracts RENAME TO kept")
        connection.execute(
            "CREATE VIEW contracts AS SELECT id, project_id, kind, private FROM kept"  # noqa: S608  of this file
            f" UNION ALL SELECT id, {other} FROM kept WHERE id = 'k1'"
        )
        connection.commit()

    with pytest.raises(ScaleError, match="rows say different things of the contract `k1`"):
        reviewed(store, store)
