"""The directives: a whole matrix, a row, a level's rights."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import ClassVar, final

from attrs import evolve
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from permmatrix.errors import MatrixError, UnknownNameError
from permmatrix.grid import Choice, Grid, Listing, Part, parts
from permmatrix.model import MatrixSet
from permmatrix.sphinx.domain import MatrixDomain, Place
from permmatrix.sphinx.drawing import Drawing
from permmatrix.sphinx.indexing import documented, index
from permmatrix.sphinx.lists import rights, rows
from permmatrix.sphinx.sources import matrices_at, paths_of
from permmatrix.sphinx.tables import table

__all__ = ["LevelDirective", "MatrixDirective", "RowDirective"]

logger = logging.getLogger(__name__)


def _names(text: str | None) -> tuple[str, ...]:
    """Read names that commas or blanks part."""
    return tuple((text or "").replace(",", " ").split())


def _one_of(*values: str) -> Callable[[str], str]:
    return lambda text: directives.choice(text, values)


class _Directive(SphinxDirective):
    """What the directives have in common."""

    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        "matrix": _names,
        "terms": directives.unchanged_required,
        "bare": directives.flag,
        "no-index": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Give the nodes, or where they cannot be made say why, in the log and on the page."""
        try:
            paths, choice = self.understood(shlex.split(" ".join(self.arguments)))
            matrices = matrices_at(paths_of(paths, self.env), self.env)
            return self._nodes(matrices, choice)
        except MatrixError as error:
            return self._refused(str(error), "matrix")
        except (UnknownNameError, ValueError) as error:
            return self._refused(str(error), "choice")

    def understood(self, words: list[str]) -> tuple[list[str], Choice]:
        """Give the paths, and the choice that is made by the other words and the options."""
        said = self.options
        choice = Choice(
            matrices=said.get("matrix", ()),
            rows=said.get("rows", ()),
            columns=said.get("columns", ()),
            levels=said.get("levels", "columns"),
            requirements=said.get("requirements", "notes"),
            together="together" in said,
            terms=said.get("terms"),
            bare="bare" in said,
        )
        return words, choice

    def drawn(self, part: Part, drawing: Drawing) -> nodes.Element:
        """Give a table or a list as nodes."""
        raise NotImplementedError

    def _nodes(self, matrices: MatrixSet, choice: Choice) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for part in parts(matrices, choice):
            drawing = Drawing(self.state.document, self.env.docname)
            whole = self.drawn(part, drawing)
            self.set_source_info(whole)
            if "no-index" not in self.options:
                self._note(drawing, matrices, excerpt=bool(choice.rows or choice.columns))
                found += index(drawing, matrices)
            found.append(whole)
        return found

    def _note(self, drawing: Drawing, matrices: MatrixSet, *, excerpt: bool) -> None:
        domain = self.env.domains["permmatrix"]
        assert isinstance(domain, MatrixDomain)
        for kind, name, placed, alias in documented(drawing, matrices):
            place = Place(
                excerpt, self.env.docname, self.lineno, placed.anchor, placed.title, alias
            )
            domain.add(kind, name, place)

    def _refused(self, message: str, subtype: str) -> list[nodes.Node]:
        self.env.note_reread()  # the next build is to say so too
        place = self.get_location()
        logger.error("%s", message, location=place, type="permmatrix", subtype=subtype)
        text = nodes.literal_block(message, message, language="none")
        return [nodes.error("", nodes.paragraph("", "There should be a matrix here."), text)]


@final
class MatrixDirective(_Directive):
    """`permmatrix:: PATH...`: matrices as tables, whole or what the options choose of them."""

    option_spec: ClassVar[OptionSpec] = {
        **_Directive.option_spec,
        "rows": _names,
        "columns": _names,
        "levels": _one_of("columns", "rows"),
        "requirements": _one_of("notes", "cells"),
        "together": directives.flag,
        "caption": directives.unchanged_required,
        "no-legend": directives.flag,
    }

    def drawn(self, part: Part, drawing: Drawing) -> nodes.Element:
        """Give a table as nodes."""
        assert isinstance(part, Grid), "a list is made for a level only"
        legend = "no-legend" not in self.options
        return table(part, drawing, caption=self.options.get("caption", ""), legend=legend)


@final
class RowDirective(_Directive):
    """`permmatrix-row:: PATH... ACTION`: what each level may do of one action."""

    option_spec: ClassVar[OptionSpec] = {**_Directive.option_spec, "columns": _names}

    def understood(self, words: list[str]) -> tuple[list[str], Choice]:
        """Take the last word for an action."""
        if not words:
            raise ValueError("name an action, as in `permmatrix-row:: PATH matrix.action`")
        paths, choice = super().understood(words[:-1])
        return paths, evolve(choice, rows=(words[-1],), requirements="cells")

    def drawn(self, part: Part, drawing: Drawing) -> nodes.Element:
        """Give the rows of a table as a list."""
        assert isinstance(part, Grid), "a list is made for a level only"
        return rows(part, drawing)


@final
class LevelDirective(_Directive):
    """`permmatrix-may:: PATH... LEVEL`: what a level may do, as a list."""

    option_spec: ClassVar[OptionSpec] = {
        **_Directive.option_spec,
        "rows": _names,
        "caption": directives.unchanged_required,
    }

    def understood(self, words: list[str]) -> tuple[list[str], Choice]:
        """Take the last word for a level."""
        if not words:
            raise ValueError("name a level, as in `permmatrix-may:: PATH standard`")
        paths, choice = super().understood(words[:-1])
        return paths, evolve(choice, may=words[-1])

    def drawn(self, part: Part, drawing: Drawing) -> nodes.Element:
        """Give a list as nodes."""
        assert isinstance(part, Listing), "a level is chosen"
        return rights(part, drawing, caption=self.options.get("caption", ""))
