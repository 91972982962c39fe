"""A document as a tree of nodes that know their places."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeAlias, final

from attrs import field, frozen

from permmatrix.source import Span

__all__ = ["Broken", "Entry", "Mapping", "Node", "Scalar", "ScalarValue", "Sequence", "plain"]

ScalarValue: TypeAlias = str | int | float | bool | None


@final
@frozen
class Scalar:
    """A single value; `value` is what YAML 1.2 reads in the text."""

    value: ScalarValue
    span: Span = field(eq=False, repr=False)


@final
@frozen
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span = field(eq=False, repr=False)


@final
@frozen
class Entry:
    """A key with its value."""

    key: str
    key_span: Span = field(eq=False, repr=False)
    value: Node


@final
@frozen
class Mapping:
    """
    Entries in the order written, no key twice.

    `lost` are entries whose key was reported: written before, or (then it is empty) not text.
    """

    entries: tuple[Entry, ...]
    span: Span = field(eq=False, repr=False)
    lost: tuple[Entry, ...] = field(default=(), eq=False, repr=False)

    @cached_property
    def _by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    def entry(self, key: str) -> Entry | None:
        """Give the entry of a key, if it is there."""
        return self._by_key.get(key)


@final
@frozen
class Broken:
    """Stands where something was already reported, so that nothing reports it again."""

    span: Span = field(eq=False, repr=False)


Node: TypeAlias = Scalar | Sequence | Mapping | Broken


def plain(node: Node) -> Any:
    """Give the tree as the plain values that a JSON Schema is written for."""
    match node:
        case Scalar(value):
            return value
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(entries):
            return {entry.key: plain(entry.value) for entry in entries}
        case Broken():
            return None
