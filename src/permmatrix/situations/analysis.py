"""What a policy says, as formulas over numbered facts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import final

from permmatrix.lowering import Lowering, Way
from permmatrix.model import Action, MatrixSet
from permmatrix.requirements import Requirement
from permmatrix.situations.ground import Ground
from permmatrix.situations.space import Space
from permmatrix.truth import Formula, any_of

__all__ = ["Analysis"]


@final
class Analysis:
    """
    One policy's rows, operations and requirements as formulas.

    The levels a user was given are facts in them like the others.
    """

    def __init__(self, matrices: MatrixSet, also: Iterable[Requirement] = ()) -> None:
        """Lower a policy; `also` are requirements beside those of rows, levels and advisories."""
        advised = [it.when for matrix in matrices.matrices for it in matrix.advisories]
        self.matrices = matrices
        self.lowering = Lowering(matrices, also=(*advised, *also))
        self._ways: dict[object, list[Way]] = {}

    @cached_property
    def ground(self) -> Ground:
        """The facts that the formulas are about."""
        return Ground.of(self.lowering)

    def space(self, formulas: Iterable[Formula], *, known: bool = False) -> Space:
        """
        Give the situations that matter to some formulas; with `known`, those without unknown facts.

        Raises:
            OverflowError: there are too many.
        """
        return Space(self.ground, formulas, known=known)

    def formula(self, requirement: Requirement) -> Formula:
        """
        Give a requirement as a formula.

        Raises:
            KeyError: it names a fact that nothing in the policy and none of `also` names.
        """
        return self.lowering.formula(requirement)

    def row(self, id_: str) -> Formula:
        """Give when a row says yes."""
        return any_of(formula for _, formula in self.ways(id_))

    def guard(self, id_: str) -> Formula:
        """Give when a row applies at all."""
        guard = self._action(id_).guard
        return True if guard is None else self.formula(guard)

    def grant(self, id_: str, level: str | None) -> Formula:
        """Give when a row says yes to a user who was given this level on its tool, or none."""
        return self.lowering.grant(self.lowering.shape(self._action(id_)), level)

    def ways(self, id_: str) -> list[Way]:
        """Give the ways to a row's yes and what comes with each, the preferred first."""
        row = self._action(id_)
        written = (row.tool, row.guard, row.cells)
        if written not in self._ways:
            self._ways[written] = self.lowering.ways(self.lowering.shape(row))
        return self._ways[written]

    def operation(self, id_: str) -> Formula:
        """Give when an operation says yes: when one of its rows does."""
        return any_of(self.row(row) for row in self.matrices.operations[id_].any_of)

    def asked(self, id_: str) -> Formula:
        """Give when an action or an operation says yes."""
        return self.operation(id_) if id_ in self.matrices.operations else self.row(id_)

    def _action(self, id_: str) -> Action:
        return self.matrices.actions[id_]
