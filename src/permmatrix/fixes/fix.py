"""A fix: changes that together turn an answer, and what comes with them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, final

from attrs import field, frozen

from permmatrix.fixes.changes import Change, SetFact, change_plain
from permmatrix.fixes.outlook import Grants, World
from permmatrix.fixes.state import State
from permmatrix.fixes.words import Names, need_words, sentence_words
from permmatrix.model import Advisory

__all__ = ["Fix"]


@final
@frozen
class Fix:
    """
    A smallest set of changes that turns an answer: with one of them left out it would not.

    Attributes:
        changes: what to change.
        follows: conditions that read the same facts, and cannot but change with them.
    """

    changes: tuple[Change, ...]
    follows: tuple[SetFact, ...] = ()
    _world: World = field(kw_only=True, eq=False, repr=False)
    _state: State = field(kw_only=True, eq=False, repr=False)
    _names: Names = field(kw_only=True, eq=False, repr=False)

    @property
    def _all(self) -> tuple[Change, ...]:
        return (*self.changes, *self.follows)

    @cached_property
    def grants(self) -> Grants | None:
        """
        What it would allow and stop, the answer itself included, counted when first read.

        None where a row hangs on more conditions than can be counted.
        """
        return self._world.grants(self._all, self._state)

    @cached_property
    def advisories(self) -> tuple[Advisory, ...]:
        """The documented advice that the changes would go against, and that is kept to now."""
        return self._world.advice(self._all, self._state)

    @property
    def granted_by(self) -> Mapping[Change, tuple[str, ...]]:
        """For each change of which the matrices say so, the actions whose doers can make it."""
        found = {change: self._world.granted_by(change) for change in self.changes}
        return {change: actions for change, actions in found.items() if actions}

    @property
    def need(self) -> str:
        """What the one who asks needs, as a phrase that «You need» can stand before."""
        return need_words(self.changes, self._names)

    def needed(self, change: Change) -> str:
        """Say one of the changes as `need` says them all."""
        return need_words([change], self._names)

    def __str__(self) -> str:
        return sentence_words(self.changes, self._names)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, for JSON."""
        return {
            "says": str(self),
            "need": self.need,
            "changes": [
                change_plain(it) | {"granted_by": list(self.granted_by.get(it, ()))}
                for it in self.changes
            ],
            "follows": list(map(change_plain, self.follows)),
            "grants": self.grants and _counts(self.grants),
            "advisories": [
                {"id": it.id, "says": " ".join(it.says.split())} for it in self.advisories
            ],
        }


def _counts(grants: Grants) -> Mapping[str, Mapping[str, int]]:
    return {"allowed": dict(grants.allowed), "stopped": dict(grants.stopped)}
