"""
What the right answers are: the reference interpreter's, which shares no code with the fast path.

Beside it stands the benchmark's own table, written by hand. Where the two differ no figure means
anything, and the benchmark stops.
"""

from __future__ import annotations

from functools import cache

from benchmarks import table
from benchmarks.workload import Requests
from permmatrix.api import shipped_matrices
from permmatrix.model import MatrixSet
from permmatrix.reading import read
from permmatrix.reference import decide
from permmatrix.reference_facts import Question

__all__ = ["answers", "shipped"]


@cache
def shipped() -> MatrixSet:
    """
    Read the matrices that ship with permmatrix.

    Raises:
        RuntimeError: they cannot be read.
    """
    matrices, report = read(shipped_matrices())
    if matrices is None:
        raise RuntimeError(str(report))
    return matrices


def answers(requests: Requests) -> list[bool]:
    """
    Give the right answers for the objects as they are now.

    Raises:
        RuntimeError: the reference and the table written by hand differ.
    """
    found = [
        decide(Question(shipped(), user, contract, context), action).allowed
        for user, action, contract, context in requests
    ]
    by_hand = [
        table.allows(table.ROWS[action], user, contract, context)
        for user, action, contract, context in requests
    ]
    for request, one, other in zip(requests, found, by_hand, strict=True):
        if one is not other:
            raise RuntimeError(f"{request[1]}: the reference says {one}, the table {other}")
    return found
