"""Which users and contracts are asked about, by their places, and what is no such place."""

from __future__ import annotations

from collections.abc import Iterator
from operator import index
from typing import Any, SupportsIndex, final

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from permmatrix.bulk.relation import Index
from permmatrix.errors import PermmatrixError

__all__ = ["CHUNK", "Pairs", "PlaceError", "place_of"]

CHUNK = 1 << 16
"""How many pairs are answered at a time, so that what is worked out stays in the cache."""


class PlaceError(PermmatrixError, IndexError):
    """An index that is nobody's: `kind` is user or contract, and there are `count` of them."""

    def __init__(self, kind: str, place: int, count: int) -> None:
        super().__init__(kind, place, count)
        self.kind = kind
        self.place = place
        self.count = count

    def __str__(self) -> str:
        there = (
            f"the indexes are 0 to {self.count - 1}" if self.count else f"there are no {self.kind}s"
        )
        return f"no {self.kind} has the index {self.place}: {there}"


def place_of(kind: str, given: SupportsIndex, count: int) -> int:
    """
    Give an index as an int.

    Raises:
        PlaceError: it is negative or too large.
        TypeError: it is no whole number.
    """
    place = index(given)
    if not 0 <= place < count:
        raise PlaceError(kind, place, count)
    return place


@final
@frozen(eq=False)
class Pairs:
    """Pairs of places, of any one shape; users and contracts broadcast against one another."""

    users: NDArray[Any]
    contracts: NDArray[Any]
    size: tuple[int, int]
    """How many users and contracts there are."""
    shape: tuple[int, ...]

    @classmethod
    def of(cls, users: ArrayLike, contracts: ArrayLike, size: tuple[int, int]) -> Pairs:
        """
        Take indexes as they were given.

        Raises:
            TypeError: they are no whole numbers.
            ValueError: their shapes do not broadcast.
        """
        ours, theirs = _whole("user", users), _whole("contract", contracts)
        try:
            shape = np.broadcast_shapes(ours.shape, theirs.shape)
        except ValueError:
            raise ValueError(
                f"user indexes of shape {ours.shape} and contract indexes of shape {theirs.shape} "
                "make no pairs"
            ) from None
        return cls(ours, theirs, size, shape)

    def chunks(self) -> Iterator[tuple[Index, Index]]:
        """
        Give the pairs in order, some at a time.

        Raises:
            PlaceError: one of them is nobody's index.
        """
        chunks = np.nditer(
            [self.users, self.contracts],
            flags=["external_loop", "buffered", "zerosize_ok"],
            op_dtypes=[np.intp, np.intp],
            casting="same_kind",
            order="C",
            buffersize=CHUNK,
        )
        for users, contracts in chunks:
            _check("user", users, self.size[0])
            _check("contract", contracts, self.size[1])
            yield users, contracts


def _whole(kind: str, given: ArrayLike) -> NDArray[Any]:
    array = np.asarray(given)
    if array.dtype.kind in "iu":
        return array
    if array.size == 0 and not isinstance(given, np.ndarray):
        return array.astype(np.intp)  # an empty list has no numbers to tell it by
    raise TypeError(f"{kind} indexes should be whole numbers, but are {array.dtype}")


def _check(kind: str, places: Index, count: int) -> None:
    # as unsigned numbers the negative ones are too large as well
    if len(places) and places.view(np.uintp).max() >= count:
        wrong = places[(places < 0) | (places >= count)]
        raise PlaceError(kind, int(wrong[0]), count)
