"""
CSV files looked through before an engine reads them.

An engine guesses which lines of a file belong to its table, and drops the others without a word.
Here a file is one table, from its first line to its last, or it is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, final

from permmatrix.scale.refusal import ScaleError

__all__ = ["heads_of"]

LONGEST = (1 << 31) - 1
ENDS = {"\n": "\\n", "\r\n": "\\r\\n", "\r": "\\r", "": "nothing"}


def heads_of(path: Path) -> tuple[str, ...]:
    """
    Give the names of the columns of a file, all of whose rows have a cell for each.

    Raises:
        ScaleError: the file is none such.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file, _long_cells():
            return _looked_through(path, _Lines(file))
    except OSError as error:
        raise ScaleError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        _wrong(path, f"line {_undecoded(path)} is not UTF-8")


@final
class _Lines:
    """Gives lines, and keeps the last one given."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.last = line
            yield line


def _looked_through(path: Path, lines: _Lines) -> tuple[str, ...]:
    reader = csv.reader(lines, strict=True)
    line = 0
    try:
        heads = next(reader, None)
        if not heads:
            _wrong(path, "its first line is empty, and should name the columns")
        end, line = _end(lines.last), reader.line_num
        for row in reader:
            if not lines.last.endswith(end) or end == "\n":
                _check_end(path, reader.line_num, lines.last, end)
            if len(row) != len(heads) and row:  # a line with nothing in it is no row
                _wrong(path, _another_length(line + 1, len(row), len(heads)))
            line = reader.line_num
    except csv.Error as error:
        _wrong(path, _unquoted(line + 1, error))
    return tuple(heads)


def _another_length(line: int, cells: int, heads: int) -> str:
    return (
        f"line {line} has {cells} cell{'s' * (cells != 1)}, and the first line names "
        f"{heads} column{'s' * (heads != 1)}"
    )


def _unquoted(line: int, error: csv.Error) -> str:
    """Say what is wrong with the quotes of a row that begins in a line."""
    if "unexpected end" in str(error):
        return f"a quote that opens in the row of line {line} is never closed"
    return f"in the row of line {line} something follows a quote that closes a cell"


def _check_end(path: Path, number: int, line: str, end: str) -> None:
    """See that a line ends as the first does; the last may end with nothing."""
    found = _end(line)
    if found not in {end, ""}:
        _wrong(path, f"line {number} ends with {ENDS[found]}, and the first with {ENDS[end]}")


def _end(line: str) -> str:
    if line.endswith("\r\n"):
        return "\r\n"
    return line[-1:] if line.endswith(("\n", "\r")) else ""


def _undecoded(path: Path) -> int:
    """Give the number of the first line that is not UTF-8."""
    with path.open("rb") as file:
        lines = enumerate(file, 1)
        return next(it for it, line in lines if line.decode(errors="ignore").encode() != line)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let a cell be as long as it is, such as a list of all users."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _wrong(path: Path, what: str) -> NoReturn:
    raise ScaleError(f"{path} cannot be read: {what}")
