"""A requirement, or a part of one, that is always true or never true by itself."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.diagnostics import shown
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found
from permmatrix.model import Action, Tool, When
from permmatrix.requirements import Requirement

__all__ = ["check", "of_row"]

HELP = {
    True: "leave it out, or mend it: it asks for nothing",
    False: "mend it: nobody can ever meet it",
}


def check(examined: Examined) -> Iterator[Finding]:
    """Give the outermost parts that are settled beforehand, wherever requirements are written."""
    for matrix in examined.matrices.matrices:
        for tool in matrix.tools:
            yield from _of_levels(tool, examined)
        for row in matrix.actions:
            yield from of_row(row, examined)
        for advisory in matrix.advisories:
            yield from _of(advisory.when, (), examined)


def _of_levels(tool: Tool, examined: Examined) -> Iterator[Finding]:
    for level in tool.levels:
        if level.held_when is None:
            continue
        for finding in _of(level.held_when, (), examined):
            # that nobody can hold the level is told of the level
            if level.handed_out or examined.constant(level.held_when) is not False:
                yield finding


def of_row(row: Action, examined: Examined) -> Iterator[Finding]:
    """Give the parts of one row's guard and cells that are settled beforehand."""
    if row.guard is not None and examined.constant(row.guard) is not False:  # told of the row
        yield from _of(row.guard, (), examined)
    for level, cell in row.cells:
        if isinstance(cell, When) and cell.requirement is not None:
            yield from _of(cell.requirement, (level,), examined)


def _of(requirement: Requirement, cells: tuple[str, ...], examined: Examined) -> Iterator[Finding]:
    for part, value in examined.constants.within(requirement):
        if part.span is not None:
            text, word = shown(part.span.text), "always" if value else "never"
            message = f"`{text}` is {word} true, whoever asks"
            yield from found(
                Code.CONSTANT_REQUIREMENT, message, part.span, HELP[value], cells=cells
            )
