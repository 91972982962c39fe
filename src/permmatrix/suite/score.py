"""How many of how many, as a percentage that is never rounded up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from attrs import frozen

__all__ = ["Score"]


@final
@frozen
class Score:
    """
    So many of so many. Of nothing, all.

    >>> str(Score(1, 3)), str(Score(3, 3)), str(Score(0, 0))
    ('33.3 %', '100 %', '100 %')
    >>> str(Score(99_999, 100_000))  # not 100
    '99.9 %'
    """

    reached: int
    whole: int

    @classmethod
    def sum(cls, scores: Iterable[Score]) -> Score:
        """Add several up."""
        found = list(scores)
        return cls(sum(it.reached for it in found), sum(it.whole for it in found))

    @property
    def full(self) -> bool:
        """Whether nothing is left."""
        return self.reached == self.whole

    @property
    def percent(self) -> float:
        """The percentage, for programs."""
        return 100 * self.reached / self.whole if self.whole else 100.0

    def least(self, percent: float) -> bool:
        """Say whether it is at least a percentage, exactly."""
        return 100 * self.reached >= percent * self.whole

    def __str__(self) -> str:
        if self.full:
            return "100 %"
        tenths = 1000 * self.reached // self.whole
        return f"{tenths // 10}.{tenths % 10} %"
