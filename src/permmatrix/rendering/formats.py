"""The formats by name, and what is asked of each."""

from __future__ import annotations

from pathlib import PurePath
from typing import final

from attrs import evolve, fields, frozen

from permmatrix.errors import RenderError
from permmatrix.grid import Choice, Grid, parts
from permmatrix.grid.choice import chosen_matrices, chosen_rows
from permmatrix.grid.dialect import in_dialect
from permmatrix.model import Matrix, MatrixSet
from permmatrix.names import suggest
from permmatrix.printers import Page
from permmatrix.rendering.words import FORMATS

__all__ = ["NOT_PRINTED", "Frame", "format_of", "origin_of", "rendered"]

NOT_PRINTED = ("json", "explorer")
"""The formats that carry the matrices themselves and not a table of them."""


@final
@frozen(kw_only=True)
class Frame:
    """
    What stands around the tables, and how wide they may be.

    Attributes:
        whole: a file of its own, or a fragment of another.
        title: of the whole; if left out, that of its only table.
        origin: what a comment says of where the text is from.
        width, color, unicode: what a terminal can show; the other formats do not ask.
    """

    whole: bool = True
    title: str | None = None
    origin: str = ""
    width: int = 100
    color: bool = False
    unicode: bool = True


def format_of(path: str) -> str | None:
    """
    Give the format that the end of a file's name means.

    >>> format_of("docs/rights.adoc")
    'asciidoc'
    """
    suffix = PurePath(path).suffix.lower()
    return next((name for name, end in FORMATS.items() if end == suffix), None)


def origin_of(name: str) -> str:
    """
    Give what a comment says of a file that is written whole.

    It names no path, so that the text is the same wherever it is made.
    """
    made = f"Made by permmatrix render --format {name}"
    return f"{made}; change the matrix and make it anew, not this file."


def rendered(matrices: MatrixSet, name: str, choice: Choice, frame: Frame | None = None) -> str:
    """
    Give matrices as text.

    Raises:
        RenderError: there is no such format, or it has no way to show what is chosen.
        UnknownNameError: the choice names something there is not.
    """
    frame = frame or Frame()
    if name not in FORMATS:
        raise RenderError(f"unknown format `{name}`{_meant(name)}")
    if choice.may is not None and choice.columns:
        raise RenderError("a list of what a level may do has no columns to choose")
    if name in NOT_PRINTED:
        _refuse_layout(name, choice)
        if name == "json" and frame.title is not None:
            raise RenderError("json carries the matrix, whose title is its own")
        return _carried(matrices, name, choice, frame)
    found = parts(matrices, choice)
    title = frame.title or (found[0].title if len(found) == 1 else "Permissions")
    page = Page(
        parts=found,
        whole=frame.whole,
        title=title,
        origin=frame.origin,
        # a single one has the heading of its file, or of the page around it
        captioned=len(found) > 1 or (frame.whole and title != found[0].title),
    )
    return _printed(page, name, frame)


def _printed(page: Page, name: str, frame: Frame) -> str:
    """Print a page; nobody waits for the printers of other formats."""
    match name:
        case "markdown":
            from permmatrix.printers.markdown import text_of  # noqa: PLC0415  see above
        case "markdown-html":
            from permmatrix.printers.markdown_html import text_of  # noqa: PLC0415  see above
        case "html":
            from permmatrix.printers.html import text_of  # noqa: PLC0415  see above
        case "rst":
            from permmatrix.printers.rst import text_of  # noqa: PLC0415  see above
        case "asciidoc":
            from permmatrix.printers.asciidoc import text_of  # noqa: PLC0415  see above
        case "csv":
            from permmatrix.printers.csv import text_of  # noqa: PLC0415  see above
        case "table-json":
            from permmatrix.printers.table_json import text_of  # noqa: PLC0415  see above
        case _:
            return _for_terminal(page, frame)
    return text_of(page)


def _for_terminal(page: Page, frame: Frame) -> str:
    from permmatrix.printers.terminal import text_of  # noqa: PLC0415  see above

    return text_of(page, width=frame.width, color=frame.color, unicode=frame.unicode)


def _meant(name: str) -> str:
    close = suggest(name, FORMATS)
    return f"; did you mean `{close[0]}`?" if close else f"; known are {', '.join(FORMATS)}"


def _refuse_layout(name: str, choice: Choice) -> None:
    """Refuse to leave out what a format has no way to leave out."""
    carried = {"matrices", "anchor", "rows" if name == "json" else "terms"}
    plain = Choice()
    for it in fields(Choice):
        if it.name not in carried and getattr(choice, it.name) != getattr(plain, it.name):
            what = "whole rows" if name == "json" else "whole matrices"
            raise RenderError(f"{name} carries {what}; `{it.name}` cannot be chosen with it")


def _carried(matrices: MatrixSet, name: str, choice: Choice, frame: Frame) -> str:
    if choice.terms is not None:
        matrices, choice = in_dialect(matrices, choice.terms), evolve(choice, terms=None)
    chosen = chosen_matrices(matrices, choice)
    if name == "json":
        return _json(chosen, choice)
    from permmatrix.explorer import page  # noqa: PLC0415  only for this format
    from permmatrix.printers.html import fragment  # noqa: PLC0415  as above

    tables = "".join(fragment(it) for it in parts(matrices, choice) if isinstance(it, Grid))
    return page(evolve(matrices, matrices=tuple(chosen)), title=frame.title, tables=tables)


def _json(chosen: list[Matrix], choice: Choice) -> str:
    from permmatrix.writer import json_text, only  # noqa: PLC0415  only for this format

    rows = chosen_rows(chosen, choice)
    found = [it for it in chosen if it.id in rows]
    if len(found) > 1:
        ids = " or ".join(it.id for it in found)
        raise RenderError(f"a JSON file holds one matrix: choose {ids}, or write a folder")
    (matrix,) = found
    kept = [row.id for row in rows[matrix.id]]
    return json_text(only(matrix, kept) if choice.rows else matrix)
