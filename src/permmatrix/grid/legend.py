"""What the words of a table's cells mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from permmatrix.grid.values import Answer, AnswerCell, Line
from permmatrix.model import Matrix, MatrixSet

__all__ = ["legend"]

MEANINGS = {
    Answer.YES: "the level is enough.",
    Answer.LIMITED: "the level is enough, within the limits said.",
    Answer.CONDITIONS: "the level is enough together with what is said to be needed.",
    Answer.NO: "the level does not allow it.",
    Answer.UNDOCUMENTED: "the documentation does not say, and so it is not allowed.",
    Answer.NOT_APPLICABLE: "the action makes no sense at this level, and is not allowed.",
    Answer.NO_LEVEL: "the tool whose level decides has no such level.",
    Answer.NOT_THERE: "the newer version has no such action.",
}


def legend(
    lines: Iterable[Line], matrices: Iterable[Matrix], known: MatrixSet
) -> Iterator[tuple[str, str]]:
    """Give the words that occur, with what they mean, and how levels are to be read."""
    answers = [[it for it in line.cells if isinstance(it, AnswerCell)] for line in lines]
    cells = [it for some in answers for it in some]
    used = {cell.answer for cell in cells}
    yield from ((answer.value, text) for answer, text in MEANINGS.items() if answer in used)
    if any(cell.in_doubt for cell in cells):
        yield "in doubt", "the documentation is unclear here; the note says how it is read."
    if any(len(some) > 1 for some in answers):
        yield "Levels", "each stands for itself: a higher one need not allow what a lower one does."
    for tool in dict.fromkeys(row.tool for matrix in matrices for row in matrix.actions):
        found = known.tools[tool]
        if found.default_level is not None:
            title = found.level(found.default_level).title
            yield found.title, f"a user who was given no level holds {title}."
