"""A log of receipts, line by line: of any length, in the memory of one line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Report
from permmatrix.errors import MatrixError
from permmatrix.receipts import Receipt, ReceiptError
from permmatrix.source import Source, Span

__all__ = ["Line", "read_log"]

MAX_LINE = 1024 * 1024
"""The most bytes of a line. What is longer is no receipt, and read over."""


@final
@frozen
class Line:
    """A line of a log by its number: a receipt, or what is wrong with it."""

    number: int
    receipt: Receipt | None = None
    problem: Diagnostic | None = None


def read_log(path: str) -> Iterator[Line]:
    """
    Give the lines of a log (- is standard input) that are not blank.

    Raises:
        MatrixError: the file cannot be read.
    """
    try:
        with _opened(path) as file:
            for number, data in enumerate(iter(lambda: _line(file), b""), 1):
                if not data.isspace():
                    yield _read(path, number, data)
    except (OSError, ValueError) as error:  # a null character in the path is a ValueError
        raise MatrixError(_unreadable(path, error)) from error


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    if path != "-":
        with open(path, "rb") as file:  # noqa: PTH123  pathlib adds nothing
            yield file
    elif sys.stdin is None:  # as Python has it where the shell closed it
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    else:
        yield sys.stdin.buffer


def _line(file: IO[bytes]) -> bytes:
    """Read a line, of one that is too long the beginning."""
    data = rest = file.readline(MAX_LINE + 1)
    while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
        rest = file.readline(MAX_LINE + 1)
    return data


def _read(path: str, number: int, data: bytes) -> Line:
    if len(data) > MAX_LINE:
        return _wrong(path, number, "", f"a line is longer than {MAX_LINE // 1024} KiB", 1)
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        column = len(data[: error.start].decode("utf-8")) + 1
        text = data.decode("utf-8", "replace").rstrip("\r\n")
        return _wrong(path, number, text, "this is not UTF-8 text", column)
    try:
        return Line(number, Receipt.from_json(text))
    except ReceiptError as error:
        return _wrong(path, number, text, str(error), error.column)


def _wrong(path: str, number: int, text: str, message: str, column: int) -> Line:
    start = min(column - 1, len(text))
    at = Span(Source(path, text, number), start, start)
    return Line(number, problem=Diagnostic(code=Code.NOT_A_RECEIPT, message=message, span=at))


def _unreadable(path: str, error: Exception) -> Report:
    reason = (getattr(error, "strerror", None) or "no such path").lower()
    found = Diagnostic(
        code=Code.UNREADABLE,
        message=f"the file cannot be read: {reason}",
        span=Span(Source(path, ""), 0, 0),
    )
    return Report((found,), (path,))
