"""A CSV file is one table from its first line to its last, or it is refused."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from permmatrix.scale import source
from permmatrix.scale.csv_files import heads_of
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.refusal import ScaleError


def rows_read(path: Path) -> list[tuple[Any, ...]]:
    """Give what DuckDB reads in a file, without an order."""
    with closing(DuckEngine(threads=1)) as engine:
        engine.read("contracts", source(str(path)))
        return sorted(engine.rows("SELECT * FROM contracts"), key=str)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("id,project\n#1,p1\n#2,p2\n", [("#1", "p1"), ("#2", "p2")]),
        ("id,project\n// end,p1\n", [("// end", "p1")]),
        ("\ufeffid,project\nD1,p1\n", [("D1", "p1")]),
        ('\ufeff"id","project"\nD1,p1\n', [("D1", "p1")]),
        ("id,project\r\nD1,p1\r\nD2,p2", [("D1", "p1"), ("D2", "p2")]),
        ("id,project\rD1,p1\rD2,p2\r", [("D1", "p1"), ("D2", "p2")]),
        ('id,project\r\n"D\n1",p1\r\n', [("D\n1", "p1")]),
        ('id,project\n"D\r\n1","p,""1"""\n', [("D\r\n1", 'p,"1"')]),
        ('id,project\nD1,""\nD2,\n', [("D1", ""), ("D2", None)]),
        ("id,project\nD1,p1\n\nD2,p2\n\n", [("D1", "p1"), ("D2", "p2")]),
        ("id,project\n D1 ,1.0\n", [(" D1 ", "1.0")]),
        ("id;x,project\t|\na;b,c\td|e\n", [("a;b", "c\td|e")]),
        ("1,2\n3,4\n", [("3", "4")]),
        ("id,project\n", []),
        ("id,project", []),
    ],
)
def test_nothing_is_guessed(text: str, rows: list[Any], tmp_path: Path) -> None:
    """Every line but the first is a row, whatever it begins with and however many there are."""
    path = tmp_path / "c.csv"
    path.write_bytes(text.encode())

    assert rows_read(path) == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id,project\nD1,p1\nD2,p1\nid,project,locked\nD3,p1,false\n",
            "line 4 has 3 cells, and the first line names 2 columns",
        ),
        ("id,project\nD1,p1\n# end of export\n", "line 3 has 1 cell, and the first line names 2"),
        ("id,project\nD1,p1\nD2,p1,\n", "line 3 has 3 cells"),
        ("id\nD1,p1\n", "line 2 has 2 cells, and the first line names 1 column"),
        ('id,project\n"D\n1",p1\n"D\n2"\n', "line 4 has 1 cell"),
        ("id,project\nD1,p1\n  \n", "line 3 has 1 cell"),
        ('id,project\nD1,p1\nD2,"p1\nD3,p1\n', "the row of line 3 is never closed"),
        ('id,project\nD1,"p1" \n', "in the row of line 2 something follows a quote"),
        ("id,project\r\nD1,p1\nD2,p1\r\n", r"line 2 ends with \n, and the first with \r\n"),
        ("id,project\nD1,p1\r\nD2,p1\n", r"line 2 ends with \r\n, and the first with \n"),
        ("id,project\nD1,p\r1\n", r"line 2 ends with \r, and the first with \n"),
        ("id,project\rD1,p1\r\n", r"line 2 ends with \r\n, and the first with \r"),
        ("", "its first line is empty, and should name the columns"),
        ("\n\nid,project\n", "its first line is empty"),
        ("\ufeff", "its first line is empty"),
    ],
)
def test_what_is_no_table(text: str, said: str, tmp_path: Path) -> None:
    """What is wrong is said in a sentence with the file and the line."""
    path = tmp_path / "c.csv"
    path.write_bytes(text.encode())

    with pytest.raises(ScaleError) as caught:
        rows_read(path)

    assert str(caught.value).startswith(f"{path} cannot be read: ")
    assert said in str(caught.value)


def test_other_encodings(tmp_path: Path) -> None:
    """The first line that is not UTF-8 is named, far down as well."""
    path = tmp_path / "c.csv"
    path.write_bytes(b"id,project\n" + b"D,p\n" * 50_000 + "D,\xe9\n".encode("latin-1"))

    with pytest.raises(ScaleError, match=r"c\.csv cannot be read: line 50002 is not UTF-8"):
        rows_read(path)


def test_long_cells(tmp_path: Path) -> None:
    """A cell may be longer than Python lets others read, and for those nothing changes."""
    path = tmp_path / "c.csv"
    path.write_text(f"id,project\nD1,{'p' * 300_000}\n", encoding="utf-8")
    before = csv.field_size_limit()

    assert rows_read(path) == [("D1", "p" * 300_000)]
    assert csv.field_size_limit() == before


def test_lines_that_are_too_long_for_duckdb(tmp_path: Path) -> None:
    """It is said how long a line can be, without the line."""
    path = tmp_path / "c.csv"
    path.write_text(f"id,project\nD1,{'p' * 3_000_000}\n", encoding="utf-8")

    with pytest.raises(ScaleError, match="Line: 2 Maximum line size of 2000000 bytes") as caught:
        rows_read(path)

    assert len(str(caught.value)) < 400


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    """What the system says is said."""
    with pytest.raises(ScaleError, match=r"cannot be read: Is a directory"):
        heads_of(tmp_path)
