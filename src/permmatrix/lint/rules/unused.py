"""What is declared and never used, in any of the files loaded together."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.lint.columns import Columns
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found
from permmatrix.lint.uses import Use
from permmatrix.model import Matrix
from permmatrix.source import Span

__all__ = ["check"]

HELP = "remove it, or name it where it is asked for"
BLANK_HELP = "remove it, or make it the `default_level` if it stands for holding none"

WORDS = {
    "tools": "tool",
    "granular": "granular permission",
    "conditions": "condition",
    "obligations": "obligation",
    "platforms": "platform",
    "editions": "edition",
    "flags": "flag",
}


def check(examined: Examined) -> Iterator[Finding]:
    """Give what is declared and never used, each where it is first declared."""
    used = examined.uses
    told: set[Use] = set()
    mixed = len({bool(row.platforms) for _, row in examined.rows}) > 1
    for matrix in examined.matrices.matrices:
        for use, span in _declared(matrix):
            # where some rows are limited to platforms, those that are not are on all the others
            idle = use not in used and not (mixed and use[0] == "platforms")
            if idle and use not in told:
                told.add(use)
                message = f"nothing uses the {WORDS[use[0]]} `{use[-1]}`"
                yield from found(Code.UNUSED, message, span, HELP)
        yield from _sections(matrix)
    for it in examined.columns:
        yield from _levels(it, used)


def _declared(matrix: Matrix) -> Iterator[tuple[Use, Span | None]]:
    yield from ((("tools", it.id), it.span) for it in matrix.tools)
    yield from ((("granular", it.tool, it.id), it.span) for it in matrix.granular)
    yield from ((("conditions", it.id), it.span) for it in matrix.conditions)
    yield from ((use, span) for use, span in matrix.places if use[0] != "sections")


def _sections(matrix: Matrix) -> Iterator[Finding]:
    """Give the sections without a row; each matrix has its own."""
    used = {row.section for row in matrix.actions}
    for (key, id_), span in matrix.places:
        if key == "sections" and id_ not in used:
            message = f"no row stands in the section `{id_}`"
            yield from found(Code.UNUSED, message, span, "remove it, or put rows in it")


def _levels(columns: Columns, used: frozenset[Use]) -> Iterator[Finding]:
    """Give the levels that are blank everywhere, unless the table has hardly any rows."""
    if len(columns.rows) < len(columns.levels):
        return
    default = {tool.default_level for tool in columns.tools}
    for level in columns.levels:
        named = any(("levels", tool.id, level.id) in used for tool in columns.tools)
        if level.id not in default and not named:
            message = f"the level `{level.id}` is blank in every row, and nothing asks for it"
            yield from found(Code.UNUSED, message, level.span, BLANK_HELP)
