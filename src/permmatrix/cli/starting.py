"""The verb that begins a project: init."""

from __future__ import annotations

import argparse
import pkgutil
from importlib.metadata import version
from pathlib import Path

from permmatrix.cli.output import say, write
from permmatrix.cli.settings import Settings, UsageError
from permmatrix.diagnostics import shown

__all__ = ["run_init"]

FILES = {
    "matrices/documents.yaml": "documents.yaml",
    "matrices/documents.permtest.yaml": "documents.permtest.yaml",
    "facts.yaml": "facts.yaml",
    ".github/workflows/matrices.yml": "workflow.yml",
}
"""What is written where, of the package's templates."""

NEXT = "now: permmatrix validate matrices; permmatrix test matrices"


def run_init(args: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001  every verb takes both
    """Write a first matrix, its tests, facts to ask about and a workflow, over nothing."""
    folder = Path(args.folder)
    there = [name for name in FILES if _is_there(folder / name)]
    if there:
        names = ", ".join(shown(folder / name) for name in there)
        raise UsageError(f"nothing was written, since there is already {names}")
    for name, template in FILES.items():
        _write_new(folder / name, _text(template))
        write(f"{folder / name}\n")
    say(NEXT if args.folder == "." else f"{NEXT} (in {shown(args.folder)})")
    return 0


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()  # a link to nothing stays what it is
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be written: {_told(error)}") from error


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:  # a null character in the path
        raise UsageError(f"{shown(path)} cannot be written: {_told(error)}") from error


def _told(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _text(template: str) -> str:
    data = pkgutil.get_data("permmatrix", f"templates/{template}")
    assert data is not None, "the package's own loader reads its files"
    return data.decode("utf-8").replace("==VERSION", f"=={version('permmatrix')}")
