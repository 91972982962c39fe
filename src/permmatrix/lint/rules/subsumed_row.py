"""A row for a special case that answers as its general row does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.digest import row_digest
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.words import Words
from permmatrix.model import Action

__all__ = ["check"]

HELP = "drop it; or, if the two should answer differently, mend the one that is wrong"

# what begins the part of a title that says in which case, and no longer what is acted on
CASES = """
    after as assigned before by during for from in on that through to unless using via when where
    which while who whose with within without you your
"""
QUALIFIES = frozenset(CASES.split())


@final
@frozen
class Title:
    """
    A title taken to pieces.

    Attributes:
        row: the row it is the title of.
        object: what is done and to what, in order: «edit billing period».
        case: the words that say in which case.
    """

    row: Action
    object: tuple[str, ...]
    case: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """All its words."""
        return self.case.union(self.object)

    def is_case_of(self, other: Title) -> bool:
        """Say whether it speaks of the same done to the same thing, and says more of it."""
        return (
            bool(other.object)
            and self.object[:1] == other.object[:1]
            and self.object[-1:] == other.object[-1:]
            and self.words > other.words
            and self.case >= other.case
        )


def check(examined: Examined) -> Iterator[Finding]:
    """Give the rows that answer in every situation as a more general one of their section does."""
    operations = _operations(examined)
    digests = _Digests(examined)
    for titles in _sections(examined):
        for alike in _alike(titles, digests):
            general = _by_rarest_word(_each_once(alike, operations))
            for title in alike:
                yield from _first(title, general, operations, examined)


def _first(
    title: Title,
    general: Mapping[str, list[Title]],
    operations: Mapping[str, set[str]],
    examined: Examined,
) -> Iterator[Finding]:
    """Give the first general row, if there is one and the two ever say yes."""
    for other in (it for word in sorted(title.words) for it in general.get(word, ())):
        apart = operations[title.row.id].isdisjoint(operations[other.row.id])
        if apart and title.is_case_of(other):
            if not examined.never(examined.analysis.row(title.row.id)):
                yield from _found(title.row, other.row)
            return


def _operations(examined: Examined) -> Mapping[str, set[str]]:
    """Give the operations of each row: whether the rows of one overlap is asked there."""
    found: dict[str, set[str]] = defaultdict(set)
    for matrix in examined.matrices.matrices:
        for operation in matrix.operations:
            for row in operation.any_of:
                found[row].add(operation.id)
    return found


def _sections(examined: Examined) -> Iterable[list[Title]]:
    """Give the titles that are read together; of a language nothing is known of, there are none."""
    found: dict[object, list[Title]] = {}
    for matrix, row in examined.rows:
        words = examined.words[matrix.id]
        if words.english:
            found.setdefault((matrix.id, row.section, row.tool), []).append(_title(row, words))
    return found.values()


def _title(row: Action, words: Words) -> Title:
    said = words.of(row.title)
    at = next((place for place, word in enumerate(said) if word in QUALIFIES and place), len(said))
    usual = words.meaning(" ".join(said[:1])) or frozenset(said[:1])
    return Title(row, (*usual, *said[1:at]), frozenset(said[at:]) - QUALIFIES)


def _alike(titles: Iterable[Title], digests: _Digests) -> Iterator[list[Title]]:
    """Give the titles of one act on one kind of thing whose rows answer alike, several at least."""
    for about in _grouped(titles, lambda it: (it.object[:1], it.object[-1:])):
        if len({it.words for it in about}) > 1:
            yield from _grouped(about, lambda it: digests.of(it.row))


def _grouped(titles: Iterable[Title], key: Callable[[Title], object]) -> Iterable[list[Title]]:
    found: dict[object, list[Title]] = {}
    for title in titles:
        found.setdefault(key(title), []).append(title)
    return [it for it in found.values() if len(it) > 1]


def _each_once(titles: Iterable[Title], operations: Mapping[str, set[str]]) -> Iterable[Title]:
    """Give the first of the titles that are general to the same ones."""
    first: dict[object, Title] = {}
    for it in titles:
        first.setdefault((it.words, it.case, frozenset(operations[it.row.id])), it)
    return first.values()


def _by_rarest_word(titles: Iterable[Title]) -> dict[str, list[Title]]:
    """Give each title under one of its words, so that few are compared with each other."""
    common = Counter(word for title in titles for word in title.words)
    found: dict[str, list[Title]] = {}
    for title in titles:
        if title.object:
            found.setdefault(min(title.words, key=lambda it: (common[it], it)), []).append(title)
    return found


@final
class _Digests:
    """What rows answer, as digests; rows written alike have one worked out."""

    def __init__(self, examined: Examined) -> None:
        self._lowering = examined.analysis.lowering
        self._known: dict[object, str] = {}

    def of(self, row: Action) -> str:
        """Give the digest of a row."""
        written = (row.tool, row.guard, row.cells, row.platforms)
        if written not in self._known:
            shape = self._lowering.shape(row)
            self._known[written] = row_digest(self._lowering, shape, row.platforms or None)
        return self._known[written]


def _found(special: Action, general: Action) -> Iterator[Finding]:
    name, other = (row.id.partition(".")[2] for row in (special, general))
    message = f"`{name}` adds nothing: it answers as `{other}` does, of which it is a case"
    place = other_place(f"`{other}`, {general.title}", general.title_span)
    yield from found(Code.SUBSUMED_ROW, message, special.title_span, HELP, related=place)
