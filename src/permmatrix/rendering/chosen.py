"""What the words of a command, or of a marker in a page, choose."""

from __future__ import annotations

import argparse
from typing import Any

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
    words = (word.strip() for some in given for word in some.split(","))
    return tuple(word for word in words if word)
