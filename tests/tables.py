"""Tables and lists to print: of every matrix there is, and a small one that has everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve

from permmatrix.grid import Choice, Grid, Listing, Part, parts
from permmatrix.model import MatrixSet
from permmatrix.reading import read, read_sources
from permmatrix.source import Source
from texts import MATRICES

__all__ = ["SMALL", "grids", "listings", "small", "titled"]

SMALL = """\
format: permmatrix/1
id: docs
title: Documents
description: Who may do what with documents.
language: en
source: {title: Handbook, section: Rights, publisher: Acme, url: "javascript:alert(1)"}
tool: docs
levels:
  guest: Guest
  editor: {title: Editor, description: Somebody on the staff.}
  author: {title: Author, held_when: writes, handed_out: false}
default_level: guest
granular: {share: {title: Share Documents}}
conditions: {writes: {title: author of the document, test: {equals: [resource.author, user.id]}}}
obligations: {pdf: PDF only}
platforms: {web: Web, app: App}
sections: {daily: Every day, seldom: Seldom}
actions:
  read:
    title: Read a document
    section: daily
    cells: {guest: {when: allow, with: [pdf]}, editor: allow}
  share:
    title: Share a document
    section: daily
    platforms: [web, app]
    offline: cached
    guard: {not: writes}
    cells:
      editor: {when: {any: [share, {all: [writes, share]}]}, with: [pdf]}
      author: unknown
    notes: [Sharing is logged., {says: Twice a day., cells: [editor]}]
  burn:
    title: Burn a document
    section: seldom
    cells: {guest: not_applicable, editor: share}
    not_cumulative: An author asks an editor.
    doubts:
      - {why: The mark is faint, cells: [editor], reading: share, alternative: deny}
      - {why: "Burn or shred?", taken: Burn., instead: Shred., answered: Burn it is.}
notes: [{says: Guests sign in first., cells: [guest]}, Ask first.]
advisories: {quiet: {when: writes, says: Keep a copy.}}
"""
NOTES = """\
format: permmatrix/1
id: notes
title: Notes
tool: notes
levels: {guest: Guest, owner: Owner}
actions:
  read: {title: Read a note, cells: {guest: allow, owner: allow}}
"""


def small() -> MatrixSet:
    """Load two small matrices."""
    found, report = read_sources([Source("docs.yaml", SMALL), Source("notes.yaml", NOTES)])
    assert found is not None, str(report)
    return found


def _choices() -> Iterator[tuple[str, MatrixSet, Choice]]:
    found = {path.stem: _loaded(path) for path in MATRICES} | {"small": small()}
    for name, matrices in found.items():
        last = matrices.matrices[0].tools[0].levels[-1].id
        yield f"{name}", matrices, Choice()
        yield f"{name}, levels as rows", matrices, Choice(levels="rows")
        yield f"{name}, requirements in cells", matrices, Choice(requirements="cells", anchor="x")
        yield f"{name}, may {last}", matrices, Choice(may=last)
    yield "small, together", found["small"], Choice(together=True)
    yield "small, may editor", found["small"], Choice(may="editor")


def _loaded(path: Path) -> MatrixSet:
    found, report = read(path)
    assert found is not None, str(report)
    return found


def _parts() -> dict[str, Part]:
    return {
        f"{name} ({it.anchor})": it
        for name, matrices, choice in _choices()
        for it in parts(matrices, choice)
    }


def grids() -> dict[str, Grid]:
    """Give every table there is by a name, laid out in every way."""
    return {name: it for name, it in _parts().items() if isinstance(it, Grid)}


def listings() -> dict[str, Listing]:
    """Give every list there is by a name."""
    return {name: it for name, it in _parts().items() if isinstance(it, Listing)}


def titled(matrices: MatrixSet, texts: Sequence[str]) -> MatrixSet:
    """Give the matrices with titles, notes and the like taken from texts, round and round."""
    turn = _round(texts)
    return MatrixSet(
        tuple(
            evolve(
                matrix,
                title=next(turn),
                tools=tuple(
                    evolve(
                        tool,
                        title=next(turn),
                        levels=tuple(evolve(it, title=next(turn)) for it in tool.levels),
                    )
                    for tool in matrix.tools
                ),
                actions=tuple(
                    evolve(
                        it,
                        title=next(turn),
                        notes=tuple(evolve(note, says=next(turn)) for note in it.notes),
                    )
                    for it in matrix.actions
                ),
                granular=tuple(evolve(it, title=next(turn)) for it in matrix.granular),
                notes=tuple(evolve(it, says=next(turn)) for it in matrix.notes),
                platforms=tuple((id_, next(turn)) for id_, _ in matrix.platforms),
            )
            for matrix in matrices.matrices
        )
    )


def _round(texts: Iterable[str]) -> Iterator[str]:
    texts = list(texts)
    while True:
        yield from texts
