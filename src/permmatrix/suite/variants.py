"""
Rows as they might be instead, and what the tests would get for answers.

A policy with one row changed is compiled from that row and what is asked together with it, which
takes no longer in a large policy than in a small one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import final

from attrs import define, evolve, field, frozen

from permmatrix.compiler import compile_matrices
from permmatrix.decision import Decision
from permmatrix.model import Action, Matrix, MatrixSet, Operation
from permmatrix.policy import Policy
from permmatrix.requirements import HasLevel
from permmatrix.situations import Analysis
from permmatrix.suite.running import Result, as_expected, ask
from permmatrix.suite.values import Expectation, NamedTest, Question

__all__ = ["Asked", "Variants", "analysis_of", "asked_by_row", "part_of", "replaced"]


@final
@frozen(eq=False)
class Asked:
    """A question that was asked, and which test asked it; `sound` where that test passed."""

    test: NamedTest
    question: Question
    expected: Expectation
    sound: bool

    def noticed(self, answer: Decision) -> bool:
        """Say whether this answer would make a test fail that passes."""
        return self.sound and not as_expected(self.expected, answer)


def asked_by_row(matrices: MatrixSet, results: Iterable[Result]) -> dict[str, list[Asked]]:
    """Give, for each row, the questions that were asked of it, or of an operation with it."""
    found: dict[str, list[Asked]] = {id_: [] for id_ in _rows(matrices)}
    for result in results:
        test = result.test
        if test.skip is not None:
            continue
        for question in test.questions():
            asked = Asked(test, question, test.expected(question), result.passed)
            operation = matrices.operations.get(question.action)
            for id_ in (question.action,) if operation is None else operation.any_of:
                found[id_].append(asked)
    return found


def _rows(matrices: MatrixSet) -> dict[str, Action]:
    return {row.id: row for matrix in matrices.matrices for row in matrix.actions}


def replaced(matrices: MatrixSet, row: Action) -> MatrixSet:
    """Give the matrices with a row in place of the one of its id."""
    return MatrixSet(
        tuple(
            evolve(it, actions=tuple(row if old.id == row.id else old for old in it.actions))
            for it in matrices.matrices
        )
    )


@final
@define(eq=False)
class Variants:
    """
    The policy with one of its rows as it might be instead.

    Every variant is compiled once, and asked each question once.
    """

    matrices: MatrixSet
    row: Action
    asked: list[Asked]
    part: MatrixSet = field(init=False)
    analysis: Analysis = field(init=False)
    _policies: dict[Action, Policy] = field(factory=dict)
    _answers: dict[Action, list[Decision]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.part = _part(self.matrices, self.row)
        # a variant may ask for a level that its row does not
        self.analysis = analysis_of(self.part)

    def policy(self, row: Action) -> Policy:
        """Give a policy that answers for the row, and for operations with it, as this would."""
        if row not in self._policies:
            part = replaced(self.part, row)
            self._policies[row] = Policy(compile_matrices(part), part)
        return self._policies[row]

    def same(self, row: Action, other: Action) -> bool:
        """Say whether two variants answer alike whatever they are asked: their digests say so."""
        return self.policy(row).digest_of(row.id) == self.policy(other).digest_of(other.id)

    def answers(self, row: Action) -> list[Decision]:
        """Give the answers to all that was asked."""
        if row not in self._answers:
            policy = self.policy(row)
            self._answers[row] = [ask(policy, it.test, it.question) for it in self.asked]
        return self._answers[row]

    def noticed(self, row: Action) -> bool:
        """Say whether a test that passes would fail."""
        return any(
            asked.noticed(answer)
            for asked, answer in zip(self.asked, self.answers(row), strict=True)
        )

    def told_apart(self, row: Action, other: Action) -> set[tuple[bool, bool]]:
        """Give how the answers of two variants differ: pairs of whether each is a yes."""
        pairs = zip(self.answers(row), self.answers(other), strict=True)
        return {(one.allowed, two.allowed) for one, two in pairs if one.allowed != two.allowed}


def analysis_of(part: MatrixSet) -> Analysis:
    """Analyse a policy, every level of which somebody may ask for."""
    levels = [
        HasLevel(tool.id, (level.id,)) for tool in part.tools.values() for level in tool.levels
    ]
    return Analysis(part, also=levels)


def _part(matrices: MatrixSet, row: Action) -> MatrixSet:
    """Give as much of the matrices as says what the row and the operations with it answer."""
    operations = [it for it in _distinct(matrices.operations) if row.id in it.any_of]
    return part_of(matrices, {row.id}, operations)


def part_of(
    matrices: MatrixSet, rows: Collection[str], operations: Collection[Operation]
) -> MatrixSet:
    """Give as much of the matrices as says what some rows and operations answer."""
    kept = {*rows, *(id_ for it in operations for id_ in it.any_of)}
    named = {it.id for it in operations}
    return MatrixSet(tuple(_cut(it, kept, named) for it in matrices.matrices))


def _cut(matrix: Matrix, rows: set[str], operations: set[str]) -> Matrix:
    return evolve(
        matrix,
        actions=tuple(it for it in matrix.actions if it.id in rows),
        operations=tuple(it for it in matrix.operations if it.id in operations),
        file=None,
    )


def _distinct(operations: Mapping[str, Operation]) -> list[Operation]:
    return list({it.id: it for it in operations.values()}.values())
