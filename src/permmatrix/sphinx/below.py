"""The block that holds a table, and what stands below: remarks, the legend, the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes

from permmatrix.grid import Origin, Remark
from permmatrix.printers.characters import is_address, shown

__all__ = ["block", "headed", "meanings", "origins", "remarks"]


def block(language: str | None, *classes: str) -> nodes.container:
    """Give what holds a table or a list, and all that belongs to it."""
    found = nodes.container("", classes=["permmatrix", *classes])
    if language:
        found["classes"].append(f"language-{language}")  # docutils writes it as the language
    found["support_smartquotes"] = False  # titles are carried as they are printed
    return found


def headed(head: str, text: str) -> Iterator[nodes.Node]:
    """Give a text, after the word it opens with if there is one."""
    if head:
        yield nodes.strong("", f"{shown(head)}:")
        yield nodes.Text(" ")
    yield nodes.Text(shown(text))


def remarks(found: Iterable[Remark]) -> Iterator[nodes.Node]:
    """Give what is said of a whole table, a paragraph each."""
    for it in found:
        yield nodes.paragraph("", "", *headed(it.kind.value, it.text))


def origins(found: Iterable[Origin]) -> Iterator[nodes.Node]:
    """Give where a table is documented, as a link where there is an address."""
    for it in found:
        head = nodes.strong("", "Source:")
        source = nodes.paragraph("", "", head, nodes.Text(" "), classes=["pm-source"])
        if is_address(it.url):
            source += nodes.reference("", shown(it.words), internal=False, refuri=it.url)
        else:
            source += nodes.Text(shown(f"{it.words} ({it.url})" if it.url else it.words))
        yield source


def meanings(legend: Iterable[tuple[str, str]]) -> Iterator[nodes.Node]:
    """Give the legend as a list."""
    items = [nodes.list_item("", nodes.paragraph("", "", *headed(*it))) for it in legend]
    if items:
        yield nodes.bullet_list("", *items, bullet="-", classes=["pm-legend"])
