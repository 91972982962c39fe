"""The nodes of our own: a head cell that says of what it is the head, and a link to a note."""

from __future__ import annotations

from typing import final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

__all__ = ["HeadCell", "NoteLink", "add_cells"]


@final
class HeadCell(nodes.entry):
    """A head of a row or a column. Its attribute `scope` says which, as HTML has it."""


@final
class NoteLink(nodes.reference):
    """A link from a cell to a note below the table."""


def add_cells(app: Sphinx) -> None:
    """
    Tell a build how these nodes are written.

    Formats other than HTML write them as what they derive from.
    """
    app.add_node(HeadCell, html=(_enter_head, HTML5Translator.depart_entry))
    app.add_node(NoteLink, html=(_enter_link, HTML5Translator.depart_reference))


def _enter_head(writer: HTML5Translator, node: HeadCell) -> None:
    writer.visit_entry(node)
    _say(writer, f'<th scope="{node["scope"]}"', "<th")


def _enter_link(writer: HTML5Translator, node: NoteLink) -> None:
    writer.visit_reference(node)
    _say(writer, '<a role="doc-noteref"', "<a")


def _say(writer: HTML5Translator, more: str, plain: str) -> None:
    """Put an attribute into the tag that was just opened: the writers of docutils take none."""
    writer.body[-1] = writer.body[-1].replace(plain, more, 1)
