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
    """Give a text on one line."""
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


def saying(words: Dictionary, *, english: bool = True) -> Say:
    """
    Give a function that says a text in the words of a dictionary.

    A word is found in whatever case, and what stands for it takes its case; the longest is taken
    where several begin at a place. In English a word is found in the plural too, and `a` and `an`
    before it follow; in other languages a dictionary has to list what it wants found.

    >>> us = Dictionary(id="us", title="US", words=(("progress claim", "invoice"),))
    >>> saying(us)("Email a Progress Claim; progress claims are emailed")
    'Email an Invoice; invoices are emailed'
    """
    listed = dict(words.words)
    both = {_plural(it): _plural(other) for it, other in listed.items()} if english else {}
    pairs = [
        (re.compile(_spaced(it), re.IGNORECASE), other) for it, other in (both | listed).items()
    ]
    longest_first = sorted(both | listed, key=len, reverse=True)
    article = r"(?:\b(an?)(\s+))?" if english else "()()"
    some = "|".join(map(_spaced, longest_first))
    pattern = re.compile(rf"{article}(?<!\w)({some})(?!\w)", re.IGNORECASE)

    def instead(found: re.Match[str]) -> str:
        article, between, word = found.groups()
        # the pattern, unlike a lookup, knows what is the same in another case
        other = next((other for one, other in pairs if one.fullmatch(word)), word)
        said = _in_case_of(word, other)
        return f"{_article(article, said)}{between}{said}" if article else said

    return lambda text: pattern.sub(instead, text)


def _spaced(word: str) -> str:
    return r"\s+".join(map(re.escape, word.split()))


def _plural(word: str) -> str:
    """Give the plural of an English word: party and parties, box and boxes."""
    if re.search(r"[^aeiou]y$", word, re.IGNORECASE):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(s|x|z|ch|sh)$", word, re.IGNORECASE) else f"{word}s"


def _in_case_of(word: str, other: str) -> str:
    capitals = [it[:1].isupper() for it in word.split()]
    if word.isupper() and len(word) > 1:
        return other.upper()
    if all(capitals):
        return " ".join(it[:1].upper() + it[1:] for it in other.split(" "))
    return other[:1].upper() + other[1:] if capitals[0] else other


# a user, a unit, a one-off, a European and so on begin with the sound of another letter
VOWEL = re.compile(r"(?!uni(?!n)|us[aeu]|ut[ei]|ur[aeio]|eu|one\b|once)[aeiou]", re.IGNORECASE)


def _article(article: str, word: str) -> str:
    """Give the article as it goes before another word, by how it begins."""
    n = "n" if VOWEL.match(word) else ""
    return article[0] + (n.upper() if article[0].isupper() and word.isupper() else n)
