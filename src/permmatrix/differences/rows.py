"""A compared row as a change: its columns in words, and what else is different about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, final

from attrs import frozen

from permmatrix.cell_wording import obligation_titles
from permmatrix.differences.behaviour import Compared
from permmatrix.differences.pairs import Touched
from permmatrix.differences.values import CellChange, Change, How, What
from permmatrix.differences.witnesses import Shown
from permmatrix.model import (
    Action,
    Allow,
    Cell,
    Deny,
    MatrixSet,
    NotApplicable,
    Undocumented,
    When,
)
from permmatrix.source import Span
from permmatrix.wording import all_of_words, requirement_words

__all__ = ["RowChanges", "cell_says"]

NOT_THERE = "not there"


@final
@frozen
class RowChanges:
    """Tells how rows of two policies differ; one that is not there is None."""

    before: MatrixSet
    after: MatrixSet
    touched: Touched

    def change(self, old: Action | None, new: Action | None, compared: Compared) -> Change:
        """Tell what came of comparing two rows."""
        there = new or old
        assert there is not None
        return Change(
            what=What.ACTION,
            how=How.ADDED if old is None else How.REMOVED if new is None else How.CHANGED,
            id=there.id,
            title=there.title,
            direction=compared.direction,
            says=tuple(self._says(old, new, compared)),
            cells=tuple(
                self._cell(level, shown, old, new) for level, shown in compared.cells.items()
            ),
            widens=compared.elsewhere.widens,
            narrows=compared.elsewhere.narrows,
            span=there.title_span or there.span,
        )

    def _says(self, old: Action | None, new: Action | None, compared: Compared) -> Iterator[str]:
        if compared.facts is not None:
            yield f"hangs on {compared.facts} facts, too many to be settled"
        if old is None or new is None:
            return
        if old.tool != new.tool:
            titles = self.after.tools[new.tool].title, self.before.tools[old.tool].title
            yield f"the level on {titles[0]} decides, before that on {titles[1]}"
        if old.guard != new.guard:
            yield f"applies {_guard(new, self.after)}, before {_guard(old, self.before)}"
        titles_of = self.after.platforms
        if compared.gained:
            yield f"can be done on {all_of_words(titles_of[it] for it in compared.gained)} too"
        if compared.lost:
            yield f"can no longer be done on {all_of_words(titles_of[it] for it in compared.lost)}"

    def _cell(
        self, level: str | None, shown: Shown, old: Action | None, new: Action | None
    ) -> CellChange:
        there = new or old
        assert there is not None
        return CellChange(
            level=level,
            title=_title(there.tool, level, self.before, self.after),
            before=_words(old, level, self.before),
            after=_words(new, level, self.after),
            widens=shown.widens,
            narrows=shown.narrows,
            rewritten=self._rewritten(level, old, new),
            span=_span(there, level),
        )

    def _rewritten(self, level: str | None, old: Action | None, new: Action | None) -> bool:
        if _is_no(old, level, self.before) and _is_no(new, level, self.after):
            return False
        if old is None or new is None or old.guard != new.guard:
            return True
        if level is None:
            return False
        cells = dict(old.cells).get(level), dict(new.cells).get(level)
        needed = [new.guard, *(it.requirement for it in cells if isinstance(it, When))]
        return cells[0] != cells[1] or any(
            it is not None and self.touched.mentioned(it) for it in needed
        )


def _guard(row: Action, policy: MatrixSet) -> str:
    if row.guard is None:
        return "always"
    return f"only given {requirement_words(row.guard, policy, row.tool)}"


def _span(row: Action, level: str | None) -> Span | None:
    return row.span if level is None else row.cell_span(level)


def _title(tool: str, level: str | None, *policies: MatrixSet) -> str:
    for policy in reversed(policies):
        for it in policy.tools[tool].levels if tool in policy.tools else ():
            if it.id == level:
                return it.title
    return "no level"


def _words(row: Action | None, level: str | None, policy: MatrixSet) -> str:
    if row is None:
        return NOT_THERE
    cell = _written(row, level, policy)
    return NOT_THERE if cell is None else cell_says(cell, policy, row.tool)


def _written(row: Action, level: str | None, policy: MatrixSet) -> Cell | None:
    """Give the cell of a level, or, for holding none, that of the default."""
    if level is None:
        level = policy.tools[row.tool].default_level
        return Deny() if level is None else row.cell(level)
    return dict(row.cells).get(level)


def _is_no(row: Action | None, level: str | None, policy: MatrixSet) -> bool:
    """Say whether a column never says yes by itself, so that any yes comes from another one."""
    return row is None or not isinstance(_written(row, level, policy), Allow | When)


def cell_says(cell: Cell, policy: MatrixSet, tool: str) -> str:
    """Say in full what a cell holds; `tool` is the row's own, which goes without saying."""
    match cell:
        case Allow():
            return "yes"
        case Deny():
            return "no"
        case Undocumented():
            return "not documented"
        case NotApplicable():
            return "not applicable"
        case When(requirement, obligations):
            titles = obligation_titles(policy)
            limits = [titles.get(it, it).rstrip(".") for it in obligations]
            with_it = f", within a limit: {all_of_words(limits)}" if limits else ""
            if requirement is None:
                return f"yes{with_it}"
            return f"needs {requirement_words(requirement, policy, tool)}{with_it}"
        case _:
            assert_never(cell)
