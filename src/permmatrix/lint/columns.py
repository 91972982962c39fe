"""The columns of the tables: which tools share their levels, and which rows they have together."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define

from permmatrix.model import Action, Level, Matrix, MatrixSet, Tool

__all__ = ["Columns", "columns"]


@define(eq=False)
class Columns:
    """
    Levels that were declared once, for one tool or for several that have them alike.

    Attributes:
        tools: the tools, the one that the levels were declared for first.
        rows: the rows of all of them.
    """

    tools: list[Tool]
    rows: list[Action]

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels, as first declared."""
        return self.tools[0].levels


def columns(matrices: MatrixSet) -> list[Columns]:
    """Give the columns of a policy; tools have them together where one line declares both."""
    by_tool: dict[str, Columns] = {}
    for matrix in matrices.matrices:
        for alike in _alike(matrix):
            known = {id(it): it for tool in alike if (it := by_tool.get(tool.id))}
            merged = Columns([], [])
            for it in known.values():
                merged.tools += it.tools
            merged.tools += [it for it in alike if it.id not in by_tool]
            by_tool |= dict.fromkeys((tool.id for tool in merged.tools), merged)
    for matrix in matrices.matrices:
        for row in matrix.actions:
            by_tool[row.tool].rows.append(row)
    return list({id(it): it for it in by_tool.values()}.values())


def _alike(matrix: Matrix) -> Iterable[list[Tool]]:
    """Give the tools of a matrix by where their levels were declared."""
    groups: dict[object, list[Tool]] = {}
    for tool in matrix.tools:
        span = tool.levels[0].span if tool.levels else None
        groups.setdefault(tool.id if span is None else span.start, []).append(tool)
    return groups.values()
