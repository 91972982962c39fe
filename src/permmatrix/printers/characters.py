"""What of a text every format shows, and what stands for the rest."""

from __future__ import annotations

import re
from urllib.parse import quote

from permmatrix.grid import Cell, cell_words

__all__ = ["address", "is_address", "safe_id", "shown", "spelt", "words_of"]

NO_CHARACTERS = "".join(chr(end + it) for end in range(0xFFFE, 0x110000, 0x10000) for it in (0, 1))
UNSHOWN = re.compile(
    rf"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff{NO_CHARACTERS}]"
)
"""What a reader would obey or refuse in place of showing it."""

TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""What would turn text around, even after the cell it stands in."""


def shown(text: str) -> str:
    r"""
    Give a text on one line, with a replacement for what would be obeyed and not shown.

    A text of nothing is said to be empty, since an empty cell reads as not filled in.

    >>> shown("a\x1b[31m"), shown(" ")
    ('a�[31m', '(empty)')
    """
    line = " ".join(text.split())
    return TURNING.sub("\ufffd", UNSHOWN.sub("\ufffd", line)) or "(empty)"


def spelt(text: str) -> str:
    r"""
    Give a text on one line, with what would be obeyed spelt out, as is usual on a terminal.

    >>> print(spelt("a\x1b[31m"))
    a\x1b[31m
    """
    line = " ".join(text.split())
    for pattern in (UNSHOWN, TURNING):
        line = pattern.sub(lambda found: ascii(found[0])[1:-1], line)
    return line or "(empty)"


def words_of(cell: Cell) -> str:
    """Give a cell in words, each of them shown."""
    return shown(cell_words(cell))


def safe_id(text: str) -> str:
    """
    Give an id as every format can hold it and link to it, and not longer than they allow.

    >>> safe_id("docs.read"), safe_id('a "b"<c>')
    ('docs.read', 'a-b-c')
    """
    return re.sub(r"[^\w.-]+", "-", text).strip("-")[:LONGEST] or "permmatrix"


LONGEST = 200
"""How long an id may be: a label of Markdown ends at 999 signs, and holds more than the id."""


def is_address(url: str) -> bool:
    """
    Say whether a link may lead there: to a page on the web, and nothing that a browser runs.

    >>> is_address("https://example.org/a"), is_address("javascript:alert(1)")
    (True, False)
    """
    return re.fullmatch(r"(?i)https?://[!-~]+", url) is not None


def address(url: str) -> str:
    """
    Give an address without the signs that end one in some format; it leads to the same page.

    >>> address("https://example.org/a|b?c=<d>&e")
    'https://example.org/a%7Cb?c=%3Cd%3E&e'
    """
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~")
