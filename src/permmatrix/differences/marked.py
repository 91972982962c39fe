"""A difference as tables of both versions, in which what is different is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import final

from attrs import define, evolve, field

from permmatrix.differences.about import About, told_by_thing
from permmatrix.differences.marked_rows import MarkedRow, renumbered
from permmatrix.differences.marks import MEANINGS, level_marks, row_marks
from permmatrix.differences.models import Models
from permmatrix.differences.values import Differences, What
from permmatrix.differences.versions import Column, Version, columns_of, merged
from permmatrix.grid import AnswerCell, Grid, Heading, Line, Mark, cell_words
from permmatrix.grid.choice import DETAILS
from permmatrix.grid.columns import BEFORE, Entry, details_shown
from permmatrix.grid.legend import legend
from permmatrix.grid.noting import Notes
from permmatrix.grid.terms import plainly
from permmatrix.model import Matrix

__all__ = ["marked", "of_lines"]


def marked(diff: Differences, models: Models) -> tuple[Grid, ...]:
    """
    Give each matrix as one table of both versions, by the order of the new ones.

    A row, a level or a matrix that is gone stands where it stood. A cell is marked as wider or
    narrower exactly where the difference lists it, whatever the words are; one that only reads
    differently is marked as reworded.
    """
    return tuple(_Tables(diff, models).tables())


def of_lines(grid: Grid, lines: Iterable[Line], anchor: str) -> Grid:
    """Give a table of some of its lines, with the footnotes of these alone."""
    known = {it.number: it for it in grid.footnotes}
    notes = Notes()

    def head(it: Heading, anchor: str) -> Heading:
        return evolve(it, anchor=anchor, refs=renumbered(it.refs, known, notes))

    columns = [head(it, it.anchor and f"{anchor}-level-{it.id}") for it in grid.columns]
    some = []
    for line in lines:
        heading = head(line.heading, line.heading.anchor)
        cells = [
            evolve(it, refs=renumbered(it.refs, known, notes)) if isinstance(it, AnswerCell) else it
            for it in line.cells
        ]
        some.append(Line(heading, tuple(cells)))
    return evolve(
        grid,
        anchor=anchor,
        columns=tuple(columns),
        lines=tuple(some),
        footnotes=notes.footnotes(),
        remarks=(),
        legend=(),
        origins=(),
    )


@final
@define(slots=False)
class _Tables:
    """Puts the tables of two versions together."""

    diff: Differences
    models: Models
    old: Version = field(init=False)
    new: Version = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.old, self.new = Version.of(self.models.old), Version.of(self.models.new)

    def tables(self) -> Iterator[Grid]:
        """Give them all, those without a row left out."""
        renamed = self.models.names.matrices
        old = {renamed.get(it.id, it.id): it for it in self.models.old.matrices}
        new = {it.id: it for it in self.models.new.matrices}
        for id_ in merged(old, new):
            rows = list(self._rows(old.get(id_), new.get(id_)))
            if rows:
                yield self._table(rows, new.get(id_) or old[id_])

    def _rows(self, old: Matrix | None, new: Matrix | None) -> Iterator[MarkedRow]:
        """Give the rows of a matrix, those that are gone where they stood."""
        now = self.models.names.actions
        before = [now.get(it.id, it.id) for it in old.actions] if old is not None else []
        after = [it.id for it in new.actions] if new is not None else []
        elsewhere = self.new.rows.keys() - set(after)
        yield from (self._row(it) for it in merged(before, after) if it not in elsewhere)

    def _row(self, id_: str) -> MarkedRow:
        old, new = self.old.rows.get(self.models.was.get(id_, id_)), self.new.rows.get(id_)
        about = self._of(What.ACTION, id_)
        if new is None and about.change is None:
            about = self._of(What.OPERATION, id_)
        marks = row_marks(old, new, about)
        return MarkedRow(old=old, new=new, change=about.change, marks=tuple(marks))

    @cached_property
    def _told(self) -> Mapping[tuple[What, str], About]:
        return told_by_thing(self.diff)

    def _of(self, what: What, id_: str) -> About:
        return self._told.get((what, id_)) or About()

    def _table(self, rows: Sequence[MarkedRow], matrix: Matrix) -> Grid:
        notes = Notes()
        columns = self._columns(rows)
        heads = tuple(self._head(it, matrix, notes) for it in columns)
        lines = tuple(row.line(columns, notes) for row in rows)
        used = {cell.change for line in lines for cell in line.cells}
        sides = [it for row in rows if (it := row.new or row.old) is not None]
        # a row that is gone may be the last one that had its tool
        tools = {it.row.tool: it.policy.tools[it.row.tool] for it in reversed(sides)}
        words = [(word.value, text) for word, text in MEANINGS.items() if word in used]
        if any(", as before" in cell_words(cell) for line in lines for cell in line.cells):
            words.append(AS_BEFORE)
        return Grid(
            anchor=matrix.id,
            title=plainly(matrix.title),
            corner="Action",
            columns=heads,
            lines=lines,
            footnotes=notes.footnotes(),
            legend=(*words, *legend(lines, reversed(tools.values()))),
            language=matrix.language,
        )

    def _columns(self, rows: Sequence[MarkedRow]) -> list[Column | str]:
        """Give the columns of both versions; holding no level is one where it is listed."""
        sides = ((row.new, row.old) for row in rows)
        printed = [it for side in zip(*sides, strict=True) for it in side if it is not None]
        tools = [*dict.fromkeys(it.row.tool for it in printed)]
        levels = columns_of(tools, self.models.old, self.models.new)
        if any(cell.level is None for row in rows if row.change for cell in row.change.cells):
            levels.insert(0, Column(None, "No level", tuple(tools)))
        shown: set[str] = set()
        for version in (self.old, self.new):
            some = [Entry(it.matrix, it.row) for it in printed if it.policy is version.policy]
            shown.update(details_shown(some, version.policy))
        details = [it for it in DETAILS if it in shown]
        before = [it for it in details if it in BEFORE]
        return [*before, *levels, *(it for it in details if it not in BEFORE)]

    def _head(self, column: Column | str, matrix: Matrix, notes: Notes) -> Heading:
        if isinstance(column, str):
            return Heading(id=column, title=DETAILS[column])
        id_ = column.level or NO_LEVEL
        refs = (ref for tool in column.tools for ref in self._level_refs(tool, id_, notes))
        marks = (mark for tool in column.tools for mark in self._level_marks(tool, id_))
        return Heading(
            id=id_,
            title=column.title,
            anchor=f"{matrix.id}-level-{id_}",
            refs=tuple(dict.fromkeys(refs)),
            marks=tuple(dict.fromkeys(marks)),
        )

    def _level_refs(self, tool: str, level: str, notes: Notes) -> tuple[int, ...]:
        found = self.new.levels.get((tool, level)) or self.old.levels.get((tool, level))
        return () if found is None else renumbered(found[0].refs, found[1], notes)

    def _level_marks(self, tool: str, level: str) -> Iterator[Mark]:
        before = self.old.levels.get((tool, level))
        about = self._of(What.LEVEL, f"{tool}.{level}")
        yield from level_marks(about, None if before is None else before[0].title)


AS_BEFORE = "as before", "the cell says what it said, and what it hangs on is different."
NO_LEVEL = "holds-none"
"""Stands for a level in the column of holding none. No level of a file can have this id."""
