"""A problem with a file as a value, and the sorted report of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import final

from attrs import field, frozen

from permmatrix.codes import Code, Severity
from permmatrix.source import Source, Span

__all__ = [
    "MOST_PROBLEMS",
    "Diagnostic",
    "EnoughError",
    "Problems",
    "Related",
    "Report",
    "Suppressed",
    "listed",
    "shown",
]


def _printable(text: str) -> str:
    # what a terminal would obey, or an editor not show, is neither printed nor passed over
    if text.isprintable():  # as nearly all texts are
        return text
    return "".join(it if it.isprintable() or it == "\t" else "\ufffd" for it in text)


def _printable_line(text: str | None) -> str | None:
    # titles and sentences of a file are quoted in it, and these may be folded
    if text is None or text.isprintable():
        return text
    return _printable(" ".join(text.split()))


@final
@frozen
class Related:
    """Another place that has to do with a problem."""

    message: str = field(converter=_printable)
    span: Span

    @property
    def place(self) -> str:
        """The file, line and column, as editors and terminals understand them."""
        return _place(self.span)


@final
@frozen(kw_only=True)
class Diagnostic:
    """
    One problem: a stable code, the smallest place that shows it, and a line saying what is wrong.

    `help` says what to do about it. A file that could not be read at all has an empty span.
    """

    code: Code
    message: str = field(converter=_printable)
    span: Span
    help: str | None = field(default=None, converter=_printable_line)
    related: tuple[Related, ...] = ()

    @property
    def severity(self) -> Severity:
        """How bad it is, which its code says."""
        return self.code.severity

    @property
    def place(self) -> str:
        """The file, line and column, as editors and terminals understand them."""
        return _place(self.span)

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def _place(span: Span) -> str:
    return f"{_printable(span.file)}:{span.line}:{span.column}"


def _lines(diagnostic: Diagnostic) -> Iterator[str]:
    span = diagnostic.span
    yield f"{diagnostic.place}: {diagnostic.code} {diagnostic.message}"
    if span.source.text:
        yield from _excerpt(span)
    for other in diagnostic.related:
        yield f"  note: {other.message} at {other.place}"
    if diagnostic.help:
        yield f"  help: {diagnostic.help}"


def _excerpt(span: Span) -> Iterator[str]:
    number, text = str(span.line), span.source.line(span.line)
    if len(text) > MOST_SHOWN:
        return
    last = span.end_column if span.end_line == span.line else len(text) + 1
    yield f"  {number} | {_printable(text)}"
    # tabs are repeated so that the caret stands under its character however wide they are shown
    indent = "".join("\t" if character == "\t" else " " for character in text[: span.column - 1])
    yield f"  {' ' * len(number)} | {indent}{'^' * max(last - span.column, 1)}"


MOST_SHOWN = 200


def shown(text: object) -> str:
    """Give what somebody wrote as a message can hold it: on one line, cut where it is long."""
    line = " ".join(str(text).split())
    return line if len(line) <= MOST_QUOTED else line[: MOST_QUOTED - 1] + "…"


MOST_QUOTED = 60


@final
@frozen
class Suppressed:
    """A finding that somebody has looked at and let stand, with the reason they gave."""

    diagnostic: Diagnostic
    reason: str = field(converter=_printable)

    def __str__(self) -> str:
        return f"{self.diagnostic}\n  suppressed: {' '.join(self.reason.split())}"


def _by_place(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    first = span.source.first_line
    return span.file, first, span.start, diagnostic.code, diagnostic.message


def _sorted(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(set(found), key=_by_place))


def _sorted_suppressed(found: Iterable[Suppressed]) -> tuple[Suppressed, ...]:
    return tuple(sorted(set(found), key=lambda it: _by_place(it.diagnostic)))


@final
@frozen
class Report:
    """
    Every problem found in some files, by file, place and code. Truthy where there is none.

    `suppressed` are findings that the files let stand; they are no problems.
    """

    diagnostics: tuple[Diagnostic, ...] = field(default=(), converter=_sorted)
    files: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = field(default=(), converter=_sorted_suppressed)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.diagnostics

    @property
    def unreadable(self) -> bool:
        """Whether a file could not be read at all."""
        return any(found.code is Code.UNREADABLE for found in self.diagnostics)

    def __bool__(self) -> bool:
        return self.ok

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def __str__(self) -> str:
        count = len(self.diagnostics)
        found = f"Found {count} problem{'' if count == 1 else 's'}." if count else "No problems."
        return "\n".join([*map(str, self.diagnostics), found])


MOST_PROBLEMS = 100
"""A source with more is not read on: they have few causes, and nobody reads them all."""


def _too_many(source: Source) -> Diagnostic:
    end = len(source.text.rstrip())
    return Diagnostic(
        code=Code.TOO_MANY,
        message=f"more than {MOST_PROBLEMS} problems; the others are not listed",
        span=Span(source, end, end),
    )


def listed(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Give the first of the diagnostics, and say so where there are more."""
    first = list(islice(found, MOST_PROBLEMS + 1))
    if len(first) > MOST_PROBLEMS:
        first[-1] = _too_many(first[-1].span.source)
    return first


@final
class EnoughError(Exception):
    """A source has so many problems that it is not read on. No caller of a stage sees this."""


@final
class Problems:
    """
    Where the stages of reading one source leave what they find.

    Each stage ends early, with what it has, when there are too many.
    """

    __slots__ = ("found", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []

    @property
    def full(self) -> bool:
        """Whether there were too many."""
        return len(self.found) > MOST_PROBLEMS

    def add(
        self,
        code: Code,
        message: str,
        span: Span,
        *,
        help: str | None = None,  # noqa: A002  the word of the report
        related: Iterable[Related] = (),
    ) -> None:
        """
        Add a problem.

        Raises:
            EnoughError: there are too many.
        """
        if len(self.found) == MOST_PROBLEMS:
            self.found.append(_too_many(self.source))
        if self.full:
            raise EnoughError
        related = tuple(related)
        self.found.append(
            Diagnostic(code=code, message=message, span=span, help=help, related=related)
        )
