"""
Values worth trying for the paths of some conditions.

For each path those are enough to bring about every pattern of answers there is: the literals it is
compared with and what lies beside them, values of its own kind that no literal has, lists with
and without each member in question, and None, which is not given. The plainest come first. Where
several paths are compared with one another, each gap between literals has a value for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any, TypeAlias

from permmatrix.facts import moment
from permmatrix.program import Atom

__all__ = ["DAYS", "FRESH", "candidates", "paths_of"]

Slot: TypeAlias = tuple[str, bool]
"""A path, and whether what is meant are the members of the collection there."""

FRESH = ("a", "b", "c")
DAYS = (date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3))


def paths_of(atom: Atom) -> list[str]:
    """Give the paths that a condition reads, one read twice once."""
    kind, *about = atom
    if kind in {"is_true", "one_of"}:
        return [about[0]]
    return list(dict.fromkeys(it[1] for it in about if it[0] == "path"))


def candidates(tests: Sequence[Atom]) -> dict[str, list[Any]]:
    """Give the values to try for each path; None among them stands for not given."""
    paths = dict.fromkeys(path for atom in tests for path in paths_of(atom))
    pools = _pools(tests)
    found = {}
    for path in paths:
        values: list[Any] = [False, True] if ("is_true", path) in tests else []
        values += pools.get((path, False), [])
        if (path, True) in pools:
            values += _lists(pools[path, True])
        found[path] = [*_distinct(values), None]
    return found


def _lists(members: Sequence[Any]) -> Iterator[list[Any]]:
    for size in range(len(members) + 1):
        yield from map(list, combinations(members, size))


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Give each value once; 1 and true are two."""
    return list({(type(it), repr(it)): it for it in values}.values())


def _pools(tests: Sequence[Atom]) -> dict[Slot, list[Any]]:
    """Give the single values that are compared with one another, for each place they stand."""
    groups: list[tuple[set[Slot], list[Any], bool]] = []
    for atom in tests:
        slots, literals = _compared(atom)
        timed = atom[0] in {"before", "at_or_before"}
        for group in [it for it in groups if it[0] & slots]:
            groups.remove(group)
            slots, literals, timed = slots | group[0], group[1] + literals, timed or group[2]
        if slots:
            groups.append((slots, literals, timed))
    return {
        slot: _pool(literals, len(slots), timed=timed)
        for slots, literals, timed in groups
        for slot in slots
    }


def _compared(atom: Atom) -> tuple[set[Slot], list[Any]]:
    """Give the places whose values a test compares with one another, and with which literals."""
    kind, *about = atom
    match kind:
        case "is_true":
            return set(), []
        case "one_of":
            return {(about[0], False)}, [value for _, value in about[1]]
        case "overlaps":
            return {(it[1], True) for it in about}, []
        case _:
            many = [kind == "contains", False]
            slots = {(it[1], m) for it, m in zip(about, many, strict=True) if it[0] == "path"}
            return slots, [it[1] for it in about if it[0] != "path"]


def _pool(literals: Sequence[Any], places: int, *, timed: bool) -> list[Any]:
    values = _distinct(literals)
    numbers = sorted(it for it in values if isinstance(it, int | float) and not _is_bool(it))
    texts = [it for it in values if isinstance(it, str)]
    found: list[Any] = _beside(numbers, places)
    if any(map(_is_bool, values)):
        found += [False, True]
    if timed and not numbers:
        found += _moments(texts, places)
    elif texts or not values:
        fresh = [it for it in FRESH if it not in texts]
        found += [*texts, *fresh[: 1 if texts and places == 1 else min(places, len(fresh))]]
    return found


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _beside(numbers: Sequence[float], places: int) -> list[float]:
    """Give numbers, and others below, between and above them, as many as there are places."""
    if not numbers:
        return []
    steps = range(1, places + 1)
    below = [numbers[0] - step for step in steps]
    between = [
        low + (high - low) * step / (places + 1)
        for low, high in pairwise(numbers)
        for step in steps
    ]
    return [*below, *numbers, *between, *(numbers[-1] + step for step in steps)]


def _moments(texts: Sequence[str], places: int) -> list[Any]:
    """Give ISO 8601 dates and times: those named with some before and after, or else any days."""
    if not texts:
        return [it.isoformat() for it in DAYS]
    found = []
    for text in texts:
        at = moment(text)
        if isinstance(at, date):  # a datetime is one too
            step = timedelta(seconds=1) if isinstance(at, datetime) else timedelta(days=1)
            found += [(at - step * many).isoformat() for many in range(1, places + 1)]
            found += [text, *((at + step * many).isoformat() for many in range(1, places + 1))]
    return found
