"""A file of named users and resources, checked against the policy that will be asked about them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, final

from attrs import astuple, field, frozen

from permmatrix.codes import Code
from permmatrix.conditions import Path
from permmatrix.diagnostics import EnoughError, Problems, Report, shown
from permmatrix.document import parse
from permmatrix.errors import MatrixError
from permmatrix.formats import is_format
from permmatrix.loader.fields import Fields, did_you_mean
from permmatrix.model import MatrixSet, Tool
from permmatrix.nodes import Entry, Node, Scalar, Sequence, plain
from permmatrix.nodes import Mapping as MappingNode
from permmatrix.promises import Named
from permmatrix.reading import text_of
from permmatrix.schema import check_shape
from permmatrix.source import Source, Span

__all__ = ["Facts", "check_user", "places_in", "read_facts", "things"]


@final
@frozen
class Facts:
    """
    Users and resources by id, and the context, as the mappings a policy is asked about.

    Attributes:
        needs: the actions and operations that users were said to need, of those it was said of.
        places: where what is said of somebody or something stands, by the words that lead to it:
            ("users", "ana", "levels", "docs", "viewer"), ("resources", "plan").
    """

    users: Mapping[str, dict[str, Any]] = field(factory=dict)
    resources: Mapping[str, dict[str, Any]] = field(factory=dict)
    context: dict[str, Any] = field(factory=dict)
    needs: Mapping[str, tuple[str, ...]] = field(factory=dict)
    places: Mapping[tuple[str, ...], Span] = field(factory=dict, eq=False, repr=False)


def read_facts(path: str, matrices: MatrixSet) -> Facts:
    """
    Read a file of facts (YAML or JSON).

    Raises:
        MatrixError: the file cannot be read, or names what the policy does not declare.
    """
    problems = Problems(Source(path, ""))
    source = None if _is_folder(path, problems) else text_of(FilePath(path), problems)
    if source is not None:
        problems = Problems(source)
        root = parse(problems)
        with suppress(EnoughError):
            if root is not None and is_format(root, problems, "facts"):
                facts = _facts(root, problems, matrices)
                if not problems.found:
                    return facts
    raise MatrixError(Report(tuple(problems.found), (path,)))


def _is_folder(path: str, problems: Problems) -> bool:
    # pathlib would raise for a path too long, or within a folder that is closed to us
    found = path != "-" and os.path.isdir(path)  # noqa: PTH112  as above
    if found:
        message = "this is a folder; name the file of facts in it"
        problems.add(Code.UNREADABLE, message, Span(problems.source, 0, 0))
    return found


def _facts(root: Node, problems: Problems, matrices: MatrixSet) -> Facts:
    fields = Fields(root, check_shape(root, problems, "facts"), problems)
    resources = {**things(fields, "contracts")}
    for entry in fields.entries("resources"):
        if entry.key in resources:
            message = f"`{shown(entry.key)}` is a contract already"
            problems.add(Code.DUPLICATE_KEY, message, entry.key_span)
    resources.update(things(fields, "resources"))
    needs = {}
    for entry in fields.entries("users"):
        user = fields.of(entry.value)
        check_user(user, matrices, ("needs",))
        if user.written("needs"):
            needs[entry.key] = _needs(user, matrices)
    context = fields.get("context")
    return Facts(
        users=things(fields, "users"),
        resources=resources,
        context=plain(context) if context else {},
        needs=needs,
        places=dict(_places(fields)),
    )


def _places(fields: Fields) -> Iterator[tuple[tuple[str, ...], Span]]:
    for key in ("contracts", "resources"):
        yield from ((("resources", it.key), it.key_span) for it in fields.entries(key))
    users = fields.get("users")
    yield from places_in(users, ("users",)) if users else ()


def places_in(node: Node, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Span]]:
    """Give where each key and text under a node stands, by the words that lead to it."""
    match node:
        case MappingNode(entries):
            for entry in entries:
                yield (*words, entry.key), entry.key_span
                yield from places_in(entry.value, (*words, entry.key))
        case Sequence(items):
            for item in items:
                yield from places_in(item, words)
        case Scalar(str(text)):
            yield (*words, text), node.span
        case _:
            return


def _needs(user: Fields, matrices: MatrixSet) -> tuple[str, ...]:
    """Give the ids of what a user needs, in the order of the files."""
    rows, operations = matrices.actions, matrices.operations
    every = {name: it.id for name, it in rows.items()}
    every |= {name: it.id for name, it in operations.items()}
    found: set[str] = set()
    for text, span in user.texts("needs"):
        name = Named(text, span=span)
        meant = name.among(rows if name.several else every)
        found.update(every[it] for it in meant)
        if not meant:
            user.problems.add(Code.UNKNOWN_ACTION, *_unfit(name, span), help=_meant(name, every))
    return tuple(it for it in dict.fromkeys(every.values()) if it in found)


def _unfit(name: Named, span: Span) -> tuple[str, Span]:
    text = shown(name.text)
    return (f"no action fits `{text}`" if name.several else f"unknown action `{text}`"), span


def _meant(name: Named, known: Iterable[str]) -> str:
    return did_you_mean(name.text.replace("*", ""), known, others="the policy's actions are")


def things(fields: Fields, key: str) -> dict[str, dict[str, Any]]:
    """Give the facts of users or resources by name, which is the id unless they have another."""
    return {entry.key: {"id": entry.key, **plain(entry.value)} for entry in fields.entries(key)}


def check_user(user: Fields, matrices: MatrixSet, also: tuple[str, ...] = ()) -> None:
    """
    Report the tools, levels and granular permissions that the policy does not declare.

    A user may have any other fact, but not one that is nearly called so: what was meant to be held
    would be held by nobody, and every denial be as expected. `also` are further keys that are none
    of a user's facts.
    """
    _check_keys(user, matrices, (*HELD, *also))
    for key in ("levels", "granular"):
        for entry in user.entries(key):
            tool = matrices.tools.get(entry.key)
            if tool is None:
                hint = did_you_mean(entry.key, matrices.tools, others="the policy's tools are")
                message = f"unknown tool `{shown(entry.key)}`"
                user.problems.add(Code.UNKNOWN_TOOL, message, entry.key_span, help=hint)
            elif tool.scope is None and isinstance(entry.value, MappingNode):
                message = f"`{tool.id}` has no scope, so what is held on it is not a mapping"
                user.problems.add(Code.WRONG_TYPE, message, entry.key_span)
            elif key == "levels":
                _check_levels(user, entry, tool)
            else:
                _check_granular(user, entry, tool, matrices)


def _check_keys(user: Fields, matrices: MatrixSet, keys: tuple[str, ...]) -> None:
    node = user.node
    for entry in node.entries if isinstance(node, MappingNode) else ():
        close = get_close_matches(entry.key.lower(), keys, n=1, cutoff=NEARLY)
        if close and entry.key not in {*keys, *_facts_read(matrices)}:
            message = f"unknown key `{shown(entry.key)}`"
            hint = f"did you mean `{close[0]}`?"
            user.problems.add(Code.UNKNOWN_KEY, message, entry.key_span, help=hint)


HELD = ("levels", "granular")
NEARLY = 0.85
"""How alike two words are, of 1, that differ in a letter or so."""


def _facts_read(matrices: MatrixSet) -> set[str]:
    """Give the facts of a user that some condition reads."""
    tests = [it.test for matrix in matrices.matrices for it in matrix.conditions]
    parts = [part for test in tests for part in astuple(test, recurse=False)]
    paths = [it for part in parts for it in (part if isinstance(part, tuple) else (part,))]
    return {it.segments[0] for it in paths if isinstance(it, Path) and it.root == "user"}


def _check_levels(user: Fields, entry: Entry, tool: Tool) -> None:
    known = [level.id for level in tool.levels if level.handed_out]
    for name in _names(entry.value):
        if name.value not in known:
            hint = did_you_mean(str(name.value), known, others="its levels are")
            message = f"unknown level `{shown(name.value)}` of `{tool.id}`"
            user.problems.add(Code.UNKNOWN_LEVEL, message, name.span, help=hint)


def _check_granular(user: Fields, entry: Entry, tool: Tool, matrices: MatrixSet) -> None:
    known = [id_ for held_on, id_ in matrices.granular if held_on == tool.id]
    for name in _names(entry.value):
        if name.value not in known:
            hint = did_you_mean(str(name.value), known, others="its granular permissions are")
            message = f"unknown granular permission `{shown(name.value)}` of `{tool.id}`"
            user.problems.add(Code.UNKNOWN_GRANULAR, message, name.span, help=hint)


def _names(node: Node) -> Iterator[Scalar]:
    """Give the texts of a level, a list, or a mapping from scope to either."""
    match node:
        case Scalar(str()):
            yield node
        case Sequence(items):
            for item in items:
                yield from _names(item)
        case MappingNode(entries):
            for entry in entries:
                yield from _names(entry.value)
        case _:
            return
