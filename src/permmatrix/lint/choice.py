"""Which lint rules are run: words of options and settings to codes."""

from __future__ import annotations

from collections.abc import Iterable

from permmatrix.codes import Code
from permmatrix.errors import UnknownNameError
from permmatrix.names import suggest

__all__ = ["EVERY", "chosen", "named"]

EVERY = frozenset(code for code in Code if code.value.startswith("PM6"))
"""The codes of lint."""


def chosen(select: Iterable[str] | None = None, ignore: Iterable[str] = ()) -> frozenset[Code]:
    """
    Give the rules that are run: those selected, all if that is left out, less those ignored.

    >>> sorted(chosen(["PM61"], ["operation-gap"]))[:2]
    [<Code.SPELT_TWICE: 'PM610'>, <Code.OPERATION_OVERLAP: 'PM611'>]

    Raises:
        UnknownNameError: a word names no rule.
    """
    selected = EVERY if select is None else frozenset[Code]().union(*map(named, select))
    return selected.difference(*map(named, ignore))


def named(word: str) -> frozenset[Code]:
    """
    Give the rules that a word names: a rule's name or code, or what codes begin with.

    Raises:
        UnknownNameError: it names none.
    """
    found = frozenset(
        code for code in EVERY if word == code.slug or (word and code.value.startswith(word))
    )
    if not found:
        known = [name for code in sorted(EVERY) for name in (code.slug, str(code))]
        raise UnknownNameError("lint rule", word, suggest(word, known))
    return found
