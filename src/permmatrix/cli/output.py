"""Writes what is shown: text, tables, JSON, files. rich is imported only to colour."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import sys
import textwrap
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from permmatrix.cli.settings import UsageError

__all__ = [
    "append_file",
    "harmless",
    "make_folder",
    "print_json",
    "print_table",
    "print_text",
    "say",
    "terminal",
    "text_width",
    "write",
    "write_file",
]


def write(text: str) -> None:
    """
    Write to standard output, at once.

    A reader that has seen enough, such as head, is no reason for another exit code.

    Raises:
        UsageError: it cannot be written.
    """
    out = _output()
    if out is None:
        raise UsageError("standard output is closed")
    try:
        out.write(text)
        out.flush()
    except OSError as error:
        # what is left in the buffer goes nowhere, or Python would try again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"standard output cannot be written: {_told(error)}") from error


def _output() -> TextIO | None:
    return sys.stdout  # None where it is closed, whatever its type says


def say(text: str) -> None:
    """Write a line of chatter to standard error, if anybody listens there."""
    listener: TextIO | None = sys.stderr
    if listener is not None:
        with suppress(OSError):
            print(harmless(text), file=listener, flush=True)


def print_json(text: str | Any) -> None:
    """Print values as JSON, or a text that is JSON already."""
    if not isinstance(text, str):
        text = json.dumps(text, indent=2, ensure_ascii=False) + "\n"
    if "utf" not in (getattr(sys.stdout, "encoding", None) or "").lower():
        # beyond ASCII there is nothing but the inside of strings
        text = re.sub(r"[^\x00-\x7f]", lambda match: json.dumps(match[0])[1:-1], text)
    write(text)


def print_text(text: str, *, color: str) -> None:
    """Print text, its yes and no coloured where that is wanted and possible."""
    text = harmless(text)
    if _colored(color):
        text = _highlighted(text, YES_AND_NO)
    write(f"{text}\n")


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, color: str) -> None:
    """Print aligned columns; on a terminal the last column is folded to fit."""
    lines = [tuple(heads), *([" ".join(cell.split()) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = "\n".join(_table_line(line, widths) for line in lines)
    text = harmless(text)
    write(f"{_highlighted(text, HEAD) if _colored(color) else text}\n")


def _table_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    start = "".join(cell.ljust(width + 2) for cell, width in zip(cells, widths[:-1], strict=False))
    room = _columns() - len(start) if _on_terminal() else None
    if room is None:
        return start + cells[-1]
    if start and room < NARROW:  # too narrow for columns: what is last goes below
        return "\n".join([start.rstrip(), *_folded(cells[-1], _columns(), "    ")])
    return start + "\n".join(_folded(cells[-1], _columns(), " " * len(start))).lstrip()


NARROW = 24


def _folded(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, max(width, NARROW), initial_indent=indent, subsequent_indent=indent)


def text_width() -> int:
    """Give the width to fold text to: the terminal's, if that is narrower than usual."""
    from permmatrix.explanation import WIDTH  # noqa: PLC0415  only where there is an explanation

    return min(WIDTH, _columns()) if _on_terminal() else WIDTH


class Terminal(NamedTuple):
    """What standard output can show; the usual width where it is no terminal."""

    width: int
    color: bool
    unicode: bool


def terminal(color: str = "auto") -> Terminal:
    """Give what standard output can show; `color` is auto, always or never."""
    encoding = (getattr(_output(), "encoding", None) or "").lower()
    width = _columns() if _on_terminal() else 100
    return Terminal(width, _colored(color), "utf" in encoding)


def _columns() -> int:
    return max(shutil.get_terminal_size().columns, 40)


def _on_terminal() -> bool:
    out = _output()
    return out is not None and out.isatty()


def _colored(color: str) -> bool:
    if color != "auto":
        return color == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return _on_terminal() and not plain


# a value stands at the start of its line, and a sentence's colon or a column's blanks follow it
YES_AND_NO = {
    r"(?im)^ *yes(?=: |  )": "bold green",
    r"(?im)^ *(no|error)(?=: |  )": "bold red",
    r"(?m)^ *not known(?=  )": "bold yellow",
}
HEAD = {r"\A.*": "bold"}


def _highlighted(text: str, styles: dict[str, str]) -> str:
    from rich.console import Console  # noqa: PLC0415  only for colours
    from rich.text import Text  # noqa: PLC0415  as above

    shown = Text(text)
    for pattern, style in styles.items():
        shown.highlight_regex(pattern, style)
    drawn = io.StringIO()
    console = Console(
        file=drawn, force_terminal=True, color_system="standard", no_color=False, highlight=False
    )
    console.print(shown, soft_wrap=True, end="")
    return drawn.getvalue()


def harmless(text: str) -> str:
    """Show control characters, which a title or an id may hold, instead of obeying them."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda match: ascii(match[0])[1:-1], text)


def make_folder(path: Path) -> None:
    """
    Make a folder, and those around it, if it is not there.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {path} cannot be made: {_told(error)}") from error


def write_file(path: Path, text: str) -> None:
    """
    Write a file whole or not at all: beside its place first, then renamed into it.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():  # a device stays a device
            path.write_text(text, encoding="utf-8", errors=HALVES, newline="\n")
        else:
            _write_beside(path.resolve(), text)  # a link stays a link
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {_told(error)}") from error


HALVES = "backslashreplace"
"""A name of a file may hold half a character; in JSON this is how to write one."""


def append_file(path: Path, text: str) -> None:
    """
    Add to a file, which others add to as well.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8", errors=HALVES, newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {_told(error)}") from error


def _write_beside(path: Path, text: str) -> None:
    import tempfile  # noqa: PLC0415  it takes long, and most commands write no file

    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_mask()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors=HALVES, newline="\n") as file:
            file.write(text)
        Path(name).chmod(mode)  # mkstemp's own is for its owner alone
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _told(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
