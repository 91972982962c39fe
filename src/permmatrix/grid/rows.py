"""A row of a matrix as a line of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from permmatrix import model
from permmatrix.grid.values import Answer, Kind
from permmatrix.model import Action, Doubt, Matrix, MatrixSet
from permmatrix.wording import all_of_words, requirement_words

__all__ = [
    "BLANK",
    "answer_of",
    "detail",
    "doubt_kind",
    "doubt_text",
    "doubts_open",
    "limits_of",
    "needs_of",
    "notes_of_cell",
    "notes_of_level",
    "notes_of_row",
]

Noted = Iterator[tuple[Kind, str]]


def answer_of(cell: model.Cell) -> Answer:
    """Give the word for a cell."""
    match cell:
        case model.Allow():
            return Answer.YES
        case model.Deny():
            return Answer.NO
        case model.Undocumented():
            return Answer.UNDOCUMENTED
        case model.NotApplicable():
            return Answer.NOT_APPLICABLE
        case model.When(requirement):
            return Answer.LIMITED if requirement is None else Answer.CONDITIONS
        case _:
            assert_never(cell)


def needs_of(cell: model.Cell, row: Action, matrices: MatrixSet) -> str:
    """Give the requirement of a cell in words, empty where it has none."""
    if isinstance(cell, model.When) and cell.requirement is not None:
        return requirement_words(cell.requirement, matrices, row.tool)
    return ""


def limits_of(cell: model.Cell, matrix: Matrix) -> str:
    """Give the obligations of a cell in words, empty where it has none."""
    if not isinstance(cell, model.When) or not cell.obligations:
        return ""
    titles = dict(matrix.obligations)
    return all_of_words(titles[id_].rstrip(".") for id_ in cell.obligations)


def notes_of_cell(level: str, row: Action, matrix: Matrix, matrices: MatrixSet) -> Noted:
    """Give what is noted of one cell, and not of the whole row."""
    yield from ((Kind.NOTE, note.says) for note in row.notes if level in note.cells)
    for doubt in row.doubts:
        if level in doubt.cells:
            yield doubt_kind(doubt), doubt_text(doubt, row, matrix, matrices)


def notes_of_row(row: Action, matrix: Matrix, matrices: MatrixSet) -> Noted:
    """Give what is noted of the whole row: when it applies, notes, doubts, its own source."""
    if row.guard is not None:
        yield Kind.GUARD, requirement_words(row.guard, matrices, row.tool)
    if row.description:
        yield Kind.DESCRIPTION, row.description
    yield from ((Kind.NOTE, note.says) for note in row.notes if not note.cells)
    if row.not_cumulative:
        yield Kind.GAP, row.not_cumulative
    for doubt in row.doubts:
        if not doubt.cells:
            yield doubt_kind(doubt), doubt_text(doubt, row, matrix, matrices)
    if row.source is not None and row.source != matrix.documented:
        yield Kind.NOTE, _sentence(f"Documented in {source_words(row.source)}")


def notes_of_level(level: model.Level, tool: str, matrices: MatrixSet) -> Noted:
    """Give what is noted of a column."""
    if level.description:
        yield Kind.DESCRIPTION, level.description
    if level.held_when is not None:
        words = requirement_words(level.held_when, matrices, tool)
        if level.handed_out:
            yield Kind.ALSO_HELD, words
        else:
            yield Kind.HELD, f"{words}; nobody is given it"


def doubts_open(level: str, row: Action) -> bool:
    """Say whether a cell is in doubt that nobody has answered."""
    return any(level in doubt.cells and not doubt.answered for doubt in row.doubts)


def doubt_kind(doubt: Doubt) -> Kind:
    """Say whether a doubt is open still."""
    return Kind.SETTLED if doubt.answered else Kind.DOUBT


def doubt_text(doubt: Doubt, row: Action | None, matrix: Matrix, matrices: MatrixSet) -> str:
    """Say what is in doubt, the reading taken and the other one, and what was answered."""
    reading, alternative = (
        _reading(cell, row, matrix, matrices) if cell is not None and row is not None else None
        for cell in (doubt.reading, doubt.alternative)
    )
    said = (
        ("", doubt.why),
        ("Read here as: ", reading),
        ("Taken here: ", doubt.taken),
        ("It could be: ", alternative),
        ("It could be instead: ", doubt.instead),
        ("Answered: ", doubt.answered),
    )
    return " ".join(f"{head}{_sentence(text)}" for head, text in said if text)


def _sentence(text: str) -> str:
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _reading(cell: model.Cell, row: Action, matrix: Matrix, matrices: MatrixSet) -> str:
    needs, limits = needs_of(cell, row, matrices), limits_of(cell, matrix)
    words = answer_of(cell).value + (f", {needs}" if needs else "")
    return f"{words}, within {limits}" if limits else words


OFFLINE = {"perform": "Yes, synced later", "cached": "What was viewed before"}


def detail(key: str, row: Action, matrix: Matrix, matrices: MatrixSet) -> str:
    """
    Give the text of a column that is no level, empty where the row says nothing.

    Raises:
        KeyError: there is no such column.
    """
    titled = {"platforms": matrix.platforms, "editions": matrix.editions, "flags": matrix.flags}
    if key in titled:
        titles = dict(titled[key])
        return ", ".join(titles[id_] for id_ in getattr(row, key))
    return {
        "matrix": matrix.title,
        "section": dict(matrix.sections).get(row.section or "", ""),
        "id": row.id,
        "tool": matrices.tools[row.tool].title,
        "offline": OFFLINE[row.offline] if row.offline else "",
        "description": row.description or "",
    }[key]


BLANK = {
    "matrix": "",
    "section": "No section",
    "id": "",
    "tool": "",
    "platforms": "Any",
    "offline": "Not said",
    "editions": "Any",
    "flags": "No flag",
    "description": "Not said",
}
"""What stands where a row says nothing: a cell is never empty."""


def source_words(source: model.Documented) -> str:
    """Say where something is documented."""
    named = [it for it in (source.title, source.section, source.publisher) if it]
    words = ", ".join(named) or source.url or ""
    words += f" (read {source.retrieved})" if source.retrieved else ""
    return f"{words}. {source.remark}" if source.remark and words else words or source.remark or ""
