"""Titles taken to pieces: the words that carry meaning, whatever their case, number and order."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import final

from attrs import frozen

__all__ = ["LONG", "Words", "near"]

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile(r"['\u2019]s\b|['\u2018\u2019]", re.IGNORECASE)
ARTICLES = frozenset({"a", "an", "the"})

# What tables of permissions say in several ways. Nothing is added that is not always the same: to
# manage is to edit in some tables and to administer in others, and only the titles' likeness is
# reported, where the rows behave alike as well.
SAME_VERBS = (
    ("create", "add", "make", "new"),
    ("edit", "update", "modify", "change", "manage"),
    ("delete", "remove"),
    ("view", "see", "read", "show"),
)
VERB = {word: words[0] for words in SAME_VERBS for word in words}

SHORT = 3
LONG = 6
"""Shorter words are too often meant to differ in a letter."""


@final
@frozen
class Words:
    """
    Reads titles, as English ones or as those of a language nothing is known of.

    >>> Words(english=True).of("View the Owner's Progress Claims")
    ('view', 'owner', 'progress', 'claim')
    >>> Words(english=False).of("Den Vertrag ansehen")
    ('den', 'vertrag', 'ansehen')
    """

    english: bool

    def of(self, title: str) -> tuple[str, ...]:
        """Give the words of a title in order; of English, without articles and plurals."""
        return _english(title) if self.english else _plain(title)

    def meaning(self, title: str) -> frozenset[str]:
        """
        Give what a title says, in no order; of English, a verb it begins with as its usual one.

        >>> Words(english=True).meaning("Add a New Payment") == {"create", "payment"}
        True
        """
        words = self.of(title)
        if not self.english:
            return frozenset(words)
        first = tuple(VERB.get(word, word) for word in words[:1])
        return frozenset((*first, *(word for word in words[1:] if word != "new")))


@cache
def _plain(title: str) -> tuple[str, ...]:
    return tuple(WORD.findall(unicodedata.normalize("NFKC", title).casefold()))


@cache
def _english(title: str) -> tuple[str, ...]:
    words = _plain(APOSTROPHES.sub("", title))
    return tuple(_singular(word) for word in words if word not in ARTICLES)


def _singular(word: str) -> str:
    if len(word) <= SHORT or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """
    Say whether two titles differ in one long word, and in that by a slip of the pen.

    >>> near(("update", "contract"), ("update", "contarct"))
    True
    >>> near(("view", "audit"), ("edit", "audit"))
    False
    """
    if len(one) != len(other):
        return False
    different = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and _slip(*different[0])


def _slip(one: str, other: str) -> bool:
    """Say whether a letter too many, too few, wrong or exchanged makes one word of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) < LONG or len(long) - len(short) > 1 or any(map(str.isdigit, one + other)):
        return False
    pairs = enumerate(zip(short, long, strict=False))
    start = next((at for at, (mine, its) in pairs if mine != its), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    exchanged = short[start + 1 : start + 2] + short[start] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or exchanged == long[start:]
