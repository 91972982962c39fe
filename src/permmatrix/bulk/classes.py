"""Classes of users or of contracts: those that nothing asked for can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, final
from uuid import UUID

import numpy as np
from attrs import frozen

from permmatrix.bulk.relation import Codes, Index
from permmatrix.facts import Open

__all__ = ["Classes", "by_codes", "by_value"]

COMPARED_BY_VALUE = frozenset({str, bytes, int, bool, float, UUID, date})


@final
@frozen(eq=False)
class Classes:
    """
    A partition of users or contracts.

    Attributes:
        codes: the class of each, of shape (number of things,).
        first: the first member of each class, of shape (number of classes,).
    """

    codes: Codes
    first: Index

    def __len__(self) -> int:
        return len(self.first)


def by_value(values: Sequence[tuple[Any, ...]]) -> Classes:
    """
    Put things into classes by the facts read of each.

    Facts are only held to be alike where nothing that is asked of them can differ: values of these
    exact types that are equal, one and the same object, and those that are unknown.
    """
    seen: dict[Any, int] = {}
    if values and len(values[0]) == 1:
        codes = [seen.setdefault(_key(value), len(seen)) for (value,) in values]
    else:
        codes = [seen.setdefault(tuple(map(_key, facts)), len(seen)) for facts in values]
    return _classes(np.array(codes, np.int64), len(seen))


def _key(value: Any) -> Any:
    kind = type(value)
    if kind in COMPARED_BY_VALUE:
        return kind, value
    if kind is datetime and (value.tzinfo is None or value.tzinfo is UTC):
        return kind, value
    return Open if kind is Open else (Open, id(value))


def by_codes(codes: Iterable[Codes], size: int) -> Classes:
    """Put `size` things into classes by the classes that each is in already, in all respects."""
    joined, count = np.zeros(size, np.int64), 1
    for each in codes:
        width = int(each.max(initial=0)) + 1
        if width > 1:
            joined, count = _renumbered(joined * width + each, count * width)
    joined, count = _renumbered(joined, count)
    return _classes(joined, count)


def _renumbered(codes: Codes, limit: int) -> tuple[Codes, int]:
    """Number codes below `limit` anew, without gaps."""
    if limit > 8 * len(codes) + 1024:
        found, inverse = np.unique(codes, return_inverse=True)
        return inverse.reshape(-1).astype(np.int64), len(found)
    taken = np.zeros(limit, np.bool_)
    taken[codes] = True
    numbers = np.cumsum(taken) - 1
    return numbers[codes], int(np.count_nonzero(taken))


def _classes(codes: Codes, count: int) -> Classes:
    first = np.empty(count, np.intp)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return Classes(codes, first)
