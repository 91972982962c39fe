"""Markdown with tables of HTML, which have captions and heads of rows as Markdown's have not."""

from __future__ import annotations

from permmatrix.printers.html import comment, fragment
from permmatrix.printers.markdown_text import escaped
from permmatrix.printers.page import Page

__all__ = ["text_of"]


def text_of(page: Page) -> str:
    """
    Print parts under headings of their own, each table one block of HTML.

    A title is a heading of Markdown, which a table of contents is made of, and names the table.
    """
    blocks = [*comment(page)]
    if page.whole:
        blocks.append(f"{'#' * max(page.level - 1, 1)} {escaped(page.title)}")
    for part in page.parts:
        if page.captioned:
            blocks.append(f"{'#' * page.level} {escaped(part.title)}")
        blocks.append(fragment(part, captioned=False))
    return "\n\n".join(blocks) + "\n"
