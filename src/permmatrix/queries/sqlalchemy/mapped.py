"""What facts are mapped to: a value, an array, or rows of other tables."""

from __future__ import annotations

from typing import Any, TypeAlias, final

import sqlalchemy as sa
from attrs import field, frozen
from sqlalchemy import ColumnElement, Exists, Label, Select, TypeCoerce
from sqlalchemy.ext.associationproxy import AssociationProxyInstance
from sqlalchemy.orm import Composite, QueryableAttribute, Relationship
from sqlalchemy.types import TypeEngine

from permmatrix.conditions import Path
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Collection, Column, Kind, Typed
from permmatrix.queries.sqlalchemy.members import Related, Rows, Selected, related, selected
from permmatrix.queries.sqlalchemy.types import item_type, kind_of_type

__all__ = ["Array", "Mapped", "Value", "mapped", "typed_as"]


@final
@frozen
class Value:
    """A column, or another expression with one value for each row."""

    element: ColumnElement[Any] = field(eq=False)
    kind: Kind


@final
@frozen
class Array:
    """A column that has arrays."""

    element: ColumnElement[Any] = field(eq=False)
    item: TypeEngine[Any] = field(eq=False)
    kind: Kind


Mapped: TypeAlias = Value | Array | Rows


def mapped(thing: Any, path: Path) -> Mapped:
    """
    Read what a fact is mapped to.

    Raises:
        FilterError: it cannot be asked about.
    """
    match thing:
        case (relation, member) if _is_relation(relation):
            return related(relation, member, path)
        case QueryableAttribute() if _is_relation(thing):
            return related(thing, None, path)
        case Select():
            return selected(thing, path)
        case AssociationProxyInstance():
            raise _refused(path, "an association proxy: map the relationship behind it")
        case QueryableAttribute() if isinstance(_property(thing), Composite):
            raise _refused(path, "a composite attribute: map one of its columns")
        case _:
            return _of_element(_element(thing, path), path)


def _property(attribute: Any) -> Any:
    return getattr(attribute, "property", None)  # a hybrid attribute may have none


def _is_relation(thing: Any) -> bool:
    return isinstance(thing, QueryableAttribute) and isinstance(_property(thing), Relationship)


def _element(thing: Any, path: Path) -> ColumnElement[Any]:
    element = thing.__clause_element__() if hasattr(thing, "__clause_element__") else thing
    if isinstance(element, ColumnElement):
        return element
    what = thing.__name__ if isinstance(thing, type) else f"a {type(thing).__name__}"
    raise _refused(path, f"{what}, which is no column, relationship or select")


def _refused(path: Path, what: str) -> FilterError:
    return FilterError(f"{path} is mapped to {what}", str(path))


def _of_element(element: ColumnElement[Any], path: Path) -> Value | Array:
    if isinstance(element.type, sa.ARRAY):
        item = item_type(element.type, path)
        return Array(element, item, kind_of_type(item, path))
    return Value(element, kind_of_type(element.type, path))


def typed_as(thing: Mapped, *, trusted: bool) -> Typed:
    """Say what the database has; `trusted` is whether a column is as its table says."""
    match thing:
        case Value(element, kind):
            return Column(kind, nullable=_is_nullable(element, trusted=trusted))
        case Array(element, _, kind):
            return Collection(kind, nullable=_is_nullable(element, trusted=trusted))
        case Related() | Selected():
            return Collection(thing.kind)


def _is_nullable(element: Any, *, trusted: bool) -> bool:
    match element:
        case Exists():
            return False
        case Label():
            return _is_nullable(element.element, trusted=trusted)
        case TypeCoerce():
            return _is_nullable(element.clause, trusted=trusted)
        case _:
            return not trusted or getattr(element, "nullable", True) is not False
