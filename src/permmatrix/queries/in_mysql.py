"""How MySQL and MariaDB compare texts and decimal numbers as Python does."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["BYTES", "FROM_HEX", "NAMES", "PLACES", "WHOLE", "hexed", "is_long"]

NAMES = frozenset({"mysql", "mariadb"})
"""By which names libraries know them."""

BYTES = "CAST(CAST({} AS CHAR CHARACTER SET utf8mb4) AS BINARY)"
"""A text as its bytes, in one charset whatever the column's is."""

FROM_HEX = "UNHEX({})"
"""The bytes that hexadecimal digits stand for, which are the same in every connection's charset."""

PLACES, WHOLE = 30, 35
"""How many places, and digits before them, the widest decimal number has that has most places."""


def hexed(text: str) -> str:
    r"""
    Give the bytes of a text as digits; half a character has bytes that no text in a column has.

    >>> hexed("né"), hexed("\ud800")
    ('6EC3A9', 'EDA080')
    """
    return text.encode(errors="surrogatepass").hex().upper()


def is_long(value: Decimal) -> bool:
    """
    Whether no decimal number of MySQL's is this one.

    >>> is_long(Decimal("1E-30")), is_long(Decimal("1E-31")), is_long(Decimal("1E+35"))
    (False, True, True)
    """
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), value  # no column of decimals is compared with another
    return -exponent > PLACES or len(digits) + exponent > WHOLE
