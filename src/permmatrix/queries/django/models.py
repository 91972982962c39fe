"""What a Django model has at a lookup path: a column, an array, or rows of another table."""

from __future__ import annotations

from typing import Any, TypeAlias, final

from attrs import frozen
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    Field,
    ForeignKey,
    ForeignObjectRel,
    Manager,
    ManyToManyField,
    ManyToManyRel,
    ManyToOneRel,
    Model,
    OneToOneRel,
    OuterRef,
    QuerySet,
)

from permmatrix.errors import FilterError
from permmatrix.names import suggest
from permmatrix.queries.django.exactly import is_of_mysql
from permmatrix.queries.kinds import Collection, Column, Kind, Typed

__all__ = ["Place", "Rows", "column", "place"]

KINDS = {
    "AutoField": Kind.INTEGER,
    "BigAutoField": Kind.INTEGER,
    "BigIntegerField": Kind.INTEGER,
    "BooleanField": Kind.TRUTH,
    "CharField": Kind.TEXT,
    "DateField": Kind.DATE,
    "DateTimeField": Kind.TIME,
    "DecimalField": Kind.DECIMAL,
    "FloatField": Kind.FLOAT,
    "IntegerField": Kind.INTEGER,
    "PositiveBigIntegerField": Kind.INTEGER,
    "PositiveIntegerField": Kind.INTEGER,
    "PositiveSmallIntegerField": Kind.INTEGER,
    "SlugField": Kind.TEXT,
    "SmallAutoField": Kind.INTEGER,
    "SmallIntegerField": Kind.INTEGER,
    "TextField": Kind.TEXT,
    "UUIDField": Kind.UUID,
}

BINARY = frozenset({"binary", "c", "posix", "ucs_basic"})
"""The collations by which texts are the same only where they are."""

AnyModel: TypeAlias = type[Model]


@final
@frozen
class Place:
    """A column, or an array, at a lookup path of a model."""

    typed: Typed
    name: str
    field: Any
    """The field whose values it has; of an array, the array's."""


@final
@frozen
class Rows:
    """
    Rows of another table, and the column of theirs that is the member.

    `outer` is the lookup path of the model that `link`, a column of the rows, is equal to. Without
    them the rows refer to the model by themselves.
    """

    typed: Collection
    rows: QuerySet[Any]
    member: str
    field: Any
    link: str | None = None
    outer: str | None = None

    def found(self, depth: int = 1) -> QuerySet[Any]:
        """Give the rows of one row of the model, so many queries further out."""
        if self.link is None or self.outer is None:
            return self.rows
        outer: Any = self.outer
        for _ in range(depth):
            outer = OuterRef(outer)
        return self.rows.filter(**{self.link: outer})


def column(model: AnyModel, lookup: str, fact: str) -> Place:
    """
    Find the column at a lookup path.

    Raises:
        FilterError: there is none, or no plain one.
    """
    found = place(model, lookup, fact)
    if isinstance(found, Rows) or isinstance(found.typed, Collection):
        raise FilterError(f"{fact}: `{lookup}` of {_named(model)} is no single column", fact)
    return found


def place(model: AnyModel, lookup: str, fact: str) -> Place | Rows:
    """
    Find what a model has at a lookup path, which crosses at most one relation to many.

    Raises:
        FilterError: there is nothing, or what cannot be asked about exactly.
    """
    names, nullable = lookup.split("__"), False
    before: list[str] = []
    here = model
    while True:
        field, rest = _field(here, names[len(before)], fact), names[len(before) + 1 :]
        match _step(field):
            case "many":
                return _rows(field, before, rest, nullable=nullable, fact=fact)
            case "one":
                nullable = nullable or _is_nullable(field)
                if not rest:
                    return _reference(field, before, nullable=nullable, fact=fact)
                here = _across(field, fact)
                before.append(field.name)
            case "value":
                if rest:
                    raise FilterError(f"{fact}: {_named(field)} has no `{'__'.join(rest)}`", fact)
                name = "__".join([*before, field.name])
                return _valued(field, name, nullable=nullable, fact=fact)
            case _:
                message = f"{fact} is mapped to {_named(field)}, a {type(field).__name__}"
                raise FilterError(f"{message}, which no query can ask about exactly", fact)


def _field(model: AnyModel, name: str, fact: str) -> Any:
    if name == "pk":
        return model._meta.pk  # noqa: SLF001  Django documents it
    try:
        return model._meta.get_field(name)  # noqa: SLF001  as above
    except FieldDoesNotExist:
        fields = model._meta.get_fields()  # noqa: SLF001  as above
        close = suggest(name, [it.name for it in fields])
        hint = f"; did you mean {' or '.join(f'`{it}`' for it in close)}?" if close else ""
        raise FilterError(f"{fact}: {_named(model)} has no field `{name}`{hint}", fact) from None


