"""Text as Markdown shows it, whichever of its readers reads it."""

from __future__ import annotations

import re

from permmatrix.printers.characters import shown

__all__ = ["escaped"]

# what has a meaning anywhere; what has one doubled; a colon before a word and another colon; and
# what begins a list, a line across, a block or a target as the first sign
MEANT = re.compile(
    r"[\\`*_\[\]{}<>&|~#$^!]|(?<=-)-|(?<=\+)\+|(?<==)=|(?P<picture>:(?=[\w+-]+:))|\A[-+=:?/%(]|\A\d+(?=[.)])"
)
LINKED = re.compile(r"@|://|www(?=\.)", re.IGNORECASE)


def escaped(text: str) -> str:
    """
    Give text that Markdown takes for nothing else, within a table and without.

    Signs are written as numbers, as a backslash is not understood before every sign by every
    reader. What a forge makes of the finished page (a mention, a link, a picture for a word
    between colons) is parted by a comment, which is not shown.

    >>> escaped("a|b <i> @team")
    'a&#124;b &#60;i&#62; @<!-- -->team'
    """
    harmless = MEANT.sub(_numbers, shown(text))
    return LINKED.sub(lambda found: f"{found[0]}<!-- -->", harmless)


def _numbers(found: re.Match[str]) -> str:
    first = f"&#{ord(found[0][0])};{found[0][1:]}"
    # a picture stands for `:smile:` even where its colon was a number
    return f"{first}<!-- -->" if found["picture"] else first
