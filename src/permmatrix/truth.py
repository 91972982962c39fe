"""
Formulas, and their truth tables as integers.

A formula is True, False, ("fact", n), ("not", f), ("all", f, ...) or ("any", f, ...), where n is
the number of an atom. (A bare number would do, but 1 == True.)

A table settles when a formula is *known to be true*, whatever is known, false or missing. For that
each atom has two literals: +n, it is known to be true, and -n, it is known to be false; unknown is
neither. Over literals a formula is a monotone Boolean function: bit i of the table's integer is its
value when exactly the literals whose bits are set in i hold. Most atoms occur in one of the two
only, so n atoms mostly make 2**n bits. Two formulas are true in the same situations if and only if
their reduced tables are equal.

Some atoms are known together or not at all, as are the levels a user holds on one tool. A table can
be told so: then +n says that the atom is true provided the group is known, and that it is known has
a literal of its own.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, TypeAlias, TypeVar

    Label = TypeVar("Label")

    Formula: TypeAlias = bool | tuple[Any, ...]

__all__ = [
    "MAX_LITERALS",
    "Formula",
    "Table",
    "all_of",
    "any_of",
    "fact",
    "firsts",
    "literals",
    "not_",
    "table",
]

if not TYPE_CHECKING:
    Formula = object

MAX_LITERALS = 24
"""The most literals a row may have at one level: 2**24 bits are two megabytes a table."""


def fact(number: int) -> Formula:
    """Give the formula that is an atom by itself."""
    return ("fact", number)


def all_of(parts: Iterable[Formula]) -> Formula:
    """Join formulas by `all`: flat, sorted, none twice; true when there are none."""
    return _join("all", parts, absorbing=False)


def any_of(parts: Iterable[Formula]) -> Formula:
    """Join formulas by `any`: flat, sorted, none twice; false when there are none."""
    return _join("any", parts, absorbing=True)


def _join(word: str, parts: Iterable[Formula], *, absorbing: bool) -> Formula:
    flat: dict[str, Formula] = {}
    for part in parts:
        if part is absorbing:
            return absorbing
        if isinstance(part, bool):
            continue  # the other one changes nothing
        inner = part[1:] if part[0] == word else (part,)
        flat.update((repr(it), it) for it in inner)
    if not flat:
        return not absorbing
    ordered = tuple(flat[key] for key in sorted(flat))
    return ordered[0] if len(ordered) == 1 else (word, *ordered)


def not_(part: Formula) -> Formula:
    """Negate a formula."""
    if isinstance(part, bool):
        return not part
    inner: Formula = part[1] if part[0] == "not" else ("not", part)
    return inner


def literals(formula: Formula, *, sign: int = 1) -> set[int]:
    """Give the literals whose holding can make the formula true: atom n as n + 1, negated if -."""
    if isinstance(formula, bool):
        return set()
    if formula[0] == "fact":
        return {sign * (formula[1] + 1)}
    inner = -sign if formula[0] == "not" else sign
    return set().union(*(literals(part, sign=inner) for part in formula[1:]))


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
    Give the reduced table of a formula.

    `exclusive` are sets of literals that can never all hold at once, beyond an atom's own two.
    `together` has the atoms that are known together, each with the number (no atom's own) that
    stands for their being known.

    Raises:
        OverflowError: there are more literals than `MAX_LITERALS`.
    """
    return firsts([("", formula)], exclusive, together)[""]


def firsts(
    ways: Sequence[tuple[Label, Formula]],
    exclusive: Iterable[frozenset[int]] = (),
    together: Mapping[int, int] | None = None,
) -> dict[Label, Table]:
    """Give, for each label, the reduced table of the first true formula being one of its own."""
    needed = set().union(*(literals(formula) for _, formula in ways))
    joined = {it: known for it, known in (together or {}).items() if {1 + it, -1 - it} & needed}
    alone = {literal for literal in needed if abs(literal) - 1 not in joined}
    places = sorted(alone | {1 + number for pair in joined.items() for number in pair})
    if len(places) > MAX_LITERALS:
        raise OverflowError(len(places))
    size = 1 << len(places)
    full = (1 << size) - 1
    columns = {literal: _column(place, size) for place, literal in enumerate(places)}
    for atom, known in joined.items():
        columns[-1 - atom] = columns[1 + known] & ~columns[1 + atom]
        columns[1 + atom] &= columns[1 + known]
    left = possible = _possible(columns, full, exclusive)
    found: dict[Label, int] = {}
    for label, formula in ways:
        bits = _bits(formula, columns, full, sign=1) & left
        left &= ~bits
        found[label] = found.get(label, 0) | bits
    return {label: _reduced(places.copy(), bits, possible) for label, bits in found.items()}


def _possible(columns: Mapping[int, int], full: int, exclusive: Iterable[frozenset[int]]) -> int:
    possible = full
    for group in (*(frozenset({n, -n}) for n in columns if n > 0), *exclusive):
        if group <= columns.keys():
            together = full
            for literal in group:
                together &= columns[literal]
            possible &= ~together
    return possible


def _column(place: int, size: int) -> int:
    """Give the table of one literal: blocks of zeros and ones of length 2**place, in turn."""
    block = 1 << place
    return _repeat(((1 << block) - 1) << block, 2 * block, size)


def _repeat(bits: int, width: int, size: int) -> int:
    """Repeat a pattern of `width` bits until there are `size`, by doubling."""
    while width < size:
        bits |= bits << width
        width *= 2
    return bits


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


def _reduced(places: list[int], bits: int, possible: int) -> Table:
    """Leave out the literals that make no difference where both of their values are possible."""
    place = 0
    while place < len(places):
        size = 1 << len(places)
        block = 1 << place
        high = _column(place, size)
        low_bits, low_possible = bits & ~high, possible & ~high
        high_bits, high_possible = (bits & high) >> block, (possible & high) >> block
        if (low_bits ^ high_bits) & low_possible & high_possible:
            place += 1
            continue
        bits = _without(low_bits | high_bits, place, len(places))
        possible = _without(low_possible | high_possible, place, len(places))
        del places[place]
    return Table(tuple(places), bits)


def _without(bits: int, place: int, count: int) -> int:
    """Squeeze out the blocks in which the literal at `place` holds, which are all zeros."""
    block, size = 1 << place, 1 << count
    while block < size // 2:  # halve the gaps, doubling the blocks, until one block is left
        bits = (bits | bits >> block) & _repeat((1 << 2 * block) - 1, 4 * block, size)
        block *= 2
    return bits
