"""A MariaDB server of our own, for as long as a test needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pwd import getpwuid
from typing import Any

from engines.lacking import lacking, needs

__all__ = ["mariadb"]

PATIENCE = 60
"""How many seconds a server may take to start."""


@contextmanager
def mariadb(folder: Path) -> Iterator[Any]:
    """
    Start a server in a folder, give a connection, and stop it.

    It needs `mariadb-install-db` and `mariadbd` (the package mariadb-server of Debian) and PyMySQL.
    """
    needs("pymysql")
    pymysql = import_module("pymysql")
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    programs = [shutil.which(it, path=places) for it in ("mariadb-install-db", "mariadbd")]
    if None in programs:
        lacking("MariaDB is not installed: neither mariadb-install-db nor mariadbd")
    install, server = map(str, programs)
    me = f"--user={getpwuid(os.geteuid()).pw_name}"
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
