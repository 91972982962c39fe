"""A set of pairs that is asked for millions of them at a time."""

from __future__ import annotations

from typing import final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from permmatrix.bulk.relation import Codes

__all__ = ["KeySet"]

MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number whose multiples spread evenly: two to the 64th over the golden ratio."""
EMPTY = -1
ROOM = 4
"""Slots for each key, at least; of those asked for and absent most then meet an empty slot."""


@final
@frozen(eq=False)
class KeySet:
    """
    Keys in a hash table: each in its own slot, or in the next free one after it.

    Asking costs about as much for a billion possible pairs as for a thousand: one look for most.
    """

    keys: Codes
    """None negative, and none twice."""
    slots: Codes = field(init=False)
    shift: np.uint64 = field(init=False)

    def __attrs_post_init__(self) -> None:
        bits = max(int(ROOM * len(self.keys) - 1).bit_length(), 1)
        object.__setattr__(self, "shift", np.uint64(64 - bits))
        home = self._home(self.keys)
        order = np.argsort(home, kind="stable")
        # in the order of their slots, each stands in its own or right after the one before
        place = np.arange(len(home))
        place += np.maximum.accumulate(home[order] - place)
        slots = np.full((1 << bits) + len(home) + 1, EMPTY, np.int64)
        slots[place] = self.keys[order]
        last = int(place[-1]) if len(place) else 0
        object.__setattr__(self, "slots", slots[: max(last, 1 << bits) + 2].copy())

    def _home(self, keys: Codes) -> Codes:
        mixed = keys.view(np.uint64) * MIX
        mixed >>= self.shift
        return mixed.view(np.int64)

    def __len__(self) -> int:
        return len(self.keys)

    def has(self, keys: Codes) -> NDArray[np.bool_]:
        """Say which keys are in the set, in an array of their shape."""
        place = self._home(keys)
        there = self.slots.take(place, mode="clip")
        found: NDArray[np.bool_] = there == keys
        left = np.flatnonzero((there != EMPTY) & ~found)
        place = place[left]
        while len(left):
            place += 1
            there = self.slots[place]
            hit = there == keys[left]
            found[left] = hit
            on = ~hit & (there != EMPTY)
            left, place = left[on], place[on]
        return found
