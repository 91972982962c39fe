"""Values bound for Django as what they are, and tests that some databases would answer nearly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, final

from django.db.models import ExpressionWrapper, F, Func, Value
from django.db.models.fields import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    FloatField,
    UUIDField,
)
from django.db.models.lookups import In

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.residual.values import Known

__all__ = ["bound", "bound_to", "exactly", "one_of"]

# the widest of each kind: a column's own field would round a number to its places
FIELDS: dict[Kind, Field[Any, Any]] = {
    Kind.TRUTH: BooleanField(),
    Kind.TEXT: CharField(),
    Kind.INTEGER: BigIntegerField(),
    Kind.DECIMAL: DecimalField(),
    Kind.FLOAT: FloatField(),
    Kind.DATE: DateField(),
    Kind.TIME: DateTimeField(),
    Kind.TIME_WITH_OFFSET: DateTimeField(),
    Kind.UUID: UUIDField(),
}

DIGITS = 15
"""How many digits of a decimal number SQLite keeps."""

BYTE_FOR_BYTE = frozenset({"sqlite", "postgresql"})
"""The databases that take two texts for the same only where they are, unless told otherwise."""


def bound(value: Any, kind: Kind) -> Value:
    """Bind a value as one of its kind."""
    return Value(_plain(value), output_field=FIELDS[kind])


def bound_to(values: Iterable[Known], kind: Kind, fact: Path) -> list[Value]:
    """
    Bind the values that a fact is compared with.

    Raises:
        FilterError: there is a text among them that some database takes for no text.
    """
    return [bound(it, kind) for it in _storable(values, fact)]


def one_of(name: str, values: Iterable[Known], kind: Kind, fact: Path) -> Any:
    """
    Say that a column is one of some values.

    Raises:
        FilterError: as of `bound_to`.
    """
    if kind is Kind.DECIMAL:  # an expression tells SQLite that it is a number
        return In(F(name), bound_to(values, kind, fact))
    # bound as they stand, of which there may be thousands: an expression for each takes its time
    column = ExpressionWrapper(F(name), output_field=FIELDS[kind])
    return In(column, [_plain(it) for it in _storable(values, fact)])


def _storable(values: Iterable[Known], fact: Path) -> Iterator[Any]:
    for known in values:
        if isinstance(known.value, str) and "\0" in known.value:
            message = f"{fact} is compared with a text that has a NUL character"
            raise FilterError(f"{message}, which not every database can take", str(fact))
        yield known.value


def _plain(value: Any) -> Any:
    return str.__str__(value) if isinstance(value, str) else value


def exactly(test: Any, kind: Kind, field: Any, values: Iterable[Known] = (), *fields: Any) -> Any:
    """Have a test refused by a database that would not answer it exactly."""
    if kind is Kind.TEXT:
        return Exactly(test)
    if kind is Kind.DECIMAL:
        given = [len(Decimal(it.value).as_tuple().digits) for it in values]
        return Exactly(test, max([*given, *(it.max_digits or 0 for it in (field, *fields))]))
    return test


@final
class Exactly(Func):
    """A comparison of texts, or of decimal numbers of so many digits."""

    template = "%(expressions)s"
    arity = 1

    def __init__(self, test: Any, digits: int = 0) -> None:
        super().__init__(test, output_field=BooleanField())
        self.digits = digits

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> Any:  # type: ignore[override]
        """
        Write the comparison.

        Raises:
            FilterError: the database would answer it nearly.
        """
        if not self.digits and connection.vendor not in BYTE_FOR_BYTE:
            message = f"{connection.vendor} may take different texts for the same"
            raise FilterError(f"{message}, and this filter compares text")
        if self.digits > DIGITS and connection.vendor == "sqlite":
            message = f"SQLite keeps {DIGITS} digits of a decimal number"
            raise FilterError(f"{message}, and this filter compares {self.digits}")
        return super().as_sql(compiler, connection, **more)
