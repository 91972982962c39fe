"""What was measured of the tests of one policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

from attrs import frozen

from permmatrix.diagnostics import Diagnostic
from permmatrix.suite.coverage import RowCoverage
from permmatrix.suite.mutation import RowMutation, Survivor
from permmatrix.suite.shared import SharedMutation
from permmatrix.suite.values import Subject

__all__ = ["Measured"]


@final
@frozen(eq=False)
class Measured:
    """
    What the tests of one policy are worth.

    `coverage`, `mutation` and `shared`, the mutants of what rows share, are empty where they were
    not asked for.
    """

    subject: Subject
    coverage: tuple[RowCoverage, ...] = ()
    mutation: tuple[RowMutation, ...] = ()
    shared: tuple[SharedMutation, ...] = ()

    @property
    def mutated(self) -> tuple[RowMutation | SharedMutation, ...]:
        """All that has mutants."""
        return *self.mutation, *self.shared

    @property
    def survivors(self) -> Iterator[Survivor]:
        """The mutants that no test notices."""
        for it in self.mutated:
            yield from it.survivors

    @property
    def found(self) -> Iterator[Diagnostic]:
        """Say which cells and facts are not covered, and which mutants no test notices."""
        for covered in self.coverage:
            yield from covered.found
        for mutated in self.mutated:
            yield from mutated.found
