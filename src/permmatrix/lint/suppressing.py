"""Sets findings that a file lets stand apart from the others, and finds what lets nothing stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Suppressed
from permmatrix.lint.finding import Finding, found
from permmatrix.model import MatrixSet, Suppression
from permmatrix.source import Source

__all__ = ["sift"]


def sift(
    findings: Iterable[Finding], matrices: MatrixSet, codes: Collection[Code]
) -> tuple[list[Diagnostic], list[Suppressed]]:
    """
    Give the findings that stand as problems, and those that are let stand.

    A suppression of one of `codes` that lets nothing stand is a problem; of a rule that was not
    run, nothing can be said.
    """
    by_code: dict[tuple[str, Source], list[Suppression]] = {}
    for matrix in matrices.matrices:
        for it in matrix.suppressions:
            if it.within is not None:
                by_code.setdefault((it.code, it.within.source), []).append(it)
    problems: list[Diagnostic] = []
    let_stand: list[Suppressed] = []
    idle = {id(it): it for several in by_code.values() for it in several}
    for finding in findings:
        diagnostic = finding.diagnostic
        known = by_code.get((diagnostic.code, diagnostic.span.source), ())
        covering = [it for it in known if _covers(it, finding)]
        if covering:
            first = min(covering, key=_size)
            idle.pop(id(first), None)
            let_stand.append(Suppressed(diagnostic, first.because))
        else:
            problems.append(diagnostic)
    if Code.IDLE_SUPPRESSION in codes:
        problems.extend(it.diagnostic for it in _idle(idle.values(), codes))
    return problems, let_stand


def _covers(suppression: Suppression, finding: Finding) -> bool:
    within, span = suppression.within, finding.diagnostic.span
    assert within is not None
    about = not suppression.cells or set(suppression.cells).issuperset(finding.cells or ("",))
    return about and within.start <= span.start and span.end <= within.end


def _size(suppression: Suppression) -> tuple[int, bool]:
    """Order suppressions so that the closest one, whose reason is meant, comes first."""
    assert suppression.within is not None
    return suppression.within.end - suppression.within.start, not suppression.cells


def _idle(suppressions: Iterable[Suppression], codes: Collection[Code]) -> Iterator[Finding]:
    for it in suppressions:
        code = Code(it.code)
        if code in codes:
            where = f"of `{it.about.rpartition('.')[2]}`" if it.about else "of the matrix"
            message = f"the suppression {where} lets no finding of `{code.slug}` stand"
            yield from found(Code.IDLE_SUPPRESSION, message, it.span, "remove it")
