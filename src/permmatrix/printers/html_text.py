"""Words as HTML shows them."""

from __future__ import annotations

import html

from permmatrix.printers.characters import shown

__all__ = ["escaped", "text"]


def escaped(words: str) -> str:
    """
    Give words as HTML shows them, in an element and in an attribute.

    >>> escaped("<b> & 'c'")
    '&lt;b&gt; &amp; &#x27;c&#x27;'
    """
    return html.escape(shown(words))


def text(words: str) -> str:
    """Give words of a matrix, which may run from right to left without what is around them."""
    return f"<bdi>{escaped(words)}</bdi>"
