"""What is told of a difference, as phrases that every form of it shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from permmatrix.differences.values import (
    CellChange,
    Change,
    Differences,
    Direction,
    How,
    Person,
    Rename,
    TextChange,
    Unusable,
    What,
    Witness,
)
from permmatrix.wording import all_of_words

__all__ = [
    "cell_line",
    "cells_apart",
    "heading",
    "people_lines",
    "rename_line",
    "text_line",
    "unusable_line",
    "verdict",
    "witness_lines",
]

BECAME = {How.ADDED: ("is new",), How.REMOVED: ("is gone",)}


def heading(change: Change) -> str:
    """Say what changed, without its direction."""
    what = "" if change.what is What.ACTION else f"the {change.what} "
    said = "; ".join((*BECAME.get(change.how, ()), *change.says))
    about = ":" if change.what is What.TOOL else ""
    return f"{what}`{change.id}`{about} {said}".rstrip()


def cell_line(cell: CellChange) -> str:
    """Say what a column said and says."""
    if cell.before == cell.after:
        return f"{cell.after}, as before"
    return f"{cell.before} → {cell.after}"


def cells_apart(change: Change) -> tuple[list[CellChange], dict[Direction, list[str]]]:
    """
    Part the columns worth a line from those that only follow: titles by direction.

    A column follows where its cell says what it said, or is a no before and after, and another one
    shows each of its directions.
    """
    lead = [cell for cell in change.cells if cell.rewritten]
    rest: dict[Direction, list[str]] = {}
    for cell in change.cells:
        ways = (cell.direction.may_widen, cell.direction.may_narrow)
        shown = (
            any(it.direction.may_widen for it in lead),
            any(it.direction.may_narrow for it in lead),
        )
        if cell.rewritten:
            continue
        if all(there for way, there in zip(ways, shown, strict=True) if way):
            rest.setdefault(cell.direction, []).append(cell.title)
        else:
            lead.append(cell)
    return [cell for cell in change.cells if cell in lead], rest


def witness_lines(it: Change | CellChange) -> Iterator[str]:
    """Say who gains and who loses, as lines."""
    for witness in (it.widens, it.narrows):
        if witness is not None:
            yield _witness_line(witness, gains=witness is it.widens)


def _witness_line(witness: Witness, *, gains: bool) -> str:
    if "no" in {witness.before, witness.after}:
        with_it = witness.after.removeprefix("yes") if gains else ""
        return f"{'can now' if gains else 'can no longer'}{with_it}: {witness.words}"
    return f"{witness.after}, before {witness.before}: {witness.words}"


def rename_line(rename: Rename) -> str:
    """Say what goes by another id."""
    effect = "" if rename.matters else "; no effect"
    return f"the {rename.what} `{rename.old}` is `{rename.new}` now: {rename.because}{effect}"


def text_line(text: TextChange) -> str:
    """Say what reads differently."""
    return f"the {text.what} `{text.id}`: {', '.join(text.parts)}"


WAYS = {
    Direction.WIDENS: ("widens", "widen"),
    Direction.NARROWS: ("narrows", "narrow"),
    Direction.BOTH: ("goes both ways", "go both ways"),
    Direction.NEITHER: ("changes what is declared", "change what is declared"),
    Direction.NOT_SETTLED: ("cannot be settled", "cannot be settled"),
}


def verdict(diff: Differences) -> str:
    """Say in one line what it all comes to."""
    if diff.same:
        if diff.texts or diff.renames:
            return "No effect: only what it says reads differently."
        return "No difference."
    counts = Counter(change.direction for change in diff.changes)
    parts = [
        f"{counts[way]} {words[counts[way] > 1]}" for way, words in WAYS.items() if counts[way]
    ]
    renamed = sum(rename.matters for rename in diff.renames)
    if renamed:
        parts.append(f"{renamed} {'renames' if renamed == 1 else 'rename'}")
    total = len(diff.changes) + renamed
    return f"{total} {'change' if total == 1 else 'changes'}: {all_of_words(parts)}."


GAINS = {Direction.WIDENS: "gains", Direction.NARROWS: "loses", Direction.BOTH: "changes"}


def people_lines(people: tuple[Person, ...]) -> Iterator[str]:
    """Say who gains and loses what: a line for each user, action and way, with all resources."""
    grouped: dict[tuple[str, Direction, str, str | None], list[str]] = {}
    for it in people:
        found = grouped.setdefault((it.user, it.way, it.action, it.platform), [])
        if it.resource is not None:
            found.append(it.resource)
    for (user, way, action, platform), resources in grouped.items():
        on = f" on {all_of_words(resources)}" if resources else ""
        where = f", on the platform {platform}" if platform else ""
        yield f"{user} {GAINS[way]} `{action}`{on}{where}"


def unusable_line(it: Unusable) -> str:
    """Say which fact cannot be used, and why not."""
    of = "" if it.of is None else f" of {it.of}"
    return f"{it.fact}{of} should be {it.expected}, but {it.found}"
