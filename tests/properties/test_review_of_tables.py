"""A review of tables says what `can` says of every user, contract and action, on any world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from permmatrix.model import MatrixSet
from permmatrix.scale import review_tables, source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.engine import Engine
from strategies import ANY_TEST, drawing, matrix_set, matrix_sets, policy_of
from tabular import (
    KEYS,
    Tables,
    allowed_by_hand,
    counted,
    random_tables,
    tables_for,
    write_parquet,
)

EXAMPLES = max(settings.default.max_examples // 3, 10) if settings.default else 25
GROUPS = [(), *((key,) for key in KEYS), ("user", "action"), ("contract", "action"), KEYS]
FEW_GROUPS = [("user", "action")]
WORLDS_FOR_SPARK = 3
"""It takes some ten seconds to plan what DuckDB carries out in a tenth of one."""
LEAST = 20


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_filtered_rows_equal_decided_rows(data: st.DataObject) -> None:
    """The list and the counts are those of asking one by one."""
    matrices = data.draw(matrix_sets())
    tables = data.draw(tables_for(matrices))
    expected = allowed_by_hand(policy_of(matrices), tables)
    event("some are allowed" if expected else "none is allowed")

    with closing(DuckEngine(threads=1)) as engine:
        listed, counts = reviewed(engine, matrices, tables, GROUPS)

    assert listed == sorted(expected)
    assert counts == [counted(expected, keys) for keys in GROUPS]


def test_spark_says_what_can_says_of_any_policy(spark: Any) -> None:
    """Spark carries out the same plan, whatever the policy and the tables are."""
    from permmatrix.scale.spark import SparkEngine  # noqa: PLC0415  an extra

    zone = spark.conf.get("spark.sql.session.timeZone")
    with closing(SparkEngine(session=spark)) as engine:
        for matrices, tables, expected in worth_it(WORLDS_FOR_SPARK):
            found = reviewed(engine, matrices, tables, FEW_GROUPS)

            assert found == (sorted(expected), [counted(expected, keys) for keys in FEW_GROUPS])
    spark.conf.set("spark.sql.session.timeZone", zone)


def worth_it(count: int) -> Iterator[tuple[MatrixSet, Tables, set[tuple[str, str, str]]]]:
    """Make so many policies and tables of which some things are allowed."""
    draw = drawing(Random(7))  # noqa: S311  they are the same at every run
    while count:
        matrices = matrix_set(draw, ANY_TEST, 6, plain=False)
        tables = random_tables(draw, matrices)
        expected = allowed_by_hand(policy_of(matrices), tables)
        if len(expected) > LEAST:
            count -= 1
            yield matrices, tables, expected


def reviewed(
    engine: Engine, matrices: MatrixSet, tables: Tables, groups: Sequence[Sequence[str]]
) -> tuple[list[tuple[object, ...]], list[object]]:
    """Give the list and the counts of a review."""
    with TemporaryDirectory() as folder:
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
        counts: list[object] = [by_key(review.counts(tuple(keys))) for keys in groups]
        return sorted(review.allowed()), counts


def by_key(rows: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], object]:
    """Give counts by what they are of."""
    return {tuple(row[:-1]): row[-1] for row in rows}
