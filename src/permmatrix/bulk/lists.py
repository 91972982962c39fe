"""
Relations between many users and many contracts: who is on a list, whose id is the same.

Such a fact is false between nearly all of them. It is true where a list has an id, which is looked
up; only values of an unusual kind are compared one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, final
from uuid import UUID

import numpy as np
from attrs import field, frozen

from permmatrix.bulk.classes import Classes
from permmatrix.bulk.refusal import BulkError
from permmatrix.bulk.relation import FALSE, TRUE, UNKNOWN, Codes, Relation, Values
from permmatrix.bulk.world import LISTS, Facts, Side, World, value_of
from permmatrix.facts import Open, kind_of
from permmatrix.program import Atom

__all__ = ["on_lists"]

MOST_ODD = 1 << 18
"""How many pairs of unusual values are compared one by one: some seconds' worth."""
MOST_LISTED = 1 << 25
"""How many pairs of a user and a contract may be listed: some gigabytes' worth."""
MOST_CELLS = 1 << 28
"""How many pairs of different values may have a byte each."""

IDS = (str, int, UUID)
LISTED = frozenset({*IDS, type(None)})
UNREADABLE, ODD = 0, len(IDS) + 1


@final
class _Entry(NamedTuple):
    """
    What a value is looked up by. Ids of different types are never equal.

    `grade` is UNREADABLE where the fact is unknown whatever is on the other side, ODD where each
    pair has to be looked at, and else a number of values whose pairs are true or false.
    """

    grade: int
    ids: Collection[Any] = ()


def on_lists(world: World, atom: Atom, context: Facts, users: Side, contracts: Side) -> Relation:
    """
    Give the relation of a fact that hangs on one value of the user's and one of the contract's.

    Raises:
        BulkError: it is of a kind that cannot be looked up, too many values are odd, or it is true
            of too many pairs to list.
    """
    test, left, right = atom
    name = f"{left[1]} {test} {right[1]}"
    sizes = f"{len(users.classes):,} by {len(contracts.classes):,}"
    if test not in {"contains", "equals"}:
        raise BulkError(name, f"{sizes} different values would be compared one by one")
    entries = [_entries(side, test, left[1]) for side in (users, contracts)]
    if _count_odd(*entries) > MOST_ODD:
        raise BulkError(name, f"too many values of unusual kinds, among {sizes}")
    odd = list(_odd_pairs(*entries))
    ours, theirs = users.kinds(), contracts.kinds()
    judged = np.array(
        [value_of(world, atom, context, ours[it], theirs[at]) for it, at in odd], np.int8
    )
    known = judged != UNKNOWN
    same = _joined(*entries)
    pairs = np.concatenate([same, np.array(odd, np.int64).reshape(-1, 2)[known]])
    values = np.concatenate([np.full(len(same), TRUE, np.int8), judged[known]])
    grades = [np.array([it.grade for it in side], np.int64) for side in entries]
    classes = users.classes, contracts.classes
    listed = _count_members(pairs, *classes)
    if len(users.classes) * len(contracts.classes) < min(listed, MOST_CELLS):
        return _by_value(pairs, values, grades, *classes)
    if listed > MOST_LISTED:
        raise BulkError(name, f"it is known of {listed:,} pairs of a user and a contract")
    return _by_pair(pairs, values, grades, *classes)


def _by_value(
    pairs: Codes, values: Values, grades: Sequence[Codes], users: Classes, contracts: Classes
) -> Relation:
    """Give a value for each two classes: many users share one, such as a company."""
    table = _unlisted()[np.ix_(*grades)]
    table[pairs[:, 0], pairs[:, 1]] = values
    return Relation(users=users.codes, contracts=contracts.codes, values=table)


def _by_pair(
    pairs: Codes, values: Values, grades: Sequence[Codes], users: Classes, contracts: Classes
) -> Relation:
    """List the pairs of a user and a contract: few users share a value, such as an id."""
    keys, listed = _members(pairs, values, users, contracts)
    return Relation(
        users=grades[0][users.codes],
        contracts=grades[1][contracts.codes],
        values=_unlisted(),
        keys=keys,
        listed=listed,
    )


def _count_members(pairs: Codes, users: Classes, contracts: Classes) -> int:
    """Count the members of pairs of classes."""
    ours, theirs = np.bincount(users.codes), np.bincount(contracts.codes)
    return int((ours[pairs[:, 0]] * theirs[pairs[:, 1]]).sum())


