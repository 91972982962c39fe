"""Two versions of a table put together: the rows and columns of both, each as its side has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import final

from attrs import field, frozen

from permmatrix.grid import Answer, AnswerCell, Choice, Footnote, Grid, Heading, Line, parts
from permmatrix.grid.rows import BLANK, detail
from permmatrix.grid.terms import plainly
from permmatrix.model import Action, Matrix, MatrixSet

__all__ = ["NO_SUCH_LEVEL", "Column", "Printed", "Version", "columns_of", "merged"]

NO_SUCH_LEVEL = AnswerCell(answer=Answer.NO_LEVEL)


def merged(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """
    Give the new ones in order, and those of the old alone where they stood.

    >>> merged(["a", "x", "y", "b"], ["b", "a", "c"])
    ['b', 'a', 'x', 'y', 'c']
    """
    new = dict.fromkeys(new)
    behind: dict[str | None, list[str]] = {}
    last = None
    for it in dict.fromkeys(old):
        if it in new:
            last = it
        else:
            behind.setdefault(last, []).append(it)
    found = behind.get(None, [])
    for it in new:
        found += [it, *behind.get(it, [])]
    return found


@final
@frozen
class Printed:
    """
    A row as one version prints it.

    Attributes:
        answers: its cells by level.
        notes: the footnotes of its table by their numbers.
    """

    row: Action
    matrix: Matrix
    policy: MatrixSet
    heading: Heading
    answers: Mapping[str, AnswerCell]
    notes: Mapping[int, Footnote] = field(repr=False)

    def text(self, key: str) -> str:
        """Give what stands in a column that is no level."""
        found = detail(key, self.row, self.matrix, self.policy)
        return plainly(found) or BLANK[key]

    def noted(self) -> Iterator[Footnote]:
        """Give its footnotes, those of its cells as well."""
        refs = [*self.heading.refs, *(ref for it in self.answers.values() for ref in it.refs)]
        yield from (self.notes[ref] for ref in dict.fromkeys(refs))


@final
@frozen
class Version:
    """One of the two versions: its rows by id, and the heads of its levels by tool and id."""

    policy: MatrixSet
    rows: Mapping[str, Printed]
    levels: Mapping[tuple[str, str], tuple[Heading, Mapping[int, Footnote]]]

    @classmethod
    def of(cls, policy: MatrixSet) -> Version:
        """Print the tables of a policy, requirements in the cells."""
        matrices = {it.id: it for it in policy.matrices}
        rows: dict[str, Printed] = {}
        levels: dict[tuple[str, str], tuple[Heading, Mapping[int, Footnote]]] = {}
        for grid in parts(policy, Choice(requirements="cells")):
            assert isinstance(grid, Grid)
            notes = {it.number: it for it in grid.footnotes}
            for line in grid.lines:
                row = policy.actions[line.heading.id]
                tool = policy.tools[row.tool]
                at = {it.id: _place(grid, line, it.id) for it in tool.levels}
                found = ((id_, line.cells[place]) for id_, place in at.items())
                answers = {id_: it for id_, it in found if isinstance(it, AnswerCell)}
                matrix = matrices[grid.anchor]
                rows[row.id] = Printed(row, matrix, policy, line.heading, answers, notes)
                heads = {(tool.id, id_): (grid.columns[place], notes) for id_, place in at.items()}
                levels = {**heads, **levels}
        return cls(policy, rows, levels)


def _place(grid: Grid, line: Line, level: str) -> int:
    """Give the column of a level of a row's own tool; others may have levels by the same id."""
    return next(
        place
        for place, (heading, cell) in enumerate(zip(grid.columns, line.cells, strict=True))
        if heading.id == level
        and heading.anchor
        and isinstance(cell, AnswerCell)
        and cell.answer is not Answer.NO_LEVEL
    )


@final
@frozen
class Column:
    """A level as a column of both versions, with the tools that have it; None is no level."""

    level: str | None
    title: str
    tools: tuple[str, ...]

    def answer(self, printed: Printed) -> AnswerCell:
        """Give the cell of a row."""
        if printed.row.tool not in self.tools:
            return NO_SUCH_LEVEL
        level = self.level or printed.policy.tools[printed.row.tool].default_level
        if level is None:
            return AnswerCell(answer=Answer.NO)
        return printed.answers.get(level, NO_SUCH_LEVEL)


def columns_of(tools: Sequence[str], old: MatrixSet, new: MatrixSet) -> list[Column]:
    """
    Give the columns of some tools, those that are gone where they stood.

    A level that both versions have is one column by its new title.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for tool in dict.fromkeys(tools):
        titles = {**_titles(old, tool), **_titles(new, tool)}
        for level in merged(_titles(old, tool), _titles(new, tool)):
            found.setdefault((level, titles[level]), []).append(tool)
    return [Column(level, title, tuple(some)) for (level, title), some in found.items()]


def _titles(policy: MatrixSet, tool: str) -> dict[str, str]:
    there = policy.tools.get(tool)
    return {} if there is None else {it.id: plainly(it.title) for it in there.levels}
