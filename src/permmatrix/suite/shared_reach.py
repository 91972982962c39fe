"""
How far a change of what rows share reaches: where it shows, and whether a test notices.

It is looked for row by row, so that no more is compiled than what is asked together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import final

from attrs import define, evolve, field, frozen

from permmatrix.compiler import compile_matrices
from permmatrix.lowering import Way, put
from permmatrix.model import Action, MatrixSet, Operation, Tool, When
from permmatrix.policy import Policy
from permmatrix.requirements import HasLevel, atoms
from permmatrix.situations import Analysis, Situation, Space, together
from permmatrix.suite.running import ask
from permmatrix.suite.shared_mutants import with_operation, with_tool
from permmatrix.suite.variants import Asked, Variants, analysis_of, part_of
from permmatrix.suite.witness import TooMany, Witness, witness
from permmatrix.truth import Formula

__all__ = ["OperationReach", "Shown", "ToolReach"]


@final
@frozen(kw_only=True, eq=False)
class Shown:
    """
    What answers otherwise after a change, and the smallest situation in which it does.

    There is no situation where it hangs on too many facts to be sure that there is one.
    """

    action: str
    before: Policy
    after: Policy
    situation: Situation | None = None
    platform: str | None = None


@final
@define(eq=False)
class ToolReach:
    """The rows whose answers may hang on who holds which level of a tool."""

    tool: Tool
    rows: list[Variants]
    _policies: dict[tuple[str, Tool], Policy] = field(factory=dict)

    @classmethod
    def of(cls, matrices: MatrixSet, tool: Tool, asked: Mapping[str, list[Asked]]) -> ToolReach:
        """Find the rows."""
        rows = [row for matrix in matrices.matrices for row in matrix.actions]
        reached = [row for row in rows if tool.id in _tools(matrices, row)]
        return cls(tool, [Variants(matrices, row, asked[row.id]) for row in reached])

    def shown(self, changed: Tool) -> Shown | None:
        """Give where the tool as it might be shows; None where it shows nowhere."""
        unsettled: Shown | None = None
        for variants in self.rows:
            found = self._difference(variants, changed)
            if found is None:
                continue
            shown = Shown(
                action=variants.row.id,
                before=variants.policy(variants.row),
                after=self._after(variants, changed),
                situation=None if isinstance(found, TooMany) else found.situation,
            )
            if shown.situation is not None:
                return shown
            if isinstance(found, TooMany):
                unsettled = unsettled or shown
        return unsettled

    def noticed(self, changed: Tool) -> bool:
        """Say whether a test that passes would fail."""
        return any(
            _noticed(self._after(variants, changed), variants.asked)
            for variants in self.rows
            if variants.asked
        )

    def _after(self, variants: Variants, changed: Tool) -> Policy:
        key = (variants.row.id, changed)
        if key not in self._policies:
            self._policies[key] = _compiled(with_tool(variants.part, changed))
        return self._policies[key]

    def _difference(self, variants: Variants, changed: Tool) -> Witness | TooMany | None:
        if changed.default_level != self.tool.default_level:
            return self._by_default(variants, changed)
        id_, before = variants.row.id, variants.analysis
        if self._after(variants, changed).digest_of(id_) == _digest(variants):
            return None
        after = analysis_of(with_tool(variants.part, changed))
        pair = together(before, after)
        old = [(label, pair.old(it)) for label, it in before.ways(id_)]
        new = [(label, pair.new(it)) for label, it in after.ways(id_)]
        return _compared(pair.space, old, new)

    def _by_default(self, variants: Variants, changed: Tool) -> Witness | TooMany:
        """
        Compare what a user who was given no level can do.

        A digest has the default in it even where nothing hangs on it, so it settles nothing here.
        """
        analysis = variants.analysis
        old, new = (
            [
                (label, put(formula, _given(analysis, self.tool.id, level)))
                for label, formula in analysis.ways(variants.row.id)
            ]
            for level in (self.tool.default_level, changed.default_level)
        )
        return _compared(analysis.space, old, new)


@final
@frozen(eq=False)
class OperationReach:
    """An operation, with its rows and what is asked of it."""

    operation: Operation
    part: MatrixSet
    policy: Policy
    analysis: Analysis
    asked: list[Asked]

    @classmethod
    def of(
        cls, matrices: MatrixSet, operation: Operation, asked: Mapping[str, list[Asked]]
    ) -> OperationReach:
        """Take what the operation answers from the matrices."""
        part = part_of(matrices, (), [operation])
        questions = [it for it in asked[operation.any_of[0]] if it.question.action == operation.id]
        return cls(operation, part, _compiled(part), analysis_of(part), questions)

    def shown(self, changed: Operation) -> Shown | None:
        """Give where the operation as it might be shows; None where it shows nowhere."""
        id_, after = self.operation.id, self._after(changed)
        if after.digest_of(id_) == self.policy.digest_of(id_):
            return None
        found = Shown(action=id_, before=self.policy, after=after)
        unsettled = False
        for platform in (None, *self.part.platforms):
            old, new = (self._ways(it, platform) for it in (self.operation, changed))
            seen = _compared(self.analysis.space, old, new)
            if isinstance(seen, TooMany):
                unsettled = True
            elif (situation := seen.situation) is not None:
                return evolve(found, situation=situation, platform=platform)
        return found if unsettled else None

    def noticed(self, changed: Operation) -> bool:
        """Say whether a test that passes would fail."""
        return _noticed(self._after(changed), self.asked)

    def _after(self, changed: Operation) -> Policy:
        return _compiled(with_operation(self.part, changed))

    def _ways(self, operation: Operation, platform: str | None) -> list[Way]:
        """Give the ways to a yes on a platform; of two alike, a decision prefers the last row's."""
        rows = [self.part.actions[id_] for id_ in reversed(operation.any_of)]
        there = [it for it in rows if not platform or not it.platforms or platform in it.platforms]
        ways = [way for row in there for way in self.analysis.ways(row.id)]
        return sorted(ways, key=lambda way: len(way[0]))


def _compiled(part: MatrixSet) -> Policy:
    return Policy(compile_matrices(part), part)


def _digest(variants: Variants) -> str:
    return variants.policy(variants.row).digest_of(variants.row.id)


def _noticed(policy: Policy, asked: Iterable[Asked]) -> bool:
    return any(it.noticed(ask(policy, it.test, it.question)) for it in asked if it.sound)


def _compared(
    lay_out: Callable[[Iterable[Formula]], Space], old: Sequence[Way], new: Sequence[Way]
) -> Witness | TooMany:
    try:
        space = lay_out(formula for _, formula in (*old, *new))
    except OverflowError:
        return TooMany()
    return witness(space, old, new)


def _given(analysis: Analysis, tool: str, level: str | None) -> dict[int, bool]:
    """Give the facts of a user who was given one level on a tool, or none."""
    return {
        number: atom[2] == level
        for number, atom in enumerate(analysis.lowering.atoms)
        if atom[:2] == ("level", tool)
    }


def _tools(matrices: MatrixSet, row: Action) -> set[str]:
    """Give the tools whose levels a row hangs on, by way of other levels as well."""
    needed = [row.guard, *(it.requirement for _, it in row.cells if isinstance(it, When))]
    found, new = set[str](), {row.tool}
    while new:
        found |= new
        needed += [level.held_when for id_ in new for level in matrices.tools[id_].levels]
        leaves = (leaf for it in needed if it is not None for leaf in atoms(it))
        new = {leaf.tool for leaf in leaves if isinstance(leaf, HasLevel)} - found
    return found
