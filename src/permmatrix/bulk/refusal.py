"""What a bulk view raises rather than take for ever or guess."""

from __future__ import annotations

from permmatrix.errors import PermmatrixError

__all__ = ["BulkError"]


class BulkError(PermmatrixError, ValueError):
    """
    A fact is beyond what a bulk view can compare; `Policy.allows` still answers.

    `fact` is the fact, such as `user.start before resource.due`; `reason` says what is too much.
    """

    def __init__(self, fact: str, reason: str) -> None:
        super().__init__(fact, reason)
        self.fact = fact
        self.reason = reason

    def __str__(self) -> str:
        return f"`{self.fact}` cannot be read in bulk: {self.reason}"
