"""The tables and lists of one page as HTML, with ids that no other part of it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, final

from attrs import evolve

from permmatrix.errors import MatrixError, PermmatrixError
from permmatrix.grid import Part, parts
from permmatrix.grid.anchors import anchors_of
from permmatrix.markdown.wanted import Wanted, wanted
from permmatrix.model import MatrixSet
from permmatrix.printers.characters import safe_id
from permmatrix.printers.html import fragment
from permmatrix.reading import read

__all__ = ["Drawn", "Sections"]

STYLE = Path(__file__).parents[1] / "style" / "permmatrix.css"


@final
class Drawn(NamedTuple):
    """The HTML of a block, and the ids in it that a page may link to."""

    html: str
    ids: tuple[str, ...]


@final
class Sections:
    """What a page has of matrices so far."""

    def __init__(self, base: Path, *, styled: bool) -> None:
        self._base = base
        self._styled = styled
        self._anchors: set[str] = set()
        self._first = True

    def reset(self) -> None:
        """Begin another page."""
        self._anchors.clear()
        self._first = True

    def drawn(self, lines: Sequence[str]) -> Drawn:
        """
        Give what a block asks for.

        Raises:
            PermmatrixError: it cannot be done; the message says why, and ends the build.
        """
        try:
            asked = wanted(lines)
            found = self._parts(asked, self._read(asked.files))
        except MatrixError:
            raise
        except PermmatrixError as error:
            block = "\n".join(("", "```permmatrix", *lines, "```"))
            raise PermmatrixError(f"{error}, in this block:{block}") from None
        sections = [fragment(it, captioned=asked.captioned) for it in found]
        style, self._first = (self._style() if self._first else ""), False
        ids = tuple(safe_id(it) for part in found for it in anchors_of(part))
        return Drawn("\n".join((style, *sections)).lstrip("\n"), ids)

    def _style(self) -> str:
        text = STYLE.read_text(encoding="utf-8") if self._styled else ""
        return f"<style>\n{text}</style>" if text else ""

    def _read(self, files: Sequence[str]) -> MatrixSet:
        matrices, report = read([self._base / file for file in files])
        if matrices is None:
            raise MatrixError(report)
        return matrices

    def _parts(self, asked: Wanted, matrices: MatrixSet) -> list[Part]:
        """Give the parts with anchors of their own, though the page may have the rows already."""
        choice, number = asked.choice, 1
        found = parts(matrices, choice)
        while self._anchors.intersection(it for part in found for it in anchors_of(part)):
            number += 1
            again = f"{choice.anchor}-{number}" if choice.anchor else f"again-{number}"
            found = parts(matrices, evolve(choice, anchor=again))
        self._anchors.update(it for part in found for it in anchors_of(part))
        # a heading of the page is likely to have the id of the matrix, which it is called after
        return [evolve(part, anchor=f"{part.anchor}-matrix") for part in found]
