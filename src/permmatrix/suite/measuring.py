"""Measures suites, policy by policy and row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import final

from attrs import frozen

from permmatrix.diagnostics import Diagnostic
from permmatrix.suite.coverage import RowCoverage, row_coverage
from permmatrix.suite.mutation import RowMutation, Survivor, row_mutation
from permmatrix.suite.running import Result
from permmatrix.suite.score import Score
from permmatrix.suite.shared import SharedMutation, shared_mutations
from permmatrix.suite.values import Subject
from permmatrix.suite.variants import Variants, asked_by_row

__all__ = ["Measured", "measure", "total"]


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


def measure(results: Iterable[Result], *, coverage: bool, mutation: bool) -> list[Measured]:
    """Measure tests that were run. Those of one policy are measured together."""
    by_subject: dict[Subject, list[Result]] = {}
    for result in results:
        by_subject.setdefault(result.suite.subject, []).append(result)
    return [
        _measured(subject, found, coverage=coverage, mutation=mutation)
        for subject, found in by_subject.items()
    ]


def _measured(
    subject: Subject, results: list[Result], *, coverage: bool, mutation: bool
) -> Measured:
    covered, mutated = [], []
    asked = asked_by_row(subject.matrices, results)
    for matrix in subject.matrices.matrices:
        for row in matrix.actions:
            variants = Variants(subject.matrices, row, asked[row.id])
            covered += [row_coverage(variants)] if coverage else []
            mutated += [row_mutation(variants)] if mutation else []
    shared = shared_mutations(subject.matrices, asked) if mutation else ()
    return Measured(subject, tuple(covered), tuple(mutated), tuple(shared))


def total(parts: Iterable[RowCoverage | RowMutation | SharedMutation]) -> Score:
    """Add up the scores of rows and of what they share."""
    return Score.sum(it.score for it in parts)
