"""Pages with regions: which there are, how they should read, and what is wrong with them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Problems, Report
from permmatrix.model import MatrixSet
from permmatrix.reading import files_in, read, text_of
from permmatrix.rendering.filling import Filled, fill
from permmatrix.rendering.markers import syntax_of
from permmatrix.rendering.stale import Made, text_there
from permmatrix.source import Source, Span

__all__ = ["pages_made"]


def pages_made(named: Sequence[str]) -> tuple[list[Made], list[Diagnostic]]:
    """
    Give the pages with regions as they should be, and what is wrong with them.

    Of a folder, pages without a region are passed over; of a page that is named, that there is
    none is wrong: it would never be stale.
    """
    load = cache(_load)
    made, wrong = [], []
    for path in files_in(named, _is_page):
        source, problems = _source(path)
        wrong += problems
        if source is None:
            continue
        filled = fill(source, load)
        wrong += filled.problems
        if filled.problems:
            continue
        if filled.regions:
            made.append(_made(path, filled))
        elif path in map(Path, named):
            wrong.append(_without_region(source))
    return made, list(dict.fromkeys(wrong))


def _is_page(name: str) -> bool:
    return syntax_of(name) is not None


def _load(paths: tuple[Path, ...]) -> tuple[MatrixSet | None, Report]:
    return read(paths)


def _source(path: Path) -> tuple[Source | None, list[Diagnostic]]:
    problems = Problems(Source(str(path), ""))
    if path.is_dir():  # a folder in which none was found
        message = f"the folder holds no page: no {', '.join(SUFFIXES)} file"
        problems.add(Code.UNREADABLE, message, Span(problems.source, 0, 0))
        return None, problems.found
    return text_of(path, problems), problems.found


SUFFIXES = (".md", ".rst", ".adoc", ".html")


def _without_region(source: Source) -> Diagnostic:
    return Diagnostic(
        code=Code.UNPAIRED,
        message="the page has no region to fill",
        span=Span(source, 0, 0),
        help="put `permmatrix:begin` and `permmatrix:end` in comments where one should be",
    )


def _made(path: Path, filled: Filled) -> Made:
    old = text_there(path) or ""
    mark = "\ufeff" if old.startswith("\ufeff") else ""  # which reading leaves out
    command = f"permmatrix render --in-place {shlex.quote(str(path))}"
    return Made(path=path, new=mark + filled.text, old=old, places=filled.stale, command=command)
