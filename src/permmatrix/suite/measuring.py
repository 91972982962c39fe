"""Measures suites, policy by policy and row by row."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable

from permmatrix.suite.coverage import RowCoverage, row_coverage
from permmatrix.suite.joining import joined, text_of, texts
from permmatrix.suite.measured import Measured
from permmatrix.suite.mutation import RowMutation, row_mutation
from permmatrix.suite.running import Result
from permmatrix.suite.score import Score
from permmatrix.suite.shared import SharedMutation, shared_mutations
from permmatrix.suite.values import Subject
from permmatrix.suite.variants import Variants, asked_by_row

__all__ = ["Measured", "measure", "total"]


def measure(
    results: Iterable[Result],
    *,
    coverage: bool,
    mutation: bool,
    also: Iterable[Subject] = (),
) -> list[Measured]:
    """
    Measure tests that were run. Those of one policy are measured together.

    `also` are policies that count even where no test is about them. A row that several policies
    have from one file counts once, with what any of their tests shows.
    """
    by_subject: dict[Subject, list[Result]] = {}
    for result in results:
        by_subject.setdefault(result.suite.subject, []).append(result)
    seen = {text for it in by_subject for text in texts(it)}
    for subject in also:
        if not texts(subject) <= seen:
            by_subject.setdefault(subject, [])
    found = [
        _measured(subject, run, () if run else seen, coverage=coverage, mutation=mutation)
        for subject, run in by_subject.items()
    ]
    return joined(found) if len(found) > 1 else found


def _measured(
    subject: Subject,
    results: list[Result],
    counted: Collection[Hashable],
    *,
    coverage: bool,
    mutation: bool,
) -> Measured:
    """Measure a policy, but for the rows of files that are counted elsewhere."""
    covered, mutated = [], []
    asked = asked_by_row(subject.matrices, results)
    for matrix in subject.matrices.matrices:
        if text_of(matrix) in counted:
            continue
        for row in matrix.actions:
            variants = Variants(subject.matrices, row, asked[row.id])
            covered += [row_coverage(variants)] if coverage else []
            mutated += [row_mutation(variants)] if mutation else []
    shared = shared_mutations(subject.matrices, asked) if mutation else ()
    return Measured(subject, tuple(covered), tuple(mutated), tuple(shared))


def total(parts: Iterable[RowCoverage | RowMutation | SharedMutation]) -> Score:
    """Add up the scores of rows and of what they share."""
    return Score.sum(it.score for it in parts)
