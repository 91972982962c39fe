"""Matrices to tables and lists, as a choice says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from permmatrix import model
from permmatrix.grid.choice import Choice, chosen_matrices, chosen_rows
from permmatrix.grid.columns import Columns, Entry, columns_of, headings
from permmatrix.grid.dialect import in_dialect
from permmatrix.grid.legend import legend
from permmatrix.grid.listing import listing
from permmatrix.grid.noting import Notes
from permmatrix.grid.rows import (
    BLANK,
    answer_of,
    detail,
    doubt_kind,
    doubt_text,
    doubts_open,
    limits_of,
    needs_of,
    notes_of_cell,
    notes_of_row,
    source_words,
)
from permmatrix.grid.terms import plainly
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
from permmatrix.model import Matrix, MatrixSet, Tool
from permmatrix.wording import requirement_words

__all__ = ["parts"]


def parts(matrices: MatrixSet, choice: Choice) -> tuple[Part, ...]:
    """
    Give the tables, or the lists, that a choice asks for.

    Raises:
        UnknownNameError: the choice names a matrix, row, column, level or dictionary there is not.
    """
    if choice.terms is not None:
        matrices = in_dialect(matrices, choice.terms)
    chosen = chosen_matrices(matrices, choice)
    rows = chosen_rows(chosen, choice)
    entries = [[Entry(it, row) for row in rows[it.id]] for it in chosen if it.id in rows]
    if choice.together:
        entries = [[entry for some in entries for entry in some]]
    tables = [_Table(some, matrices, choice, alone=len(entries) == 1) for some in entries]
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
        *,
        alone: bool,
    ) -> None:
        self.entries = entries
        self.matrices = matrices
        self.choice = choice
        self.chosen = list({it.matrix.id: it.matrix for it in entries}.values())
        self.around = [] if choice.bare else self.chosen
        self.notes = Notes()
        ids = "-".join(it.id for it in self.chosen)
        prefixed = choice.anchor if alone else f"{choice.anchor}-{ids}"
        self.anchor = prefixed if choice.anchor else ids

    def grid(self) -> Grid:
        columns = columns_of(self.entries, self.matrices, self.choice)
        heads = headings(columns, self.matrices, self.notes, self.anchor)
        lines = tuple(self._line(entry, columns) for entry in self.entries)
        languages = {it.language for it in self.chosen}
        return Grid(
            anchor=self.anchor,
            title=", ".join(plainly(it.title) for it in self.chosen),
            corner="Action",
            columns=heads,
            lines=lines,
            footnotes=self.notes.footnotes(),
            remarks=tuple(it for matrix in self.around for it in self._remarks(matrix)),
            legend=() if self.choice.bare else tuple(legend(lines, self._tools())),
            origins=tuple(self._origins()),
            language=languages.pop() if len(languages) == 1 else None,
        )

    def _line(self, entry: Entry, columns: Columns) -> Line:
        matrix, row = entry
        heading = Heading(
            id=row.id,
            title=plainly(row.title),
            anchor=self._anchor(row.id),
            refs=self.notes.refer(notes_of_row(row, matrix, self.matrices)),
        )
        texts = {it: self._text(it, entry) for it in (*columns.before, *columns.after)}
        cells: list[Cell] = [texts[it] for it in columns.before]
        for column in columns.levels:
            has = row.tool in column.tools
            none = AnswerCell(answer=Answer.NO_LEVEL)
            cells.append(self._cell(column.id, entry) if has else none)
        return Line(heading, (*cells, *(texts[it] for it in columns.after)))

    def _anchor(self, id_: str) -> str:
        return f"{self.choice.anchor}-{id_}" if self.choice.anchor else id_

    def _text(self, key: str, entry: Entry) -> TextCell:
        found = detail(key, entry.row, entry.matrix, self.matrices)
        return TextCell(plainly(found) or BLANK[key])

    def _cell(self, level: str, entry: Entry) -> AnswerCell:
        matrix, row = entry
        cell = row.cell(level)
        needs, limits = needs_of(cell, row, self.matrices), limits_of(cell, matrix)
        in_cells = self.choice.requirements == "cells" or self.choice.may is not None
        said = [] if in_cells else [(Kind.NEEDS, needs), (Kind.LIMITS, limits)]
        noted = [*(it for it in said if it[1]), *notes_of_cell(level, row, matrix, self.matrices)]
        return AnswerCell(
            answer=answer_of(cell),
            needs=plainly(needs) if in_cells else "",
            limits=plainly(limits) if in_cells else "",
            in_doubt=doubts_open(level, row),
            refs=self.notes.refer(noted),
        )

    def _remarks(self, matrix: Matrix) -> Iterator[Remark]:
        if matrix.description:
            yield Remark(Kind.DESCRIPTION, plainly(matrix.description))
        yield from (Remark(Kind.NOTE, plainly(_noted(note, matrix))) for note in matrix.notes)
        for doubt in matrix.doubts:
            words = doubt_text(doubt, None, matrix, self.matrices)
            yield Remark(doubt_kind(doubt), plainly(words))
        for advice in matrix.advisories:
            when = requirement_words(advice.when, self.matrices, matrix.tool)
            yield Remark(Kind.ADVICE, plainly(f"for {when}: {advice.says}"))

    def _tools(self) -> list[Tool]:
        return [self.matrices.tools[it] for it in dict.fromkeys(it.row.tool for it in self.entries)]

    def _origins(self) -> Iterator[Origin]:
        for matrix in self.around:
            if matrix.documented is not None:
                words = plainly(source_words(matrix.documented))
                yield Origin(words, matrix.documented.url or "")


def _noted(note: model.Note, matrix: Matrix) -> str:
    tool = next(it for it in matrix.tools if it.id == matrix.tool)
    titles = ", ".join(tool.level(it).title for it in note.cells)
    return f"{titles}: {note.says}" if titles else note.says