def _step(field: Any) -> str:
    """Say where a field leads: to many rows, to one, to a value, or where we do not follow."""
    match field:
        case ManyToManyField() | ManyToManyRel():
            return "many"
        case OneToOneRel() | ForeignKey():
            return "one"
        case ManyToOneRel():
            return "many"
        case Field() if not field.is_relation:
            return "value"
        case _:
            return "elsewhere"


def _is_nullable(field: Any) -> bool:
    """Whether there may be no row at the other end, or no value."""
    if isinstance(field, ForeignObjectRel):
        return True
    generated = getattr(field, "generated", False)
    return bool(field.null or generated or not getattr(field, "db_constraint", True))


def _across(field: Any, fact: str) -> AnyModel:
    if not getattr(field, "db_constraint", True):
        message = f"{fact} is mapped across {_named(field)}, which has db_constraint=False"
        raise FilterError(f"{message}: what it refers to may not be there", fact)
    found: AnyModel = field.related_model
    return found


def _reference(field: Any, before: list[str], *, nullable: bool, fact: str) -> Place:
    """Give the column that a foreign key refers to, as the key has it."""
    if isinstance(field, OneToOneRel):
        key = field.related_model._meta.pk  # noqa: SLF001  as above
        return _valued(key, "__".join([*before, field.name, "pk"]), nullable=nullable, fact=fact)
    name = "__".join([*before, field.attname])
    return _valued(_target(field), name, nullable=nullable, fact=fact)


def _target(field: Any) -> Any:
    while field.is_relation:
        field = field.target_field
    return field


def _valued(field: Any, name: str, *, nullable: bool, fact: str) -> Place:
    field = _target(field)
    nullable = nullable or _is_nullable(field)
    if field.get_internal_type() == "ArrayField":
        return Place(Collection(_kind(field.base_field, fact), nullable), name, field)
    return Place(Column(_kind(field, fact), nullable), name, field)


def _kind(field: Any, fact: str) -> Kind:
    field = getattr(field, "output_field", field) if getattr(field, "generated", False) else field
    kind = KINDS.get(field.get_internal_type())
    own = type(field).db_type.__module__.startswith("django.db.models.")
    if kind is None or not own or hasattr(field, "from_db_value"):
        message = f"{fact} is mapped to {_named(field)}, a {type(field).__name__}"
        raise FilterError(f"{message}, whose values no query compares as a decision does", fact)
    collation = getattr(field, "db_collation", None)
    if collation and collation.lower() not in BINARY and not is_of_mysql(field):
        message = f"{fact} is mapped to {_named(field)}, which has the collation {collation}"
        raise FilterError(f"{message}: it may take different texts for the same", fact)
    return Kind.TIME_WITH_OFFSET if kind is Kind.TIME and settings.USE_TZ else kind


def _rows(field: Any, before: list[str], rest: list[str], *, nullable: bool, fact: str) -> Rows:
    """Give the rows across a relation to many, and the member at the rest of the path."""
    _plainly_managed(field, fact)
    through, ours, theirs = _ends(field)
    link = through._meta.get_field(ours)  # noqa: SLF001  as above
    member = column(through, "__".join([*theirs, *rest]) or "pk", fact)
    target = link.target_field
    return Rows(
        Collection(member.typed.kind, nullable or target.null),
        QuerySet(through),
        member.name,
        member.field,
        link.attname,
        "__".join([*before, target.attname]),
    )


def _ends(field: Any) -> tuple[Any, str, list[str]]:
    """Give the model of the rows between, the key there to our side, and the way to the other."""
    if isinstance(field, ManyToManyField):
        through = field.remote_field.through
        return through, field.m2m_field_name(), [field.m2m_reverse_field_name()]
    if isinstance(field, ManyToManyRel):
        back: Any = field.field
        return field.through, back.m2m_reverse_field_name(), [back.m2m_field_name()]
    return field.related_model, field.field.name, []


def _plainly_managed(field: Any, fact: str) -> None:
    """Refuse a relation whose manager may leave rows out, which a query of ours would not."""
    manager = field.related_model._default_manager  # noqa: SLF001  as above
    if type(manager).get_queryset is not Manager.get_queryset:
        message = f"{fact} is mapped to `{field.name}`, and {type(manager).__name__} of"
        told = f"{message} {_named(field.related_model)} has its own get_queryset"
        raise FilterError(f"{told}: map the rows that count, as Members(rows, member)", fact)


def _named(thing: Any) -> str:
    """Name a model, or a field with its model, as Django does."""
    if isinstance(thing, type):
        return thing.__name__
    model = getattr(thing, "model", None)
    return f"{model.__name__}.{thing.name}" if model is not None else f"a {type(thing).__name__}"
