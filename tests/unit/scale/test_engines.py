"""DuckDB and Spark carry out one plan: the same list and the same numbers, and what `can` says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from permmatrix import load
from permmatrix.scale import TableReview, review_tables, source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.engine import Engine
from permmatrix.scale.finishing import finished
from permmatrix.scale.refusal import ScaleError
from tabular import KEYS, counted, write_csv, write_parquet

TEXTS = pa.list_(pa.string())
HELD = ("levels.commitments", "levels.head_contracts", "granular.commitments")
USER_TYPES = {"id": pa.string(), "project": pa.string(), **dict.fromkeys(HELD, TEXTS)}
CONTRACT_TYPES = {
    "id": pa.string(),
    "project": pa.string(),
    "private": pa.bool_(),
    "private_members": TEXTS,
    "progress_claim_contacts": TEXTS,
}
ODD = 'zoë "o\'q\\"'
USERS = [
    ("ana", "p1", ["standard"], ["read_only"], ["create_purchase_order_contract"]),
    ("ana", "p2", ["read_only"], ["admin"], []),
    ("ana", "p2", ["read_only"], ["admin"], []),
    ("ben", "p1", ["admin", "none"], None, None),
    (ODD, None, ["read_only"], ["standard"], ["create_work_order_contract"]),
    ("", "p9", [], ["read_only"], []),
]
CONTRACTS = [
    ("k1", "p1", True, ["ana", "ana", "ghost"], ["ben", None]),
    ("k1", "p1", True, ["ana", "ana", "ghost"], ["ben", None]),
    ("k2", "p2", False, [], [ODD, "ana"]),
    ("k3", None, True, [ODD, "ben"], ["ana"]),
    ("k 4\u00e9", "p2", None, None, [""]),
    ("", "", False, [""], None),
]
CONTEXT = {"during_billing_period": True}


def allowed_by_hand() -> set[tuple[str, str, str]]:
    """Ask about all of them one by one."""
    users: dict[str, dict[str, Any]] = {}
    for id_, place, *values in USERS:
        user = users.setdefault(id_, {"id": id_, "levels": {}, "granular": {}})
        for name, value in zip(HELD, values, strict=True):
            kind, _, tool = name.partition(".")
            if place is None:
                user[kind][tool] = value
            else:
                user[kind].setdefault(tool, {})[place] = value
    contracts = {row[0]: dict(zip(CONTRACT_TYPES, row, strict=True)) for row in CONTRACTS}
    policy = load()
    return {
        (user, contract, action)
        for user, its in users.items()
        for contract, facts in contracts.items()
        for action in policy.actions
        if policy.can(its, action, facts, CONTEXT)
    }


@pytest.fixture(scope="module")
def on_spark(spark: Any) -> Iterator[Engine]:
    """Give the session of Spark as an engine of reviews, and its time zone back afterwards."""
    from permmatrix.scale.spark import SparkEngine  # noqa: PLC0415  an extra

    zone = spark.conf.get("spark.sql.session.timeZone")
    with closing(SparkEngine(session=spark)) as engine:
        yield engine
    spark.conf.set("spark.sql.session.timeZone", zone)


def reviewed(engine: Engine, folder: Path, kind: str) -> TableReview:
    """Review the tables, written as a kind of file."""
    write = write_csv if kind == "csv" else write_parquet
    users = [dict(zip(USER_TYPES, row, strict=True)) for row in USERS]
    contracts = [dict(zip(CONTRACT_TYPES, row, strict=True)) for row in CONTRACTS]
    return review_tables(
        load(),
        engine,
        users=source(write(folder / f"users.{kind}", users, USER_TYPES)),
        contracts=source(write(folder / f"contracts.{kind}", contracts, CONTRACT_TYPES)),
        context=CONTEXT,
    )


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_duckdb_says_what_can_says(kind: str, tmp_path: Path) -> None:
    """Nulls, repeated rows, strangers, quotes and users of no project change no answer."""
    expected = allowed_by_hand()
    with closing(DuckEngine()) as engine:
        review = reviewed(engine, tmp_path, kind)

        assert sorted(review.allowed()) == sorted(expected)
        for keys in [(), *((key,) for key in KEYS), ("user", "action")]:
            assert {it[:-1]: it[-1] for it in review.counts(keys)} == counted(expected, keys)
    assert {ODD, "ana", "ben"} <= {user for user, _, _ in expected}


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_spark_says_the_same(kind: str, on_spark: Engine, tmp_path: Path) -> None:
    """The list, and the counts that are worked out without it, are those of DuckDB."""
    with closing(DuckEngine()) as engine:
        ours = reviewed(engine, tmp_path, kind)
        expected = [sorted(ours.allowed()), *(list(ours.counts(keys)) for keys in [("user",), ()])]

    theirs = reviewed(on_spark, tmp_path, kind)

    assert sorted(theirs.allowed()) == expected[0] == sorted(allowed_by_hand())
    assert list(theirs.counts(("user",))) == expected[1]
    assert list(theirs.counts(())) == expected[2]


def test_spark_leaves_a_folder_that_is_complete(on_spark: Engine, tmp_path: Path) -> None:
    """What is written has Spark's mark of completeness, under the name asked for."""
    review = reviewed(on_spark, tmp_path, "parquet")

    finished(tmp_path / "counts.csv", lambda path: review.write(path, ("user",), kind="csv"))

    assert (tmp_path / "counts.csv" / "_SUCCESS").exists()
    parts = (tmp_path / "counts.csv").glob("part-*.csv")
    lines = [line for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
    assert "user,allowed" in lines
    assert sum(line.startswith("ana,") for line in lines) == 1
    assert [it.name for it in tmp_path.iterdir() if it.name.startswith(".")] == []


def test_what_spark_cannot_read_is_said(on_spark: Engine, tmp_path: Path) -> None:
    """A file that is not there, one of several and a database are refused in a sentence."""
    with pytest.raises(ScaleError, match=r"gone\.parquet cannot be read"):
        on_spark.read("users", source(str(tmp_path / "gone.parquet")))
    with pytest.raises(ScaleError, match="to Spark it is a pattern"):
        on_spark.read("users", source(str(tmp_path / "[ab].csv")))
    with pytest.raises(ScaleError, match="databases are for --engine duckdb"):
        on_spark.read("users", source("sqlite:///app.db#users"))
    with pytest.raises(ScaleError, match="databases are for --engine duckdb"):
        on_spark.store(source("sqlite:///app.db"), {}, lambda _, __: None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ana,p1,admin", "ana,p1"),
        ("ana,p1,admin", "ana,p1,admin,more"),
        ('"[""ana""]"', "\"['ana']\""),
        ('"[""ana""]"', '"[""ana"", 7]"'),
        ('"[""ana""]"', '"[""ana""] , [""ben""]"'),
    ],
)
def test_spark_refuses_what_duckdb_refuses(
    old: str, new: str, on_spark: Engine, tmp_path: Path
) -> None:
    """A row of another length and a list that is no JSON of texts are errors on both."""
    users = "id,project,levels.head_contracts\nana,p1,admin\n"
    contracts = 'id,project,private,private_members\nk1,p1,true,"[""ana""]"\n'
    assert old in users + contracts
    (tmp_path / "u.csv").write_text(users.replace(old, new), encoding="utf-8")
    (tmp_path / "c.csv").write_text(contracts.replace(old, new), encoding="utf-8")
    action = ["head_contracts.view_private_head_contract"]

    with closing(DuckEngine(threads=1)) as ours:
        for engine in (ours, on_spark):
            with pytest.raises(ScaleError):
                sorted(
                    review_tables(
                        load(),
                        engine,
                        users=source(str(tmp_path / "u.csv")),
                        contracts=source(str(tmp_path / "c.csv")),
                        actions=action,
                    ).allowed()
                )


def test_spark_keeps_blanks(on_spark: Engine, tmp_path: Path) -> None:
    """Blanks at the ends of what is written are there when it is read."""
    on_spark.table("words", ("name",), [(" ana ",)])

    on_spark.write("SELECT name FROM words", tmp_path / "words.csv", "csv")
    read = on_spark.read("again", source(str(tmp_path / "words.csv")))

    assert set(read.columns) == {"name"}
    assert list(on_spark.rows("SELECT name FROM again")) == [(" ana ",)]
