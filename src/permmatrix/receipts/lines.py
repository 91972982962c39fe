"""A log of receipts: a file to which each is added as one line."""

from __future__ import annotations

import os
import stat
from threading import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self, TextIO

    from permmatrix.receipts.receipt import Receipt

__all__ = ["JsonLines"]


class JsonLines:
    r"""
    A hook that adds each receipt to a file as a line of JSON, whole and at once.

    Given a path, the file is opened for adding, so that several processes may write to it: a line
    is one write. Given an open text file, each line is written to it and flushed; closing it is
    then the caller's. Threads may share one.

    What a write left that failed midway, or that a process left which was stopped, is no part of
    the next line: a new one is begun first.

    >>> import io, permmatrix as pm
    >>> log = io.StringIO()
    >>> policy = pm.load().audited(JsonLines(log))
    >>> policy.allows(pm.User("ana", levels={"commitments": "admin"}), "commitments.search")
    True
    >>> log.getvalue().count("\n")
    1
    """

    __slots__ = ("_file", "_handle", "_lock", "_torn")

    def __init__(self, file: str | os.PathLike[str] | TextIO) -> None:
        self._lock = Lock()
        self._file: TextIO | None = None
        self._handle: int | None = None
        self._torn = False
        if isinstance(file, str | os.PathLike):
            self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            self._torn = _ends_within_a_line(file, self._handle)
        else:
            self._file = file

    def __call__(self, receipt: Receipt) -> None:
        """
        Add a receipt.

        Raises:
            OSError: it cannot be written.
            ValueError: the log is closed.
        """
        line = f"{receipt.to_json()}\n"
        with self._lock:
            if self._file is None and self._handle is None:
                raise ValueError("the log of receipts is closed")
            begun, self._torn = self._torn, True  # until all of it is written
            self._write(f"\n{line}" if begun else line)
            self._torn = False

    def _write(self, text: str) -> None:
        if self._file is not None:
            self._file.write(text)
            self._file.flush()
        elif self._handle is not None:
            data = text.encode("ascii")
            while data:  # mostly once: the rest, where the system takes less
                data = data[os.write(self._handle, data) :]

    def close(self) -> None:
        """Close the file, if it was opened here."""
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _ends_within_a_line(path: str | os.PathLike[str], handle: int) -> bool:
    """Say whether the last line has no end, as it may have none of a file that may not be read."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or not found.st_size:
        return False
    try:
        with open(path, "rb") as file:  # noqa: PTH123  pathlib takes long to import
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        return True
