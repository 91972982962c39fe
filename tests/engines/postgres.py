"""A PostgreSQL server for the tests, and an empty database in it for each file of tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from engines.lacking import lacking, needs

__all__ = ["postgres_server", "postgres_url"]

INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")


def _program(name: str) -> Path | None:
    """Find a program of the server: on the path, or where Debian has the newest of them."""
    found = shutil.which(name)
    places = [Path(found)] if found else [it / name for it in INSTALLED]
    return next((it for it in places if it.exists()), None)


def _unprivileged() -> Sequence[str]:
    """Start a command as postgres where this is root, whom the server does not run for."""
    if os.getuid():
        return ()
    return ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")


def _run(log: Path, *command: str | Path) -> None:
    """Run a command of the server; what it says goes to a file, which its children keep open."""
    with log.open("ab") as out:
        ran = subprocess.run(
            [*_unprivileged(), *map(str, command)], stdout=out, stderr=out, cwd="/", check=False
        )
    if ran.returncode:
        raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """
    Start a server of its own on a socket in a new folder, and stop it at the end.

    It needs `initdb` and `pg_ctl` (the package postgresql of Debian) and psycopg. Where
    PERMMATRIX_POSTGRES is the URL of a server in which databases can be made, that one is used.
    """
    needs("psycopg", "sqlalchemy")
    given = os.environ.get("PERMMATRIX_POSTGRES")
    if given:
        yield given
        return
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        lacking("no PostgreSQL was found: neither initdb nor PERMMATRIX_POSTGRES")
    home = Path(tempfile.mkdtemp(prefix="permmatrix-"))  # a socket's path has to be short
    log = home.with_suffix(".log")
    if not os.getuid():
        shutil.chown(home, "postgres")
    options = " ".join(f"-c {it}" for it in (*QUICK, f"unix_socket_directories={home}"))
    try:
        made = ("-D", home / "data", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(log, initdb, *made, "--auth=trust")
        _run(log, pg_ctl, "start", "-w", "-D", home / "data", "-l", home / "log", "-o", options)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            _run(log, pg_ctl, "stop", "-m", "immediate", "-D", home / "data")
    finally:
        shutil.rmtree(home)
        log.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Make an empty database and give its URL, as SQLAlchemy has it; afterwards it is gone."""
    from sqlalchemy import create_engine, make_url, text  # noqa: PLC0415  it need not be installed

    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    name = f"permmatrix_{os.getpid()}"
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()
