"""What the words of a command, or of a marker in a page, choose."""

from __future__ import annotations

import argparse
from typing import Any

from permmatrix.errors import RenderError
from permmatrix.grid import Choice

__all__ = ["choice_of"]


def choice_of(args: argparse.Namespace, anchor: str = "") -> Choice:
    """Give what the options choose."""
    return Choice(
        matrices=_split(args.matrix),
        rows=_split(args.rows),
        columns=_split(args.columns),
        may=args.may,
        levels=args.levels,
        requirements=args.requirements,
        together=args.together,
        bare=args.bare,
        terms=args.terms,
        anchor=anchor,
    )


def _split(given: Any) -> tuple[str, ...]:
    words = tuple(word.strip() for some in given for word in some.split(","))
    if "" in words:  # such as a variable of a shell that is empty: it must not mean everything
        raise RenderError("a name is empty; leave the option out to show everything")
    return words
