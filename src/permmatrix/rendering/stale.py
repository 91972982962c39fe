"""What is to be written held against what is there."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.errors import RenderError
from permmatrix.source import Source, Span

__all__ = ["Made", "stale", "text_there", "unified"]


@final
@frozen(kw_only=True)
class Made:
    """
    A file as it should be.

    `old` is the text that is there, None where there is no file; `places` are the regions that
    should read otherwise, if it is a page with regions. `command` mends it.
    """

    path: Path
    new: str
    old: str | None
    places: tuple[Span, ...] = ()
    command: str = "the same command without --check"

    @property
    def is_stale(self) -> bool:
        """Whether it has to be written."""
        return self.new != self.old


def stale(made: Made) -> Iterator[Diagnostic]:
    """Say of a file, or of each of its regions, that it is not what the matrices give."""
    if not made.is_stale:
        return
    what = "this region" if made.places else "the file"
    message = f"{what} is not what the matrices say"
    if made.old is None:
        message = "the file is not there"
    for span in made.places or (Span(Source(str(made.path), ""), 0, 0),):
        yield Diagnostic(
            code=Code.STALE, message=message, span=span, help=f"write it: {made.command}"
        )


def unified(made: Made) -> str:
    """Give the difference from what is there to what should be, as `diff -u` shows it."""
    old, new = ((text or "").splitlines(keepends=True) for text in (made.old, made.new))
    before = "/dev/null" if made.old is None else str(made.path)
    lines = unified_diff(old, new, before, str(made.path))
    return "".join(
        it if it.endswith("\n") else f"{it}\n\\ no line break at the end\n" for it in lines
    )


def text_there(path: Path) -> str | None:
    """
    Give the text of a file to the byte, None where there is no file.

    What is no UTF-8 is shown in the difference as good as can be, and is stale in any case.

    Raises:
        RenderError: there is something that cannot be read.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        return None  # a device is written to and not read
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise RenderError(f"{path} cannot be read: {reason}") from error
