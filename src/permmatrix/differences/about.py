"""What a difference tells of one thing: its changes, its renames, and what reads differently."""

from __future__ import annotations

from typing import final

from attrs import field, frozen

from permmatrix.differences.values import Change, Differences, Rename, TextChange, What

__all__ = ["About", "told_by_thing"]


@final
@frozen
class About:
    """What is told of one thing."""

    changes: list[Change] = field(factory=list)
    renames: list[Rename] = field(factory=list)
    texts: list[TextChange] = field(factory=list)

    @property
    def change(self) -> Change | None:
        """What changed, of a thing that is told of once."""
        return self.changes[0] if self.changes else None


def told_by_thing(diff: Differences) -> dict[tuple[What, str], About]:
    """Give what is told of each thing by the id it goes by now, or went by if it is gone."""
    found: dict[tuple[What, str], About] = {}
    for change in diff.changes:
        found.setdefault((change.what, change.id), About()).changes.append(change)
    for rename in diff.renames:
        found.setdefault((rename.what, rename.new), About()).renames.append(rename)
    for text in diff.texts:
        found.setdefault((text.what, text.id), About()).texts.append(text)
    return found
