"""Text, truth values, numbers and times in MariaDB, as columns of an application may have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects.mysql.mariadb import MariaDBDialect

from builders import path
from charsets import CHARSETS, WORDS, can_have, in_turn, text_columns, words_of
from engines.mariadb import database
from mariadb import mariadb
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sqlalchemy import condition
from permmatrix.queries.sqlalchemy.types import kind_of_type
from permmatrix.residual import holds
from permmatrix.residual import values as tests
from permmatrix.residual.values import Known, Leaf

OURS, THEIRS = path("resource.ours"), path("resource.theirs")

START = datetime(2026, 6, 30, 23, 59, 58)  # noqa: DTZ001  these are times without an offset
TIMES = [START + timedelta(seconds=it) for it in range(3)]
BETWEEN = [START + timedelta(milliseconds=it) for it in (0, 400, 1_600, 2_000)]

OTHERS: Mapping[str, tuple[str, sa.types.TypeEngine[Any], Sequence[Any]]] = {
    "listed": ("ENUM('ana', 'ána2', 'b 😀')", sa.Enum("ana", "ána2", "b 😀"), ("ana", "b 😀")),
    "flag": ("BOOLEAN", sa.Boolean(), (True, False)),
    "whole": ("DATETIME", sa.DateTime(), TIMES),
    "price": ("DECIMAL(40, 20)", sa.Numeric(), (Decimal("0.1"), Decimal("1234567890.1234567891"))),
    "weight": ("DOUBLE", sa.Double(), (0.1, -0.0, 1e300)),
    "size": ("INT UNSIGNED", mysql.INTEGER(unsigned=True), (0, 2**31 - 1, 2**32 - 1)),
}
TYPES = {name: sa.String() for name in CHARSETS} | {name: it[1] for name, it in OTHERS.items()}
ROWS = sa.table("rows", sa.column("id", sa.Integer), *map(sa.column, TYPES, TYPES.values()))
MEMBERS = sa.table("members", sa.column("row_id", sa.Integer), sa.column("word", sa.String))

VALUED = {it: words_of(it) for it in CHARSETS} | {it: some[2] for it, some in OTHERS.items()}
EVERY = tuple(in_turn(VALUED))


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start MariaDB, fill the tables, and say where they are."""
    with (
        mariadb(tmp_path_factory.mktemp("mariadb")) as server,
        database(server, "mixed", "latin1_swedish_ci") as found,
    ):
        others = [f"{name} {it[0]}, INDEX ({name})" for name, it in OTHERS.items()]
        columns = ", ".join([*text_columns(), *others])
        with server.cursor() as cursor:
            cursor.execute("USE mixed")
            cursor.execute(f"CREATE TABLE `rows` (id INT, {columns}) CHARACTER SET utf8mb4")
            cursor.execute(
                "CREATE TABLE members (row_id INT, word VARCHAR(20), INDEX (row_id, word))"
                " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"
            )
        engine = sa.create_engine(f"mysql+pymysql{found}&charset=utf8mb4")
        with engine.begin() as connection:
            connection.execute(ROWS.insert(), EVERY)
            words = [
                {"row_id": row["id"], "word": it}
                for row in EVERY
                for it in (row["uca"], row["general"])
            ]
            connection.execute(MEMBERS.insert(), words)
        yield found
        engine.dispose()


