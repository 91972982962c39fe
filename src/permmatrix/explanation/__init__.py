"""A decision with its working: as values for programs, and in words for two kinds of readers."""

from permmatrix.explanation.explaining import Explainer
from permmatrix.explanation.explanation import Explanation
from permmatrix.explanation.lines import WIDTH
from permmatrix.explanation.values import (
    Audience,
    Explained,
    LevelWorking,
    Part,
    RowWorking,
    Working,
)

__all__ = [
    "WIDTH",
    "Audience",
    "Explained",
    "Explainer",
    "Explanation",
    "LevelWorking",
    "Part",
    "RowWorking",
    "Working",
]
