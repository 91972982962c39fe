"""What a review of tables raises rather than guess."""

from __future__ import annotations

from permmatrix.errors import PermmatrixError

__all__ = ["ScaleError"]


class ScaleError(PermmatrixError, ValueError):
    """
    A table that cannot be read as facts, or a policy that asks of it what no plan can settle.

    The message names the column, the value or the test that it is about.
    """