@pytest.fixture(params=["mysql", "mariadb"])
def asked(where: str, request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """Give a connection, by either name of the dialect."""
    engine = sa.create_engine(f"{request.param}+pymysql{where}&charset=utf8mb4")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _agrees(asked: sa.Connection, leaf: Leaf, facts: Mapping[Any, Any], **names: str) -> int:
    """Hold the rows of a test, and of its opposite in SQL, against each row by itself."""
    members = {row["id"]: [row["uca"], row["general"]] for row in EVERY}
    expected = [
        row["id"]
        for row in EVERY
        if holds(leaf, {it: row.get(name, members[row["id"]]) for it, name in names.items()})
    ]
    said = condition(leaf, facts)
    assert sorted(asked.scalars(sa.select(ROWS.c.id).where(said))) == expected, leaf
    others = asked.scalars(sa.select(ROWS.c.id).where(sa.not_(said)))
    assert sorted(others) == sorted({it["id"] for it in EVERY} - {*expected}), leaf
    return len(expected)


def _leaves() -> Iterator[Leaf]:
    for word, wanted in product(WORDS, (True, False)):
        yield Leaf(tests.Equals(OURS, Known(word)), wanted)
    for words, wanted in product((WORDS[:2], WORDS[2:5], ("ss", "😀"), WORDS), (True, False)):
        yield Leaf(tests.OneOf(OURS, tuple(map(Known, words))), wanted)
        yield Leaf(tests.Within(OURS, tuple(map(Known, words))), wanted)


@pytest.mark.parametrize("name", CHARSETS)
def test_text_is_compared_as_it_is_written(asked: sa.Connection, name: str) -> None:
    """Whatever a column's charset and collation are, texts are equal if they are the same."""
    counts = [_agrees(asked, leaf, {OURS: ROWS.c[name]}, ours=name) for leaf in _leaves()]

    assert any(0 < it < len(EVERY) - 1 for it in counts)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("names", [*product(CHARSETS, repeat=2)])
def test_texts_of_two_columns_are_compared_as_they_are_written(
    asked: sa.Connection, names: tuple[str, str], wanted: bool
) -> None:
    """Two columns compare by what is in them, whatever the charsets and collations of the two."""
    facts = {OURS: ROWS.c[names[0]], THEIRS: ROWS.c[names[1]]}
    leaf = Leaf(tests.Equals(OURS, THEIRS), wanted)
    count = _agrees(asked, leaf, facts, ours=names[0], theirs=names[1])

    assert 0 < count < len(EVERY) or names[0] == names[1]


@pytest.mark.parametrize("wanted", [True, False])
def test_members_are_compared_as_they_are_written(asked: sa.Connection, wanted: bool) -> None:
    """So are the members of a list, with a value, with several, and with another column."""
    found = sa.select(MEMBERS.c.word).where(MEMBERS.c.row_id == ROWS.c.id)
    facts = {OURS: found, THEIRS: ROWS.c.latin}
    alone: list[tests.Test] = [tests.Contains(OURS, Known(it)) for it in WORDS]
    several = [tests.Overlaps(OURS, Known(it)) for it in (WORDS[:2], ("ss", "😀"))]
    counts = [
        _agrees(asked, Leaf(test, wanted), facts, ours="members", theirs="latin")
        for test in (*alone, *several, tests.Contains(OURS, THEIRS))
    ]

    assert any(0 < it < len(EVERY) - 1 for it in counts)


MODES = (
    *("", "ANSI", "PIPES_AS_CONCAT", "HIGH_NOT_PRECEDENCE", "NO_BACKSLASH_ESCAPES"),
    *("STRICT_ALL_TABLES,NO_ZERO_DATE", "TIME_ROUND_FRACTIONAL", "NO_UNSIGNED_SUBTRACTION"),
)


@pytest.mark.parametrize("mode", MODES)
def test_settings_of_a_connection_do_not_matter(where: str, mode: str) -> None:
    """In each mode, charset and time zone the same rows are found."""
    engine = sa.create_engine(f"mysql+pymysql{where}&charset=latin1")
    settings = f"SET SESSION sql_mode = '{mode}', time_zone = '+13:00'"
    sa.event.listen(engine, "connect", lambda made, _: made.cursor().execute(settings))
    words = [it for it in WORDS if can_have(it, "latin1")]
    with engine.connect() as asked:
        for word, name, wanted in product(words, ("general", "latin", "plain"), (True, False)):
            leaf = Leaf(tests.Equals(OURS, Known(word)), wanted)
            assert _agrees(asked, leaf, {OURS: ROWS.c[name]}, ours=name) < len(EVERY)
        for value, wanted in product((True, False, *BETWEEN), (True, False)):
            name = "flag" if isinstance(value, bool) else "whole"
            leaf = Leaf(tests.Equals(OURS, Known(value)), wanted)
            assert _agrees(asked, leaf, {OURS: ROWS.c[name]}, ours=name) < len(EVERY)
    engine.dispose()


VALUES = {
    "listed": ("ana", "Ana", "b 😀", "ána2"),
    "flag": (True, False),
    "whole": BETWEEN,
    "price": (Decimal("0.1"), Decimal("1234567890.1234567891"), Decimal("1234567890.123456789")),
    "weight": (0.1, 0.0, 1e300, Decimal("0.1")),
    "size": (0, 2**32 - 1, 2**64 - 1, -1),
}


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("name", VALUES)
def test_values_of_other_kinds_are_compared_exactly(
    asked: sa.Connection, name: str, wanted: bool
) -> None:
    """Enumerations, truths, times of whole seconds, and numbers are the same or they are not."""
    facts = {OURS: ROWS.c[name]}
    alone: list[tests.Test] = [tests.Equals(OURS, Known(it)) for it in VALUES[name]]
    several = tests.OneOf(OURS, tuple(map(Known, VALUES[name][:2])))
    counts = [_agrees(asked, Leaf(it, wanted), facts, ours=name) for it in (*alone, several)]

    assert any(0 < it < len(EVERY) - 1 for it in counts)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("name", ["whole", "price"])
def test_values_of_other_kinds_are_ordered_exactly(
    asked: sa.Connection, name: str, wanted: bool
) -> None:
    """A time between two seconds is before the one and after the other."""
    counts = [
        _agrees(asked, Leaf(test(*sides), wanted), {OURS: ROWS.c[name]}, ours=name)
        for test in (tests.Before, tests.AtOrBefore)
        for it in VALUES[name]
        for sides in ((OURS, Known(it)), (Known(it), OURS))
    ]

    assert any(0 < it < len(EVERY) - 1 for it in counts)


FLAGS = sa.table(
    "flags",
    sa.column("id", sa.Integer),
    sa.column("ours", sa.Boolean),
    sa.column("theirs", sa.Boolean),
)


@pytest.fixture(scope="module")
def flags(where: str) -> Iterator[sa.Connection]:
    """Give a connection to a database in which truth values are any small number."""
    engine = sa.create_engine(f"mysql+pymysql{where}")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE flags (id INT, ours BOOLEAN, theirs BOOLEAN)")
        pairs = enumerate(product((0, 1, 2, 7, -1, None), repeat=2))
        values = [(number, *pair) for number, pair in pairs]
        connection.exec_driver_sql("INSERT INTO flags VALUES (%s, %s, %s)", values)
        yield connection
    engine.dispose()


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize(
    "test",
    [
        tests.IsTrue(OURS),
        tests.Equals(OURS, Known(True)),
        tests.Equals(OURS, Known(False)),
        tests.Equals(OURS, THEIRS),
        tests.OneOf(OURS, (Known(True),)),
        tests.OneOf(OURS, (Known(True), Known(False))),
    ],
)
def test_a_number_is_as_true_as_it_is_read(
    flags: sa.Connection, test: tests.Test, wanted: bool
) -> None:
    """A column of truths with other numbers than 0 and 1 in it is what SQLAlchemy reads of it."""
    leaf = Leaf(test, wanted)
    read = [it._asdict() for it in flags.execute(sa.select(FLAGS))]
    expected = [it["id"] for it in read if holds(leaf, it)]
    said = condition(leaf, {OURS: FLAGS.c.ours, THEIRS: FLAGS.c.theirs})
    others = flags.scalars(sa.select(FLAGS.c.id).where(sa.not_(said)))

    assert list(flags.scalars(sa.select(FLAGS.c.id).where(said))) == expected
    assert sorted([*expected, *others]) == list(range(len(read)))
    assert expected or test == tests.OneOf(OURS, (Known(True), Known(False)))


@pytest.mark.parametrize(
    ("type_", "words", "how"),
    [
        (sa.String(), ["ana"], "ref"),
        (sa.String(), ["ana", "ben"], "range"),
        (sa.String(), ["😀"], "index"),
        (sa.String(), ["ana", "é"], "index"),
        (sa.String(collation="utf8mb4_general_ci"), ["ana"], "ref"),
        (mysql.VARCHAR(charset="utf8mb4"), ["ana", "é"], "index"),
    ],
)
def test_text_is_looked_up_in_an_index(
    asked: sa.Connection, type_: Any, words: list[str], how: str
) -> None:
    """It is what every charset has; others are read."""
    column = sa.Table("rows", sa.MetaData(), sa.Column("general", type_, nullable=False)).c.general
    leaf = Leaf(tests.OneOf(OURS, tuple(map(Known, words))))
    said = sa.select(column).where(condition(leaf, {OURS: column}))
    text = said.compile(asked, compile_kwargs={"literal_binds": True})
    [plan] = asked.exec_driver_sql(f"EXPLAIN {text}".replace("%", "%%")).mappings()

    assert (plan["key"], plan["type"]) == ("general", how)  # `index` is all of the index


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        (sa.Text().with_variant(mysql.LONGTEXT(), "mysql"), Kind.TEXT),
        (sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb"), Kind.TIME),
        (sa.Float().with_variant(mysql.DOUBLE(asdecimal=False), "mysql"), Kind.FLOAT),
        (mysql.ENUM("ana", "ben"), Kind.TEXT),
        (mysql.TINYINT(), Kind.INTEGER),
        (mysql.BIGINT(), Kind.INTEGER),
        (mysql.DECIMAL(10, 2), Kind.DECIMAL),
    ],
)
def test_types_of_mysqls_own_have_kinds(type_: Any, kind: Kind) -> None:
    """What only MySQL has is of the kind that others are, by itself or beside them."""
    assert kind_of_type(type_, OURS) is kind