def _count_odd(users: Sequence[_Entry], contracts: Sequence[_Entry]) -> int:
    """Count the pairs of `_odd_pairs`."""
    ours, theirs = (Counter(entry.grade for entry in side) for side in (users, contracts))
    readable = [side.total() - side[UNREADABLE] for side in (ours, theirs)]
    plain = (readable[0] - ours[ODD]) * (readable[1] - theirs[ODD])
    return readable[0] * readable[1] - plain


def _unlisted() -> Values:
    """Give the value by the two grades of pairs that are not listed."""
    values = np.full((ODD + 1, ODD + 1), UNKNOWN, np.int8)
    known = range(UNREADABLE + 1, ODD)
    values[known, known] = FALSE
    return values


# What values are looked up by.


def _entries(side: Side, test: str, listing: str) -> list[_Entry]:
    of_contains = _list if side.paths == (listing,) else _member
    read = _single if test == "equals" else of_contains
    return [read(side.values[place][0]) for place in side.classes.first.tolist()]


def _single(value: Any) -> _Entry:
    """Read one of two values that are to be the same: they have to be of one kind."""
    kind = type(value)
    if kind in IDS:
        return _Entry(1 + IDS.index(kind), (value,))
    return _Entry(UNREADABLE if kind is Open else ODD)


def _member(value: Any) -> _Entry:
    """Read what is looked for in lists, of whatever kind they are."""
    if type(value) in IDS:
        return _Entry(1, (value,))
    return _Entry(ODD if kind_of(value) in {"text", "a number", "a UUID"} else UNREADABLE)


def _list(value: Any) -> _Entry:
    if type(value) in LISTS and LISTED.issuperset(map(type, value)):
        return _Entry(1, value if type(value) in {set, frozenset} else set(value))
    return _Entry(ODD if isinstance(value, set | frozenset | list | tuple) else UNREADABLE)


# Which pairs are listed.


def _joined(users: Sequence[_Entry], contracts: Sequence[_Entry]) -> Codes:
    """Give the pairs of classes that have an id in common, of shape (pairs, 2)."""
    by_id: dict[Any, list[int]] = {}
    for place, entry in enumerate(users):
        for id_ in entry.ids:
            by_id.setdefault(id_, []).append(place)
    found: list[int] = []
    ends = []
    for entry in contracts:
        for id_ in entry.ids:
            if id_ in by_id:
                found += by_id[id_]
        ends.append(len(found))
    places = np.repeat(np.arange(len(contracts)), np.diff(ends, prepend=0))
    return np.stack([np.array(found, np.int64), places], axis=1)


def _odd_pairs(users: Sequence[_Entry], contracts: Sequence[_Entry]) -> Iterator[tuple[int, int]]:
    """Give the pairs of classes that have to be looked at: one is odd and neither unreadable."""
    readable = [place for place, entry in enumerate(contracts) if entry.grade != UNREADABLE]
    odd = [place for place in readable if contracts[place].grade == ODD]
    for user, entry in enumerate(users):
        if entry.grade != UNREADABLE:
            yield from ((user, place) for place in (readable if entry.grade == ODD else odd))


def _members(
    pairs: Codes, values: Values, users: Classes, contracts: Classes
) -> tuple[Codes, Values]:
    """Give the sorted keys of all members of the pairs of classes, and their values."""
    ours, theirs = _Grouped(users.codes, len(users)), _Grouped(contracts.codes, len(contracts))
    user, contract = pairs.T
    counts = ours.counts[user] * theirs.counts[contract]
    pair = np.repeat(np.arange(len(pairs)), counts)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
    high, low = np.divmod(offset, theirs.counts[contract][pair])
    users_found = ours.order[ours.starts[user][pair] + high]
    contracts_found = theirs.order[theirs.starts[contract][pair] + low]
    keys = users_found * len(contracts.codes) + contracts_found
    order = np.argsort(keys)
    return keys[order], values[pair][order]


@final
@frozen(eq=False)
class _Grouped:
    """Things in the order of their classes, with where each class starts and how many it has."""

    codes: Codes
    size: int
    order: Codes = field(init=False)
    counts: Codes = field(init=False)
    starts: Codes = field(init=False)

    def __attrs_post_init__(self) -> None:
        counts = np.bincount(self.codes, minlength=self.size)
        object.__setattr__(self, "order", np.argsort(self.codes, kind="stable"))
        object.__setattr__(self, "counts", counts)
        object.__setattr__(self, "starts", np.cumsum(counts) - counts)
