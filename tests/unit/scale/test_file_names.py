"""A name names one file, or one folder of Parquet, and fits no other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from permmatrix.scale import source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.refusal import ScaleError


def ids_of(path: Path | str) -> list[Any]:
    """Give the ids that a table has."""
    with closing(DuckEngine()) as engine:
        engine.read("users", source(str(path)))
        return sorted(row[0] for row in engine.rows("SELECT id FROM users"))


def put(path: Path, *ids: Any, **others: Any) -> Path:
    """Write a table of ids."""
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".csv":
        path.write_text("\n".join(["id", *ids]), encoding="utf-8")
    else:
        pq.write_table(pa.table({"id": list(ids), **others}), path)
    return path


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["[ab]", "*", "?", "[", "a[!b]*", "a**", "b\\", "~", "{a,b}"])
def test_signs_of_patterns_are_signs(name: str, kind: str, tmp_path: Path) -> None:
    """A file is read by its own name, and where there is none it is not there."""
    put(tmp_path / f"a.{kind}", "other")
    with pytest.raises(ScaleError, match="cannot be read: no such file or directory"):
        ids_of(tmp_path / f"{name}.{kind}")

    put(tmp_path / f"{name}.{kind}", "this")

    assert ids_of(tmp_path / f"{name}.{kind}") == ["this"]


def test_a_name_from_here_that_looks_like_a_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file whose name begins with a tilde is in the folder it is looked for in."""
    put(tmp_path / "~ana.csv", "this")
    monkeypatch.chdir(tmp_path)

    assert ids_of("~ana.csv") == ["this"]


def test_folders_add_no_columns(tmp_path: Path) -> None:
    """The name of a folder is no column, though it looks like a value of one."""
    path = put(tmp_path / "project=p1" / "u.parquet", "ana")

    with closing(DuckEngine()) as engine:
        assert set(engine.read("users", source(str(path))).columns) == {"id"}


def test_a_folder_of_parts(tmp_path: Path) -> None:
    """All the files of a folder of Parquet are one table, but for those that are hidden."""
    folder = tmp_path / "u[1].parquet"
    put(folder / "part-1.parquet", "ana")
    put(folder / "part-2.parquet", "ben")
    put(folder / ".part-3.parquet", "chi")
    (folder / "_SUCCESS").touch()

    assert ids_of(folder) == ["ana", "ben"]


def test_parts_that_are_not_alike(tmp_path: Path) -> None:
    """Another column, or one of another type, is not left out of one part without a word."""
    for name, ids, others in (("more", ["ben"], {"locked": [True]}), ("types", [7], {})):
        folder = tmp_path / f"{name}.parquet"
        put(folder / "part-1.parquet", "ana")
        put(folder / "part-2.parquet", *ids, **others)

        with pytest.raises(ScaleError, match="its files have different columns"):
            ids_of(folder)


def test_folders_that_are_no_table(tmp_path: Path) -> None:
    """A folder of CSV, one with nothing in it and one with folders in it are refused."""
    for name in ("c.csv", "none.parquet"):
        (tmp_path / name).mkdir()
    put(tmp_path / "deep.parquet" / "part-1.parquet", "ana")
    (tmp_path / "deep.parquet" / "project=p1").mkdir()

    for name, said in (
        ("c.csv", "it is a folder, and not a file"),
        ("none.parquet", "there is no file in it such as 1.parquet"),
        ("deep.parquet", "there is a folder in it, project=p1"),
    ):
        with pytest.raises(ScaleError, match=f"{name} cannot be read: {said}"):
            ids_of(tmp_path / name)
