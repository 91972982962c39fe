"""SQL text: where facts are in a database, and a filter as a condition with bound parameters."""

from __future__ import annotations

from permmatrix.queries.sql.dialects import DIALECTS
from permmatrix.queries.sql.mapping import ArrayAt, ColumnAt, RelationAt, SqlMapping
from permmatrix.queries.sql.parameters import Parameter, SqlFilter

__all__ = [
    "DIALECTS",
    "ArrayAt",
    "ColumnAt",
    "Parameter",
    "RelationAt",
    "SqlFilter",
    "SqlMapping",
]
