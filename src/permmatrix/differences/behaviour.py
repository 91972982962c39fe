"""
Rows of two policies against each other, over every situation there can be.

A question is answered with no, or with yes and perhaps obligations. Yes is more than no, and a yes
is more than one that comes with further obligations. A change widens where the new answer is not
at most the old one, and narrows where it is not at least the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import final

from attrs import define, evolve, field, frozen

from permmatrix.differences.aligned import NO_LEVEL, Column
from permmatrix.differences.answers import Asked
from permmatrix.differences.columns import lone_columns, stand_alone
from permmatrix.differences.names import Names
from permmatrix.differences.situated import Situated, declared_tool
from permmatrix.differences.values import Direction, Witness
from permmatrix.differences.witnesses import Shown, Witnesses, beyond
from permmatrix.model import Action, MatrixSet
from permmatrix.situations import Analysis, together
from permmatrix.situations.ground import Ground

__all__ = ["Compared", "Comparing"]


@final
@frozen(kw_only=True)
class Compared:
    """
    How a row, or an operation, came out.

    Attributes:
        cells: by level of the row's tool, None for holding none; only those that differ.
        elsewhere: what shows in no column: with several levels, on one platform, or where levels
            are not known.
        gained: the platforms that answers widen on, because rows can be done there now.
        lost: the platforms that answers narrow on, because rows no longer can.
        facts: how many facts it hangs on, where they are too many to be settled.
    """

    cells: Mapping[str | None, Shown] = field(factory=dict)
    elsewhere: Shown = field(factory=Shown)
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    facts: int | None = None

    @property
    def direction(self) -> Direction:
        """Which way it goes as a whole."""
        if self.facts is not None:
            return Direction.NOT_SETTLED
        return self.overall.direction

    @property
    def overall(self) -> Shown:
        """Somebody for each direction, whether in a column or elsewhere."""
        shown = [*self.cells.values(), self.elsewhere]
        return Shown(
            widens=next((it.widens for it in shown if it.widens is not None), None),
            narrows=next((it.narrows for it in shown if it.narrows is not None), None),
        )


@final
@define(eq=False)
class Comparing:
    """
    Holds rows of two policies against each other.

    `old` speaks by the new names, and both have the same columns. What is written alike is compared
    once.
    """

    old: Column
    new: Column
    names: Names
    _done: dict[object, Compared] = field(factory=dict)

    @cached_property
    def sides(self) -> tuple[Ground, Asked, Asked]:
        """The common ground, and the two that are asked."""
        old, new = Analysis(self.old.matrices), Analysis(self.new.matrices)
        pair = together(old, new)
        return pair.ground, Asked(self.old, old, pair.old), Asked(self.new, new, pair.new)

    @cached_property
    def _witnesses(self) -> Witnesses:
        return Witnesses(self.old.matrices, self.new.matrices, self.names)

    @cached_property
    def _platforms(self) -> list[str]:
        """The platforms that can be asked about in both."""
        return [it for it in self.new.matrices.platforms if it in self.old.matrices.platforms]

    def row(self, old: Action | None, new: Action | None) -> Compared:
        """Compare two rows; None is a row that is not there."""
        key = tuple(
            None if it is None else (it.tool, it.guard, it.cells, it.platforms) for it in (old, new)
        )
        if key not in self._done:
            before, after = ([] if it is None else [it] for it in (old, new))
            self._done[key] = self._compared(before, after, columns=True)
        return self._done[key]

    def operation(self, old: Sequence[Action], new: Sequence[Action]) -> Compared:
        """Compare what two operations answer, by their rows."""
        return self._compared(old, new, columns=False)

    def ever(self, policy: MatrixSet, platform: str) -> Witness | None:
        """Give somebody whom some row allows on a platform, if there can be anybody."""
        rows = _there([row for it in policy.matrices for row in it.actions], platform)
        alone = Comparing(Column(MatrixSet(())), Column(policy), self.names)
        for row in rows:
            witness = alone.row(None, evolve(row, platforms=())).overall.widens
            if witness is not None:
                return _on(witness, platform, policy.platforms[platform])
        return None

    def _compared(self, old: Sequence[Action], new: Sequence[Action], *, columns: bool) -> Compared:
        try:
            return self._everywhere(old, new, columns=columns)
        except OverflowError as error:
            return Compared(facts=int(error.args[0]))

    def _everywhere(
        self, old: Sequence[Action], new: Sequence[Action], *, columns: bool
    ) -> Compared:
        plain = self._plain(old, new, columns=columns)
        return self._on_platforms(plain, old, new, columns=columns)

    def _plain(self, old: Sequence[Action], new: Sequence[Action], *, columns: bool) -> Compared:
        """Compare rows wherever they can be done."""
        try:
            plain = Situated(self.sides, self._witnesses, old, new)
        except OverflowError:
            alone = columns and self._one_by_one(old, new)
            if not alone:
                raise
            return alone
        cells = dict(self._cells(plain, old, new)) if columns else {}
        elsewhere = plain.shown(plain.space.full, unless=tuple(cells.values()))
        return Compared(cells=cells, elsewhere=elsewhere)

    def _one_by_one(self, old: Sequence[Action], new: Sequence[Action]) -> Compared | None:
        """Compare a row column by column, if that settles it."""
        was, now = old[0] if old else None, new[0] if new else None
        tools = {row.tool for row in (*old, *new)}
        if len(tools) > 1 or not (stand_alone(was, self.old) and stand_alone(now, self.new)):
            return None
        [tool] = tools
        declared = declared_tool(tool, self.sides[1:])
        cells: dict[str | None, Shown] = {}
        elsewhere = Shown()
        for lone in lone_columns(declared, was, now, self.sides):
            shown = Shown(
                widens=lone.widens and self._witnesses.of(lone.widens, None, frozenset()),
                narrows=lone.narrows and self._witnesses.of(lone.narrows, frozenset(), None),
            )
            if lone.known:
                cells[None if lone.level == NO_LEVEL else lone.level] = shown
            else:
                elsewhere = shown
        return Compared(cells=cells, elsewhere=beyond(elsewhere, cells.values()))

    def _cells(
        self, plain: Situated, old: Sequence[Action], new: Sequence[Action]
    ) -> Iterator[tuple[str | None, Shown]]:
        tools = {row.tool for row in (*old, *new)}
        if len(tools) > 1:  # a row that moved has other columns
            return
        [tool] = tools
        for level, mask, can_be_given in plain.columns(tool):
            given = (tool, level) if level is not None and can_be_given else None
            shown = plain.shown(mask, given=given)
            if shown.direction is not Direction.NEITHER:
                yield None if level == NO_LEVEL else level, shown

    def _on_platforms(
        self, plain: Compared, old: Sequence[Action], new: Sequence[Action], *, columns: bool
    ) -> Compared:
        """Add what shows on some platforms only, because rows can be done there or no longer."""
        widens, narrows = plain.elsewhere.widens, plain.elsewhere.narrows
        gained, lost = [], []
        seen: dict[object, Shown] = {
            ((), ()): Shown(),
            (tuple(_ids(old)), tuple(_ids(new))): Shown(),
        }
        titles = self.new.matrices.platforms
        for platform in self._platforms:
            before, after = _there(old, platform), _there(new, platform)
            key = tuple(_ids(before)), tuple(_ids(after))
            if key not in seen:
                seen[key] = self._plain(before, after, columns=columns).overall
            if seen[key].widens is not None:
                gained.append(platform)
                widens = widens or _on(seen[key].widens, platform, titles[platform])
            if seen[key].narrows is not None:
                lost.append(platform)
                narrows = narrows or _on(seen[key].narrows, platform, titles[platform])
        return evolve(
            plain,
            elsewhere=Shown(widens=widens, narrows=narrows),
            gained=tuple(gained),
            lost=tuple(lost),
        )


def _ids(rows: Iterable[Action]) -> Iterator[str]:
    return (row.id for row in rows)


def _there(rows: Sequence[Action], platform: str) -> list[Action]:
    return [row for row in rows if not row.platforms or platform in row.platforms]


def _on(witness: Witness | None, platform: str, title: str) -> Witness | None:
    if witness is None:
        return None
    return evolve(witness, platform=platform, words=f"{witness.words}, on {title}")
