"""Tests of PostgreSQL's arrays for Django, each two-valued where the array is not null."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F, Func, Q
from django.db.models.fields import BooleanField

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.django.models import Place
from permmatrix.queries.django.values import bound_to
from permmatrix.residual.values import Known

__all__ = ["has_any", "has_value_of", "in_common"]

BITS = {"SmallIntegerField": 15, "PositiveSmallIntegerField": 15} | {
    "IntegerField": 31,
    "PositiveIntegerField": 31,
}


def has_any(array: Place, values: Iterable[Known], fact: Path) -> Any:
    """
    Say that an array has one of some values.

    Raises:
        FilterError: as of `bound_to`.
    """
    able = [it for it in values if _fits(it.value, array.field.base_field)]
    fitting = bound_to(able, array.typed.kind, fact)
    if not fitting:
        return Q(pk__in=[])
    overlap: Any = array.field.get_lookup("overlap")
    return overlap(F(array.name), fitting)


def _fits(value: Any, base: Any) -> bool:
    """Whether the array can have a value; Django would cast one that it cannot have."""
    match value:
        case str():
            return base.max_length is None or len(value) <= base.max_length
        case Decimal():
            places = base.decimal_places
            return bool(places is None or round(value, places) == value)
        case int():
            bits = BITS.get(base.get_internal_type(), 63)
            return bool(-(2**bits) <= value < 2**bits)
        case _:
            return True


def has_value_of(array: Place, column: Place) -> Any:
    """Say that an array has the value of a column, which Django would cast as well."""
    return Func(
        F(column.name),
        F(array.name),
        arg_joiner=" = ANY(",
        template="COALESCE(%(expressions)s), false)",
        output_field=BooleanField(),
    )


def in_common(left: Place, right: Place, fact: str) -> Any:
    """
    Say that two arrays have a value in common.

    Raises:
        FilterError: they are not of one type, so that one would be cast.
    """
    ours, theirs = (_type(it.field.base_field) for it in (left, right))
    if ours != theirs:
        raise FilterError(f"{fact} and {right.name}: arrays of two types cannot be compared", fact)
    overlap: Any = left.field.get_lookup("overlap")
    return overlap(F(left.name), F(right.name))


def _type(base: Any) -> tuple[Any, ...]:
    sizes = (getattr(base, it, None) for it in ("max_length", "max_digits", "decimal_places"))
    return base.get_internal_type(), *sizes
