"""Truth tables in which every fact is known: an integer with a bit for each set of true facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from permmatrix.bits import column
from permmatrix.truth import Formula

__all__ = ["full", "least_unions", "members", "tabled"]


def full(count: int) -> int:
    """Give the table over `count` facts that is true throughout."""
    return (1 << (1 << count)) - 1


def tabled(formula: Formula, atoms: Sequence[int], known: Mapping[int, bool] | None = None) -> int:
    """
    Give a formula's table over atoms, the first of them the lowest digit, others being `known`.

    >>> bin(tabled(("all", ("fact", 7), ("not", ("fact", 3))), [3, 7]))
    '0b100'
    """
    every = full(len(atoms))
    columns = {atom: column(place, len(atoms)) for place, atom in enumerate(atoms)}
    columns |= {atom: every if value else 0 for atom, value in (known or {}).items()}
    return _bits(formula, columns, every)


def _bits(formula: Formula, columns: Mapping[int, int], every: int) -> int:
    if isinstance(formula, bool):
        return every if formula else 0
    word, *parts = formula
    if word == "fact":
        return columns[parts[0]]
    if word == "not":
        return every & ~_bits(parts[0], columns, every)
    result = every if word == "all" else 0
    for part in parts:
        bits = _bits(part, columns, every)
        result = result & bits if word == "all" else result | bits
    return result


def members(bits: int) -> Iterator[int]:
    """
    Give the places of the bits that are set, from the lowest.

    >>> list(members(0b10110))
    [1, 2, 4]
    """
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def least_unions(families: Iterable[Iterable[int]], most: int) -> list[int]:
    """
    Give the smallest unions of one set from each family, sets being integers.

    Of no families that is the empty set; where a family is empty there is no union.

    >>> [bin(it) for it in least_unions([[0b01, 0b10], [0b01, 0b100]], 9)]
    ['0b1', '0b110']

    Raises:
        OverflowError: there are more than `most` on the way.
    """
    found = [0]
    for family in families:
        found = _smallest({one | other for one in found for other in family}, most)
    return found


def _smallest(sets: Iterable[int], most: int) -> list[int]:
    kept: list[int] = []
    for one in sorted(sets, key=lambda it: (it.bit_count(), it)):
        if not any(other & ~one == 0 for other in kept):
            kept.append(one)
        if len(kept) > most:
            raise OverflowError(most)
    return kept
