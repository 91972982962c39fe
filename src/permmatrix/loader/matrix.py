"""One document to one matrix."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from permmatrix.codes import Code
from permmatrix.diagnostics import EnoughError, Problems
from permmatrix.loader import declarations, rows
from permmatrix.loader.fields import Fields
from permmatrix.loader.granting import granted, tools_granted
from permmatrix.loader.invariants import invariants
from permmatrix.loader.known import Known
from permmatrix.loader.suppressions import suppressions
from permmatrix.model import Dictionary, Matrix
from permmatrix.nodes import Entry, Mapping, Node
from permmatrix.source import Span

__all__ = ["load_matrix"]


def load_matrix(root: Node, reported: frozenset[int], problems: Problems) -> Matrix | None:
    """
    Make a matrix of a document, leaving what is wrong with it in `problems`.

    `reported` are the nodes the schema check reported. A matrix made of a document with problems
    serves to find further ones and is not to be used; None means not even that can be made. Of a
    large document with problems none is made: telling one from another takes long.
    """
    large = len(problems.source.text) > LARGE and problems.found
    if not isinstance(root, Mapping) or id(root) in reported or problems.full or large:
        return None
    with suppress(EnoughError):
        return _matrix(root, Fields(root, reported, problems))
    return None


LARGE = 1_000_000
MAX_CELLS = 250_000


def _matrix(root: Mapping, fields: Fields) -> Matrix | None:
    id_ = fields.get("id")
    found = declarations.tools(fields)
    written = root.entry("actions")
    levels = max(len(tool.levels) for tool in found.values())
    if written and levels * sum(1 for _ in fields.things("actions")) > MAX_CELLS:
        message = f"more than {MAX_CELLS:,} cells, a row having one for each level"
        fields.problems.add(Code.TOO_LARGE, message, written.key_span)
        return None
    permissions = tuple(declarations.granular(fields, found))
    facts = tuple(declarations.conditions(fields))
    names = declarations.names_of(fields, found, permissions, facts)
    found = declarations.held_when(found, fields, names)
    own = found[fields.text("tool") or ""]
    actions = tuple(rows.actions(fields, names))
    both = ("actions", "operations")
    rows.same_ids(fields, [(key, entry) for key in both for entry in fields.things(key)])
    known = Known.of(fields, actions)
    return Matrix(
        id=fields.text("id") or "",
        title=fields.text("title") or "",
        description=fields.text("description"),
        language=fields.text("language"),
        documented=rows.documented(fields),
        tool=own.id,
        tools=tuple(tools_granted(found.values(), fields, known)),
        granular=tuple(granted(permissions, "granular", fields, known)),
        conditions=tuple(granted(facts, "conditions", fields, known)),
        obligations=fields.titles("obligations"),
        platforms=fields.titles("platforms"),
        editions=fields.titles("editions"),
        flags=fields.titles("flags"),
        sections=fields.titles("sections"),
        actions=actions,
        operations=tuple(rows.operations(fields, actions)),
        advisories=tuple(rows.advisories(fields, names)),
        invariants=tuple(invariants(fields, names, known)),
        notes=tuple(rows.notes(fields, own, names)),
        doubts=tuple(rows.doubts(fields, names, own, None)),
        terms=tuple(_dictionaries(fields)),
        file=fields.problems.source,
        suppressions=tuple(suppressions(fields, names)),
        span=id_.span if id_ else root.span,
        places=tuple(_places(fields)),
        unread=frozenset(_unread(fields)),
    )


TITLES = ("obligations", "platforms", "editions", "flags", "sections")


def _places(fields: Fields) -> Iterator[tuple[tuple[str, str], Span]]:
    for key in TITLES:
        yield from (((key, entry.key), entry.key_span) for entry in fields.things(key))


OWN_TOOL = ("tool", "levels", "order", "default_level", "scope")


def _unread(fields: Fields) -> Iterator[str]:
    """Give the parts with something reported in them, which cannot be compared with other files."""
    assert isinstance(fields.node, Mapping)
    for entry in fields.node.entries:
        if _reported_in(entry, fields):
            yield entry.key
    for key in ("tools", "granular", "conditions"):
        yield from (it.key for it in fields.things(key) if _reported_in(it, fields))
    for key in ("id", "actions"):
        if not fields.written(key):
            yield key
    if fields.stray() and not fields.written("operations"):
        yield "operations"
    stray = fields.stray() or any(not fields.written(key) for key in ("tool", "levels"))
    if stray or any(fields.twice(key) or _reported_at(key, fields) for key in OWN_TOOL):
        yield from (entry.key for entry in fields.things("tools"))
        yield fields.text("tool") or ""


def _reported_at(key: str, fields: Fields) -> bool:
    entry = fields.node.entry(key) if isinstance(fields.node, Mapping) else None
    return entry is not None and _reported_in(entry, fields)


def _reported_in(entry: Entry, fields: Fields) -> bool:
    start, end = entry.key_span.start, entry.value.span.end
    return any(start <= problem.span.start <= end for problem in fields.problems.found)


def _dictionaries(fields: Fields) -> list[Dictionary]:
    found = []
    for entry in fields.entries("terms"):
        inner = fields.of(entry.value)
        title, language = inner.text("title") or entry.key, inner.text("language")
        found.append(
            Dictionary(id=entry.key, title=title, words=inner.titles("words"), language=language)
        )
    return found
