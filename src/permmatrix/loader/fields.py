"""Reads the values of a mapping, passing over what is missing, broken or already reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import final

from attrs import frozen

from permmatrix.diagnostics import Problems
from permmatrix.names import suggest
from permmatrix.nodes import Broken, Entry, Mapping, Node, Scalar, Sequence
from permmatrix.source import Span

__all__ = ["ID", "Fields", "Lost", "did_you_mean"]

ID = re.compile(r"[a-z][a-z0-9_]*")


@final
@frozen
class Lost:
    """
    Names that may have been declared where something was reported, all of them with `every`.

    Not finding one of these is not another mistake.
    """

    names: frozenset[str] = frozenset()
    every: bool = False

    def has(self, name: str, known: Iterable[str]) -> bool:
        """Say whether the name, or the one closest to it, is lost."""
        closest = suggest(name, (*sorted(self.names), *known))[:1] if self.names else ()
        return self.every or not self.names.isdisjoint(closest)

    def __or__(self, other: Lost) -> Lost:
        return Lost(self.names | other.names, self.every or other.every)


@final
@frozen(eq=False)
class Fields:
    """A mapping being read, and the identities of the nodes that were already reported."""

    node: Node
    reported: frozenset[int]
    problems: Problems

    def of(self, node: Node) -> Fields:
        """Give another mapping of the same file."""
        return Fields(node, self.reported, self.problems)

    def sound(self, node: Node) -> bool:
        """Say whether a node can be read without reporting it again."""
        return not isinstance(node, Broken) and id(node) not in self.reported

    def written(self, key: str) -> bool:
        """Say whether the key stands in the file, sound or not."""
        return isinstance(self.node, Mapping) and self.node.entry(key) is not None

    def twice(self, key: str) -> bool:
        """Say whether the key stands in the file more than once."""
        return isinstance(self.node, Mapping) and key in {it.key for it in self.node.lost}

    def lost(self, key: str) -> Lost:
        """Give the names that the mapping under a key would have, had nothing been reported."""
        if not isinstance(self.node, Mapping) or not self.sound(self.node):
            return Lost(every=True)
        if not self.written(key):
            return Lost(self.stray())
        node = self.get(key)
        if not isinstance(node, Mapping) or any(not entry.key for entry in node.lost):
            return Lost(every=True)
        names = {entry.key for entry in node.entries if not ID.fullmatch(entry.key)}
        # indented too far, a name is a key of the one before it
        within = [entry.value for entry in node.entries if isinstance(entry.value, Mapping)]
        names.update(*(self.of(value).stray() for value in within))
        return Lost(self.stray() | names)

    def stray(self) -> frozenset[str]:
        """Give the reported keys, and the names under them: each may be meant for any other."""
        if not isinstance(self.node, Mapping):
            return frozenset()
        entries = [entry for entry in self.node.entries if not self.sound(entry.value)]
        entries += self.node.lost
        if not entries:
            return frozenset()
        under = {name for entry in entries for name in _names(entry.value)}
        return frozenset(under.union(entry.key for entry in entries))

    def get(self, key: str) -> Node | None:
        """Give the value of a key, or None where there is none to read."""
        entry = self.node.entry(key) if isinstance(self.node, Mapping) else None
        return entry.value if entry and self.sound(entry.value) else None

    def text(self, key: str) -> str | None:
        """Give the value of a key where it is text."""
        node = self.get(key)
        return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Give the value of a key where it is true or false."""
        node = self.get(key)
        return node.value if isinstance(node, Scalar) and isinstance(node.value, bool) else default

    def count(self, key: str) -> int | None:
        """Give the value of a key where it is a whole number."""
        node = self.get(key)
        value = node.value if isinstance(node, Scalar) else None
        whole = type(value) is int or (isinstance(value, float) and value.is_integer())
        return int(value) if whole else None  # type: ignore[arg-type]  # a number, then

    def whole(self, key: str) -> bool:
        """Say whether nothing in the list under a key, if there is one, was reported."""
        node = self.get(key)
        return not self.written(key) or (
            isinstance(node, Sequence) and all(map(self.sound, node.items))
        )

    def items(self, key: str) -> Iterator[Node]:
        """Give the readable items of a list."""
        node = self.get(key)
        if isinstance(node, Sequence):
            yield from filter(self.sound, node.items)

    def texts(self, key: str) -> Iterator[tuple[str, Span]]:
        """Give the texts of a list with their places."""
        for item in self.items(key):
            if isinstance(item, Scalar) and isinstance(item.value, str):
                yield item.value, item.span

    def words(self, key: str) -> tuple[str, ...]:
        """Give the texts of a list."""
        return tuple(text for text, _ in self.texts(key))

    def entries(self, key: str) -> Iterator[Entry]:
        """Give the readable entries of a mapping."""
        node = self.get(key)
        if isinstance(node, Mapping):
            yield from (entry for entry in node.entries if self.sound(entry.value))

    def things(self, key: str) -> Iterator[Entry]:
        """Give the entries of a mapping by id, those with a reported value too: they have names."""
        node = self.get(key)
        if isinstance(node, Mapping):
            yield from (entry for entry in node.entries if ID.fullmatch(entry.key))

    def has(self, key: str, id_: str) -> bool:
        """Say whether `things` gives an entry with this id."""
        node = self.get(key)
        found = node.entry(id_) if isinstance(node, Mapping) else None
        return found is not None and ID.fullmatch(id_) is not None

    def titles(self, key: str) -> tuple[tuple[str, str], ...]:
        """Give a mapping of texts as pairs."""
        return tuple(
            (entry.key, entry.value.value)
            for entry in self.entries(key)
            if isinstance(entry.value, Scalar) and isinstance(entry.value.value, str)
        )


def _names(node: Node) -> Iterator[str]:
    match node:
        case Mapping(entries):
            yield from (entry.key for entry in entries)
        case Sequence(items):
            for item in items:
                yield from _names(item)
        case Scalar(str() as text):
            yield text


def did_you_mean(
    name: str, known: Iterable[str], *, others: str = "known here", also: tuple[str, ...] = ()
) -> str:
    """Say which known name was meant, or which there are; `also` are words that need no telling."""
    known = list(known)
    close = suggest(name, (*also, *known))
    if close:
        return f"did you mean {' or '.join(f'`{it}`' for it in close)}?"
    if not known:
        return "none is declared"
    return f"{others}: {', '.join(f'`{it}`' for it in known[:12])}{' …' if len(known) > 12 else ''}"  # noqa: PLR2004  as many as fit a line
