"""Matrices to tables and lists, as a choice says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from permmatrix import model
from permmatrix.grid.choice import Choice, chosen_matrices, chosen_rows
from permmatrix.grid.columns import Columns, Entry, columns_of, headings
from permmatrix.grid.legend import legend
from permmatrix.grid.listing import listing
from permmatrix.grid.noting import Notes
from permmatrix.grid.rows import (
    answer_of,
    detail,
    doubt_text,
    doubts_open,
    limits_of,
    needs_of,
    notes_of_cell,
    notes_of_row,
    source_words,
)
from permmatrix.grid.terms import Say, dictionaries, plainly, saying
from permmatrix.grid.turned import turned
from permmatrix.grid.values import (
    Answer,
    AnswerCell,
    Cell,
    Grid,
    Heading,
    Kind,
    Line,
    Origin,
    Part,
    Remark,
    TextCell,
)
from permmatrix.model import Matrix, MatrixSet
from permmatrix.wording import requirement_words

__all__ = ["BLANK", "parts"]


def parts(matrices: MatrixSet, choice: Choice) -> tuple[Part, ...]:
    """
    Give the tables, or the lists, that a choice asks for.

    Raises:
        UnknownNameError: the choice names a matrix, row, column, level or dictionary there is not.
    """
    chosen = chosen_matrices(matrices, choice)
    rows = chosen_rows(chosen, choice)
    words = dictionaries(matrices.matrices, choice.terms) if choice.terms is not None else {}
    entries = [[Entry(it, row) for row in rows[it.id]] for it in chosen if it.id in rows]
    if choice.together:
        entries = [[entry for some in entries for entry in some]]
    says = {it.id: saying(words.get(it.id)) for it in chosen}
    tables = [_Table(some, matrices, choice, says, alone=len(entries) == 1) for some in entries]
    if choice.may is not None:
        return listing([table.grid() for table in tables], choice, matrices)
    grids = (table.grid() for table in tables)
    return tuple(turned(it) if choice.levels == "rows" else it for it in grids)


class _Table:
    """One table in the making. Its footnotes are numbered as its parts are made, in order."""

    def __init__(
        self,
        entries: Sequence[Entry],
        matrices: MatrixSet,
        choice: Choice,
        says: dict[str, Say],
        *,
        alone: bool,
    ) -> None:
        self.entries = entries
        self.matrices = matrices
        self.choice = choice
        self.says = says
        self.chosen = list({it.matrix.id: it.matrix for it in entries}.values())
        self.around = [] if choice.bare else self.chosen
        self.notes = Notes()
        ids = "-".join(it.id for it in self.chosen)
        prefixed = choice.anchor if alone else f"{choice.anchor}-{ids}"
        self.anchor = prefixed if choice.anchor else ids

    def grid(self) -> Grid:
        columns = columns_of(self.entries, self.matrices, self.choice)
        say = self.says[self.chosen[0].id] if len(self.chosen) == 1 else plainly
        heads = headings(columns, self.matrices, self.notes, say, self.anchor)
        lines = tuple(self._line(entry, columns) for entry in self.entries)
        languages = {it.language for it in self.chosen}
        return Grid(
            anchor=self.anchor,
            title=", ".join(self.says[it.id](it.title) for it in self.chosen),
            corner="Action",
            columns=heads,
            lines=lines,
            footnotes=self.notes.footnotes(),
            remarks=tuple(it for matrix in self.around for it in self._remarks(matrix)),
            legend=tuple(legend(lines, self.around, self.matrices)) if self.around else (),
            origins=tuple(self._origins()),
            language=languages.pop() if len(languages) == 1 else None,
        )

    def _line(self, entry: Entry, columns: Columns) -> Line:
        matrix, row = entry
        say = self.says[matrix.id]
        heading = Heading(
            id=row.id,
            title=say(row.title),
            anchor=self._anchor(row.id),
            refs=self.notes.refer(notes_of_row(row, matrix, self.matrices), say),
        )
        texts = {it: self._text(it, entry) for it in (*columns.before, *columns.after)}
        cells: list[Cell] = [texts[it] for it in columns.before]
        for (level, _), tools in columns.levels.items():
            has = row.tool in tools
            cells.append(self._cell(level, entry) if has else AnswerCell(answer=Answer.NO_LEVEL))
        return Line(heading, (*cells, *(texts[it] for it in columns.after)))

    def _anchor(self, id_: str) -> str:
        return f"{self.choice.anchor}-{id_}" if self.choice.anchor else id_

    def _text(self, key: str, entry: Entry) -> TextCell:
        found = detail(key, entry.row, entry.matrix, self.matrices)
        return TextCell(self.says[entry.matrix.id](found) or BLANK[key])

    def _cell(self, level: str, entry: Entry) -> AnswerCell:
        matrix, row = entry
        say, cell = self.says[matrix.id], row.cell(level)
        needs, limits = needs_of(cell, row, self.matrices), limits_of(cell, self.matrices)
        in_cells = self.choice.requirements == "cells" or self.choice.may is not None
        said = [] if in_cells else [(Kind.NEEDS, needs), (Kind.LIMITS, limits)]
        noted = [*(it for it in said if it[1]), *notes_of_cell(level, row, self.matrices)]
        return AnswerCell(
            answer=answer_of(cell),
            needs=say(needs) if in_cells else "",
            limits=say(limits) if in_cells else "",
            in_doubt=doubts_open(level, row),
            refs=self.notes.refer(noted, say),
        )

    def _remarks(self, matrix: Matrix) -> Iterator[Remark]:
        say = self.says[matrix.id]
        if matrix.description:
            yield Remark(Kind.DESCRIPTION, say(matrix.description))
        yield from (Remark(Kind.NOTE, say(_noted(note, matrix))) for note in matrix.notes)
        for doubt in matrix.doubts:
            yield Remark(Kind.DOUBT, say(doubt_text(doubt, None, self.matrices)))
        for advice in matrix.advisories:
            when = requirement_words(advice.when, self.matrices, matrix.tool)
            yield Remark(Kind.ADVICE, say(f"for {when}: {advice.says}"))

    def _origins(self) -> Iterator[Origin]:
        for matrix in self.around:
            if matrix.documented is not None:
                words = plainly(source_words(matrix.documented))
                yield Origin(words, matrix.documented.url or "")


def _noted(note: model.Note, matrix: Matrix) -> str:
    tool = next(it for it in matrix.tools if it.id == matrix.tool)
    titles = ", ".join(tool.level(it).title for it in note.cells)
    return f"{titles}: {note.says}" if titles else note.says


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
