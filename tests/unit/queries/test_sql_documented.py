"""The mapping of the documented tables, held against the tables themselves."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql import ColumnAt, RelationAt
from permmatrix.queries.sql.documented import FACTS, documented
from permmatrix.store.schema import metadata

TYPES: dict[Kind, type[sa.types.TypeEngine[Any]]] = {Kind.TEXT: sa.Text, Kind.TRUTH: sa.Boolean}


def test_every_place_is_a_column_of_its_kind() -> None:
    """Each fact is where the documented tables have it, a null only where there can be one."""
    contracts = metadata.tables["contracts"]
    for path, place in FACTS.items():
        if isinstance(place, ColumnAt):
            column = contracts.columns[place.column]
            assert isinstance(column.type, TYPES[place.kind]), path
            assert bool(column.nullable) is place.nullable, path
        else:
            assert isinstance(place, RelationAt)
            relation = metadata.tables[".".join(place.table)]
            (key,) = relation.columns[place.key].foreign_keys
            assert key.column is contracts.columns["id"]
            assert isinstance(relation.columns[place.member].type, TYPES[place.kind]), path


def test_has_only_what_the_policy_reads() -> None:
    """What a policy does not read is left out, for a mapping has no other facts."""
    found = documented({"resource.kind", "resource.weight"})

    assert (found.table, found.key) == (("contracts",), ColumnAt("id", nullable=False))
    assert list(found.facts) == ["resource.kind"]
