"""Places in a tree that may have another shape than it should, and the words for what is there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeAlias, final

from attrs import frozen

from permmatrix.diagnostics import MOST_PROBLEMS, shown
from permmatrix.nodes import Entry, Mapping, Node, plain
from permmatrix.nodes import Sequence as ListNode
from permmatrix.source import Span

__all__ = ["Place", "identity", "kind_words"]

Step: TypeAlias = str | int


@final
@frozen
class Place:
    """A node, the entry or item it is the value of, what it is in, and what a reader calls it."""

    node: Node
    entry: Entry | None
    name: str
    within: tuple[Place, ...] = ()

    @classmethod
    def of(cls, root: Node, path: Sequence[Step]) -> Place:
        """Give the place that a path through a document leads to."""
        place = cls(root, None, "the file")
        for step in path:
            match place.node, step:
                case Mapping() as mapping, str() as key:
                    entry = mapping.entry(key)
                    assert entry is not None, "the path was made from this very tree"
                    within = (*place.within, place)
                    place = cls(entry.value, entry, f"`{shown(key)}`", within)
                case ListNode(items), int() as index:
                    within = (*place.within, place)
                    place = cls(items[index], None, f"item {index + 1} of {place.name}", within)
                case _:
                    raise AssertionError(path)
        return place

    def within_no_pair(self) -> bool:
        """Say whether this is part of a test that has not two sides, which is said of the whole."""
        return any(
            isinstance(it.node, ListNode) and len(it.node.items) != 2  # noqa: PLR2004  a pair
            for it in self.within
            if it.entry is not None and it.entry.key in PAIRS
        )

    def like_those_before(self) -> bool:
        """Say whether this is one of a list's items after the first, all of them of one kind."""
        whole = self.within[-1].node if self.within else None
        if not isinstance(whole, ListNode) or self.node is whole.items[0]:
            return False
        if len(whole.items) > MOST_PROBLEMS:
            return False  # looking at all of them for each of them would take long
        return len({kind_words(plain(item)) for item in whole.items}) == 1

    @property
    def name_span(self) -> Span:
        """The key, or for what has none the beginning of the value."""
        if self.entry is not None:
            return self.entry.key_span
        span = self.node.span
        return Span(span.source, span.start, min(span.start + 1, span.end))

    @property
    def value_span(self) -> Span:
        """The value, cut to its first line; the key where there is no value."""
        span = self.node.span
        if span.start == span.end:
            return self.name_span
        end = span.source.text.find("\n", span.start, span.end)
        return Span(span.source, span.start, span.end if end == -1 else end)


PAIRS = ("equals", "one_of", "contains", "overlaps", "before", "at_or_before")


def kind_words(value: object) -> str:
    """Say what kind of value it is."""
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def identity(value: object) -> Hashable:
    """Give what is equal when two values of a document are: 1 == True in Python, not in YAML."""
    match value:
        case list():
            return ("list", *map(identity, value))
        case dict():
            return frozenset((key, identity(inner)) for key, inner in value.items())
        case _:
            return isinstance(value, bool), value
