"""An explanation as a tree, for a terminal. rich draws it."""

from __future__ import annotations

import io

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from permmatrix.explanation.fixing import asides, heading, nothing, rest, shown, yes_or_no
from permmatrix.explanation.text import held_words, sentence
from permmatrix.explanation.values import Explained, LevelWorking, Part, RowWorking
from permmatrix.printers.characters import spelt

__all__ = ["tree_of"]

STYLES = {"yes": "bold green", "no": "bold red", "not known": "bold yellow", "error": "bold red"}


def tree_of(found: Explained, width: int, *, color: bool, ascii_only: bool) -> str:
    """Draw an explanation, with lines of ASCII where a terminal has no others."""
    tree = Tree(_valued(yes_or_no(found).lower(), sentence(found.reason)))
    tree.add(_plain(f"{found.user or 'the user'} asks: {found.title}"))
    for row in found.rows:
        _row(tree, row)
    _fixes(tree, found)
    return _drawn(tree, width, color=color, ascii_only=ascii_only)


def _drawn(tree: Tree, width: int, *, color: bool, ascii_only: bool) -> str:
    drawn = io.BytesIO()
    encoding = "ascii" if ascii_only else "utf-8"  # rich draws with the lines that it has
    file = io.TextIOWrapper(drawn, encoding, errors="backslashreplace", write_through=True)
    console = Console(
        file=file,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        legacy_windows=False,
    )
    console.print(tree)
    lines = drawn.getvalue().decode(encoding).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def _plain(text: str) -> Text:
    return Text(spelt(text))


def _valued(value: str, words: str) -> Text:
    return Text.assemble((value, STYLES[value]), ": ", spelt(words))


def _row(tree: Tree, row: RowWorking) -> None:
    answer = "yes" if row.decision.allowed else "no"
    branch = tree.add(_valued(answer, f"{row.matrix} > {row.title}  [{row.action}]"))
    if row.guard:
        _part(branch.add(_plain("the row applies when")), row.guard)
    for level in row.levels:
        _level(branch, level, row.tool)
    for title, texts in (
        ("note", row.notes),
        ("in doubt", row.doubts),
        ("advice", row.advisories),
        ("source", (row.source,)),
        ("written at", (row.place,)),
    ):
        for text in texts:
            if text:
                branch.add(_plain(f"{title}: {text}"))


def _level(branch: Tree, level: LevelWorking, tool: str) -> None:
    held = branch.add(_plain(f"{level.title} on {tool}{held_words(level)} says: {level.cell}"))
    if level.held_when:
        _part(held.add(_plain("held when")), level.held_when)
    if level.requirement:
        _part(held, level.requirement)


def _part(branch: Tree, part: Part) -> None:
    detail = f"  ({part.detail})" if part.detail else ""
    inner = branch.add(_valued(part.value, f"{part.words}{detail}"))
    for each in part.parts:
        _part(inner, each)


def _fixes(tree: Tree, found: Explained) -> None:
    fixes = shown(found)
    branch = tree.add(_plain(heading(found) if fixes else nothing(found)))
    for fix in fixes:
        one = branch.add(_plain(str(fix)))
        for word, words in asides(fix, found):
            one.add(_plain(f"{word}: {words}"))
    if rest(found):
        branch.add(_plain(rest(found)))
