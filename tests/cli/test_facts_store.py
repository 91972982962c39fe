"""`--facts` that names a store."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from commands import Command
from permmatrix.store import schema

URL = "sqlite:///crm.db"
ASKED = "can ana commitments.create_purchase_order PO-7"


@pytest.fixture
def store(command: Command, tmp_path: Path) -> sa.Engine:  # noqa: ARG001  its folder
    """Make a store in the folder that commands run in."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'crm.db'}")
    schema.create(engine)
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        schema.users: [{"id": "ana"}, {"id": "ben"}],
        schema.projects: [{"id": "harbour"}],
        schema.user_levels: [
            {"user_id": "ana", "project_id": "harbour", "tool": "commitments", "level": "standard"},
            {"user_id": "ben", "project_id": None, "tool": "commitments", "level": "admin"},
        ],
        schema.user_granular: [
            {
                "user_id": "ana",
                "project_id": "harbour",
                "tool": "commitments",
                "permission": "create_purchase_order_contract",
            }
        ],
        schema.contracts: [
            {"id": "PO-7", "project_id": "harbour"},
            {"id": "PO-8", "project_id": None},
        ],
    }
    with engine.begin() as connection:
        for table, some in rows.items():
            connection.execute(table.insert(), some)
    return engine


@pytest.mark.usefixtures("store")
def test_can_asks_a_store(command: Command) -> None:
    """A user's levels are those of the contract's project."""
    assert command(f"{ASKED} --facts {URL}").code == 0
    assert command("can ana commitments.create_purchase_order PO-8", "--facts", URL).code == 1
    assert command("can ana commitments.edit_purchase_order PO-7", "--facts", URL).code == 1


@pytest.mark.usefixtures("store")
def test_explain_and_list_ask_a_store(command: Command) -> None:
    """So do the other verbs that ask."""
    assert "Standard" in command(f"explain {ASKED[4:]} --facts {URL}").out
    listed = command(f"list ana PO-7 --facts {URL} --output-format json")
    assert "commitments.create_purchase_order" in json.loads(listed.out)["actions"]
    who = command(f"list --who commitments.edit_purchase_order PO-7 --facts {URL}")
    assert who.out.split() == ["user", "ben"]
    assert command(f"list --who-could commitments.search PO-7 --facts {URL}").code == 0


@pytest.mark.usefixtures("store")
def test_review_reads_a_whole_store(command: Command) -> None:
    """A review is of all users and contracts."""
    found = command(f"review --facts {URL}")

    assert "2 users and 2 resources reviewed." in found.out


@pytest.mark.usefixtures("store")
def test_diff_names_the_people_of_a_store(command: Command, tmp_path: Path) -> None:
    """Who gains or loses by a change is looked up in a store as well."""
    said = "format: permmatrix/1\nid: commitments\ntitle: C\ntool: commitments\n"
    levels = "levels: {none: None, standard: Standard, admin: Admin}\nscope: resource.project\n"
    granular = "granular: {create_purchase_order_contract: {title: Create}}\n"
    for name, cell in (("old", "{admin: allow}"), ("new", "{admin: allow, standard: allow}")):
        row = f"actions: {{read: {{title: Read, cells: {cell}}}}}\n"
        (tmp_path / f"{name}.yaml").write_text(said + levels + granular + row, encoding="utf-8")

    found = command(f"diff old.yaml new.yaml --facts {URL}")

    assert "ana" in found.out
    assert "ben" not in found.out


