"""`permmatrix review --users URL --contracts URL`, where the URL is that of a store."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa

from commands import Command
from permmatrix import load
from permmatrix.facts_file import Facts
from permmatrix.store import schema
from permmatrix.store.saving import save_facts

LINE = "review --users sqlite:///crm.db --contracts sqlite:///crm.db"
CREATE = "create_purchase_order_contract"
SAID = Facts(
    users={
        "ana": {
            "id": "ana",
            "levels": {"commitments": {"harbour": "standard"}, "head_contracts": "read_only"},
            "granular": {"commitments": {"harbour": [CREATE]}},
        },
        "o'neil": {"id": "o'neil", "levels": {"head_contracts": "admin"}, "granular": {}},
        "chi": {"id": "chi", "levels": {}, "granular": {}},
    },
    resources={
        "PO-7": {
            "id": "PO-7",
            "project": "harbour",
            "private": None,
            "private_members": [],
            "progress_claim_contacts": ["chi"],
        },
        "HC-2": {
            "id": "HC-2",
            "project": None,
            "private": True,
            "private_members": ["ana"],
            "progress_claim_contacts": [],
        },
    },
)


@pytest.fixture(autouse=True)
def store(command: Command, tmp_path: Path) -> sa.Engine:  # noqa: ARG001  its folder
    """Make a store in the folder that commands run in."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'crm.db'}")
    schema.create(engine)
    save_facts(engine, SAID)
    return engine


def expected() -> set[tuple[str, str, str]]:
    """Ask one by one."""
    policy = load()
    return {
        (user, contract, action)
        for user, its in SAID.users.items()
        for contract, there in SAID.resources.items()
        for action in policy.actions
        if policy.can(its, action, there)
    }


def test_a_store_is_reviewed(command: Command, tmp_path: Path) -> None:
    """All that is allowed is what is allowed one by one, and the store stays as it was."""
    before = (tmp_path / "crm.db").read_bytes()

    ran = command(f"{LINE} --to allowed.csv")

    assert (ran.code, ran.err) == (0, "")
    with (tmp_path / "allowed.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    assert {(user, contract) for user, contract, _ in expected()} >= {
        ("ana", "PO-7"),
        ("ana", "HC-2"),
        ("o'neil", "HC-2"),
    }
    assert sorted(map(tuple, rows)) == sorted(expected())
    assert (tmp_path / "crm.db").read_bytes() == before


def test_a_store_is_counted(command: Command) -> None:
    """Who may do something is counted, without a word of columns that are not asked about."""
    ran = command(f"{LINE} --counts user --output-format csv")

    assert (ran.code, ran.err) == (0, "")
    _, *rows = csv.reader(StringIO(ran.out))
    users = [user for user, _, _ in expected()]
    assert {user: int(count) for user, count in rows} == {it: users.count(it) for it in users}


def test_steps_are_told(command: Command) -> None:
    """A store that has both is read in one step."""
    ran = command(f"{LINE} --verbose")

    assert "reading the users and the contracts out of a store" in ran.err


def test_what_a_store_says_wrong_is_said(command: Command, store: sa.Engine) -> None:
    """It is a sentence, and nothing is written."""
    with store.begin() as writing:
        writing.execute(schema.user_levels.update().values(level="readonly"))

    ran = command(f"{LINE} --to allowed.csv")

    assert ran.code == 2
    assert "#user_levels: unknown level `readonly` of `commitments`; did you mean" in ran.err
    assert ran.err.count("\n") == 1
    assert not Path("allowed.csv").exists()


def test_a_database_that_is_no_store(command: Command, tmp_path: Path) -> None:
    """The table that it should have is named."""
    sa.create_engine(f"sqlite:///{tmp_path}/other.db").connect().close()
    (tmp_path / "other.db").touch()

    ran = command("review --users sqlite:///other.db#users --contracts sqlite:///other.db")

    assert ran.code == 2
    assert "sqlite:///other.db has no table `contracts`" in ran.err


def test_a_store_that_is_not_there(command: Command) -> None:
    """It is said, and not made."""
    ran = command("review --users sqlite:///crn.db --contracts sqlite:///crn.db")

    assert ran.code == 2
    assert "sqlite:///crn.db cannot be read: no such file" in ran.err
    assert not Path("crn.db").exists()


@pytest.mark.parametrize("table", ["contract_contacts", "contract_private_members"])
def test_a_review_refuses_who_is_listed_and_is_no_user(
    table: str, command: Command, store: sa.Engine
) -> None:
    """A store of which `can` gives no answer is not counted either."""
    with store.begin() as writing:
        values = {"contract_id": "PO-7", "user_id": "ghost"}
        writing.execute(schema.metadata.tables[table].insert().values(values))

    asked = command("can ana commitments.search PO-7 --facts sqlite:///crm.db")
    counted = command(LINE)

    assert (asked.code, counted.code, counted.out) == (2, 2, "")
    assert "there is no user `ghost`" in asked.err
    assert f"#{table}: there is no user `ghost`" in counted.err
