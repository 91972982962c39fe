"""An operation none of whose rows applies in some situation."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.codes import Code
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found
from permmatrix.lint.witness import witness
from permmatrix.model import Operation
from permmatrix.truth import Formula, any_of, not_

__all__ = ["check"]

HELP = "guard a row for it, or add one; if nobody may then, suppress this and say so"


def check(examined: Examined) -> Iterator[Finding]:
    """Give the operations whose guards leave something out, with the least that they leave out."""
    for matrix in examined.matrices.matrices:
        for operation in matrix.operations:
            applies = any_of(examined.analysis.guard(row) for row in operation.any_of)
            if applies is not True:
                yield from _gap(operation, applies, examined)


def _gap(operation: Operation, applies: Formula, examined: Examined) -> Iterator[Finding]:
    nowhere = not_(applies)
    space = examined.space(applies, nowhere, known=True)
    if space is None:
        return
    who = witness(space, space.bits(nowhere) & space.complete, examined.matrices)
    if who is not None:
        name = operation.id.partition(".")[2]
        message = f"no row of `{name}` applies to {who}"
        yield from found(Code.OPERATION_GAP, message, operation.span, HELP)
