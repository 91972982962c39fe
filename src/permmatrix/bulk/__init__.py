"""
One action over arrays of (user, contract) pairs, or over all of them at once: `Policy.bulk`.

Every fact is read once and becomes a `Relation`, the three values of one fact for every pair; a
question is its requirement evaluated over relations, by classes of users and contracts that no fact
it needs can tell apart.
"""

from __future__ import annotations

try:
    import numpy as np
except ImportError as error:
    raise ImportError("bulk needs numpy: pip install 'permmatrix[numpy]'") from error

from permmatrix.bulk.allowed import Allowed
from permmatrix.bulk.places import PlaceError
from permmatrix.bulk.refusal import BulkError
from permmatrix.bulk.view import Bulk

__all__ = ["Allowed", "Bulk", "BulkError", "PlaceError"]

del np  # it was asked for so that one message says what is missing
