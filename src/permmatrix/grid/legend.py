"""What the words of a table's cells mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from permmatrix.grid.terms import plainly
from permmatrix.grid.values import Answer, AnswerCell, Line
from permmatrix.model import Tool
from permmatrix.wording import all_of_words

__all__ = ["legend"]

MEANINGS = {
    Answer.YES: "the level is enough, where the row applies.",
    Answer.LIMITED: "the level is enough, within the limits said.",
    Answer.CONDITIONS: "the level is enough together with what is said to be needed.",
    Answer.NO: "the level does not allow it.",
    Answer.UNDOCUMENTED: "the documentation does not say, and so it is not allowed.",
    Answer.NOT_APPLICABLE: "the action makes no sense at this level, and is not allowed.",
    Answer.NO_LEVEL: "the tool whose level decides has no such level.",
    Answer.NOT_THERE: "the newer version has no such action.",
}


ALONE = "each stands for itself, and a higher one need not allow what a lower one does."


def legend(lines: Iterable[Line], tools: Iterable[Tool]) -> Iterator[tuple[str, str]]:
    """Give the words that occur, with what they mean, and how levels are to be read."""
    answers = [[it for it in line.cells if isinstance(it, AnswerCell)] for line in lines]
    cells = [it for some in answers for it in some]
    used = {cell.answer for cell in cells}
    yield from ((answer.value, text) for answer, text in MEANINGS.items() if answer in used)
    if any(cell.in_doubt for cell in cells):
        yield "in doubt", "the documentation is unclear here; the note says how it is read."
    tools = list(tools)
    if cells:
        held = f"held on {all_of_words(plainly(tool.title) for tool in tools)}"
        several = any(len(some) > 1 for some in answers)
        yield "Levels", f"{held}; {ALONE}" if several else f"{held}."
    for tool in tools:
        if tool.default_level is not None:
            title = plainly(tool.level(tool.default_level).title)
            yield plainly(tool.title), f"a user who was given no level holds {title}."
