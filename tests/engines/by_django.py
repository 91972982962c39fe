"""The corpus of `worlds` as Django's models, and lists by way of Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, final

from attrs import frozen
from django.contrib.postgres.fields import ArrayField
from django.db import models

import django_site
from engines.tables import link_rows, resource_rows
from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from permmatrix.queries.kinds import Kind
from permmatrix.residual.reading import facts_read
from worlds import COLUMNS, LISTS, NOT_NULL

__all__ = ["ByDjango", "fill_models"]


def _field(kind: Kind, *, nullable: bool = True) -> Any:
    """Make a field; for times without an offset a project that knows time zones has none."""
    match kind:
        case Kind.TRUTH:
            return models.BooleanField(null=nullable)
        case Kind.INTEGER:
            return models.BigIntegerField(null=nullable)
        case Kind.FLOAT:
            return models.FloatField(null=nullable)
        case Kind.DECIMAL:
            return models.DecimalField(max_digits=12, decimal_places=4, null=nullable)
        case Kind.DATE:
            return models.DateField(null=nullable)
        case Kind.TIME_WITH_OFFSET:
            return models.DateTimeField(null=nullable)
        case Kind.UUID:
            return models.UUIDField(null=nullable)
        case _:
            return models.TextField(null=nullable)


SINGLE = [name for name, (kind, _) in COLUMNS.items() if kind is not Kind.TIME and name != "id"]


def _model(name: str, fields: Mapping[str, Any]) -> Any:
    meta = type("Meta", (), {"app_label": "django_site"})
    return type(name, (models.Model,), {**fields, "Meta": meta, "__module__": __name__})


def _contract_fields() -> dict[str, Any]:
    single = {name: _field(COLUMNS[name][0], nullable=name not in NOT_NULL) for name in SINGLE}
    return {"number": models.IntegerField(primary_key=True), **single}


WorldContract = _model("WorldContract", _contract_fields())
LINKS = {
    name: _model(
        f"World{name.title()}",
        {
            "contract": models.ForeignKey(WorldContract, models.CASCADE, related_name=name),
            "member": _field(kind),
        },
    )
    for name, (kind, _) in LISTS.items()
}
WorldArrays = _model(
    "WorldArrays",
    _contract_fields()
    | {name: ArrayField(_field(kind), null=True) for name, (kind, _) in LISTS.items()},
)


def fill_models(using: str, *, arrays: bool = False) -> None:
    """Make the tables in a database and fill them."""
    django_site.make_tables(WorldContract, *LINKS.values(), using=using)
    _fill(WorldContract, SINGLE, using)
    for name, model in LINKS.items():
        rows = [model(contract_id=it["contract"], member=it["member"]) for it in link_rows(name)]
        model.objects.using(using).bulk_create(rows)
    if arrays:
        django_site.make_tables(WorldArrays, using=using)
        _fill(WorldArrays, [*SINGLE, *LISTS], using)


def _fill(model: Any, names: Collection[str], using: str) -> None:
    rows = [
        model(number=row["number"], **{name: row[name] for name in names})
        for row in resource_rows(arrays=True)
    ]
    model.objects.using(using).bulk_create(rows)


@final
@frozen
class ByDjango:
    """Asks a database by `Filter.to_django`."""

    using: str
    arrays: bool = False
    lacks: Collection[Kind] = (Kind.TIME,)
    lacks_some: Collection[Kind] = ()

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Collection[int] | FilterError]:
        """Ask for each list by itself."""
        return [self._allowed(it) for it in filters]

    def _allowed(self, filter_: Filter) -> Collection[int] | FilterError:
        model = WorldArrays if self.arrays else WorldContract
        several = {name: name if self.arrays else f"{name}__member" for name in LISTS}
        fields = {name: name for name in SINGLE} | several
        needed = {*filter_.paths, *map(str, facts_read(filter_.residual))}
        facts = {
            name: fields[name.removeprefix("resource.")] if name.startswith("resource.") else None
            for name in needed
            if name != "resource.opened"  # which is not there, and so not mapped
        }
        try:
            found = model.objects.using(self.using).filter(filter_.to_django(model, facts))
            return list(found.values_list("number", flat=True))
        except FilterError as error:
            return error
