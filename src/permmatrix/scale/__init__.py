"""
Reviews where the data is: who may do what, over tables of users and contracts.

The matrix is finite, so no engine evaluates a requirement. Users are folded into profiles and
contracts into classes, Python decides each combination once with the compiled policy, and the
engine counts and lists what follows.
"""

from __future__ import annotations

from permmatrix.scale.review import TableReview, review_tables
from permmatrix.scale.sources import Source, source

__all__ = ["Source", "TableReview", "review_tables", "source"]
