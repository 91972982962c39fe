"""
What can be asked for, as the words of a command or of a marker in a page.

It imports nothing that reads or makes anything, so that the command line starts without.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn

__all__ = ["FORMATS", "Words", "WordsError", "add_choice"]

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "text": ".txt",
        "markdown": ".md",
        "markdown-html": ".md",
        "html": ".html",
        "rst": ".rst",
        "asciidoc": ".adoc",
        "csv": ".csv",
        "json": ".json",
        "table-json": ".json",
        "explorer": ".html",
    }
)
"""What can be written, with how a file of it ends. Of two formats the first is meant by an end."""


class WordsError(Exception):
    """The words of a marker are not understood; the message says why."""


class Words(argparse.ArgumentParser):
    """Reads the words of a marker, which must not end the whole program."""

    @property
    def options(self) -> list[str]:
        """The options there are."""
        return list(self._option_string_actions)  # argparse shows them nowhere else

    def error(self, message: str) -> NoReturn:
        """Say what is wrong by an exception."""
        raise WordsError(message)


def add_choice(added: argparse.ArgumentParser) -> None:
    """Add the options that say what a table shows."""
    many = {"action": "append", "default": []}
    for option, meta, help_ in (
        ("--matrix", "ID", "show this matrix"),
        ("--rows", "ACTION", "show this action, or with * those it stands for"),
        ("--columns", "COLUMN", "show this level, or id, description, platforms, offline, ..."),
    ):
        text = f"{help_}; repeatable, or with commas between"
        added.add_argument(option, metavar=meta, help=text, **many)  # type: ignore[arg-type]  # argparse takes any
    added.add_argument("--may", metavar="LEVEL", help="list what a level may do, and no table")
    added.add_argument("--levels", choices=("columns", "rows"), default="columns")
    added.add_argument(
        "--requirements",
        choices=("notes", "cells"),
        default="notes",
        help="where what is needed stands: in numbered notes, or in the cells",
    )
    added.add_argument("--together", action="store_true", help="one table for all matrices")
    added.add_argument(
        "--bare", action="store_true", help="leave out remarks, the legend and the source"
    )
    added.add_argument("--terms", metavar="ID", help="say it in the words of a dictionary of terms")
