"""One granular permission, or one condition, under two ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from permmatrix.codes import Code
from permmatrix.conditions import Condition, Equals, Given, IsTrue, Overlaps, Path
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.words import LONG, Words, near
from permmatrix.model import GranularPermission

__all__ = ["check"]

HELP = "keep one id, and list the other spelling under its `also_written`"

Thing: TypeAlias = GranularPermission | Condition


def check(examined: Examined) -> Iterator[Finding]:
    """Give the permissions and conditions that another one before them seems to be."""
    by_tool: dict[str, dict[str, tuple[GranularPermission, Words]]] = {}
    conditions: dict[str, tuple[Condition, Words]] = {}
    for matrix in examined.matrices.matrices:
        words = examined.words[matrix.id]
        for it in matrix.granular:
            by_tool.setdefault(it.tool, {}).setdefault(it.id, (it, words))
        for fact in matrix.conditions:
            conditions.setdefault(fact.id, (fact, words))
    for permissions in by_tool.values():
        yield from _spelt_twice(permissions.values(), "granular permission")
    same_test = list(_same_test(it for it, _ in conditions.values()))
    yield from same_test
    told = {it.diagnostic.span for it in same_test}
    for finding in _spelt_twice(conditions.values(), "condition"):
        if finding.diagnostic.span not in told:  # one mistake is told once
            yield finding


Title: TypeAlias = tuple[str, ...]


def _spelt_twice(things: Iterable[tuple[Thing, Words]], word: str) -> Iterator[Finding]:
    first: dict[Title, Thing] = {}
    slips: dict[object, list[tuple[Title, Thing]]] = {}
    for thing, words in things:
        spelt = [words.of(title) for title in (thing.title, *thing.also_written)]
        other = next((first[it] for it in spelt if it in first), None)
        if other is None and words.english:
            other = next((it for title in spelt for it in _near(title, slips)), None)
        if other is not None:
            message = f"the {word} `{thing.id}` is spelt like `{other.id}`"
            place = other_place(f"`{other.id}`, {other.title}", other.span)
            yield from found(Code.SPELT_TWICE, message, thing.span, HELP, related=place)
        for title in filter(None, spelt):
            if first.setdefault(title, thing) is thing and words.english:
                for key in _slips(title):
                    slips.setdefault(key, []).append((title, thing))


def _near(title: Title, slips: Mapping[object, list[tuple[Title, Thing]]]) -> Iterator[Thing]:
    for key in _slips(title):
        yield from (thing for other, thing in slips.get(key, ()) if near(title, other))


def _slips(title: Title) -> Iterator[object]:
    """
    Give what titles share of which one word differs by a slip: the others, and a rest of that word.

    A letter too many, too few, wrong or exchanged: with at most one letter left out of each, the
    two words are the same.
    """
    for place, word in enumerate(title):
        if len(word) >= LONG and word.isalpha():
            others = title[:place], title[place + 1 :]
            rests = {word[:at] + word[at + 1 :] for at in range(len(word))}
            yield from ((others, rest) for rest in (word, *sorted(rests)))


def _same_test(conditions: Iterable[Condition]) -> Iterator[Finding]:
    first: dict[object, Condition] = {}
    for condition in conditions:
        other = first.setdefault(_meaning(condition), condition)
        if other is not condition:
            message = f"the condition `{condition.id}` has the same test as `{other.id}`"
            place = other_place(f"`{other.id}`, {other.title}", other.span)
            yield from found(Code.SPELT_TWICE, message, condition.span, HELP, related=place)


def _meaning(condition: Condition) -> object:
    """Give what tests of one meaning have in common."""
    match condition.test:
        case Given(name):
            return IsTrue(Path("context", (name,)))
        case Equals(left, right):
            return Equals, frozenset((left, right))
        case Overlaps(left, right):
            return Overlaps, frozenset((left, right))
        case test:
            return test
