"""Tests that some databases would answer nearly: written so that they are exact, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, final

from django.core.exceptions import FullResultSet
from django.db.models import Lookup, Value

from permmatrix.errors import FilterError
from permmatrix.queries.in_mysql import BYTES, FROM_HEX, hexed
from permmatrix.queries.kinds import Kind
from permmatrix.residual.values import Known

__all__ = ["Finite", "IsTruth", "Texts", "exactly", "is_of_mysql"]

DIGITS = 15
"""How many digits of a decimal number SQLite keeps."""

BYTE_FOR_BYTE = frozenset({"sqlite", "postgresql"})
"""The databases that take two texts for the same only where they are, unless told otherwise."""

OF_MYSQL = ("utf8mb4_", "utf8mb3_", "utf8_", "latin1_", "ascii_")
"""How the collations begin that are taken for MySQL's."""


def is_of_mysql(field: Any) -> bool:
    """Whether a field has a collation that only MySQL and MariaDB have."""
    return _collation(field).startswith(OF_MYSQL)


def _collation(field: Any) -> str:
    return (getattr(field, "db_collation", None) or "").lower()


def exactly(
    test: Any, kind: Kind, fields: Sequence[Any], values: Iterable[Known] | None = None
) -> Any:
    """Have a test of fields, with values or with each other, answered exactly or refused."""
    match kind:
        case Kind.TEXT:
            known = [] if values is None else [it.value for it in values]
            found = bool(known) and all(it.isascii() for it in known)
            return Texts(test, loose=any(map(is_of_mysql, fields)), found=found)
        case Kind.DECIMAL:
            digits = [len(Decimal(it.value).as_tuple().digits) for it in values or ()]
            return Decimals(test, max([*digits, *(it.max_digits or 0 for it in fields)]))
        case Kind.TIME_WITH_OFFSET:
            return Moments(test)
        case _:
            return test


class Exactly(Lookup):
    """
    A test as it stands, where a database does not say otherwise.

    It is a lookup of its own, since another condition is written `(...) = True` for MySQL, which
    uses no index then.
    """

    prepare_rhs = False

    def __init__(self, test: Any) -> None:
        super().__init__(test, True)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Write the test."""
        del connection
        return compiler.compile(self.lhs)


@final
class Texts(Exactly):
    """
    A comparison of texts.

    It is `loose` where a field's collation is one of MySQL's, and `found` where MySQL can look the
    texts up in an index: what is not in a column's charset is an error there, and what is not in
    the connection's another text.
    """

    def __init__(self, test: Any, *, loose: bool = False, found: bool = False) -> None:
        super().__init__(test)
        self.loose = loose
        self.found = found

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """
        Write the comparison.

        Raises:
            FilterError: the database would answer it nearly.
        """
        if self.loose or connection.vendor not in BYTE_FOR_BYTE:
            message = f"{connection.vendor} may take different texts for the same"
            raise FilterError(f"{message}, and this filter compares text")
        return super().as_sql(compiler, connection)

    def as_mysql(self, compiler: Any, connection: Any) -> Any:
        """Write a comparison of the bytes, and beside it one that an index serves."""
        ours, taken = compiler.compile(self.lhs.lhs)
        sides, given = _sought(self.lhs.rhs, compiler)
        exact = f"{BYTES.format(ours)} IN ({', '.join(sides)})"
        values = (*taken, *given)
        if not self.found:
            return exact, values
        loose, sought = super().as_sql(compiler, connection)
        return f"({loose} AND {exact})", (*sought, *values)


def _sought(side: Any, compiler: Any) -> tuple[Sequence[str], Sequence[Any]]:
    """Give the bytes of what a text is compared with, and the values for them."""
    if isinstance(side, Value):
        side = [side.value]
    if isinstance(side, list):
        return [FROM_HEX.format("%s")] * len(side), list(map(hexed, side))
    found, values = compiler.compile(side)
    return [BYTES.format(found)], values


@final
class Decimals(Exactly):
    """A comparison of decimal numbers of so many digits."""

    def __init__(self, test: Any, digits: int = 0) -> None:
        super().__init__(test)
        self.digits = digits

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """
        Write the comparison.

        Raises:
            FilterError: SQLite would answer it nearly.
        """
        if self.digits > DIGITS:
            message = f"SQLite keeps {DIGITS} digits of a decimal number"
            raise FilterError(f"{message}, and this filter compares {self.digits}")
        return super().as_sql(compiler, connection)


@final
class Moments(Exactly):
    """A comparison of times that have an offset in Python."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """
        Write the comparison.

        Raises:
            FilterError: the database has times of a place in which an hour may come twice.
        """
        if not connection.features.supports_timezones and connection.timezone_name != "UTC":
            message = f"{connection.alias} has times of {connection.timezone_name}, not of UTC"
            raise FilterError(f"{message}, and this filter compares times")
        return super().as_sql(compiler, connection)


@final
class Finite(Exactly):
    """A test that a number is not infinite, which in MySQL none is."""

    def as_mysql(self, compiler: Any, connection: Any) -> Any:
        """Write that there is one."""
        del connection
        number, values = compiler.compile(self.lhs.lhs)
        return f"{number} IS NOT NULL", values


@final
class IsTruth(Exactly):
    """A test that a truth value is one, where it could be another number: Django reads it so."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002  as it is called
        """
        Leave it out, where it is always so.

        Raises:
            FullResultSet: as Django has it.
        """
        raise FullResultSet

    def as_mysql(self, compiler: Any, connection: Any) -> Any:
        """Write that it is 0 or 1."""
        value, given = super().as_sql(compiler, connection)
        return f"{value} IN (0, 1)", given
