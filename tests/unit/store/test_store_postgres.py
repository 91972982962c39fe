"""Facts out of a store that a PostgreSQL server keeps, started for these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

import permmatrix as pm
from permmatrix.cli.main import main
from permmatrix.errors import StoreError
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet
from permmatrix.store import schema
from permmatrix.store.reading import open_store, read_store
from permmatrix.store.saving import save_facts

MATRICES = MatrixSet(tuple(pm.load().matrices.values()))
SAID = Facts(
    users={
        "o'hara": {
            "id": "o'hara",
            "levels": {"commitments": {'the "q": harbour': "standard", "ß%": "none"}},
            "granular": {"commitments": ["create_purchase_order_contract"]},
        },
        "ana": {"id": "ana", "levels": {"commitments": ["admin", "none"]}, "granular": {}},
    },
    resources={
        "PO-7": {
            "id": "PO-7",
            "project": 'the "q": harbour',
            "kind": None,
            "private": None,
            "private_members": [],
            "progress_claim_contacts": ["o'hara"],
        },
        "😀": {
            "id": "😀",
            "project": None,
            "kind": "subcontract",
            "private": True,
            "private_members": ["ana", "o'hara"],
            "progress_claim_contacts": [],
        },
    },
)


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    """Give the URL of a database as somebody writes it, a password in it."""
    whole = sa.make_url(postgres_url).set(drivername="postgresql", password="hunter2")  # noqa: S106  it guards nothing
    return whole.render_as_string(hide_password=False)


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """Make the tables anew."""
    made = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    schema.metadata.drop_all(made)
    schema.create(made)
    save_facts(made, SAID)
    yield made
    made.dispose()


def test_facts_to_tables_to_facts_is_identity_there_too(url: str, engine: sa.Engine) -> None:
    """By the plain URL and over an engine, what was saved is what is read."""
    assert read_store(url, MATRICES) == SAID
    assert read_store(engine, MATRICES) == SAID
    assert read_store(url, MATRICES, {"ana", "an\0a"}, ()).users == {"ana": SAID.users["ana"]}


def test_a_server_is_only_read(url: str, engine: sa.Engine) -> None:
    """The transaction is one that cannot write."""
    for where in (url, engine):
        with (
            pytest.raises(StoreError, match="read-only"),
            open_store(where).opened.reading() as connection,
        ):
            connection.execute(schema.users.insert(), [{"id": "eve"}])


@pytest.mark.usefixtures("engine")
def test_the_command_line_asks_a_server(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--facts postgresql://…` answers, and suggests."""
    action = "commitments.create_purchase_order"

    assert main(["can", "o'hara", action, "PO-7", "--facts", url]) == 0
    assert main(["can", "o'hara", action, "😀", "--facts", url]) == 1
    assert main(["can", "anna", action, "--facts", url]) == 2
    assert "unknown user `anna`; did you mean `ana`?" in capsys.readouterr().err


def test_a_table_that_is_not_there_is_named(url: str, engine: sa.Engine) -> None:
    """A database that is no store is told so."""
    schema.metadata.drop_all(engine)

    with pytest.raises(StoreError, match="has no table `users`, whose columns are id") as raised:
        read_store(url, MATRICES)
    assert "hunter2" not in str(raised.value)
