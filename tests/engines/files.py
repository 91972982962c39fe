"""The corpus of `worlds` as Parquet files, for DuckDB and Spark to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engines.tables import link_rows, resource_rows
from permmatrix.queries.kinds import Kind
from worlds import COLUMNS, LISTS

__all__ = ["TABLES", "write_files"]

TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TRUTH: pa.bool_(),
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.FLOAT: pa.float64(),
    Kind.DECIMAL: pa.decimal128(12, 4),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.timestamp("us"),
    Kind.TIME_WITH_OFFSET: pa.timestamp("us", "UTC"),
    Kind.UUID: pa.string(),
}
TABLES = ("contracts", *(f"contract {name}" for name in LISTS))
"""The names of the tables; that of the resources has their lists as arrays as well."""


def write_files(folder: Path) -> None:
    """Write a file for each table."""
    columns = [(name, TYPES[kind]) for name, (kind, _) in COLUMNS.items()]
    arrays = [(name, pa.list_(TYPES[kind])) for name, (kind, _) in LISTS.items()]
    schema = pa.schema([("number", pa.int64()), *columns, *arrays])
    _write(folder / "contracts.parquet", resource_rows(arrays=True), schema)
    for name, (kind, _) in LISTS.items():
        links = pa.schema([("contract", pa.int64()), ("member", TYPES[kind])])
        _write(folder / f"contract {name}.parquet", link_rows(name), links)


def _write(path: Path, rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> None:
    plain = [
        {
            name: _text_of_uuids(value) if _is_text(schema.field(name).type) else value
            for name, value in row.items()
        }
        for row in rows
    ]
    pq.write_table(pa.Table.from_pylist(plain, schema), path)


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_.value_type if pa.types.is_list(type_) else type_))


def _text_of_uuids(value: Any) -> Any:
    if isinstance(value, list):
        return [_text_of_uuids(it) for it in value]
    return None if value is None else str(value)
