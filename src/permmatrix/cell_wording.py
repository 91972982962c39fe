"""What cells and doubts say, in plain English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from permmatrix import model
from permmatrix.wording import all_of_words, requirement_words

__all__ = ["cell_words", "doubt_words", "limits_words", "obligation_titles"]


def cell_words(cell: model.Cell, titles: dict[str, str]) -> str:
    """Say what a cell holds; `titles` are those of the obligations."""
    match cell:
        case model.Allow():
            return "yes"
        case model.Deny():
            return "no"
        case model.Undocumented():
            return "the documentation does not say"
        case model.NotApplicable():
            return "not applicable"
        case model.When(requirement, obligations):
            words = "yes" if requirement is None else "with conditions"
            return words + limits_words(obligations, titles)
        case _:
            assert_never(cell)


def doubt_words(doubt: model.Doubt, row: model.Action, matrices: model.MatrixSet) -> str:
    """Say what is in doubt, and which reading is taken."""
    return f"{_line(doubt.why)} Taken here: {_line(_taken(doubt, row, matrices))}"


def _taken(doubt: model.Doubt, row: model.Action, matrices: model.MatrixSet) -> str:
    if doubt.reading is None:
        return doubt.taken or "As printed."
    tool = matrices.tools[row.tool]
    levels = all_of_words(tool.level(level).title for level in doubt.cells)
    words = cell_words(doubt.reading, obligation_titles(matrices))
    if isinstance(doubt.reading, model.When) and doubt.reading.requirement is not None:
        needed = requirement_words(doubt.reading.requirement, matrices, row.tool)
        words = (
            f"given {needed}{limits_words(doubt.reading.obligations, obligation_titles(matrices))}"
        )
    return f"{levels}: {words.rstrip('.')}."


def _line(text: str) -> str:
    return " ".join(text.split())


def obligation_titles(matrices: model.MatrixSet) -> dict[str, str]:
    """Give the titles of all obligations by id."""
    return {id_: title for it in matrices.matrices for id_, title in it.obligations}


def limits_words(obligations: Iterable[str], titles: dict[str, str]) -> str:
    """Say which limits come with a yes, as words to follow it."""
    words = all_of_words(titles[id_].rstrip(".") for id_ in obligations) if obligations else ""
    return f", within a limit: {words}" if words else ""
