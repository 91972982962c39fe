"""A page written by hand, with what belongs into its regions."""

from __future__ import annotations

import argparse
import os
import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias, final

from attrs import evolve, frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Problems, Report
from permmatrix.errors import RenderError, UnknownNameError
from permmatrix.grid import Choice, parts
from permmatrix.grid.anchors import anchors_of
from permmatrix.model import MatrixSet
from permmatrix.names import suggest
from permmatrix.rendering.chosen import choice_of
from permmatrix.rendering.formats import Frame, rendered
from permmatrix.rendering.markers import Region, Syntax, regions_of, syntax_of
from permmatrix.rendering.words import FORMATS, Words, WordsError, add_choice
from permmatrix.source import Source, Span

__all__ = ["Filled", "Load", "fill"]

Load: TypeAlias = Callable[[tuple[Path, ...]], tuple[MatrixSet | None, Report]]
"""Reads matrices from paths."""


@final
@frozen
class Filled:
    """
    A page as it should be, and what is wrong with its markers.

    `stale` are the markers of regions that now read otherwise. With problems, the page is not to
    be written.
    """

    text: str
    regions: int
    stale: tuple[Span, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


def fill(source: Source, load: Load) -> Filled:
    """
    Fill the regions of a page.

    Paths in a marker are read from the page's folder. What stands outside the regions stays as it
    is, to the byte; lines within end as the page's do.
    """
    syntax = syntax_of(source.name)
    problems = Problems(source)
    if syntax is None:
        message = "regions are filled in .md, .html, .rst and .adoc pages"
        problems.add(Code.MARKER, message, Span(source, 0, 0))
        return Filled(source.text, 0, problems=tuple(problems.found))
    found = regions_of(problems, syntax)
    page = _Page(source, syntax, problems, load)
    texts = [page.text_for(region) for region in found]
    whole, changed, end = [], [], 0
    for region, text in zip(found, texts, strict=True):
        whole += [source.text[end : region.inner.start], text or region.inner.text]
        end = region.inner.end
        changed += [region.marker] if text not in {None, region.inner.text} else []
    whole.append(source.text[end:])
    problems_ = (*problems.found, *page.elsewhere)
    return Filled("".join(whole), len(found), tuple(changed), problems_)


class _Page:
    """The regions of one page, which must not have an anchor twice."""

    def __init__(self, source: Source, syntax: Syntax, problems: Problems, load: Load) -> None:
        self.source = source
        self.syntax = syntax
        self.problems = problems
        self.load = load
        self.elsewhere: list[Diagnostic] = []
        self._used: set[str] = set()
        self._again = 1

    def text_for(self, region: Region) -> str | None:
        """Give the lines of a region, or None where a problem says why there are none."""
        try:
            args = _understood(shlex.split(region.words))
        except (WordsError, ValueError) as error:  # shlex: a quotation that is not closed
            said = str(error)
            self._problem(region, said[:1].lower() + said[1:])
            return None
        matrices = self._matrices(region, args.paths)
        if matrices is None:
            return None
        try:
            name = args.format or self.syntax.formats[0]
            return self._lines(matrices, name, choice_of(args), region.indent)
        except (RenderError, UnknownNameError) as error:
            self._problem(region, str(error))
            return None

    def _matrices(self, region: Region, paths: Sequence[str]) -> MatrixSet | None:
        folder = _folder(Path(self.source.name))
        if not paths:
            self._problem(region, "the marker names no matrix file")
            return None
        matrices, report = self.load(tuple(folder / path for path in paths))
        if matrices is None:
            self._problem(region, "the matrices cannot be read")
            self.elsewhere += [it for it in report if it not in self.elsewhere]
        return matrices

    def _problem(self, region: Region, message: str) -> None:
        message, _, meant = message.partition("; did you mean ")
        help_ = f"did you mean {meant}" if meant else None
        self.problems.add(Code.MARKER, message, region.marker, help=help_)

    def _lines(self, matrices: MatrixSet, name: str, choice: Choice, indent: str) -> str:
        if name in FORMATS and name not in self.syntax.formats:
            fitting = " and ".join(self.syntax.formats)
            raise RenderError(f"{name} is no part of such a page, which takes {fitting}")
        used = _anchors(matrices, choice)
        while used & self._used:
            self._again += 1
            choice = evolve(choice, anchor=f"r{self._again}")
            used = _anchors(matrices, choice)
        self._used |= used
        text = rendered(matrices, name, choice, Frame(whole=False))
        lines = "".join(indent * (line != "\n") + line for line in text.splitlines(keepends=True))
        return f"\n{lines}\n".replace("\n", _ending(self.source.text))


def _folder(page: Path) -> Path:
    """Give the folder that a page's paths start from: of a link, where the page itself is."""
    return Path(os.path.realpath(page)).parent if page.is_symlink() else page.parent


def _ending(text: str) -> str:
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def _anchors(matrices: MatrixSet, choice: Choice) -> set[str]:
    return {anchor for part in parts(matrices, choice) for anchor in anchors_of(part)}


def _understood(said: list[str]) -> argparse.Namespace:
    """
    Read the words of a marker.

    Raises:
        WordsError: one is not understood.
    """
    words = reader()
    args, rest = words.parse_known_args(said)
    if rest:
        option = rest[0].partition("=")[0]
        close = suggest(option, words.options)
        hint = f"; did you mean {' or '.join(f'`{it}`' for it in close)}?" if close else ""
        raise WordsError(f"unknown option {option}{hint}")
    return args


def reader() -> Words:
    """Give what reads the words of a marker."""
    found = Words(prog="permmatrix:begin", add_help=False, allow_abbrev=False)
    found.add_argument("paths", nargs="*")
    found.add_argument("--format")
    add_choice(found)
    return found
