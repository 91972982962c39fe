"""No column has the name of another."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from permmatrix.scale import source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.refusal import ScaleError

TWICE = [
    (["id", "id"], "it has two columns `id`"),
    (["id", "locked", "Locked"], "two columns `locked` and `Locked`, which are one name"),
    (["id", "locked_1", "locked", "locked"], "it has two columns `locked`"),
    (["id", ""], "column 2 has no name"),
]


def read(path: str) -> set[str]:
    """Give the columns of a table."""
    with closing(DuckEngine()) as engine:
        return set(engine.read("contracts", source(path)).columns)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(("names", "said"), TWICE)
def test_names_that_are_there_twice(names: list[str], said: str, kind: str, tmp_path: Path) -> None:
    """Neither of the two is read, and both are named, as is a column without a name."""
    path = tmp_path / f"c.{kind}"
    if kind == "csv":
        path.write_text(",".join(names) + "\n", encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_arrays([pa.array(["x"])] * len(names), names=names), path)

    with pytest.raises(ScaleError) as caught:
        read(str(path))

    assert str(caught.value).startswith(f"{path} cannot be read: ")
    assert said in str(caught.value)


def test_names_that_only_look_so(tmp_path: Path) -> None:
    """A name with a number behind it is a name, and so is one within a column."""
    names = ["id", "id_1", "whole", "id_2"]
    arrays = [pa.array(["x"])] * 4
    arrays[2] = pa.array([[{"id": 1, "ID": {"a": 2}}]])
    pq.write_table(pa.Table.from_arrays(arrays, names=names), tmp_path / "c.parquet")

    assert read(str(tmp_path / "c.parquet")) == set(names)


def test_names_of_a_view(tmp_path: Path) -> None:
    """A database is held to the same."""
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute("CREATE TABLE t (id TEXT)")
        connection.execute('CREATE VIEW c AS SELECT id, id AS "" FROM t')
        connection.commit()

    with pytest.raises(ScaleError, match="column 2 has no name"):
        read(f"sqlite:///{tmp_path}/app.db#c")
