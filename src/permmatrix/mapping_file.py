"""A mapping file: where in a database facts are, checked against the policy that reads them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path as FilePath
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import EnoughError, Problems, Report, shown
from permmatrix.document import parse
from permmatrix.errors import MatrixError
from permmatrix.formats import is_format
from permmatrix.loader.fields import Fields, did_you_mean
from permmatrix.nodes import Entry, Node, Scalar, Sequence
from permmatrix.nodes import Mapping as MappingNode
from permmatrix.program import Program
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql.mapping import (
    MOST_PARTS,
    ArrayAt,
    ColumnAt,
    Place,
    RelationAt,
    SqlMapping,
    is_name,
    kind_named,
    parts_of,
)
from permmatrix.reading import text_of
from permmatrix.residual.meant import kinds_meant
from permmatrix.schema import check_shape
from permmatrix.source import Source, Span

__all__ = ["read_mapping"]

KINDS = {it.name.lower(): it for it in Kind}
PLACES = ("column", "array", "table")


def read_mapping(path: str, program: Program) -> SqlMapping:
    """
    Read a mapping file (YAML or JSON).

    Raises:
        MatrixError: the file cannot be read, or names what the policy does not read.
    """
    problems = Problems(Source(path, ""))
    source = None if _is_folder(path, problems) else text_of(FilePath(path), problems)
    if source is not None:
        problems = Problems(source)
        root = parse(problems)
        with suppress(EnoughError):
            if root is not None and is_format(root, problems, "mapping"):
                found = _Reading(problems, kinds_read(program)).of(root)
                if found is not None and not problems.found:
                    return found
    raise MatrixError(Report(tuple(problems.found), (path,)))


def _is_folder(path: str, problems: Problems) -> bool:
    # pathlib would raise for a path too long, or within a folder that is closed to us
    found = path != "-" and (not path or os.path.isdir(path))  # noqa: PTH112  as above
    if found:
        message = "this is a folder; name the mapping file in it" if path else "no file was named"
        problems.add(Code.UNREADABLE, message, Span(problems.source, 0, 0))
    return found


def kinds_read(program: Program) -> Mapping[str, Kind | None]:
    """Give the facts that a policy reads of resources and contexts, and what kind goes unsaid."""
    return {path: kind_named(name) for path, name in kinds_meant(program).items()}


@final
@frozen(eq=False)
class _Reading:
    problems: Problems
    kinds: Mapping[str, Kind | None]

    def of(self, root: Node) -> SqlMapping | None:
        fields = Fields(root, check_shape(root, self.problems, "mapping"), self.problems)
        facts = {it.key: self._place(it, fields) for it in fields.entries("facts")}
        table, key = self._table(fields), self._key(fields)
        return None if self.problems.found else SqlMapping(table, facts, key)

    def _key(self, fields: Fields) -> ColumnAt:
        node = fields.get("key")
        if node is None:
            return ColumnAt("id", nullable=False)
        if isinstance(node, Scalar):
            self._names(node)
            return _column(fields.text("key"), Kind.TEXT, nullable=False)
        within = fields.of(node)
        self._names(within.get("column"))
        kind = KINDS[within.text("type") or "text"]
        return _column(within.text("column"), kind, nullable=False)

    def _table(self, fields: Fields) -> tuple[str, ...]:
        node = fields.get("table")
        text = fields.text("table")
        parts = parts_of(fields.words("table") if text is None else text)
        if node is not None and not (len(parts) <= MOST_PARTS and all(map(is_name, parts))):
            self._no_name(".".join(parts), "table", node.span)
        return parts

    def _place(self, entry: Entry, whole: Fields) -> Place | None:
        self._check_fact(entry)
        node = entry.value
        if isinstance(node, Scalar):
            if node.value is None:
                return None
            self._names(node)
            return _column(str(node.value), self._kind(entry, None), nullable=True)
        return self._of_keys(entry, whole.of(node))

    def _of_keys(self, entry: Entry, fields: Fields) -> Place | None:
        said = [it for it in PLACES if fields.written(it)]
        if len(said) != 1:
            if said or not fields.stray():  # a misspelt key was reported
                self._not_one(entry, said)
            return None
        kind = self._kind(entry, fields.text("type"))
        for key in ("column", "array", "key", "member"):
            self._names(fields.get(key))
        if said == ["table"]:
            return self._relation(fields, kind)
        nullable = fields.flag("nullable", default=True)
        if said == ["column"]:
            return _column(fields.text("column"), kind, nullable=nullable)
        array = _column(fields.text("array"), kind, nullable=nullable)
        return ArrayAt(array.column, kind, nullable)

    def _relation(self, fields: Fields, kind: Kind) -> RelationAt | None:
        if fields.written("nullable"):
            assert isinstance(fields.node, MappingNode)
            entry = fields.node.entry("nullable")
            assert entry is not None
            message = "a table of members is never null: without rows, there are no members"
            self.problems.add(Code.ONE_KEY, message, entry.key_span)
        table = self._table(fields)
        key, member = fields.text("key"), fields.text("member")
        if self.problems.found or key is None or member is None:
            return None
        return RelationAt(table, key, member, kind)

    def _kind(self, entry: Entry, said: str | None) -> Kind:
        if said is not None:
            return KINDS[said]
        kind = self.kinds.get(entry.key, Kind.TEXT)
        if kind is None:
            message = f"`{shown(entry.key)}` has no `type`, which its tests do not tell"
            help_ = f"{{column: …, type: …}}, a type being one of {', '.join(KINDS)}"
            self.problems.add(Code.MISSING_KEY, message, entry.key_span, help=help_)
        return kind or Kind.TEXT

    def _check_fact(self, entry: Entry) -> None:
        if entry.key not in self.kinds:
            help_ = did_you_mean(entry.key, self.kinds, others="the policy reads")
            message = f"the policy reads no fact `{shown(entry.key)}`"
            self.problems.add(Code.UNKNOWN_FACT, message, entry.key_span, help=help_)

    def _not_one(self, entry: Entry, said: list[str]) -> None:
        words = [f"`{it}`" for it in PLACES]
        if said:
            message = f"`{said[1]}` stands beside `{said[0]}`, where one key is meant"
        else:
            message = f"`{shown(entry.key)}` is nowhere: add {', '.join(words[:-1])} or {words[-1]}"
        self.problems.add(Code.ONE_KEY, message, entry.key_span)

    def _names(self, *nodes: Node | None) -> None:
        for node in nodes:
            for text, span in _texts(node):
                if not is_name(text):
                    self._no_name(text, "column", span)

    def _no_name(self, text: str, thing: str, span: Span) -> None:
        message = f"`{shown(text)}` is no name of a {thing}"
        help_ = "a name has one character at least, and no control characters"
        self.problems.add(Code.BAD_ID, message, span, help=help_)


def _column(name: str | None, kind: Kind, *, nullable: bool) -> ColumnAt:
    """Make a column; one whose name was reported gets another, and is not used."""
    fit = name is not None and is_name(name)
    return ColumnAt(name if name is not None and fit else "unnamed", kind, nullable)


def _texts(node: Node | None) -> Iterator[tuple[str, Span]]:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        yield node.value, node.span
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _texts(item)