def test_a_float_of_double_precision_in_mysql_is_compared() -> None:
    """What a type is there counts, and in MariaDB by its own name as well."""
    double = mysql.DOUBLE(asdecimal=False)
    for names, refused in ((["mysql", "mariadb"], False), (["mysql"], True), (["mariadb"], True)):
        column = sa.column("ours", sa.Float().with_variant(double, *names))
        said = condition(Leaf(tests.Equals(OURS, Known(0.5))), {OURS: column})

        for dialect in (mysql.dialect(), MariaDBDialect()):
            if refused:
                with pytest.raises(FilterError, match="single precision"):
                    said.compile(dialect=dialect)
            else:
                assert "ours = %s" in str(said.compile(dialect=dialect))


@pytest.mark.parametrize("collation", ["utf8mb4_general_ci", "utf8mb4_bin"])
@pytest.mark.parametrize("charset", ["utf8mb3", "utf8mb4", "latin1"])
def test_text_is_bound_whatever_the_connection_has(
    where: str, charset: str, collation: str
) -> None:
    """Characters that a connection does not have are no question marks, which a row may have."""
    words = sa.table("words", sa.column("id"), sa.column("ours", sa.String(collation=collation)))
    engine = sa.create_engine(f"mysql+pymysql{where}&charset={charset}")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE OR REPLACE TABLE words (id INT, ours VARCHAR(9) COLLATE {collation})"
            " CHARACTER SET utf8mb4"
        )
        connection.exec_driver_sql(
            "INSERT INTO words VALUES (1, '????'), (2, X'F09F9880'), (3, 'ana'), (4, 'ana ')"
        )
        for some, found in (
            (["😀"], [2]),
            (["ana"], [3]),
            (["😀", "ana"], [2, 3]),
            (["?"], []),
            (["\ud800"], []),
        ):
            leaf = Leaf(tests.OneOf(OURS, tuple(map(Known, some))))
            said = condition(leaf, {OURS: words.c.ours})
            assert list(connection.scalars(sa.select(words.c.id).where(said))) == found
    engine.dispose()