@pytest.mark.usefixtures("store")
def test_settings_may_name_a_store(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store of the settings is found from folders below them too."""
    settings = f'[tool.permmatrix]\nfacts = "{URL}"\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")

    assert command(ASKED).code == 0


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("can an commitments.search PO-7", "unknown user `an`; did you mean `ana`?"),
        ("can ana commitments.search PO-77", "unknown resource `PO-77`; did you mean `PO-7`"),
        ("can zoe commitments.search PO-7", "unknown user `zoe`; users near it are: `ana`, `ben`"),
        ("can ana commitments.searh PO-7", "unknown action `commitments.searh`"),
        ("can PO-7 commitments.search ana", "`PO-7` is a resource, not a user"),
        ("list zoe", "unknown user `zoe`"),
    ],
)
def test_names_that_a_store_has_not_are_errors(command: Command, line: str, said: str) -> None:
    """Nobody is denied for a typo; the names near it are looked up."""
    found = command(f"{line} --facts {URL}")

    assert found.code == 2
    assert said in found.err


def test_problems_stand_at_their_rows(command: Command, store: sa.Engine) -> None:
    """A level that the policy does not declare is shown in its row, for those who are asked of."""
    with store.begin() as connection:
        connection.execute(schema.user_levels.update().where(
            schema.user_levels.c.user_id == "ben").values(level="admn"))  # fmt: skip

    found = command(f"can ben commitments.search PO-7 --facts {URL}")

    assert found.code == 2
    assert found.err.startswith("crm.db#user_levels:1:")
    assert "PM301 unknown level `admn` of `commitments`" in found.err
    assert "did you mean `admin`?" in found.err
    assert command(f"{ASKED} --facts {URL}").code == 0
    assert command(f"review --facts {URL}").code == 2


def test_a_store_that_is_not_there_is_not_made(command: Command, tmp_path: Path) -> None:
    """A misspelt path is an error, and leaves no empty file."""
    found = command(f"{ASKED} --facts sqlite:///crn.db")

    assert (found.code, found.err) == (2, "permmatrix: the store crn.db is not there\n")
    assert not (tmp_path / "crn.db").exists()


def test_a_file_that_is_no_database_is_refused(command: Command) -> None:
    """Any other file is told from a store."""
    found = command(f"{ASKED} --facts sqlite:///documents.yaml")

    assert found.code == 2
    assert "cannot be read: file is not a database" in found.err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://ana:hunter2@127.0.0.1:1/crm", "postgresql://ana:***@127.0.0.1:1/crm cannot"),
        ("postgresql+psycopg://ana:hunter2@127.0.0.1:1/crm", "cannot be read: connection failed"),
        ("postgresql://ana@127.0.0.1:1/crm?password=hunter2", "cannot be read: connection failed"),
        ("postgresql://ana:hunter2@127.0.0.1:1x/crm", "has a URL that cannot be read"),
        ("postgresql://ana@127.0.0.1:1/crm?hunter2=hunter2", "cannot be read"),
        ("postgresql+psycopg2://ana:hunter2@h/crm", "needs a driver: pip install 'psycopg2'"),
        ("mysql://ana:hunter2@127.0.0.1/crm", "is of a kind that is not read, `mysql`"),
        ("postgresql+asyncpg://ana:hunter2@h/crm", "is of a kind that is not read"),
        ("postgresql:/ana:hunter2@127.0.0.1/crm", "has a URL that cannot be read"),
        ("postgresql:ana:hunter2@127.0.0.1/crm", "has a URL that cannot be read"),
        ("postgresql//:ana:hunter2@127.0.0.1/crm", "has a URL that cannot be read"),
        ("postgrseql:/ana:hunter2@127.0.0.1/crm", "has a URL that cannot be read"),
        (" 'postgresql://ana:hunter2@127.0.0.1/crm'", "has a URL that cannot be read"),
        ("ana:hunter2@127.0.0.1/crm", "has a URL that cannot be read"),
        ("sqlite:/ana:hunter2@127.0.0.1/crm", "has a URL that cannot be read"),
        ("postgresql:///ana:hunter2@127.0.0.1/crm", "has a URL that cannot be read"),
        ("sqlite://", "is no file"),
        ("sqlite:///:memory:", "is no file"),
        ("sqlite:///.", "is no file"),
    ],
)
def test_stores_that_cannot_be_opened_say_why_without_passwords(
    command: Command, url: str, said: str
) -> None:
    """One sentence, exit code 2, and never a password."""
    for line in (ASKED, "review"):
        found = command(line, "--facts", url)

        assert found.code == 2
        assert said in found.err
        assert found.err.startswith("permmatrix: the store ")
        assert found.err.count("\n") == 1
        assert "hunter2" not in found.err + found.out


def test_a_password_in_the_settings_is_not_printed_either(command: Command, tmp_path: Path) -> None:
    """What is misspelt in a settings file is told without it too."""
    settings = '[tool.permmatrix]\nfacts = "postgresql:/ana:hunter2@h/crm"\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")

    found = command(ASKED)

    assert found.code == 2
    assert "has a URL that cannot be read" in found.err
    assert "hunter2" not in found.err + found.out


def test_a_file_may_have_a_colon_in_its_name(command: Command, tmp_path: Path) -> None:
    """A path from the folder is told from a URL."""
    (tmp_path / "notes:2025.yaml").write_text("format: permmatrix-facts/1\n", encoding="utf-8")

    assert command("review --facts ./notes:2025.yaml").code == 0


def test_a_missing_extra_is_a_sentence(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SQLAlchemy a store cannot be read, and what to install is said."""
    for name in [it for it in sys.modules if it.startswith(("sqlalchemy", "permmatrix.store."))]:
        if name not in {"permmatrix.store.reading", "permmatrix.store.urls"}:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)

    found = command(f"{ASKED} --facts {URL}")

    assert found.code == 2
    assert "pip install 'permmatrix[sqlalchemy]'" in found.err
