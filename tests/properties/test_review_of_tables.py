"""A review of tables says what `can` says of every user, contract and action, on any world."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import event, given
from hypothesis import strategies as st

from permmatrix.model import MatrixSet
from permmatrix.scale import review_tables, source
from permmatrix.scale.duck import DuckEngine
from strategies import matrix_sets, policy_of
from tabular import KEYS, Tables, allowed_by_hand, counted, tables_for, write_parquet

GROUPS = [(), *((key,) for key in KEYS), ("user", "action"), ("contract", "action"), KEYS]


@given(st.data())
def test_filtered_rows_equal_decided_rows(data: st.DataObject) -> None:
    """The list and the counts are those of asking one by one."""
    matrices = data.draw(matrix_sets())
    tables = data.draw(tables_for(matrices))
    expected = allowed_by_hand(policy_of(matrices), tables)
    event("some are allowed" if expected else "none is allowed")

    listed, counts = reviewed(matrices, tables)

    assert listed == sorted(expected)
    assert counts == [counted(expected, keys) for keys in GROUPS]


def reviewed(matrices: MatrixSet, tables: Tables) -> tuple[list[tuple[object, ...]], list[object]]:
    """Give the list and the counts of a review with DuckDB."""
    with TemporaryDirectory() as folder, closing(DuckEngine(threads=1)) as engine:
        users = write_parquet(Path(folder, "u.parquet"), tables.users, tables.user_types)
        contracts = write_parquet(
            Path(folder, "c.parquet"), tables.contracts, tables.contract_types
        )
        review = review_tables(
            policy_of(matrices),
            engine,
            users=source(users),
            contracts=source(contracts),
            context=tables.context,
            platform=tables.platform,
        )
        counts: list[object] = [by_key(review.counts(keys)) for keys in GROUPS]
        return sorted(review.allowed()), counts


def by_key(rows: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], object]:
    """Give counts by what they are of."""
    return {tuple(row[:-1]): row[-1] for row in rows}
