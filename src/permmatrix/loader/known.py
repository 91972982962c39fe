"""The actions and operations that the parts of a matrix can name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.loader.fields import Fields, Lost, did_you_mean
from permmatrix.model import Action
from permmatrix.source import Span

__all__ = ["Known", "help_with"]


@final
@frozen
class Known:
    """The actions and operations of the matrix at hand, and those that may have been declared."""

    matrix: str
    actions: Collection[str]
    operations: Collection[str]
    lost: Lost

    @classmethod
    def of(cls, fields: Fields, found: tuple[Action, ...]) -> Known:
        """Gather what a file declares, of which `found` are the rows."""
        lost = fields.lost("actions") | fields.lost("operations")
        # one of two with the same id has another name than was meant
        misnamed = any(it.code is Code.SAME_ACTION for it in fields.problems.found)
        return cls(
            matrix=fields.text("id") or "",
            actions=[action.id.partition(".")[2] for action in found],
            operations=[entry.key for entry in fields.things("operations")],
            lost=lost | Lost(every=misnamed or not fields.written("actions")),
        )

    @property
    def every(self) -> list[str]:
        """Both."""
        return [*self.actions, *self.operations]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.every)

    def named(self, fields: Fields, key: str) -> Iterator[tuple[str, Span]]:
        """
        Give the whole ids that a list names, less those that were reported.

        Those of other matrices are looked up later.
        """
        for written, span in fields.texts(key):
            name = written.removeprefix(f"{self.matrix}.")
            if "." in name:
                yield name, span
            elif name in self._names:
                yield f"{self.matrix}.{name}", span
            elif not self.lost.has(name, self.actions):
                help_ = help_with(name, self.actions, self.operations, "its")
                message = f"unknown action `{written}`"
                fields.problems.add(Code.UNKNOWN_ACTION, message, span, help=help_)


def help_with(
    name: str, actions: Iterable[str], operations: Iterable[str], whose: str = "the"
) -> str:
    """Say which action or operation was meant by a name, or which actions there are."""
    return did_you_mean(name, [*actions, *operations], others=f"{whose} actions are")
