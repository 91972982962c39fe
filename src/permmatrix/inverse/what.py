"""What somebody can do: every action and operation asked for, and what the rest waits on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import final

from attrs import frozen

from permmatrix.decision import Decision

__all__ = ["WhatCan", "what_can"]


@final
@frozen
class WhatCan:
    """
    What one user may do to one resource, in the order of the files.

    Attributes:
        actions: the ids of the rows that allow.
        operations: the ids of the operations that are allowed.
        waiting: the ids of actions and operations that may be allowed once more is known, each with
            its decision, which says the facts.
    """

    actions: tuple[str, ...]
    operations: tuple[str, ...]
    waiting: tuple[tuple[str, Decision], ...]


def what_can(
    can: Callable[[str], Decision], actions: Iterable[str], operations: Iterable[str]
) -> WhatCan:
    """Ask for all actions and operations; `can` decides one of them."""
    rows = [(id_, can(id_)) for id_ in actions]
    several = [(id_, can(id_)) for id_ in operations]
    return WhatCan(
        actions=tuple(id_ for id_, decision in rows if decision.allowed),
        operations=tuple(id_ for id_, decision in several if decision.allowed),
        waiting=tuple(pair for pair in (*rows, *several) if pair[1].unknown),
    )
