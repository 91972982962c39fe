"""
The linter: what is sound in a matrix and yet probably not meant.

Each rule is a module of `rules` with one function, from the matrices to findings.
"""

from __future__ import annotations

from collections.abc import Collection

from permmatrix.codes import Code
from permmatrix.diagnostics import Report
from permmatrix.lint.choice import EVERY, chosen
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding
from permmatrix.lint.rules import RULES
from permmatrix.lint.suppressing import sift
from permmatrix.model import MatrixSet

__all__ = ["EVERY", "chosen", "lint"]


def lint(
    matrices: MatrixSet, files: tuple[str, ...] = (), codes: Collection[Code] = EVERY
) -> Report:
    """Report what the rules with these codes find, and what the files let stand of it."""
    examined = Examined(matrices)
    findings = [it for code in RULES if code in codes for it in _found(code, examined)]
    problems, let_stand = sift(findings, matrices, codes)
    return Report(tuple(problems), files, tuple(let_stand))


def _found(code: Code, examined: Examined) -> list[Finding]:
    examined.rule = code
    return list(RULES[code](examined))
