"""What `[tool.permmatrix]` of the nearest pyproject.toml says."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, final

from attrs import frozen

from permmatrix.diagnostics import shown
from permmatrix.names import suggest
from permmatrix.store.urls import is_store

__all__ = ["FORMATS", "Settings", "UsageError", "format_of_environment", "read_settings"]

FORMATS = ("text", "json", "github", "gitlab", "junit", "markdown", "sarif")
"""How findings can be written. Answers are text or JSON."""

SQLITE = "sqlite:///"

ENVIRONMENT = "PERMMATRIX_OUTPUT_FORMAT"


class UsageError(Exception):
    """A command that cannot be carried out as it was given; the message says why."""


@final
@frozen
class Settings:
    """
    The defaults of a project.

    Attributes:
        matrices: files and folders; empty for the matrices that ship with permmatrix.
        facts: the file or the URL of the store of users and resources to ask about.
        output_format: how to write answers and findings; text where a verb does not know it.
        tests: files and folders of tests; empty for those of the current folder.
        coverage, mutation: the least percentage that tests should reach, None where none is set.
        select: the lint rules to run; all of them if left out.
        ignore: lint rules not to run.
        pages: files and folders of pages with regions to render.
        mapping: the file that says where in a database facts are.
    """

    matrices: tuple[str, ...] = ()
    facts: str | None = None
    output_format: str = "text"
    tests: tuple[str, ...] = ()
    coverage: float | None = None
    mutation: float | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    mapping: str | None = None


KEYS = {
    "matrices": "a list of paths to files and folders",
    "facts": "the path of a file, or the URL of a store",
    "output-format": f"one of {', '.join(FORMATS)}",
    "tests": "a list of paths to files and folders",
    "coverage": "a number from 0 to 100",
    "mutation": "a number from 0 to 100",
    "select": "a list of lint rules",
    "ignore": "a list of lint rules",
    "pages": "a list of paths to files and folders",
    "mapping": "the path of a file",
}


def read_settings(start: Path | None = None) -> Settings:
    """
    Read the settings that hold in a folder, by itself the current one.

    Raises:
        UsageError: the file cannot be read, or says something that is no setting.
    """
    try:
        start = start or Path.cwd()
    except OSError as error:
        raise UsageError("the current folder is gone; change to another") from error
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            table = _table(file)
            if table is not None:
                return _settings(table, file)
    return Settings()


def format_of_environment() -> str | None:
    """
    Give the format that the environment asks for, if it does.

    Raises:
        UsageError: there is no such format.
    """
    word = os.environ.get(ENVIRONMENT)
    if word and word not in FORMATS:
        close = suggest(word, FORMATS)
        hint = f"; did you mean `{close[0]}`?" if close else ""
        known = KEYS["output-format"]
        raise UsageError(f"{ENVIRONMENT} is `{shown(word)}`, and should be {known}{hint}")
    return word or None


def _table(file: Path) -> dict[str, Any] | None:
    try:
        whole = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} cannot be read: it is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} cannot be read as TOML: {error}") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {(error.strerror or '').lower()}") from error
    tools = whole.get("tool", {})
    table = tools.get("permmatrix") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageError(f"{file}: `permmatrix` in [tool] should be a table: [tool.permmatrix]")
    return table


def _settings(table: dict[str, Any], file: Path) -> Settings:
    for key, value in table.items():
        if key not in KEYS:
            close = suggest(key, KEYS)
            hint = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(KEYS)}"
            raise UsageError(f"{file}: unknown setting `{shown(key)}` in [tool.permmatrix]; {hint}")
        if not _fits(key, value):
            raise UsageError(f"{file}: `{key}` in [tool.permmatrix] should be {KEYS[key]}")
    facts = table.get("facts")
    return Settings(
        matrices=tuple(_relative(file, path) for path in table.get("matrices", ())),
        facts=None if facts is None else _relative(file, facts),
        output_format=table.get("output-format", "text"),
        tests=tuple(_relative(file, path) for path in table.get("tests", ())),
        coverage=table.get("coverage"),
        mutation=table.get("mutation"),
        select=tuple(table["select"]) if "select" in table else None,
        ignore=tuple(table.get("ignore", ())),
        pages=tuple(_relative(file, path) for path in table.get("pages", ())),
        mapping=_relative(file, table["mapping"]) if "mapping" in table else None,
    )


def _fits(key: str, value: object) -> bool:
    if key == "output-format":
        return value in FORMATS
    if key in {"select", "ignore"}:
        return isinstance(value, list) and all(isinstance(word, str) for word in value)
    if key in {"coverage", "mutation"}:
        return type(value) in {int, float} and 0 <= value <= 100  # type: ignore[operator]  # noqa: PLR2004  percent
    lists = {"matrices", "tests", "pages"}
    paths = value if key in lists and isinstance(value, list) else [value]
    # settings hold at each command, and standard input is only there for one
    named = all(isinstance(path, str) and path not in {"", "-"} for path in paths)
    return named and isinstance(value, list if key in lists else str)


def _relative(file: Path, path: str) -> str:
    """Give a path from the working folder where it lies in it, so that reports stay short."""
    if path.startswith(SQLITE):
        return SQLITE + _relative(file, path.removeprefix(SQLITE))
    if is_store(path):
        return path
    whole = file.parent / path
    here = Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)
