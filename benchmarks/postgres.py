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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["server"]

SETTINGS = "-c listen_addresses='' -c fsync=off -c shared_buffers=512MB -c jit=off"


@contextmanager
def server() -> Iterator[str]:
    """
    Start a server, and give the URL that SQLAlchemy connects to; it is stopped in the end.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
    """
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="permmatrix-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"
        _run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
        options = f"{SETTINGS} -c unix_socket_directories={folder}"
        started = ("-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        _run(binaries / "pg_ctl", *started)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _binaries() -> Path:
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise FileNotFoundError("PostgreSQL is not installed: there is no initdb")


def _run(program: Path, *arguments: str) -> None:
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    whole = [*(as_postgres if os.geteuid() == 0 else []), str(program), *arguments]
    subprocess.run(whole, check=True, stdout=subprocess.DEVNULL, cwd="/")
