"""
The answers of a plan for millions of given pairs.

Each user has a word of bits and each contract another, made so that the two have a low bit in
common where their classes say yes, and a high bit in common wherever the pair is a listed one (and
in few other places). So nearly all pairs cost one look at each side; what may be listed is looked
up besides.
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

LOW, WORD = 16, 64
"""How many low bits a word has, and how many bits in all where there are high ones."""


@final
@frozen(eq=False, kw_only=True)
class Lookup:
    """
    What is looked up for a pair.

    Attributes:
        plan: the answers.
        users: a word for each user, of shape (users,).
        contracts: a word for each contract, of shape (contracts,).
        other: the listed pairs.
    """

    plan: Plan
    users: Words
    contracts: Words
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
        in_words = _fits(self.plan)
        for users, contracts in pairs.chunks():
            end = start + len(users)
            shared = self.users.take(users, mode="clip")
            shared &= self.contracts.take(contracts, mode="clip")
            if in_words:
                np.not_equal(shared.astype(np.uint16, copy=False), 0, out=flat[start:end])
            else:
                flat[start:end] = self.plan.by_class(users, contracts)
            if len(self.other):
                these = np.flatnonzero(shared >= 1 << LOW)
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
    ours, theirs = _words(plan)
    if len(plan.other):
        _mark_listed(ours, theirs, plan.other)
    else:
        ours, theirs = ours.astype(np.uint16), theirs.astype(np.uint16)
    return Lookup(plan=plan, users=ours, contracts=theirs, other=KeySet(plan.other))


def _fits(plan: Plan) -> bool:
    """Say whether there is a low bit for each class of the side that has fewer."""
    return plan.table is not None and min(plan.table.shape) <= LOW


def _words(plan: Plan) -> tuple[Words, Words]:
    """Give each class of one side its own bit, and to the other side the bits it may with."""
    if plan.table is None or not _fits(plan):
        return np.zeros(len(plan.users), np.uint64), np.zeros(len(plan.contracts), np.uint64)
    by_users = plan.table.shape[0] <= plan.table.shape[1]
    table = plan.table if by_users else plan.table.T
    own = _bits(np.arange(len(table)))
    both = (table * own[:, None]).sum(axis=0, dtype=np.uint64)
    if by_users:
        return own[plan.users], both[plan.contracts]
    return both[plan.users], own[plan.contracts]


def _mark_listed(ours: Words, theirs: Words, keys: Codes) -> None:
    """
    Give both sides of each listed pair a high bit in common.

    The side that has fewer objects gives each of them a bit, and the other collects them: its
    objects have the fewer pairs each, and so the fewer bits that mean nothing for other pairs.
    """
    user, contract = np.divmod(keys, len(theirs))
    few, giver, many, collector = ours, user, theirs, contract
    if len(ours) > len(theirs):
        few, giver, many, collector = theirs, contract, ours, user
    own = _bits(np.arange(len(few)) % (WORD - LOW) + LOW)
    few |= own
    np.bitwise_or.at(many, collector, own[giver])


def _bits(places: Index) -> NDArray[np.uint64]:
    return np.left_shift(np.uint64(1), places.astype(np.uint64))
