"""The names in a test of a file, looked up among those that are declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import prod
from typing import Any, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Problems, shown
from permmatrix.facts_file import check_user, things
from permmatrix.loader.fields import Fields, did_you_mean
from permmatrix.model import MatrixSet
from permmatrix.nodes import Mapping as MappingNode
from permmatrix.nodes import Scalar, Sequence
from permmatrix.source import Span
from permmatrix.suite.values import Objects

__all__ = [
    "MOST_QUESTIONS",
    "Asked",
    "Declared",
    "asked_in",
    "holding",
    "matching",
    "names",
    "or_plain",
    "unknown",
]

MOST_QUESTIONS = 100_000
"""A test that asks more is refused: nobody lists what they expect of so many."""


@final
@frozen(kw_only=True, eq=False)
class Declared:
    """
    What the tests of a file can name.

    `base` is the context that every question is asked in, on top of which come the named ones.
    """

    matrices: MatrixSet
    users: Mapping[str, dict[str, Any]]
    resources: Mapping[str, dict[str, Any]]
    contexts: Mapping[str, dict[str, Any]]
    base: Mapping[str, Any]

    @property
    def askable(self) -> dict[str, str]:
        """What can be asked for by id and alias, each with its id."""
        matrices = self.matrices
        rows = {name: it.id for name, it in matrices.actions.items()}
        return rows | {name: it.id for name, it in matrices.operations.items()}


@final
@frozen(kw_only=True, eq=False)
class Asked:
    """What a test asks, dimension by dimension; without resources or platforms, none of them."""

    users: dict[str, dict[str, Any]]
    actions: tuple[str, ...]
    resources: dict[str, dict[str, Any]]
    contexts: Objects
    platforms: tuple[str, ...]


def names(fields: Fields, key: str) -> list[Scalar]:
    """Give the names under a key, where a name may stand for a list of one."""
    node = fields.get(key)
    found = node.items if isinstance(node, Sequence) else (node,)
    return [it for it in found if isinstance(it, Scalar) and isinstance(it.value, str)]


def holding(user: Mapping[str, Any]) -> dict[str, Any]:
    """Give the facts of a user, who holds nothing of which nothing is said."""
    return {"levels": {}, "granular": {}, **user}


def asked_in(fields: Fields, place: Span, declared: Declared) -> Asked | None:
    """Give what a test asks, or None where something is wrong with that."""
    before = len(fields.problems.found)
    naming = _Naming(fields, place, declared)
    asked = Asked(
        users=naming.objects(("users",), declared.users, "user"),
        actions=naming.actions(),
        resources=naming.objects(("contracts", "resources"), declared.resources, "contract"),
        contexts=naming.contexts(),
        platforms=naming.platforms(),
    )
    if len(fields.problems.found) > before or not naming.of_right_size(asked):
        return None
    return asked


def or_plain(
    found: Mapping[str, Mapping[str, Any]], otherwise: Mapping[str, Any] | None
) -> Objects:
    """Give objects by name, or where there are none the one that is asked about without a name."""
    objects = dict[str | None, Mapping[str, Any] | None](found.items())
    return objects or {None: otherwise}


@final
@frozen(eq=False)
class _Naming:
    """Looks up the names of one test."""

    fields: Fields
    place: Span
    declared: Declared

    def objects(
        self, keys: Iterable[str], declared: Mapping[str, dict[str, Any]], kind: str
    ) -> dict[str, dict[str, Any]]:
        """Give users or resources: those named or declared here, or else all there are."""
        written = [key for key in keys if self.fields.written(key)]
        found = {} if written else dict(declared)
        for key in written:
            if isinstance(self.fields.get(key), MappingNode):
                self._check_new(key, {*declared, *found})
                found.update(things(self.fields, key))
                if kind == "user":
                    found = {name: holding(user) for name, user in found.items()}
            for name in names(self.fields, key):
                if str(name.value) in declared:
                    found[str(name.value)] = declared[str(name.value)]
                else:
                    unknown(self.fields.problems, name, kind, declared)
        if kind == "user":
            for entry in self.fields.entries("users"):
                check_user(self.fields.of(entry.value), self.declared.matrices)
        return found

    def contexts(self) -> Objects:
        """Give the contexts: those named or declared here, or all there are, or the plain one."""
        known = self.declared.contexts
        if isinstance(self.fields.get("contexts"), MappingNode):
            self._check_new("contexts", known)
            own = things(self.fields, "contexts")
            for context in own.values():
                context.pop("id")
            return {name: {**self.declared.base, **facts} for name, facts in own.items()}
        found = self.objects(("contexts",), known, "context")
        return or_plain(found, self.declared.base or None)

    def _check_new(self, key: str, taken: Iterable[str]) -> None:
        for entry in self.fields.entries(key):
            if entry.key in taken:
                message = f"`{shown(entry.key)}` is declared already"
                self.fields.problems.add(Code.DUPLICATE_KEY, message, entry.key_span)

    def actions(self) -> tuple[str, ...]:
        """Give the ids of what is asked for."""
        known = self.declared.askable
        if not self.fields.written("actions"):
            return tuple(dict.fromkeys(known.values()))
        found: dict[str, None] = {}
        for name in names(self.fields, "actions"):
            matched = matching(str(name.value), known)
            if not matched:
                unknown(self.fields.problems, name, "action", known)
            found.update(dict.fromkeys(matched))
        return tuple(found)

    def platforms(self) -> tuple[str, ...]:
        """Give the platforms it is asked on."""
        known = self.declared.matrices.platforms
        found = names(self.fields, "platforms")
        for name in found:
            if name.value not in known:
                unknown(self.fields.problems, name, "platform", known)
        return tuple(str(name.value) for name in found)

    def of_right_size(self, asked: Asked) -> bool:
        """Say whether the test asks something and not too much, and report it where it does not."""
        if not asked.users:
            message = "the test asks nothing: no user is declared"
            help_ = "declare one under `users`, in the test or at the top of the file"
            self.fields.problems.add(Code.ASKS_NOTHING, message, self.place, help=help_)
            return False
        sizes = [asked.users, asked.actions, asked.resources, asked.contexts, asked.platforms]
        count = prod(max(len(it), 1) for it in sizes)
        if count > MOST_QUESTIONS:
            message = f"the test asks {count:,} questions, more than {MOST_QUESTIONS:,}"
            help_ = "name fewer users, actions or contracts, or make several tests of it"
            self.fields.problems.add(Code.ASKS_TOO_MUCH, message, self.place, help=help_)
        return count <= MOST_QUESTIONS


def matching(pattern: str, known: Mapping[str, str]) -> list[str]:
    """Give the ids that a name or a pattern with `*` stands for, each once."""
    if "*" not in pattern:
        return [known[pattern]] if pattern in known else []
    look = re.compile(".*".join(map(re.escape, pattern.split("*"))))
    return [id_ for id_ in dict.fromkeys(known.values()) if look.fullmatch(id_)]


CODES = {
    "action": Code.UNKNOWN_ACTION,
    "platform": Code.UNKNOWN_PLATFORM,
    "obligation": Code.UNKNOWN_OBLIGATION,
}


def unknown(problems: Problems, name: Scalar, kind: str, known: Iterable[str]) -> None:
    """Report a name that nothing declares."""
    known = list(dict.fromkeys(known))
    code = CODES.get(kind, Code.UNKNOWN_NAME)
    others = {"action": "the actions are"}.get(kind, f"the {kind}s are")
    hint = did_you_mean(str(name.value), known, others=others)
    message = f"unknown {kind} `{shown(name.value)}`"
    if kind == "action" and "*" in str(name.value):
        message = f"no action is like `{shown(name.value)}`"
    problems.add(code, message, name.span, help=hint)
