"""Values bound for Django as what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, final

from django.db.models import ExpressionWrapper, F, Value
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
from permmatrix.queries.in_mysql import PLACES, WHOLE, is_long
from permmatrix.queries.kinds import Kind
from permmatrix.residual.values import Known

__all__ = ["bound", "bound_to", "one_of"]

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


@final
class Bound(Value):
    """A value that is bound."""

    def as_mysql(self, compiler: Any, connection: Any) -> Any:
        """
        Write the value; a time is cast, since an index of whole seconds would round it.

        Raises:
            FilterError: it would be a floating-point number.
        """
        if isinstance(self.value, Decimal):
            return "CAST(%s AS DECIMAL(65, 30))", [_digits(self.value)]
        mark, values = super().as_sql(compiler, connection)
        whole = isinstance(self.value, datetime)
        return (f"CAST({mark} AS DATETIME(6))" if whole else mark), values


def _digits(value: Decimal) -> str:
    """Write a number out, since a driver may write 1E-7, which is a floating-point one."""
    if is_long(value):
        message = f"more than {PLACES} places or {WHOLE} digits before them"
        raise FilterError(f"mysql has no decimal numbers of {message}: {value}")
    return format(value, "f")


def bound(value: Any, kind: Kind) -> Value:
    """Bind a value as one of its kind."""
    return Bound(_plain(value), output_field=FIELDS[kind])


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
