"""What one way of asking in bulk took. It stands apart from `bulk`, which needs numpy."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Case"]


class Case(NamedTuple):
    """
    What was measured.

    Attributes:
        name: what was asked, and of how many.
        nanoseconds: for one pair, at best; for making a view, for one user or contract.
        pairs: how many pairs were asked about, or users and contracts read.
        agreed: how many of them were asked of `Policy.allows` as well, with the same answer.
    """

    name: str
    nanoseconds: float
    pairs: int
    agreed: int
