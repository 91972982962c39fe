"""SQL for MySQL over columns of text of every charset, in MariaDB; and decimals that it has not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations, product
from typing import Any

import pytest

from builders import path
from charsets import CHARSETS, WORDS, in_turn, text_columns, words_of
from mariadb import mariadb
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql import ColumnAt, SqlMapping
from permmatrix.queries.sql.translating import translated
from permmatrix.residual import holds
from permmatrix.residual import values as tests
from permmatrix.residual.values import Known, Leaf

OURS, THEIRS = path("resource.ours"), path("resource.theirs")
KEY = ColumnAt("id", Kind.INTEGER, nullable=False)
EVERY = tuple(in_turn({it: words_of(it) for it in CHARSETS}))


@pytest.fixture(scope="module")
def cursor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start MariaDB and fill a table with a column of each charset."""
    with mariadb(tmp_path_factory.mktemp("mariadb")) as server, server.cursor() as found:
        found.execute("CREATE DATABASE d CHARACTER SET utf8mb4")
        found.execute("USE d")
        found.execute(f"CREATE TABLE `rows` (id INT, {', '.join(text_columns())})")
        marks = ", ".join(["%s"] * (len(CHARSETS) + 1))
        found.executemany(
            f"INSERT INTO `rows` VALUES ({marks})",  # noqa: S608  marks alone
            [[row["id"], *(row[it] for it in CHARSETS)] for row in EVERY],
        )
        yield found


def _agrees(cursor: Any, leaf: Leaf, ours: str, theirs: str | None = None) -> int:
    """Hold the rows that are found against each by itself."""
    columns = {OURS: ours, **({THEIRS: theirs} if theirs else {})}
    expected = [
        row["id"]
        for row in EVERY
        if holds(leaf, {str(it).partition(".")[2]: row[name] for it, name in columns.items()})
    ]
    places = {it: ColumnAt(name) for it, name in columns.items()}
    found = translated(leaf, places, SqlMapping(["rows"], {}, KEY), "mysql")
    cursor.execute(found.statement, found.bound)
    assert sorted(it[0] for it in cursor.fetchall()) == expected, leaf
    return len(expected)


@pytest.mark.parametrize("name", CHARSETS)
def test_text_is_compared_as_it_is_written(cursor: Any, name: str) -> None:
    """Case, accents, blanks at the end and what no charset of the column's has are told apart."""
    found = 0
    for word, wanted in product(WORDS, (True, False)):
        found += _agrees(cursor, Leaf(tests.Equals(OURS, Known(word)), wanted), name)
    for some, wanted in product((WORDS[:2], WORDS[2:5], WORDS), (True, False)):
        found += _agrees(cursor, Leaf(tests.OneOf(OURS, tuple(map(Known, some))), wanted), name)

    assert found > len(EVERY)


@pytest.mark.parametrize(("ours", "theirs"), [*permutations(CHARSETS, 2)])
def test_columns_of_two_charsets_are_compared(cursor: Any, ours: str, theirs: str) -> None:
    """Whatever their collations are, which MySQL alone would not mix."""
    same, other = (
        _agrees(cursor, Leaf(tests.Equals(OURS, THEIRS), it), ours, theirs) for it in (True, False)
    )

    assert same
    assert other


def test_an_index_is_used_for_what_every_charset_has(cursor: Any) -> None:
    """Bytes are compared beside what the index finds."""
    found = translated(
        Leaf(tests.Equals(OURS, Known("ana")), wanted=True),
        {OURS: ColumnAt("general", nullable=False)},
        SqlMapping(["rows"], {}, KEY),
        "mysql",
    )
    cursor.execute(f"EXPLAIN {found.statement}", found.bound)

    assert "general" in str(cursor.fetchall())


@pytest.mark.parametrize(("value", "fits"), [("1E-30", True), ("1E-31", False)])
def test_a_decimal_that_mysql_would_round_is_refused(value: str, fits: bool) -> None:
    """It has thirty places; with more, a number that is written down is a floating-point one."""
    leaf = Leaf(tests.Equals(OURS, Known(Decimal(value))), wanted=True)
    places = {OURS: ColumnAt("price", Kind.DECIMAL)}
    mapping = SqlMapping(["rows"], {}, KEY)

    if fits:
        assert translated(leaf, places, mapping, "mysql").parameters
    else:
        with pytest.raises(FilterError, match="mysql has no decimal numbers of more than 30"):
            translated(leaf, places, mapping, "mysql")
    assert translated(leaf, places, mapping, "postgres").parameters
