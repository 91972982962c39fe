"""
Which changes of what rows share the tests would not notice: of levels, and of operations.

As with rows, what no situation tells from the policy is no mutant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import final

from attrs import frozen

from permmatrix.diagnostics import Diagnostic
from permmatrix.model import MatrixSet, Operation, Tool
from permmatrix.suite.mutation import Mutation, Survivor, missed
from permmatrix.suite.pasting import Changed, pasted
from permmatrix.suite.shared_mutants import SharedMutant, operation_mutants, tool_mutants
from permmatrix.suite.shared_reach import OperationReach, Shown, ToolReach
from permmatrix.suite.variants import Asked

__all__ = ["SharedMutation", "shared_mutations"]


@final
@frozen(kw_only=True)
class SharedMutation(Mutation[SharedMutant[Tool | Operation]]):
    """The mutants of a tool or an operation."""

    thing: Tool | Operation

    @property
    def found(self) -> Iterator[Diagnostic]:
        """Say what is not noticed."""
        return missed(self.thing, self.survivors)


def shared_mutations(
    matrices: MatrixSet, asked: Mapping[str, list[Asked]]
) -> Iterator[SharedMutation]:
    """Say of each tool and operation that has mutants which of them the tests notice."""
    taken: set[str] = set()
    for tool in matrices.tools.values():
        if changed := tool_mutants(tool, matrices):
            reach = ToolReach.of(matrices, tool, asked)
            tried = [(it, reach.shown(it.thing), reach.noticed(it.thing)) for it in changed]
            yield _mutation(tool, tried, taken)
    for operation in {it.id: it for it in matrices.operations.values()}.values():
        if fewer := operation_mutants(operation, matrices):
            whole = OperationReach.of(matrices, operation, asked)
            found = [(it, whole.shown(it.thing), whole.noticed(it.thing)) for it in fewer]
            yield _mutation(operation, found, taken)


def _mutation(
    thing: Tool | Operation,
    tried: Collection[tuple[SharedMutant[Tool | Operation], Shown | None, bool]],
    taken: set[str],
) -> SharedMutation:
    there = [(mutant, shown, noticed) for mutant, shown, noticed in tried if shown is not None]
    seen = tuple(mutant for mutant, _, noticed in there if noticed)
    left = [(mutant, shown) for mutant, shown, noticed in there if not noticed]
    survivors = tuple(_survivor(mutant, shown, taken) for mutant, shown in left)
    return SharedMutation(
        thing=thing, noticed=seen, equivalent=len(tried) - len(there), survivors=survivors
    )


def _survivor(mutant: SharedMutant[Tool | Operation], shown: Shown, taken: set[str]) -> Survivor:
    if shown.situation is None:
        return Survivor(mutant, "")
    change = Changed(shown.action, mutant.words, shown.before, shown.after)
    text = pasted(change, shown.situation, platform=shown.platform, taken=taken)
    survivor = Survivor(mutant, text)
    taken.add(survivor.id)
    return survivor
