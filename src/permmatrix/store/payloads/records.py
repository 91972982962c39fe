"""Reads the records of a payload, every value of the wrong kind reported at its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import final

from attrs import field, frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import EnoughError, Problems, shown
from permmatrix.document import parse
from permmatrix.nodes import Mapping, Node, Scalar, Sequence
from permmatrix.reading import text_of
from permmatrix.source import Source
from permmatrix.store.payloads.notation import is_json

__all__ = ["Answer", "Record", "records_in"]


@final
@frozen
class Record:
    """An object of a payload, being read."""

    node: Mapping
    problems: Problems

    def get(self, key: str) -> Node | None:
        """Give the value of a key; there is none where it is null."""
        entry = self.node.entry(key)
        value = entry.value if entry else None
        return None if isinstance(value, Scalar) and value.value is None else value

    def text(self, key: str) -> str | None:
        """Give a text."""
        node = self.get(key)
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.value
        self._wrong(key, node, "text")
        return None

    def flag(self, key: str) -> bool | None:
        """Give a truth value, or None where there is none."""
        node = self.get(key)
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self._wrong(key, node, "true or false")
        return None

    def id(self, key: str = "id") -> str | None:
        """Give an id as text; one that is missing is reported."""
        node = self.get(key)
        if node is None:
            self.problems.add(Code.MISSING_KEY, f"`{key}` is missing", self.node.span)
            return None
        return self._id(key, node)

    def check_project(self, project: str) -> None:
        """Report a record that says it is of another project."""
        for record, key in ((self, "project_id"), (self.record("project"), "id")):
            node = record.get(key) if record else None
            its = self._id(key, node) if node else None
            if node and its is not None and its != project:
                message = f"this is of the project `{shown(its)}`, and not of `{shown(project)}`"
                self.problems.add(Code.UNKNOWN_WORD, message, node.span)

    def ids(self, key: str) -> list[str] | None:
        """Give a list of ids, or of objects that have one, or None where there is none."""
        node = self.get(key)
        if not isinstance(node, Sequence):
            self._wrong(key, node, "a list of ids")
            return None
        found = [self._id_within(key, item) for item in node.items]
        return list(dict.fromkeys(it for it in found if it is not None))

    def record(self, key: str) -> Record | None:
        """Give an object, or None where there is none."""
        node = self.get(key)
        if isinstance(node, Mapping):
            return Record(node, self.problems)
        self._wrong(key, node, "an object")
        return None

    def records(self, key: str) -> list[Record]:
        """Give the objects of a list; where there is no list, none."""
        node = self.get(key)
        if isinstance(node, Sequence):
            return list(_records(node, self.problems))
        self._wrong(key, node, "a list of objects")
        return []

    def _id_within(self, key: str, node: Node) -> str | None:
        if isinstance(node, Mapping):
            return Record(node, self.problems).id()
        return self._id(key, node)

    def _id(self, key: str, node: Node) -> str | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, str | int):
            self._wrong(key, node, "an id, a whole number or text")
            return None
        return str(value)

    def _wrong(self, key: str, node: Node | None, wanted: str) -> None:
        if node is not None:
            self.problems.add(Code.WRONG_TYPE, f"`{key}` should be {wanted}", node.span)


@final
@frozen
class Answer:
    """
    What a file holds.

    `total` is how many there are on all pages, where it says so; `goes_on` if a page follows.
    """

    path: str
    records: list[Record] = field(factory=list)
    total: int | None = None
    goes_on: bool = False


KEYS = {"contracts": "id", "billing periods": "start_date"}
"""What one of a kind has, when it is no list of them that was answered."""


def records_in(path: str, files: list[Problems], what: str) -> Answer:
    """
    Give the objects of a file: the one it is, or those of its list, or of the list under `data`.

    `what` they are is one of `KEYS`, or a key, under which the list has to be. What is wrong with
    the file, then or later, is kept in `files`.
    """
    problems = Problems(Source(path, ""))
    source = text_of(Path(path), problems)
    if source is None:
        files.append(problems)
        return Answer(path)
    problems = Problems(source)
    files.append(problems)
    whole = parse(problems) if not source.text.strip() or is_json(problems) else None
    if whole is None or problems.found:
        return Answer(path)
    listed = _listed(what, _under("data", whole) or whole, problems)
    records = [] if listed is None else list(_records(listed, problems))
    return Answer(path, records, *_pages(whole))


def _pages(root: Node) -> tuple[int | None, bool]:
    total, following = (
        _under(inner, within) if (within := _under(key, root)) else None
        for key, inner in (("meta", "total"), ("links", "next"))
    )
    count = total.value if isinstance(total, Scalar) else None
    last = following is None or (isinstance(following, Scalar) and not following.value)
    return count if type(count) is int else None, not last


def _listed(what: str, root: Node, problems: Problems) -> Node | None:
    """Give what holds the objects that are looked for, or None where nothing does."""
    if what not in KEYS:
        listed = _under(what, root)
        if listed is None:
            problems.add(Code.MISSING_KEY, f"`{what}` is missing", root.span)
        return listed
    if isinstance(root, Mapping) and root.entry(KEYS[what]) is None:
        help_ = f"save an answer that is a list, or has one under `data`, or a `{KEYS[what]}`"
        problems.add(Code.WRONG_TYPE, f"this is no list of {what}", root.span, help=help_)
        return None
    return root


def _under(key: str, node: Node) -> Node | None:
    entry = node.entry(key) if isinstance(node, Mapping) else None
    return entry.value if entry else None


def _records(node: Node, problems: Problems) -> Iterator[Record]:
    with suppress(EnoughError):
        for item in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(item, Mapping):
                yield Record(item, problems)
            else:
                problems.add(Code.WRONG_TYPE, "this should be an object", item.span)
