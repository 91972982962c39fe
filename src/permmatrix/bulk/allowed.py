"""Who may with what: the answers for all pairs, a bit for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import SupportsIndex, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from permmatrix.bulk.places import place_of
from permmatrix.bulk.plan import Plan
from permmatrix.bulk.relation import Codes, Index

__all__ = ["Allowed", "all_pairs"]

BLOCK = 1 << 22
"""How many answers are held as bytes at a time while they are packed."""
MOST_BITS = 1 << 29
"""How many bits may say which contracts are of which class: 64 megabytes, once packed."""
FEW = 32
"""From how many classes of contracts a row is joined; with more it is quicker worked out."""
bitwise_count = getattr(np, "bitwise_count", None)  # numpy 1 has none
IN_BYTE = np.array([number.bit_count() for number in range(256)], np.uint8)


@final
@frozen(eq=False)
class Allowed:
    """
    The answers of one action for every user and every contract.

    Attributes:
        bits: of shape (users, bytes), uint8 and not to be written to. Contract `c` is bit `c % 8`,
            the lowest first, of byte `c // 8`. A row is padded with zeros to whole words of 64
            bits, so `bits.view(numpy.uint64)` can be combined and counted by words.
        contracts: how many contracts there are.
    """

    bits: NDArray[np.uint8]
    contracts: int

    @property
    def shape(self) -> tuple[int, int]:
        """How many users and how many contracts."""
        return len(self.bits), self.contracts

    def __getitem__(self, pair: tuple[SupportsIndex, SupportsIndex]) -> bool:
        user, contract = pair
        place = place_of("contract", contract, self.contracts)
        found = self.bits[place_of("user", user, len(self.bits)), place >> 3]
        return bool(found >> (place & 7) & 1)

    def count(self) -> int:
        """Give the number of pairs that are allowed."""
        return int(self.by_user().sum())

    def by_user(self) -> NDArray[np.int64]:
        """Give how many contracts each user may with, of shape (users,)."""
        if bitwise_count is None:
            counts = IN_BYTE[self.bits]
        else:
            counts = bitwise_count(self.bits.view(np.uint64))
        found: NDArray[np.int64] = counts.sum(axis=1, dtype=np.int64)
        return found

    def by_contract(self) -> NDArray[np.int64]:
        """Give how many users may with each contract, of shape (contracts,)."""
        counts = np.zeros(self.contracts, np.int64)
        for rows in _blocks(len(self.bits), self.contracts):
            counts += self._unpacked(self.bits[rows]).sum(axis=0, dtype=np.int64)
        return counts

    def contracts_of(self, user: SupportsIndex) -> Index:
        """
        Give the places of the contracts that a user may with, in order.

        Raises:
            IndexError: there is no such user.
        """
        return np.flatnonzero(self._unpacked(self.bits[place_of("user", user, len(self.bits))]))

    def users_of(self, contract: SupportsIndex) -> Index:
        """
        Give the places of the users who may with a contract, in order.

        Raises:
            IndexError: there is no such contract.
        """
        place = place_of("contract", contract, self.contracts)
        return np.flatnonzero(self.bits[:, place >> 3] & (1 << (place & 7)))

    def to_dense(self) -> NDArray[np.bool_]:
        """Give the answers a byte each, of shape (users, contracts)."""
        return self._unpacked(self.bits)

    def _unpacked(self, bits: NDArray[np.uint8]) -> NDArray[np.bool_]:
        found = np.unpackbits(bits, axis=-1, count=self.contracts, bitorder="little")
        return found.view(np.bool_)


def all_pairs(plan: Plan) -> Allowed:
    """Give the answers of a plan for all pairs."""
    contracts = len(plan.contracts)
    if plan.table is None:
        bits = _by_contract(plan, np.arange(len(plan.users)))
    else:
        bits = _by_table(plan, plan.table).take(plan.users, axis=0, mode="clip")
    _turn_around(bits, plan.other, contracts)
    bits.flags.writeable = False
    return Allowed(bits, contracts)


def _by_table(plan: Plan, table: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Give a row for each class of users, as if no pair were listed."""
    _, first = np.unique(plan.users, return_index=True)
    kinds, contracts = table.shape[1], len(plan.contracts)
    if kinds * contracts > MOST_BITS:
        return _by_contract(plan, first)
    # a user who may with few classes of contracts may with what any of them has
    classes = np.empty((kinds, _width(contracts)), np.uint8)
    for rows in _blocks(kinds, contracts):
        classes[rows] = _pack(np.arange(kinds)[rows, None] == plan.contracts[None, :])
    bits = np.zeros((len(table), classes.shape[1]), np.uint8)
    counts = np.count_nonzero(table, axis=1)
    for row in np.flatnonzero(counts <= FEW):
        np.bitwise_or.reduce(classes[table[row]], axis=0, out=bits[row])
    many = np.flatnonzero(counts > FEW)
    bits[many] = _by_contract(plan, first[many])
    return bits


def _by_contract(plan: Plan, users: Index) -> NDArray[np.uint8]:
    """Give the rows of some users, as if no pair were listed."""
    bits = np.empty((len(users), _width(len(plan.contracts))), np.uint8)
    for rows in _blocks(len(users), len(plan.contracts)):
        bits[rows] = _pack(plan.rows(users[rows]))
    return bits


def _pack(answers: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Give answers a bit each, in rows of whole words."""
    packed = np.packbits(answers, axis=1, bitorder="little")
    return np.pad(packed, ((0, 0), (0, _width(answers.shape[1]) - packed.shape[1])))


def _width(contracts: int) -> int:
    """Give the bytes of a row."""
    return -(-contracts // 64) * 8


def _blocks(users: int, contracts: int) -> Iterator[slice]:
    """Give the rows a block at a time."""
    height = max(BLOCK // max(contracts, 1), 1)
    for start in range(0, users, height):
        yield slice(start, start + height)


def _turn_around(bits: NDArray[np.uint8], keys: Codes, contracts: int) -> None:
    """Turn the answers of the listed pairs around; their keys are sorted."""
    if not len(keys):
        return
    user, contract = np.divmod(keys, contracts)
    byte = user * bits.shape[1] + (contract >> 3)
    mask = np.left_shift(1, contract & 7).astype(np.uint8)
    starts = np.flatnonzero(np.diff(byte, prepend=-1))
    bits.reshape(-1)[byte[starts]] ^= np.bitwise_or.reduceat(mask, starts)
