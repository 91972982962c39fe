"""Two models to what their policies answer differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import final

from attrs import define, evolve, field

from permmatrix.compiler import compile_matrices
from permmatrix.differences.aligned import align, handed_out
from permmatrix.differences.behaviour import Compared, Comparing
from permmatrix.differences.declared import aliases_changed, aliases_moved, declared_changed
from permmatrix.differences.diff import Diff
from permmatrix.differences.models import Models
from permmatrix.differences.names import Names, match_declared
from permmatrix.differences.pairs import Named, NamedPair, Pairs, RowPair, Touched
from permmatrix.differences.renamed import renames
from permmatrix.differences.renaming import by_new_names
from permmatrix.differences.row_names import match_rows
from permmatrix.differences.rows import RowChanges
from permmatrix.differences.texts import as_text, texts_changed
from permmatrix.differences.values import (
    Change,
    Direction,
    How,
    Side,
    What,
)
from permmatrix.model import Action, MatrixSet, Operation
from permmatrix.wording import all_of_words

__all__ = ["Comparison", "compare"]

DECLARED = {What.TOOL, What.LEVEL, What.CONDITION}
"""What changes answers only through the rows that speak of it."""


def compare(old: MatrixSet, new: MatrixSet, *, names: tuple[str, str] = ("old", "new")) -> Diff:
    """
    Give what two policies answer differently.

    Exact: every row and operation is compared in every situation there can be, facts that are not
    known included. `names` are what the two sides are called.
    """
    if old == new:
        models = Models(old, new, Names())
        return Diff(old=_side(old, names[0]), new=_side(new, names[1]), models=models)
    return Comparison(old, new).diff(names)


def _side(policy: MatrixSet, name: str) -> Side:
    files = tuple(it.file.name for it in policy.matrices if it.file is not None)
    return Side(name=name, files=files, actions=sum(len(it.actions) for it in policy.matrices))


@final
@define(eq=False)
class Comparison:
    """Compares step by step: what is the same thing, what may differ, and what does."""

    written: MatrixSet
    new: MatrixSet
    names: Names = field(init=False)
    old: MatrixSet = field(init=False)
    pairs: Pairs = field(init=False)

    def __attrs_post_init__(self) -> None:
        names = match_declared(self.written, self.new)
        self.old = by_new_names(self.written, names)
        self.names = match_rows(self.old, self.new, names)
        self.pairs = Pairs.of(self.old, self.new, self.names)

    def diff(self, called: tuple[str, str]) -> Diff:
        """Give the difference; `called` is what the two sides are called."""
        before, after = _side(self.written, called[0]), _side(self.new, called[1])
        found = renames(self.names, self.new)
        changes = [
            *declared_changed(self.old, self.new, self.touched, self.comparing),
            *self._rows(),
            *self._operations(),
            *self._moved(),
            *aliases_changed(self.old, self.new, self.names),
        ]
        changed = {(it.what, it.id) for it in changes}
        texts = list(texts_changed(self.old, self.new, self.names, self.pairs, changed))
        if changes and not self._matters(changes):
            texts = [*map(as_text, changes), *texts]
            changes = []
        return Diff(
            old=before,
            new=after,
            changes=tuple(changes),
            renames=tuple(found),
            texts=tuple(texts),
            models=Models(self.old, self.new, self.names),
        )

    def _matters(self, changes: Iterable[Change]) -> bool:
        """Say whether there is more than declarations on which no answer hangs."""
        if not all(it.what in DECLARED for it in changes) or self.names.actions:
            return True
        own = {row.tool for matrix in self.new.matrices for row in matrix.actions}
        if any(self._held_otherwise(id_) for id_ in own if id_ in self.old.tools):
            return True
        old, new = (compile_matrices(policy).digest for policy in (self.old, self.new))
        return old != new

    def _held_otherwise(self, tool: str) -> bool:
        """Say whether there are other levels to hold on a tool, or they are held in another way."""
        was, now = self.old.tools[tool], self.new.tools[tool]
        return (handed_out(was), was.default_level, was.scope) != (
            handed_out(now),
            now.default_level,
            now.scope,
        )

    @cached_property
    def touched(self) -> Touched:
        """What rows speak of, and means something else now."""
        return Touched.of(self.old, self.new)

    @cached_property
    def comparing(self) -> Comparing:
        """The two sides with the rows that may differ, and those of operations that may."""
        wanted = [*self._rows_to_compare, *self._rows_of_operations]
        old = _only(self.old, {row.id for row, _ in wanted if row is not None})
        new = _only(self.new, {row.id for _, row in wanted if row is not None})
        return Comparing(*align(old, new), self.names)

    @cached_property
    def _rows_to_compare(self) -> list[RowPair]:
        return [pair for pair in self.pairs.rows if self.touched.may_differ(*pair)]

    @property
    def _rows_of_operations(self) -> Iterator[RowPair]:
        for old, new in (*self._operations_to_compare, *self._moved_aliases.values()):
            yield from ((row, None) for row in self._rows_of(old, self.old))
            yield from ((None, row) for row in self._rows_of(new, self.new))

    @cached_property
    def _operations_to_compare(self) -> list[NamedPair]:
        differing = {new.id for old, new in self._rows_to_compare if old and new}
        return [
            (old, new)
            for old, new in self.pairs.operations
            if self._together(old) != _ids(new) or not differing.isdisjoint(_ids(new))
        ]

    @cached_property
    def _moved_aliases(self) -> dict[str, NamedPair]:
        """The aliases that stand for something else, and what they stood and stand for."""
        return {
            alias: (_named(self.old, was), _named(self.new, now))
            for alias, was, now in aliases_moved(self.old, self.new, self.names)
        }

    def _moved(self) -> Iterator[Change]:
        for alias, (old, new) in self._moved_aliases.items():
            assert old is not None
            assert new is not None
            compared = self._compared(old, new)
            change = self._operation_change(old, new, compared)
            says = f"stands for `{new.id}`, before for `{old.id}`"
            yield evolve(change, what=What.ALIAS, id=alias, says=(says,))

    def _together(self, it: Named | None) -> tuple[str, ...]:
        return tuple(self.names.actions.get(id_, id_) for id_ in _ids(it))

    def _rows_of(self, it: Named | None, policy: MatrixSet) -> list[Action]:
        return [policy.actions[id_] for id_ in _ids(it)]

    def _rows(self) -> Iterator[Change]:
        sides = (self.comparing.old.matrices.actions, self.comparing.new.matrices.actions)
        changes = RowChanges(self.old, self.new, self.touched)
        for old, new in self._rows_to_compare:
            compared = self.comparing.row(
                None if old is None else sides[0][old.id], None if new is None else sides[1][new.id]
            )
            moved = old is None or new is None or old.tool != new.tool
            if moved or compared.direction is not Direction.NEITHER:
                yield changes.change(old, new, compared)

    def _operations(self) -> Iterator[Change]:
        for old, new in self._operations_to_compare:
            compared = self._compared(old, new)
            if compared.direction is not Direction.NEITHER or old is None or new is None:
                yield self._operation_change(old, new, compared)

    def _compared(self, old: Named | None, new: Named | None) -> Compared:
        before, after = (
            [side.matrices.actions[id_] for id_ in _ids(it)]
            for it, side in ((old, self.comparing.old), (new, self.comparing.new))
        )
        return self.comparing.operation(before, after)

    def _operation_change(
        self,
        old: Named | None,
        new: Named | None,
        compared: Compared,
    ) -> Change:
        there = new or old
        assert there is not None
        how = How.ADDED if old is None else How.REMOVED if new is None else How.CHANGED
        return Change(
            what=What.OPERATION if isinstance(there, Operation) else What.ACTION,
            how=how,
            id=there.id,
            title=there.title,
            direction=compared.direction,
            says=tuple(self._operation_says(old, new, compared)),
            widens=compared.elsewhere.widens,
            narrows=compared.elsewhere.narrows,
            span=there.span,
        )

    def _operation_says(
        self,
        old: Named | None,
        new: Named | None,
        compared: Compared,
    ) -> Iterator[str]:
        before, after = self._together(old), _ids(new)
        if set(before) != set(after) and old is not None and new is not None:
            yield f"asks for {_listed(after)}, before for {_listed(before)}"
        if compared.facts is not None:
            yield f"hangs on {compared.facts} facts, too many to be settled"
        titles = self.new.platforms
        if compared.gained and old is not None:
            yield f"allows more on {all_of_words(titles[it] for it in compared.gained)}"
        if compared.lost and new is not None:
            yield f"allows less on {all_of_words(titles[it] for it in compared.lost)}"


def _named(policy: MatrixSet, id_: str) -> Named:
    return policy.actions.get(id_) or policy.operations[id_]


def _ids(it: Named | None) -> tuple[str, ...]:
    if it is None:
        return ()
    return it.any_of if isinstance(it, Operation) else (it.id,)


def _listed(ids: Iterable[str]) -> str:
    return all_of_words(f"`{id_}`" for id_ in ids)


def _only(policy: MatrixSet, ids: set[str]) -> MatrixSet:
    """Leave out the rows that need not be looked at, and what is there only to be read."""
    some = [
        evolve(
            matrix,
            actions=tuple(row for row in matrix.actions if row.id in ids),
            operations=(),
            advisories=(),
        )
        for matrix in policy.matrices
    ]
    return MatrixSet(tuple(some))
