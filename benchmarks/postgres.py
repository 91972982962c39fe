"""
A PostgreSQL server of one's own: a new cluster in a temporary folder, reached by a socket there.

`initdb` and `pg_ctl` are found on the path or where Debian puts them. The server does not run as
root: where root starts it, it runs as the user `postgres`, whom the package makes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["server"]

QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "jit=off",
    "listen_addresses=",
)


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """
    Start a server, and give the URL that SQLAlchemy connects to; it is stopped in the end.

    `settings` are written as in its file of settings, such as `shared_buffers=512MB`.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
        RuntimeError: it does not start, with what it says.
    """
    binaries = _binaries()
    home = Path(tempfile.mkdtemp(prefix="permmatrix-"))  # a socket's path has to be short
    log = home.with_suffix(".log")
    if not os.getuid():
        shutil.chown(home, "postgres")
    options = " ".join(f"-c {it}" for it in (*QUICK, *settings, f"unix_socket_directories={home}"))
    try:
        made = ("-D", home / "data", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(log, binaries / "initdb", *made, "--auth=trust")
        started = ("start", "-w", "-D", home / "data", "-l", home / "log", "-o", options)
        _run(log, binaries / "pg_ctl", *started)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            _run(log, binaries / "pg_ctl", "stop", "-m", "immediate", "-D", home / "data")
    finally:
        shutil.rmtree(home)
        log.unlink(missing_ok=True)


def _binaries() -> Path:
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise FileNotFoundError("PostgreSQL is not installed: there is no initdb with pg_ctl")


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
