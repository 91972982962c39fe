"""A title that limits its row, where nothing in the row does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.conditions import IsTrue
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found
from permmatrix.lint.row_facts import Asked, asked, asked_in
from permmatrix.lint.words import Words
from permmatrix.model import Action, Allow, Cell, Deny, Level, Matrix, MatrixSet, When

__all__ = ["check"]

HELP = "make it a guard or a condition; what the documentation leaves unclear is a doubt"


@final
@frozen
class Limit:
    """
    A way in which titles limit their rows.

    Attributes:
        pattern: what the title says. Its group, or else all that follows, says of what.
        answers: words, one of which a condition has that answers to it, besides those.
        goes_on: whether the words it goes on with count.
        unless: what shows that a title with the pattern limits nothing.
    """

    pattern: re.Pattern[str]
    answers: frozenset[str]
    goes_on: bool = False
    unless: re.Pattern[str] | None = None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# whom a title can speak of as the one who acts: «as a PDF file» says nothing of the user
PEOPLE = (
    "administrator|admin|approver|assignee|author|collaborator|contact|contractor|creator|customer"
    "|delegate|guest|manager|member|owner|participant|recipient|reporter|reviewer|supervisor|vendor"
)
# what may come after a person who acts, where no article says that it is one
AFTER = "of|for|on|in|to|from|or|and|when|if|with|during|before|after|by|at|through|via|until|while"
BETWEEN = rf"(?:(?!(?:{AFTER}|as|who|that)\b)[\w&/'\u2019-]+ )"

# A title whose verb makes, sets, asks for or receives what the limit speaks of is not limited by
# it: that is what the row lets somebody do. Each limit has the verbs that do so of it.
MAKES = "create|make|mark|set|turn|switch|convert|add|enable|disable|configure|allow|require"
PLACES = "assign|appoint|designate|invite|list|name|promote|register|remove"
SOMEBODY = (
    "accounts?|collaborators?|companies|company|contacts?|groups?|guests?|members?|others|people"
    "|persons?|somebody|someone|teams?|themselves|users?|vendors?|yourself"
)
LIMITS = (
    Limit(
        _pattern(r"\b(?:not |non-?)?private\b"),
        _words("private public confidential visibility visible"),
        unless=_pattern(rf"^(?:{MAKES})\b|\b(?:to|as) (?:be )?private(?: (?:or|and) \w+)?\W*$"),
    ),
    Limit(
        _pattern(r"\b(?:during|before|after) (?=\w)"),
        _words("during before after within between date deadline"),
        goes_on=True,
        unless=_pattern(
            r"\bbefore\W+during\W+(?:and|or)\W+after\b"  # that is at any time
            r"|^(?:enable|disable|configure|require|schedule|receive|be|get)\b"
            r"|^request\b.*\bbefore \w+ing\b"  # the order of the steps, and not of this one
        ),
    ),
    Limit(_pattern(r"\bon behalf of (?=\w)"), _words("behalf delegate delegated"), goes_on=True),
    Limit(
        _pattern(
            r"(?<!\bon )(?<!\bon its )(?<!\bon their )(?<!\bon your )"
            r"(?:\b(?:your|their|his|her|its) )?\bown\b(?= \w)"
            r"|\bthey (?:\w+ )?themselves\b"
        ),
        _words("own owned owner author creator created opened self mine"),
        unless=_pattern(
            r"\b(?:create|add|make|start|build|have|bring|use)"
            r" (?:(?:your|their|his|her|its) )?own\b"
            r"|^own\b|\b(?:who|that|you|they|users?|people|groups?|teams?|can|may) own\b"
            r"|\bown (?:and|or|&) (?:any|all|others?|other people)\b"
        ),
    ),
    Limit(
        _pattern(r"\bassigned to (?:you|them)\b"),
        _words("assigned assignee"),
        unless=_pattern(r"^(?:have|get|be|receive|request)\b"),
    ),
    Limit(
        _pattern(
            rf"\bas (?:an? {BETWEEN}{{0,5}}?({PEOPLE})s?\b"
            rf"|(?:the )?{BETWEEN}{{0,3}}?({PEOPLE})s?(?=\W*$| (?:{AFTER})\b))"
        ),
        frozenset(),
        goes_on=True,
        unless=_pattern(
            rf"^(?:{PLACES})\b|^(?:{MAKES})\b(?: [\w'\u2019-]+){{0,4}}? (?:{SOMEBODY})\b.*\bas\b"
        ),
    ),
)


def check(examined: Examined) -> Iterator[Finding]:
    """Give the rows whose English title says private, during, on behalf and the like in vain."""
    for matrix, row in examined.rows:
        words = examined.words[matrix.id]
        # a guard is a limit that somebody has thought about, in whatever words
        limited = words.english and row.guard is None
        for limit, said in _limits(row.title) if limited else ():
            answers = limit.answers.union(words.of(_goes_on(limit, said)))
            if answers.isdisjoint(_asked_words(row, matrix, examined.matrices, words)):
                message = f"the title says «{said[0].strip()}», and nothing in the row asks for it"
                yield from found(Code.TITLE_SAYS, message, row.title_span or row.span, HELP)
                break


def _limits(title: str) -> Iterator[tuple[Limit, re.Match[str]]]:
    for limit in LIMITS:
        said = limit.pattern.search(title)
        if said is not None and not (limit.unless and limit.unless.search(title)):
            yield limit, said


def _goes_on(limit: Limit, said: re.Match[str]) -> str:
    """Give what the title says of the limit: a group of the pattern, or else all that follows."""
    if not limit.goes_on:
        return ""
    return next(filter(None, said.groups()), said.string[said.end() :])


def _asked_words(row: Action, matrix: Matrix, matrices: MatrixSet, words: Words) -> frozenset[str]:
    """Give the words of all that the row waits on: conditions, permissions, relations, limits."""
    tool = matrices.tools[row.tool]
    columns = [level for level in tool.levels if not isinstance(row.cell(level.id), Deny)]
    limits = dict(matrix.obligations)
    texts = [name for it in _needed(row, columns) for name in _names(it, matrices)]
    texts += [limits.get(it, it) for _, cell in row.cells for it in _obligations(cell)]
    if columns and all(isinstance(row.cell(it.id), Allow) for it in columns):
        texts += [it.title for it in columns]  # the level itself: a Guest, as a guest
    return frozenset(word for text in texts for word in (*words.of(text), *_longer(text)))


def _needed(row: Action, columns: list[Level]) -> frozenset[Asked]:
    return asked(row).union(*(asked_in(level.held_when) for level in columns))


def _names(needed: Asked, matrices: MatrixSet) -> Iterator[str]:
    """Give how a permission or condition is called: its id, its titles, the path it reads."""
    yield needed[-1].replace("_", " ")
    if needed[0] == "granular":
        permission = matrices.granular[needed[1], needed[2]]
        yield from (permission.title, *permission.also_written)
        return
    condition = matrices.conditions[needed[1]]
    yield from (condition.title, *condition.also_written)
    if isinstance(condition.test, IsTrue):
        yield " ".join(condition.test.path.segments).replace("_", " ")


def _obligations(cell: Cell) -> tuple[str, ...]:
    return cell.obligations if isinstance(cell, When) else ()


def _longer(title: str) -> tuple[str, ...]:
    """Give the long form of a level's usual short name."""
    return ("administrator",) if title.casefold() == "admin" else ()
