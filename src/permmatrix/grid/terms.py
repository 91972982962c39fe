"""The same words in another dialect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from permmatrix.errors import UnknownNameError
from permmatrix.model import Dictionary, Matrix
from permmatrix.names import suggest

__all__ = ["Say", "dictionaries", "plainly", "saying"]

Say: TypeAlias = Callable[[str], str]


def plainly(text: str) -> str:
    """Give a text on one line, in the words of the matrix."""
    return " ".join(text.split())


def dictionaries(matrices: Iterable[Matrix], id_: str) -> dict[str, Dictionary]:
    """
    Give a dictionary of terms as each matrix has it, by the matrix's id.

    Raises:
        UnknownNameError: none of the matrices has it.
    """
    known = {(it.id, words.id): words for it in matrices for words in it.terms}
    found = {matrix: words for (matrix, name), words in known.items() if name == id_}
    if not found:
        raise UnknownNameError("dictionary of terms", id_, suggest(id_, {it for _, it in known}))
    return found


def saying(words: Dictionary | None) -> Say:
    """
    Give a function that says a text in the words of a dictionary.

    A word is found in whatever case and in the plural with s, and what stands for it takes its
    case; the longest is taken where several begin at a place. `a` and `an` before it follow.

    >>> us = Dictionary(id="us", title="US", words=(("progress claim", "invoice"),))
    >>> saying(us)("Email a Progress Claim; progress claims are emailed")
    'Email an Invoice; invoices are emailed'
    """
    if words is None:
        return plainly
    by_word = {word.casefold(): other for word, other in words.words}
    longest_first = sorted(by_word, key=len, reverse=True)
    some = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    pattern = re.compile(rf"(?:\b(an?)(\s+))?(?<!\w)({some})(s?)(?!\w)", re.IGNORECASE)

    def say(text: str) -> str:
        return pattern.sub(lambda found: _instead(found, by_word), plainly(text))

    return say


def _instead(found: re.Match[str], by_word: dict[str, str]) -> str:
    article, between, word, plural = found.groups()
    other = _in_case_of(word, by_word[plainly(word).casefold()])
    said = other + (plural if not other.endswith(("s", "S")) else "")
    return said if article is None else f"{_article(article, other)}{between}{said}"


def _in_case_of(word: str, other: str) -> str:
    capitals = [it[:1].isupper() for it in word.split()]
    if word.isupper() and len(word) > 1:
        return other.upper()
    if all(capitals):
        return " ".join(it[:1].upper() + it[1:] for it in other.split(" "))
    return other[:1].upper() + other[1:] if capitals[0] else other


def _article(article: str, word: str) -> str:
    """Give the article as it goes before another word, by its first letter."""
    an = word[:1].casefold() in "aeiou"
    return article[0] + ("n" if an else "")
