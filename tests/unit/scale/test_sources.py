"""Where tables are is read from a text, and no message has a password in it."""

from __future__ import annotations

from contextlib import closing

import pytest

from permmatrix.scale import source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.refusal import ScaleError


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ana:secret@/app?host=/nowhere#users",
        "postgresql://ana@/app?host=/nowhere&password=secret#users",
        "postgresql://ana:a#secret@/app#users",
        "postgresql://ana:a#secret@/app",
        "postgresql://ana:a/secret@localhost/app#users",
        "postgresql://ana:a?secret@localhost/app#users",
        "postgresql://ana:a@b/secret@localhost/app#users",
        "postgresql://ana:secret@localhost:port/app#users",
        "postgresql://localhost/app?port=secret#users",
        "postgresql://localhost/app?sslmode=secret#users",
        "postgresql://localhost/app?secret#users",
        "postgresql:/ana:secret@localhost/app#users",
        "postgresql:ana:secret@localhost/app#users",
        "postgresql//ana:secret@localhost/app#users",
        "postgres://ana:secret@/app?host=/nowhere",
        "mysql://ana:secret@localhost/app#users",
    ],
)
def test_passwords_are_not_said(text: str) -> None:
    """However a URL is mistaken, what is said of it is without the password."""
    pytest.importorskip("psycopg")
    with closing(DuckEngine()) as engine, pytest.raises(ScaleError) as caught:
        read(engine, text)

    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def read(engine: DuckEngine, text: str) -> None:
    """Read a table, or a store where none is named."""
    found = source(text)
    assert "secret" not in found.shown
    if found.stored:
        engine.store(found, {"users": ["id"]}, lambda *_: None)
    engine.read("users", found)


def test_a_table_behind_the_last_hash() -> None:
    """What stands before it is the database, whose name may have one."""
    found = source("sqlite:///a#b.db#users")

    assert (found.place, found.table) == ("sqlite:///a#b.db", "users")
