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
from permmatrix.suite.values import Subject
from permmatrix.suite.variants import Variants, asked_by_row

__all__ = ["Measured", "measure", "total"]


@final
@frozen(eq=False)
class Measured:
    """
    What the tests of one policy are worth.

    `coverage` and `mutation` are empty where they were not asked for.
    """

    subject: Subject
    coverage: tuple[RowCoverage, ...] = ()
    mutation: tuple[RowMutation, ...] = ()

    @property
    def survivors(self) -> Iterator[Survivor]:
        """The mutants that no test notices."""
        for row in self.mutation:
            yield from row.survivors

    @property
    def found(self) -> Iterator[Diagnostic]:
        """Say which cells and facts are not covered, and which mutants no test notices."""
        for covered in self.coverage:
            yield from covered.found
        for mutated in self.mutation:
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
    return Measured(subject, tuple(covered), tuple(mutated))


def total(rows: Iterable[RowCoverage | RowMutation]) -> Score:
    """Add up the scores of rows."""
    return Score.sum(row.score for row in rows)
