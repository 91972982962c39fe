"""
The model to the program.

For each row and each level that can be given, one formula says when a user who holds the level is
allowed: the guard, and the level's own cell or that of a level that follows from the facts. Its
truth table is what the row means there. Formulas that are known to be true, and known to be false,
in the same situations are one grant, and rows that say the same in every part are one shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic
from permmatrix.digest import hashed, operation_digest, row_digest
from permmatrix.lowering import Lowering
from permmatrix.model import Action, MatrixSet, When
from permmatrix.program import Grant, Program, Shape
from permmatrix.requirements import HasLevel, atoms
from permmatrix.tables import MAX_LITERALS
from permmatrix.truth import Formula, literals, not_

__all__ = ["check_size", "compile_matrices"]


def check_size(matrices: MatrixSet) -> Iterator[Diagnostic]:
    """Give the rows that hang on more facts than can be settled exactly."""
    related = any(it.held_when for tool in matrices.tools.values() for it in tool.levels)
    rows = [row for matrix in matrices.matrices for row in matrix.actions]
    large = [row for row in rows if related or _written(row) > MAX_LITERALS]
    if not large:  # mostly, and then nothing need be lowered to see it
        return
    lowering = Lowering(matrices)
    for row in large:
        shape = lowering.shape(row)
        levels = (None, *lowering.tools[row.tool].handed_out)
        most = max(len(literals(lowering.grant(shape, level))) for level in levels)
        if most > MAX_LITERALS and row.span is not None:
            yield Diagnostic(
                code=Code.TOO_MANY_FACTS,
                message=f"`{row.id.partition('.')[2]}` hangs on {most} facts, more than the"
                f" {MAX_LITERALS} that can be settled exactly",
                span=row.span,
                help="a fact used both plainly and under `not` counts twice; in place of several,"
                " name one condition that the application gives",
            )


def _written(row: Action) -> int:
    """Count the facts a row names, repeated ones repeatedly: it hangs on no more of them."""
    needed = [cell.requirement for _, cell in row.cells if isinstance(cell, When)]
    return sum(
        len(leaf.levels) if isinstance(leaf, HasLevel) else 1
        for requirement in (row.guard, *needed)
        if requirement is not None
        for leaf in atoms(requirement)
    )


def compile_matrices(matrices: MatrixSet) -> Program:
    """
    Compile a policy.

    Raises:
        OverflowError: a row hangs on too many facts, which `check_size` would have said.
    """
    lowering = Lowering(matrices)
    sharing = _Sharing(lowering)
    actions = {row.id: (sharing.shape_number(row), row.platforms or None) for row in lowering.rows}
    answers = {
        (number, platforms): row_digest(lowering, sharing.shapes[number], platforms)
        for number, platforms in dict.fromkeys(actions.values())
    }
    digests = {id_: answers[means] for id_, means in actions.items()}
    found = [it for matrix in matrices.matrices for it in matrix.operations]
    for it in found:
        rows = [(sharing.shapes[actions[id_][0]], actions[id_][1]) for id_ in it.any_of]
        digests[it.id] = operation_digest(lowering, rows, tuple(matrices.platforms))
    aliases = {alias: row.id for row in lowering.rows for alias in row.aliases}
    aliases |= {alias: it.id for it in found for alias in it.aliases}
    files = [matrix.file for matrix in matrices.matrices if matrix.file is not None]
    return Program(
        tools=lowering.tools,
        atoms=lowering.atoms,
        grants=tuple(sharing.grants),
        shapes=tuple(sharing.shapes),
        actions=actions,
        operations={it.id: it.any_of for it in found},
        aliases=aliases,
        platforms=tuple(matrices.platforms),
        digests=digests,
        digest=hashed([digests, aliases, sorted(matrices.platforms)]),
        sources=tuple((file.name, file.text) for file in files),
    )


class _Sharing:
    """Keeps the distinct shapes and grants of the rows seen so far."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        self.shapes: list[Shape] = []
        self.grants: list[Formula] = []
        self._written: dict[Any, int] = {}
        self._shape_numbers: dict[Any, int] = {}
        self._grant_of: dict[Formula, Grant] = {}
        self._grant_numbers: dict[Any, list[int]] = {}

    def shape_number(self, row: Action) -> int:
        """Give the number of the row's shape, a new one if no row before it has the same."""
        written = (row.tool, row.guard, row.cells)
        if written not in self._written:
            self._written[written] = self._shape_number(row)
        return self._written[written]

    def _shape_number(self, row: Action) -> int:
        shape = self.lowering.shape(row)
        cells = [(id_, it.kind, it.formula, it.obligations) for id_, it in shape.cells.items()]
        key = (shape.tool, shape.guard, tuple(cells))
        if key not in self._shape_numbers:
            self._shape_numbers[key] = len(self.shapes)
            given = self.lowering.tools[row.tool].handed_out
            grants = {id_: self._grant(shape, id_) for id_ in shape.cells if id_ in given}
            self.shapes.append(Shape(shape.tool, shape.guard, shape.cells, grants))
        return self._shape_numbers[key]

    def _grant(self, shape: Shape, level: str) -> Grant:
        formula = self.lowering.grant(shape, level)
        if formula not in self._grant_of:
            self._grant_of[formula] = self._grant_number(formula)
        return self._grant_of[formula]

    def _grant_number(self, formula: Formula) -> Grant:
        found = self.lowering.table(formula)
        if found.constant is not None:
            return found.constant
        numbers = self._grant_numbers.setdefault(found.key, [])
        for number in numbers:
            if self._same_no(formula, self.grants[number]):
                return number
        numbers.append(len(self.grants))
        self.grants.append(formula)
        return numbers[-1]

    def _same_no(self, formula: Formula, other: Formula) -> bool:
        """
        Say whether formulas that are known to be true alike are known to be false alike.

        `any: [y, all: [x, not: x]]` is true when y is, but not known to be false when y is.
        """
        table = self.lowering.table
        return formula == other or table(not_(formula)) == table(not_(other))
