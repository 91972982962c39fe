"""
A review of assignments: whether people hold what they need, and what comes of what they hold.

A policy says what levels and permissions allow; who was given which is in no matrix. A review takes
both and finds who holds more than they need or less, permissions that change nothing, advisories
that speak of somebody, and promises that people break between them.
"""

from permmatrix.review.reviewing import review
from permmatrix.review.values import (
    Broken,
    Excess,
    Finding,
    Held,
    Idle,
    NotTold,
    Person,
    Review,
    Shortage,
    Tripped,
    Why,
)

__all__ = [
    "Broken",
    "Excess",
    "Finding",
    "Held",
    "Idle",
    "NotTold",
    "Person",
    "Review",
    "Shortage",
    "Tripped",
    "Why",
    "review",
]
