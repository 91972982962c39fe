"""Numbers put as a column's own kind, so that the database compares what Python compares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeAlias

from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind

__all__ = ["Number", "at_most", "fitted"]

Number: TypeAlias = int | float | Decimal

LEAST, MOST = -(2**63), 2**63 - 1
"""The whole numbers that every database has."""

DIGITS = 38
"""How many digits of a decimal number every database compares exactly."""


def fitted(value: Number, kind: Kind) -> Number | None:
    """
    Give a number as a column's kind has it, or None where no value of that kind is equal to it.

    >>> fitted(7.0, Kind.INTEGER), fitted(7.5, Kind.INTEGER)
    (7, None)
    """
    exact = Fraction(value)
    if kind is Kind.INTEGER:
        whole = exact.denominator == 1 and LEAST <= exact <= MOST
        return int(exact) if whole else None
    if kind is Kind.FLOAT:
        return _as_float(exact)
    found = _as_decimal(value)
    return found if len(found.as_tuple().digits) <= DIGITS else None


def _as_float(exact: Fraction) -> float | None:
    try:
        nearest = float(exact)
    except OverflowError:
        return None
    return nearest if Fraction(nearest) == exact else None


def _as_decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(value)


def at_most(value: Number, kind: Kind, path: str) -> Number:
    """
    Give the largest number of a column's kind that is not over a number, to compare it with.

    Whatever of that kind is at most the number is at most this one, too.

    Raises:
        FilterError: there is none that every database has.
    """
    if kind is Kind.INTEGER:
        found: Number | None = max(min(floor(Fraction(value)), MOST), LEAST - 1)
        return found if found is not None and found >= LEAST else _refused(value, kind, path)
    found = fitted(value, kind)
    return _refused(value, kind, path) if found is None else found


def _refused(value: Number, kind: Kind, path: str) -> Number:
    raise FilterError(f"{path} holds {kind.value}, which cannot be compared with {value}", path)
