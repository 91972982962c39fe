"""What the lint rules look at: the matrices, and what several rules work out of them, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property, partial
from typing import final

from permmatrix.codes import Code
from permmatrix.lint.columns import Columns, columns
from permmatrix.lint.constants import Constants
from permmatrix.lint.needless import Needless
from permmatrix.lint.uses import Use, uses
from permmatrix.lint.words import Words
from permmatrix.model import Action, Matrix, MatrixSet
from permmatrix.requirements import HasLevel, Requirement
from permmatrix.situations import Analysis, Space
from permmatrix.truth import Formula, any_of

__all__ = ["Examined"]


@final
class Examined:
    """The matrices of a policy, as the rules look at them."""

    def __init__(self, matrices: MatrixSet) -> None:
        self.matrices = matrices
        self.unsettled: Counter[Code] = Counter()
        """How often a rule had to leave something open, hanging on too many facts."""
        self.rule: Code | None = None
        """The rule that is looking."""

    @cached_property
    def rows(self) -> tuple[tuple[Matrix, Action], ...]:
        """Every row with its matrix, in the order of the files."""
        every = self.matrices.matrices
        return tuple((matrix, row) for matrix in every for row in matrix.actions)

    @cached_property
    def shapes(self) -> tuple[Sequence[Action], ...]:
        """The rows, those together that say the same in the same words."""
        shapes: dict[object, list[Action]] = {}
        for _, row in self.rows:
            shapes.setdefault((row.tool, row.guard, row.cells), []).append(row)
        return tuple(shapes.values())

    @cached_property
    def words(self) -> dict[str, Words]:
        """How the titles of each matrix are read, by the matrix's id."""
        return {it.id: Words(english=_english(it.language)) for it in self.matrices.matrices}

    @cached_property
    def uses(self) -> frozenset[Use]:
        """Everything that some matrix names."""
        return frozenset(use for matrix in self.matrices.matrices for use in uses(matrix))

    @cached_property
    def columns(self) -> list[Columns]:
        """The columns, by tools that have them alike."""
        return columns(self.matrices)

    @cached_property
    def analysis(self) -> Analysis:
        """The policy as formulas."""
        return Analysis(self.matrices)

    def space(self, *formulas: Formula, known: bool = False) -> Space | None:
        """
        Give the situations that matter to some formulas, or None where they are too many.

        A rule then says nothing of what hangs on them, and it is told in the end that it did not.
        """
        try:
            return self.analysis.space(formulas, known=known)
        except OverflowError:
            self.unsettled.update([] if self.rule is None else [self.rule])
            return None

    def never(self, formula: Formula) -> bool:
        """Say whether a formula is never true, of which a space can be laid out."""
        space = self.space(formula, known=True)
        return space is not None and not space.bits(formula) & space.possible

    @cached_property
    def constants(self) -> Constants:
        """What is known of requirements that are always true or never."""
        return Constants(self.analysis, partial(self.space, known=True))

    @cached_property
    def needless(self) -> Needless:
        """What is known of parts of requirements that change nothing."""
        return Needless(self.analysis, self.space)

    def constant(self, requirement: Requirement | None) -> bool | None:
        """Say that a requirement is always true or never; none at all hangs on nobody."""
        return None if requirement is None else self.constants.constant(requirement)

    def held(self, tool: str, level: str) -> Formula:
        """Give when a user holds a level: it was given, or follows from facts."""
        found = self.matrices.tools[tool].level(level)
        follows = False if found.held_when is None else self.analysis.formula(found.held_when)
        if not found.handed_out:
            return follows
        return any_of([self.analysis.formula(HasLevel(tool, (level,))), follows])

    def formula(self, requirement: Requirement | None) -> Formula:
        """Give a requirement as a formula; none is always true."""
        return True if requirement is None else self.analysis.formula(requirement)


def _english(language: str | None) -> bool:
    """Say whether titles are read as English: they are where nothing else is said."""
    return language is None or language.lower().split("-")[0] == "en"
