"""What `[tool.permmatrix]` of the nearest pyproject.toml says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, final

from attrs import frozen

from permmatrix.names import suggest

__all__ = ["Settings", "UsageError", "read_settings"]


class UsageError(Exception):
    """A command that cannot be carried out as it was given; the message says why."""


@final
@frozen
class Settings:
    """
    The defaults of a project.

    Attributes:
        matrices: files and folders; empty for the matrices that ship with permmatrix.
        facts: the file of users and resources to ask about.
        output_format: text or json.
    """

    matrices: tuple[str, ...] = ()
    facts: str | None = None
    output_format: str = "text"


KEYS = {"matrices": "a list of paths", "facts": "a path", "output-format": "`text` or `json`"}


def read_settings(start: Path) -> Settings:
    """
    Read the settings that hold in a folder; paths are relative to the file they stand in.

    Raises:
        UsageError: the file cannot be read, or says something that is no setting.
    """
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            table = _table(file)
            if table is not None:
                return _settings(table, file)
    return Settings()


def _table(file: Path) -> dict[str, Any] | None:
    try:
        whole = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    table = whole.get("tool", {}).get("permmatrix")
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{file}: [tool.permmatrix] is not a table")
    return table


def _settings(table: dict[str, Any], file: Path) -> Settings:
    for key, value in table.items():
        if key not in KEYS:
            close = suggest(key, KEYS)
            hint = f"; did you mean `{close[0]}`?" if close else f"; known are {', '.join(KEYS)}"
            raise UsageError(f"{file}: unknown setting `{key}` in [tool.permmatrix]{hint}")
        if not _fits(key, value):
            raise UsageError(f"{file}: `{key}` in [tool.permmatrix] should be {KEYS[key]}")
    facts = table.get("facts")
    return Settings(
        matrices=tuple(_relative(file, path) for path in table.get("matrices", ())),
        facts=None if facts is None else _relative(file, facts),
        output_format=table.get("output-format", "text"),
    )


def _fits(key: str, value: object) -> bool:
    if key == "matrices":
        return isinstance(value, list) and all(isinstance(path, str) for path in value)
    return value in {"text", "json"} if key == "output-format" else isinstance(value, str)


def _relative(file: Path, path: str) -> str:
    """Give a path from the working folder where it lies in it, so that reports stay short."""
    whole = file.parent / path
    here = Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)
