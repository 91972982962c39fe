"""One test of a file, its entries laid out as the questions they list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import product
from typing import Any, final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Problems, Related, shown
from permmatrix.loader.fields import Fields
from permmatrix.nodes import Entry, Node, Scalar
from permmatrix.source import Span
from permmatrix.suite.naming import Asked, Declared, asked_in, matching, names, or_plain, unknown
from permmatrix.suite.values import Answer, Expectation, NamedTest, Question

__all__ = ["name_test"]


def name_test(fields: Fields, entry: Entry, declared: Declared) -> NamedTest | None:
    """Give a test, or None where something is wrong with it."""
    before = len(fields.problems.found)
    asked = asked_in(fields, entry.key_span, declared)
    if asked is None:
        return None
    listed = _Listing(fields.problems, asked, declared).listed(fields)
    if len(fields.problems.found) > before:
        return None
    return NamedTest(
        id=entry.key,
        title=fields.text("title"),
        skip=fields.text("skip"),
        users=asked.users,
        actions=asked.actions,
        resources=or_plain(asked.resources, None),
        contexts=asked.contexts,
        platforms=asked.platforms or (None,),
        listed=listed,
        span=entry.key_span,
    )


@final
@frozen(eq=False)
class _Listing:
    """Lays out what a test lists as allowed, or as left open."""

    problems: Problems
    asked: Asked
    declared: Declared

    def listed(self, test: Fields) -> dict[Question, Expectation]:
        found: dict[Question, Expectation] = {}
        for answer, key in ((Answer.ALLOW, "allow"), (Answer.UNKNOWN, "unknown")):
            for node in test.items(key):
                entry = test.of(node)
                expected = Expectation(answer, self.obligations(entry), _first_line(node))
                self.add(found, list(self.questions(entry)), expected)
        return found

    def add(
        self,
        found: dict[Question, Expectation],
        questions: list[Question],
        expected: Expectation,
    ) -> None:
        assert expected.span is not None
        other = next((found[it] for it in questions if found.get(it, expected) != expected), None)
        if other is not None:
            message = "this says something else of a question that was listed before"
            related = [Related("listed", other.span)] if other.span else []
            self.problems.add(Code.LISTED_OTHERWISE, message, expected.span, related=related)
        elif questions and all(it in found for it in questions):
            message = "every question of this entry was listed before"
            first = found[questions[0]].span
            related = [Related("listed", first)] if first else []
            self.problems.add(Code.LISTED_AGAIN, message, expected.span, related=related)
        found.update(dict.fromkeys(questions, expected))

    def questions(self, entry: Fields) -> Iterator[Question]:
        asked, declared = self.asked, self.declared
        contexts = {name: it for name, it in asked.contexts.items() if name is not None}
        parts: list[Iterable[Any]] = [
            self.among(entry, ("users",), asked.users, declared.users, "user"),
            self.actions(entry),
            self.among(
                entry, ("contracts", "resources"), asked.resources, declared.resources, "contract"
            ),
            self.among(entry, ("contexts",), contexts, declared.contexts, "context"),
            self.among(
                entry, ("platforms",), asked.platforms, declared.matrices.platforms, "platform"
            ),
        ]
        for it in product(*parts):
            yield Question(*it)

    def among(
        self,
        entry: Fields,
        keys: Iterable[str],
        asked: Collection[str],
        declared: Collection[str],
        kind: str,
    ) -> list[str | None]:
        """Give those of the test's names that an entry names, or all; None where it has none."""
        written = [key for key in keys if entry.written(key)]
        if not written:
            return [*asked] or [None]
        found: dict[str | None, None] = {}
        for name in (name for key in written for name in names(entry, key)):
            if str(name.value) in asked:
                found[str(name.value)] = None
            elif str(name.value) in declared:
                self.outside(name)
            else:
                unknown(self.problems, name, kind, [*asked, *declared])
        return list(found)

    def actions(self, entry: Fields) -> list[str]:
        if not entry.written("actions"):
            return [*self.asked.actions]
        known, found = self.declared.askable, dict[str, None]()
        for name in names(entry, "actions"):
            matched = matching(str(name.value), known)
            within = [it for it in matched if it in self.asked.actions]
            if matched and not within:
                self.outside(name)
            elif not matched:
                unknown(self.problems, name, "action", known)
            found.update(dict.fromkeys(within))
        return list(found)

    def outside(self, name: Scalar) -> None:
        message = f"the test does not ask about `{shown(name.value)}`"
        help_ = "name it above, where the test says what it asks, or leave it out here"
        self.problems.add(Code.OUTSIDE_TEST, message, name.span, help=help_)

    def obligations(self, entry: Fields) -> frozenset[str]:
        known = [id_ for matrix in self.declared.matrices.matrices for id_, _ in matrix.obligations]
        found = names(entry, "with")
        for name in found:
            if name.value not in known:
                unknown(self.problems, name, "obligation", known)
        return frozenset(str(name.value) for name in found)


def _first_line(node: Node) -> Span:
    """Give the place of a node, cut to its first line."""
    end = node.span.source.text.find("\n", node.span.start, node.span.end)
    return Span(node.span.source, node.span.start, node.span.end if end == -1 else end)
