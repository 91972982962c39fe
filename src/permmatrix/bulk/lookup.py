"""
The answers of a plan for millions of given pairs.

Each user has a word of bits and each contract another, made so that the two have a low bit in
common where their classes say yes, and a high bit in common where the pair is a listed one. Bits
are shared where there are not enough of them: then the two may have one in common for nothing. So
nearly all pairs cost one look at each side, and only what a bit speaks for is looked up besides.
"""

from __future__ import annotations

from typing import Any, TypeAlias, final

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from permmatrix.bulk.keys import KeySet
from permmatrix.bulk.places import CHUNK, Pairs
from permmatrix.bulk.plan import Plan
from permmatrix.bulk.relation import Codes, Index

__all__ = ["Lookup", "lookup"]

Words: TypeAlias = NDArray[np.unsignedinteger[Any]]
Answers: TypeAlias = NDArray[np.bool_]

FEW, LOW, WORD = 16, 32, 64
"""How many low bits a word has, for few classes and for many, and how many bits in all."""


@final
@frozen(eq=False, kw_only=True)
class Lookup:
    """
    What is looked up for a pair.

    Attributes:
        plan: the answers.
        users: a word for each user, of shape (users,).
        contracts: a word for each contract, of shape (contracts,).
        low: how many of a word's bits are low ones.
        other: the listed pairs.
    """

    plan: Plan
    users: Words
    contracts: Words
    low: int
    other: KeySet

    def answers(self, pairs: Pairs) -> Answers:
        """
        Answer for pairs, in an array of their shape.

        Raises:
            PlaceError: one of them is nobody's index.
        """
        found = np.empty(pairs.shape, np.bool_)
        flat, start = found.reshape(-1), 0
        listed = _Listed(self.other, flat)
        lows = self.users.dtype.type((1 << self.low) - 1)
        settled = self.plan.table is not None and min(self.plan.table.shape) <= self.low
        for users, contracts in pairs.chunks():
            end = start + len(users)
            shared = self.users.take(users, mode="clip")
            shared &= self.contracts.take(contracts, mode="clip")
            yes = shared & lows if len(self.other) else shared
            np.not_equal(yes, 0, out=flat[start:end])
            if not settled:
                these = np.flatnonzero(flat[start:end])
                flat[these + start] = self.plan.by_class(users[these], contracts[these])
            if len(self.other):
                these = np.flatnonzero(shared >= 1 << self.low)
                keys = users[these] * len(self.contracts) + contracts[these]
                listed.add(these + start, keys)
            start = end
        listed.settle()
        return found


@final
@define(eq=False)
class _Listed:
    """Collects pairs that may be listed, so that many are looked up together."""

    other: KeySet
    answers: Answers
    places: list[Index] = field(factory=list)
    keys: list[Codes] = field(factory=list)
    waiting: int = 0

    def add(self, places: Index, keys: Codes) -> None:
        """Have these places looked up before long."""
        self.places.append(places)
        self.keys.append(keys)
        self.waiting += len(keys)
        if self.waiting >= CHUNK:
            self.settle()

    def settle(self) -> None:
        """Turn the answers around of those that are listed."""
        if self.waiting:
            listed = self.other.has(np.concatenate(self.keys))
            self.answers[np.concatenate(self.places)[listed]] ^= True
            self.places, self.keys, self.waiting = [], [], 0


def lookup(plan: Plan) -> Lookup:
    """Prepare the answers of a plan."""
    few = plan.table is not None and min(plan.table.shape) <= FEW
    low = FEW if few else LOW
    ours, theirs = _words(plan, low)
    if len(plan.other):
        _mark_listed(ours, theirs, plan.other, low)
    else:
        kind = np.uint16 if few else np.uint32
        ours, theirs = ours.astype(kind), theirs.astype(kind)
    return Lookup(plan=plan, users=ours, contracts=theirs, low=low, other=KeySet(plan.other))


def _words(plan: Plan, low: int) -> tuple[Words, Words]:
    """Give each class of one side a low bit, and the other side the bits of those it may with."""
    if plan.table is None:  # then any pair has to be looked at
        return np.ones(len(plan.users), np.uint64), np.ones(len(plan.contracts), np.uint64)
    by_users = plan.table.shape[0] <= plan.table.shape[1]
    table = plan.table if by_users else plan.table.T
    own = _bits(np.arange(len(table)) % low)
    both = np.zeros(table.shape[1], np.uint64)
    for place in range(min(low, len(table))):
        both |= table[place::low].any(axis=0) * own[place]
    if by_users:
        return own[plan.users], both[plan.contracts]
    return both[plan.users], own[plan.contracts]


def _mark_listed(ours: Words, theirs: Words, keys: Codes, low: int) -> None:
    """
    Give both sides of each listed pair a high bit in common.

    The side that has fewer objects gives each of them a bit, and the other collects them: its
    objects have the fewer pairs each, and so the fewer bits that mean nothing for other pairs.
    """
    user, contract = np.divmod(keys, len(theirs))
    few, giver, many, collector = ours, user, theirs, contract
    if len(ours) > len(theirs):
        few, giver, many, collector = theirs, contract, ours, user
    own = _bits(np.arange(len(few)) % (WORD - low) + low)
    few |= own
    np.bitwise_or.at(many, collector, own[giver])


def _bits(places: Index) -> NDArray[np.uint64]:
    return np.left_shift(np.uint64(1), places.astype(np.uint64))
