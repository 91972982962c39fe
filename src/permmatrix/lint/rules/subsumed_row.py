"""A row for a special case that another row covers whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.words import Words
from permmatrix.model import Action

__all__ = ["check"]

HELP = "drop it; or, if the general row is for the other cases alone, give that row a guard"

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
    """Give the rows that say yes only where a more general one of their section says yes too."""
    together = _operations(examined)
    for titles in _sections(examined):
        general = _by_rarest_word(titles)
        for title in titles:
            for other in (it for word in sorted(title.words) for it in general.get(word, ())):
                apart = together[title.row.id].isdisjoint(together[other.row.id])
                if apart and title.is_case_of(other) and _covered(title.row, other.row, examined):
                    yield from _found(title.row, other.row)
                    break


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


def _by_rarest_word(titles: Iterable[Title]) -> dict[str, list[Title]]:
    """Give each title under one of its words, so that few are compared with each other."""
    common = Counter(word for title in titles for word in title.words)
    found: dict[str, list[Title]] = {}
    for title in titles:
        if title.object:
            found.setdefault(min(title.words, key=lambda it: (common[it], it)), []).append(title)
    return found


def _covered(special: Action, general: Action, examined: Examined) -> bool:
    """Say whether whoever may do the special thing may do the general one."""
    platforms = set(special.platforms or examined.matrices.platforms)
    if general.platforms and not platforms <= set(general.platforms):
        return False
    narrow, wide = examined.analysis.row(special.id), examined.analysis.row(general.id)
    if narrow == wide:
        return narrow is not False
    space = examined.space(narrow, wide)
    if space is None:
        return False
    yes = space.bits(narrow) & space.possible
    return bool(yes) and not yes & ~space.bits(wide)


def _found(special: Action, general: Action) -> Iterator[Finding]:
    name, other = (row.id.partition(".")[2] for row in (special, general))
    message = f"`{name}` adds nothing: whoever may do it may do `{other}`, of which it is a case"
    place = other_place(f"`{other}`, {general.title}", general.title_span)
    yield from found(Code.SUBSUMED_ROW, message, special.title_span, HELP, related=place)