@pytest.mark.parametrize("literally", [False, True])
def test_a_decimal_is_none_of_the_floats_near_it(asked: sa.Connection, literally: bool) -> None:
    """However it is written by a driver: 1.2E-7 would be a floating-point number."""
    near, price = "0.0000001234567890123456788", Decimal("0.0000001234567890123456789")
    row = sa.text(f"SELECT 1 AS id, CAST({near} AS DECIMAL(50, 30)) AS price")
    rows = row.columns(id=sa.Integer(), price=sa.Numeric(50, 30)).subquery()
    for test, found in (
        (tests.Equals(OURS, Known(price)), []),
        (tests.Equals(OURS, Known(Decimal(near))), [1]),
        (tests.OneOf(OURS, (Known(price), Known(Decimal(5)))), []),
        (tests.Before(OURS, Known(price)), [1]),
        (tests.AtOrBefore(Known(price), OURS), []),
    ):
        said = sa.select(rows.c.id).where(condition(Leaf(test), {OURS: rows.c.price}))
        if literally:
            text = str(said.compile(asked, compile_kwargs={"literal_binds": True}))
            assert list(asked.exec_driver_sql(text).scalars()) == found
        else:
            assert list(asked.scalars(said)) == found


def test_a_truth_and_its_opposite_have_every_number(flags: sa.Connection) -> None:
    """Also of a column that is never null, and whoever turns the condition around, and again."""
    ours = sa.Table("flags", sa.MetaData(), sa.Column("ours", sa.Boolean, nullable=False)).c.ours
    true, false = (condition(Leaf(tests.IsTrue(OURS), it), {OURS: ours}) for it in (True, False))

    def count(said: sa.ColumnElement[bool]) -> int:
        known = sa.select(sa.func.count()).where(ours.is_not(None), said)
        return flags.scalars(known).one()

    assert count(true) + count(sa.not_(true)) == count(sa.true())
    assert count(false) + count(sa.not_(false)) == count(sa.true())
    assert count(sa.not_(sa.not_(true))) == count(true) == count(sa.not_(false))
    assert count(sa.not_(condition(Leaf(tests.IsTrue(OURS)), {OURS: ~ours}))) == count(true)
