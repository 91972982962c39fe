"""
Truth tables: what a formula means, as an integer.

A table settles when a formula is *known to be true*, whatever is known, false or missing. For that
each atom has two literals: +n, it is known to be true, and -n, it is known to be false; unknown is
neither. Over literals a formula is a monotone Boolean function: bit i of the table's integer is its
value when exactly the literals whose bits are set in i hold. Most atoms occur in one of the two
only, so n atoms mostly make 2**n bits. Two formulas are true in the same situations if and only if
their reduced tables are equal.

Some atoms are known together or not at all, as are the levels a user holds on one tool. A table can
be told so: then +n says that the atom is true provided the group is known, and that it is known has
a literal of its own.

A large table is worked out in chunks, one for each way its last literals can hold, which keeps what
is at hand small enough for a processor's cache. Chunks that are alike, as most are, are kept once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar, final

from permmatrix.bits import column, joined, without
from permmatrix.truth import Formula, literals

__all__ = ["MAX_LITERALS", "MAX_TOGETHER", "Table", "firsts", "table"]

Label = TypeVar("Label")

MAX_LITERALS = 24
"""The most literals a row may have at one level: 2**24 bits are two megabytes a table."""

MAX_TOGETHER = 28
"""The most literals of the levels of a row together, what the user was given being some of them."""

SMALL = 10
"""A table of as many literals is no larger than a hash of it and a few words."""

CHUNK = 17
"""The literals of a chunk: 2**17 bits are 16 kilobytes."""


@final
class Table:
    """
    When a formula is known to be true: `bits` over the sorted `literals` it depends on.

    Reduced: literals that make no difference are left out, so equal behaviour is equality.
    """

    __slots__ = ("bits", "literals")

    def __init__(self, literals: tuple[int, ...], bits: int) -> None:
        self.literals = literals
        self.bits = bits

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self.literals == other.literals and self.bits == other.bits

    def __hash__(self) -> int:
        return hash((self.literals, self.bits))

    @property
    def key(self) -> tuple[tuple[int, ...], int | bytes]:
        """What tells the table from all others, in little memory: of a large one, a hash."""
        return self.literals, self.bits if len(self.literals) <= SMALL else self.hashed

    @property
    def hashed(self) -> bytes:
        """A hash of the bits of a table of three literals or more."""
        return sha256(self.bits.to_bytes(1 << len(self.literals) - 3, "big")).digest()

    def __repr__(self) -> str:
        return f"Table({self.literals}, {self.bits:#x})"

    @property
    def constant(self) -> bool | None:
        """True or False where that is the whole table, else None."""
        return None if self.literals else bool(self.bits)

    def at(self, known: Mapping[int, bool]) -> bool:
        """Say whether the formula is known to be true, given the atoms whose value is known."""
        index = 0
        for place, literal in enumerate(self.literals):
            if known.get(abs(literal) - 1) is (literal > 0):
                index |= 1 << place
        return bool(self.bits >> index & 1)


def table(
    formula: Formula,
    exclusive: Iterable[frozenset[int]] = (),
    together: Mapping[int, int] | None = None,
) -> Table:
    """
    Give the reduced table of a formula; the other arguments are those of `firsts`.

    Raises:
        OverflowError: there are more literals than `MAX_LITERALS`.
    """
    return firsts([("", formula)], exclusive, together)[""]


def firsts(
    ways: Sequence[tuple[Label, Formula]],
    exclusive: Iterable[frozenset[int]] = (),
    together: Mapping[int, int] | None = None,
    most: int = MAX_LITERALS,
) -> dict[Label, Table]:
    """
    Give, for each label, the reduced table of the first true formula being one of its own.

    `exclusive` are sets of literals that can never all hold at once, beyond an atom's own two.
    `together` has the atoms that are known together, each with the number (no atom's own) that
    stands for their being known.

    Raises:
        OverflowError: there are more literals than `most`, or as many of them that the tables of
            the labels together would be larger than one of `most` literals.
    """
    places, groups = _places([formula for _, formula in ways], together or {})
    found: dict[Label, list[int]] = {label: [] for label, _ in ways}
    if len(found) << len(places) > 1 << most:
        raise OverflowError(len(places))
    possible: list[int] = []
    kept: dict[int, int] = {}
    full = (1 << (1 << min(len(places), CHUNK))) - 1
    for columns in _columns(places, groups, full):
        left = _possible(columns, full, exclusive)
        possible.append(kept.setdefault(left, left))
        chunk = dict.fromkeys(found, 0)
        for label, formula in ways:
            bits = _bits(formula, columns, full, sign=1) & left
            left &= ~bits
            chunk[label] |= bits
        for label, bits in chunk.items():
            found[label].append(kept.setdefault(bits, bits))
    return {label: _Reducing(places, bits, possible).table() for label, bits in found.items()}


def _places(
    formulas: Iterable[Formula], together: Mapping[int, int]
) -> tuple[list[int], dict[int, int]]:
    """Give the literals of a table, and its atoms that are known together."""
    needed: set[int] = set().union(*map(literals, formulas))
    if not together:
        return sorted(needed), {}
    atoms = {abs(literal) - 1 for literal in needed}
    groups = {atom: together[atom] for atom in atoms if atom in together}
    alone = {literal for literal in needed if abs(literal) - 1 not in groups}
    return sorted(alone | {1 + number for pair in groups.items() for number in pair}), groups


def _columns(
    places: Sequence[int], groups: Mapping[int, int], full: int
) -> Iterator[dict[int, int]]:
    """Give the table of each literal, chunk by chunk."""
    low = places[:CHUNK]
    first = {literal: column(place, len(low)) for place, literal in enumerate(low)}
    for choice in range(1 << len(places) - len(low)):
        last = {it: full * (choice >> place & 1) for place, it in enumerate(places[len(low) :])}
        columns = first | last
        for atom, known in groups.items():
            columns[-1 - atom] = columns[1 + known] & ~columns[1 + atom]
            columns[1 + atom] &= columns[1 + known]
        yield columns


def _possible(columns: Mapping[int, int], full: int, exclusive: Iterable[frozenset[int]]) -> int:
    possible = full
    for group in (*(frozenset({n, -n}) for n in columns if -n in columns and n > 0), *exclusive):
        if group <= columns.keys():
            every = full
            for literal in group:
                every &= columns[literal]
            possible &= ~every
    return possible


def _bits(formula: Formula, columns: Mapping[int, int], full: int, *, sign: int) -> int:
    if isinstance(formula, bool):
        return full if formula is (sign > 0) else 0
    word, *parts = formula
    if word == "fact":
        return columns[sign * (parts[0] + 1)]
    if word == "not":
        return _bits(parts[0], columns, full, sign=-sign)
    every = (word == "all") is (sign > 0)
    result = full if every else 0
    for part in parts:
        bits = _bits(part, columns, full, sign=sign)
        result = result & bits if every else result | bits
    return result


class _Reducing:
    """
    Leaves out the literals that make no difference where both of their values are possible.

    `chunks` are pairs of a table and of where it is possible, each once; `order` says which of them
    stands where. Literals from place `low` on tell chunks apart; those before are within them.
    """

    def __init__(self, places: Sequence[int], bits: Sequence[int], possible: Sequence[int]) -> None:
        self.places = list(places)
        self.low = min(len(places), CHUNK)
        numbers: dict[tuple[int, int], int] = {}
        self.chunks: list[tuple[int, int]] = []
        self.order: list[int] = []
        for pair in zip(bits, possible, strict=True):
            key = (id(pair[0]), id(pair[1]))  # `firsts` made what is alike one object
            if key not in numbers:
                numbers[key] = len(numbers)
                self.chunks.append(pair)
            self.order.append(numbers[key])

    def table(self) -> Table:
        place = 0
        while place < len(self.places):
            left_out = self.within(place) if place < self.low else self.apart(place)
            if left_out:
                del self.places[place]
            else:
                place += 1
        return Table(
            tuple(self.places), joined([self.chunks[it][0] for it in self.order], self.low)
        )

    def within(self, place: int) -> bool:
        """Leave out a literal within the chunks, if it makes no difference in any of them."""
        block, unset = 1 << place, ~column(place, self.low)
        for bits, possible in self.chunks:
            if (bits ^ bits >> block) & possible & possible >> block & unset:
                return False
        self.chunks = [
            (self.squeezed(bits | bits >> block, place), self.squeezed(here | here >> block, place))
            for bits, here in self.chunks
        ]
        self.low -= 1
        return True

    def squeezed(self, bits: int, place: int) -> int:
        return without(bits & ~column(place, self.low), place, self.low)

    def apart(self, place: int) -> bool:
        """Leave out a literal that tells chunks apart, if those it tells apart are alike."""
        block = 1 << place - self.low
        pairs = [(it, self.order[at + block]) for at, it in enumerate(self.order) if not at & block]
        numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
        halves = [(*self.chunks[first], *self.chunks[second]) for first, second in numbers]
        for bits, possible, others, elsewhere in halves:
            if (bits ^ others) & possible & elsewhere:
                return False
        self.chunks = [(bits | others, here | there) for bits, here, others, there in halves]
        self.order = [numbers[pair] for pair in pairs]
        return True
