"""What of a table can be linked to, and what the general index has of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sphinx import addnodes

from permmatrix.grid import Heading
from permmatrix.model import MatrixSet
from permmatrix.printers.characters import shown
from permmatrix.sphinx.drawing import Drawing

__all__ = ["Linked", "documented", "index"]


class Linked(NamedTuple):
    """Something that can be linked to by a name, where it stands, and if it is an older name."""

    kind: str
    name: str
    placed: Heading
    alias: bool


def documented(drawing: Drawing, matrices: MatrixSet) -> Iterator[Linked]:
    """Give the rows that were drawn, by id and aliases, and the matrices whose tables were."""
    for name, action in matrices.actions.items():
        if action.id in drawing.placed:
            yield Linked("action", name, drawing.placed[action.id], name != action.id)
    if drawing.whole is not None:
        shown = {id_.partition(".")[0] for id_ in drawing.placed if id_ in matrices.actions}
        yield from (Linked("matrix", id_, drawing.whole, alias=False) for id_ in sorted(shown))


def index(drawing: Drawing, matrices: MatrixSet) -> list[addnodes.index]:
    """Give the entries of the rows that were drawn, each below its matrix."""
    titles = {it.id: shown(it.title).replace(";", ",") for it in matrices.matrices}
    entries = [
        (
            "single",
            f"{titles[it.name.partition('.')[0]]}; {shown(it.placed.title)}",
            it.placed.anchor,
            "",
            None,
        )
        for it in documented(drawing, matrices)
        if it.kind == "action" and not it.alias
    ]
    return [addnodes.index(entries=entries)] if entries else []
