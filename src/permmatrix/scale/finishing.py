"""Output that is whole or not there: written beside its place, and renamed when it is complete."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from permmatrix.scale.refusal import ScaleError

__all__ = ["check_apart", "check_target", "finished"]


def check_target(path: Path, *, folder: bool) -> None:
    """
    See that something new can be put in a place: a file, or a folder of files.

    Raises:
        ScaleError: it cannot.
    """
    if not path.parent.is_dir():
        raise ScaleError(f"{path} cannot be written: there is no folder {path.parent}")
    if path.is_dir():
        raise ScaleError(f"{path} cannot be written: it is a folder, which is not replaced")
    if folder and path.exists():
        raise ScaleError(f"{path} cannot be written: it is a file, which no folder replaces")


def check_apart(path: Path, places: Iterable[str]) -> None:
    """
    See that what is written is none of what is read, nor within it or around it, by any name.

    Raises:
        ScaleError: it is.
    """
    for place in places:
        if _overlap(path.resolve(), Path(place).resolve()):
            raise ScaleError(f"{path} cannot be written: it is read as a table, {place}")


def _overlap(one: Path, other: Path) -> bool:
    if one.exists() and other.exists() and one.samefile(other):  # a second name of one file
        return True
    return one.is_relative_to(other) or other.is_relative_to(one)


def finished(path: Path, write: Callable[[Path], None]) -> None:
    """
    Let `write` fill a new file, or a folder, and put it in its place when it has done so.

    What is cut short, by an error or by hand, leaves the place as it was.

    Raises:
        ScaleError: it cannot be put there.
    """
    check_target(path, folder=False)
    path = path.resolve()  # a link stays a link
    beside = path.with_name(f".{path.name}.{token_hex(4)}.partial")  # no pattern of data fits it
    try:
        write(beside)
        beside.replace(path)
    except OSError as error:
        _remove(beside)
        reason = (error.strerror or type(error).__name__).lower()
        raise ScaleError(f"{path} cannot be written: {reason}") from error
    except BaseException:
        _remove(beside)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
