"""What the nodes of one directive share: ids that are unique on their page, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import final

from attrs import evolve
from docutils import nodes
from sphinx import addnodes

from permmatrix.grid import Footnote, Heading
from permmatrix.printers.characters import safe_id
from permmatrix.sphinx.below import headed
from permmatrix.sphinx.cells import NoteLink

__all__ = ["Drawing"]


@final
class Drawing:
    """
    Nodes in the making for a page.

    `placed` has the heads of rows and columns by id, with the anchors they came to have, and
    `whole` what is the head of all.
    """

    def __init__(self, document: nodes.document, page: str) -> None:
        self._document = document
        self.page = page
        self._notes: dict[int, str] = {}
        self._met: set[int] = set()
        self.placed: dict[str, Heading] = {}
        self.whole: Heading | None = None

    def begin(self, anchor: str, title: str) -> nodes.target:
        """
        Give a place to link to the whole, which stands in its caption.

        An id of a table itself would be written twice by themes that wrap tables.
        """
        found = self._target(self._free(anchor))
        self.whole = Heading(id=anchor, title=title, anchor=found["ids"][0])
        return found

    def target(self, heading: Heading) -> nodes.target:
        """Give a place to link to, with the id that is wanted or one like it that is free."""
        found = self._target(self._free(heading.anchor))
        self.placed[heading.id] = evolve(heading, anchor=found["ids"][0])
        return found

    def _target(self, anchor: str) -> nodes.target:
        found = nodes.target("", "", ids=[anchor])
        self._document.set_id(found)
        return found

    def _free(self, wanted: str) -> str:
        free, number = safe_id(wanted), 1
        while free in self._document.ids:
            number += 1
            free = f"{safe_id(wanted)}-{number}"
        return free

    def expect_notes(self, footnotes: Iterable[Footnote], anchor: str) -> None:
        """Settle the ids of notes, before cells link to them."""
        self._notes = {it.number: self._free(f"{anchor}-note-{it.number}") for it in footnotes}

    def links(self, refs: Sequence[int]) -> Iterator[nodes.Node]:
        """Give the links to some notes, to follow the words of a cell."""
        for number in refs:
            link = NoteLink("", f"[{number}]", internal=True, refid=self._notes[number])
            if number not in self._met:  # the note leads back to the first place
                self._met.add(number)
                link["ids"] = [f"{self._notes[number]}-from"]
            yield from (nodes.Text(" "), link)

    def notes(self, footnotes: Iterable[Footnote]) -> Iterator[nodes.Node]:
        """Give the numbered notes, each with links back to the cells."""
        items = [self._note(it) for it in footnotes]
        if items:
            yield nodes.enumerated_list(
                "", *items, enumtype="arabic", prefix="", suffix=".", classes=["pm-notes"]
            )

    def _note(self, note: Footnote) -> nodes.list_item:
        id_ = self._notes[note.number]
        text = nodes.paragraph("", "", self._target(id_), *headed(note.kind.value, note.text))
        back = nodes.reference("", "↑", internal=True, refid=f"{id_}-from", reftitle=BACK)
        # elsewhere a note has no use for a link back, least of all where links are mere text
        text += addnodes.only("", nodes.Text(" "), back, expr="html")
        return nodes.list_item("", text)


BACK = "Back to the cell"
