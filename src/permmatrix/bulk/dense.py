"""The answers of a plan for given pairs of a small world: a byte for each there may be."""

from __future__ import annotations

from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from permmatrix.bulk.allowed import all_pairs
from permmatrix.bulk.places import Pairs
from permmatrix.bulk.plan import Plan

__all__ = ["MOST_PAIRS", "Dense", "dense"]

MOST_PAIRS = 1 << 22
"""Up to how many pairs a world is small: four megabytes, which a processor's cache may hold."""


@final
@frozen(eq=False)
class Dense:
    """All answers: of user `u` and contract `c` at `u * number of contracts + c`."""

    plan: Plan
    table: NDArray[np.bool_]

    def answers(self, pairs: Pairs) -> NDArray[np.bool_]:
        """
        Answer for pairs, in an array of their shape.

        Raises:
            PlaceError: one of them is nobody's index.
        """
        found = np.empty(pairs.shape, np.bool_)
        flat, start = found.reshape(-1), 0
        for users, contracts in pairs.chunks():
            places = users * pairs.size[1]
            places += contracts
            end = start + len(places)
            self.table.take(places, out=flat[start:end], mode="clip")
            start = end
        return found


def dense(plan: Plan) -> Dense:
    """Work out all answers of a plan."""
    return Dense(plan, all_pairs(plan).to_dense().reshape(-1))
