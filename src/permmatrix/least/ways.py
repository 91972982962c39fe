"""What can be given, by the ids of tools, levels, permissions and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, final

from attrs import frozen

__all__ = ["Terms", "Way"]

Terms: TypeAlias = tuple[Mapping[str, bool], ...]
"""Alternatives, one of which must be as it says: conditions by id, true or false."""


@final
@frozen(kw_only=True)
class Way:
    """
    What may be given, and which of some actions it allows.

    Attributes:
        levels: by tool, the level to give; tools on which nothing is given are left out.
        granular: by tool, the granular permissions to give.
        allows: the actions and operations, by id.
    """

    levels: Mapping[str, str]
    granular: Mapping[str, frozenset[str]]
    allows: tuple[str, ...]
