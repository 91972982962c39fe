"""The words that mark what is different in a table of two versions, and who shows it."""

from __future__ import annotations

from collections.abc import Iterator

from permmatrix.differences.about import About
from permmatrix.differences.told import witness_lines
from permmatrix.differences.values import (
    CellChange,
    Change,
    Direction,
    How,
    Witness,
)
from permmatrix.differences.versions import Printed
from permmatrix.grid import Became, Kind, Line, Mark
from permmatrix.wording import all_of_words

__all__ = [
    "MEANINGS",
    "has_effect",
    "is_marked",
    "level_marks",
    "of_direction",
    "row_marks",
    "shown",
]


MEANINGS = {
    Became.WIDENED: "somebody may do more than before.",
    Became.NARROWED: "somebody may do less than before.",
    Became.BOTH: "somebody may do more than before, and somebody less.",
    Became.NOT_SETTLED: "it hangs on too many facts to look at all situations; it may be either.",
    Became.REWORDED: "it is said in other words, and every answer is the same.",
}
"""What the words of cells mean, the most dangerous first."""

TEXT_ALONE = {Became.REWORDED, Became.SAID, Became.SAYS}


def of_direction(direction: Direction) -> Became:
    """Give the word for a direction."""
    return {
        Direction.WIDENS: Became.WIDENED,
        Direction.NARROWS: Became.NARROWED,
        Direction.BOTH: Became.BOTH,
        Direction.NOT_SETTLED: Became.NOT_SETTLED,
        Direction.NEITHER: Became.CHANGED,
    }[direction]


def _words(line: Line) -> set[str]:
    return {*(it.change for it in line.cells), *(it.change for it in line.heading.marks)} - {""}


def is_marked(line: Line) -> bool:
    """Say whether anything of a line is different."""
    return bool(_words(line))


def has_effect(line: Line) -> bool:
    """Say whether more than what a line says is different."""
    return not _words(line) <= TEXT_ALONE


def shown(it: Change | CellChange) -> tuple[str, ...]:
    """Give who shows a change, each as a sentence."""
    return tuple(_sentence(line) for line in witness_lines(it))


def _sentence(line: str) -> str:
    return f"{line[:1].upper()}{line[1:]}."


def row_marks(old: Printed | None, new: Printed | None, about: About) -> Iterator[Mark]:
    """Tell what is different about a row as a whole; its cells tell the rest."""
    turned = about.change is not None and (old is None, new is None, about.change.how) in TURNED
    if old is None:
        yield Mark(Became.ADDED, "it was an operation" if turned else "")
    if new is None:
        yield Mark(Became.REMOVED, "it is an operation now" if turned else "")
    yield from _renamed(about)
    if about.change is not None:
        yield from _change_marks(about.change)
    yield from _texts(about, None if old is None else old.heading.title)
    if old is not None and new is not None:
        yield from _note_marks(old, new, guard=about.change is None)


TURNED = {(True, False, How.CHANGED), (False, True, How.CHANGED)}
"""A row on one side alone that changed and did not come or go: an operation has its id."""


def level_marks(about: About, before: str | None) -> Iterator[Mark]:
    """Tell what is different about a level; `before` is the title it had."""
    for change in about.changes:
        word = {How.ADDED: Became.ADDED, How.REMOVED: Became.REMOVED}.get(
            change.how, Became.CHANGED
        )
        yield Mark(word, "; ".join(change.says))
    yield from _renamed(about)
    yield from _texts(about, before)


def _renamed(about: About) -> Iterator[Mark]:
    yield from (Mark(Became.RENAMED, f"was {it.old}: {it.because}") for it in about.renames)


def _texts(about: About, title: str | None) -> Iterator[Mark]:
    for text in about.texts:
        yield Mark(Became.REWORDED, all_of_words(text.parts))
        if "title" in text.parts and title is not None:
            yield Mark(Became.SAID, f"the title {title}")


def _change_marks(change: Change) -> Iterator[Mark]:
    unsettled = change.direction is Direction.NOT_SETTLED
    yield from (Mark(Became.NOT_SETTLED if unsettled else Became.CHANGED, it) for it in change.says)
    for word, witness in ((Became.WIDENED, change.widens), (Became.NARROWED, change.narrows)):
        if witness is not None:
            yield Mark(word, _alone(change, witness))
    if not change.says and change.how is How.CHANGED and not _told(change):
        yield Mark(of_direction(change.direction))


def _told(change: Change) -> bool:
    return bool(change.cells) or change.widens is not None or change.narrows is not None


def _alone(change: Change, witness: Witness) -> str:
    """Give the sentence of one of the two who show a change."""
    lines = shown(change)
    return lines[0] if witness is change.widens else lines[-1]


def _note_marks(old: Printed, new: Printed, *, guard: bool) -> Iterator[Mark]:
    """Tell which footnotes came and went; of a guard that has an effect a change tells."""
    before, after = (
        dict.fromkeys(str(it) for it in side.noted() if guard or it.kind is not Kind.GUARD)
        for side in (old, new)
    )
    yield from (Mark(Became.SAID, it) for it in before if it not in after)
    yield from (Mark(Became.SAYS, it) for it in after if it not in before)
