"""A row of two versions as one line, in which what is different is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import final

from attrs import evolve, frozen

from permmatrix.differences.marks import of_direction, shown
from permmatrix.differences.told import cells_apart
from permmatrix.differences.values import CellChange, Change, Direction
from permmatrix.differences.versions import NO_SUCH_LEVEL, Column, Printed
from permmatrix.grid import (
    Answer,
    AnswerCell,
    Became,
    Cell,
    Footnote,
    Heading,
    Line,
    Mark,
    TextCell,
    cell_words,
)
from permmatrix.grid.noting import Notes

__all__ = ["MarkedRow", "renumbered"]

NOT_THERE = AnswerCell(answer=Answer.NOT_THERE)
LIKEWISE = "Another cell of the row shows it."


def renumbered(refs: Iterable[int], known: Mapping[int, Footnote], notes: Notes) -> tuple[int, ...]:
    """Give the numbers of footnotes of one table in another."""
    return notes.refer((known[ref].kind, known[ref].text) for ref in refs)


@final
@frozen(kw_only=True)
class MarkedRow:
    """
    A row as both versions have it.

    Attributes:
        old: how the older one prints it, None where it is new.
        new: how the newer one does, None where it is gone.
        change: what it answers differently, None where nothing.
        marks: what is different about it as a whole.
    """

    old: Printed | None
    new: Printed | None
    change: Change | None
    marks: tuple[Mark, ...]

    @property
    def there(self) -> Printed:
        """The newer one, or the older one where it is gone."""
        there = self.new or self.old
        assert there is not None
        return there

    def line(self, columns: Iterable[Column | str], notes: Notes) -> Line:
        """Give it as a line with these columns; a word is that of a column that is no level."""
        head = self.there.heading
        heading = Heading(
            id=head.id,
            title=head.title,
            anchor=head.anchor,
            refs=renumbered(head.refs, self.there.notes, notes),
            marks=self.marks,
        )
        cells: list[Cell] = [
            self._text(it) if isinstance(it, str) else self._answer(it, notes) for it in columns
        ]
        return Line(heading, tuple(cells))

    def _text(self, key: str) -> TextCell:
        text = self.there.text(key)
        before = text if self.old is None else self.old.text(key)
        if before == text:
            return TextCell(text)
        decides = self.change is not None and key in {"platforms", "tool"}
        return TextCell(text, before, Became.CHANGED if decides else Became.REWORDED)

    def _answer(self, column: Column, notes: Notes) -> AnswerCell:
        was = NOT_THERE if self.old is None else column.answer(self.old)
        now = NOT_THERE if self.new is None else column.answer(self.new)
        read = was if self.new is None else now
        refs = renumbered(read.refs, self.there.notes, notes)
        before = cell_words(was)
        listed = self._listed(column)
        if listed is not None:
            change, shows = of_direction(listed.direction), self._shows(listed)
            return evolve(now, refs=refs, before=before, change=change, shows=shows)
        if self.old is None or self.new is None or before == cell_words(now):
            return evolve(read, refs=refs)
        if self._reworded is Became.REWORDED and NO_SUCH_LEVEL in {was, now}:
            return evolve(now, refs=refs)  # the head of the column says it
        return evolve(now, refs=refs, before=before, change=self._reworded)

    def _listed(self, column: Column) -> CellChange | None:
        if self.change is None or self.there.row.tool not in column.tools:
            return None
        return next((it for it in self.change.cells if it.level == column.level), None)

    def _shows(self, listed: CellChange) -> tuple[str, ...]:
        assert self.change is not None
        follows = listed not in cells_apart(self.change)[0]
        return (LIKEWISE,) if follows else shown(listed)

    @property
    def _reworded(self) -> Became:
        """What became of a cell that reads differently and is not listed."""
        if self.change is None:
            return Became.REWORDED
        if self.change.direction is Direction.NOT_SETTLED:
            return Became.NOT_SETTLED
        moved = self.old and self.new and self.old.row.tool != self.new.row.tool
        return Became.CHANGED if moved else Became.REWORDED
