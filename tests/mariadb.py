"""A MariaDB server of our own, for as long as a test needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = ["mariadb"]

PATIENCE = 60
"""How many seconds a server may take to start."""


@contextmanager
def mariadb(folder: Path) -> Iterator[Any]:
    """Start a server in a folder, give a connection, and stop it. Skips where there is none."""
    pymysql = pytest.importorskip("pymysql", reason="PyMySQL is not installed")
    programs = [shutil.which("mariadb-install-db"), shutil.which("mariadbd")]
    if None in programs:
        pytest.skip("MariaDB is not installed")
    install, server = map(str, programs)
    me = f"--user={'root' if os.geteuid() == 0 else os.environ.get('USER', '')}"
    data, socket = f"--datadir={folder / 'data'}", str(folder / "socket")
    subprocess.run(
        [install, "--no-defaults", data, me, "--auth-root-authentication-method=normal"],
        check=True,
        capture_output=True,
    )
    options = ["--no-defaults", data, me, "--skip-networking", f"--socket={socket}"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [server, *options, f"--pid-file={folder / 'pid'}"], stdout=log, stderr=log
        )
        try:
            connection = _connected(pymysql, socket)
            yield connection
            connection.close()
        finally:
            running.terminate()
            running.wait(PATIENCE)


def _connected(pymysql: Any, socket: str) -> Any:
    for _ in range(PATIENCE * 10):
        if Path(socket).exists():  # a connection that fails would be left open
            return pymysql.connect(unix_socket=socket, user="root", charset="utf8mb4")
        time.sleep(0.1)
    raise TimeoutError(socket)
