"""What a lint rule says: a diagnostic, and the cells it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Related
from permmatrix.source import Span

__all__ = ["Finding", "found", "other_place"]


@final
@frozen
class Finding:
    """A diagnostic of a rule, and the levels of the row's cells that it is about, if any."""

    diagnostic: Diagnostic
    cells: tuple[str, ...] = ()


def found(  # noqa: PLR0913  the parts of a finding
    code: Code,
    message: str,
    span: Span | None,
    help_: str,
    *,
    related: Iterable[Related] = (),
    cells: tuple[str, ...] = (),
) -> Iterator[Finding]:
    """Give a finding, or none of a matrix that was made without places to show."""
    if span is not None:
        diagnostic = Diagnostic(
            code=code, message=message, span=span, help=help_, related=tuple(related)
        )
        yield Finding(diagnostic, cells)


def other_place(message: str, span: Span | None) -> tuple[Related, ...]:
    """Give a related place, if it is known."""
    return () if span is None else (Related(message, span),)
