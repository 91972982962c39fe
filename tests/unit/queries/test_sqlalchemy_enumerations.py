"""Enumerations, which a database has by names, and texts that one cannot have."""

from __future__ import annotations

from enum import StrEnum
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from builders import path
from permmatrix import FilterError
from permmatrix.queries.sqlalchemy import condition
from permmatrix.residual import holds
from permmatrix.residual import values as tests
from permmatrix.residual.values import Known, Leaf

OURS, THEIRS = path("resource.ours"), path("resource.theirs")


class Word(StrEnum):
    """Values that are texts, and go by their names in the database."""

    ANA = "ana"
    BEN = "ben"


class Crossed(StrEnum):
    """The same names for other values."""

    ANA = "ben"
    BEN = "ana"


class Twice(StrEnum):
    """One value by two names."""

    ANA = "ana"
    ANNA = "ana"


class Decorated(sa.TypeDecorator[Word]):
    """A type with a name of its own."""

    impl = sa.Enum(Word)
    cache_ok = True


BY_VALUE = sa.Enum(Word, values_callable=lambda it: [member.value for member in it])
METADATA = sa.MetaData()
ROWS = sa.Table(
    "rows",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("word", sa.Enum(Word)),
    sa.Column("again", sa.Enum(Word)),
    sa.Column("decorated", Decorated),
    sa.Column("crossed", sa.Enum(Crossed)),
    sa.Column("by_value", BY_VALUE),
    sa.Column("listed", sa.Enum("ana", "ben")),
    sa.Column("named", sa.Enum("ANA", "BEN")),
    sa.Column("text", sa.String),
    sa.Column("twice", sa.Enum(Twice, omit_aliases=False)),
)
MEMBERS = sa.Table("members", METADATA, *(sa.Column(it.name, it.type) for it in ROWS.c))


def _list(name: str) -> sa.Select[Any]:
    return sa.select(MEMBERS.c[name]).where(MEMBERS.c.id == ROWS.c.id)


@pytest.mark.parametrize("other", ["crossed", "by_value", "listed", "named", "text"])
def test_an_enumeration_is_compared_with_itself_alone(other: str) -> None:
    """A name in a database is no value, so that what has other names or values is refused."""
    for ours, theirs in ((("word", other)), (other, "word"), ("decorated", other)):
        pairs: list[tuple[tests.Test, Any, Any]] = [
            (tests.Equals(OURS, THEIRS), ROWS.c[ours], ROWS.c[theirs]),
            (tests.Contains(OURS, THEIRS), _list(ours), ROWS.c[theirs]),
            (tests.Overlaps(OURS, THEIRS), _list(ours), _list(theirs)),
        ]
        for test, left, right in pairs:
            with pytest.raises(FilterError, match="which cannot be compared") as raised:
                condition(Leaf(test), {OURS: left, THEIRS: right})

            assert raised.value.fact == "resource.theirs"


def test_a_value_with_two_names_is_not_compared() -> None:
    """Two names for one value are equal in a decision, and two texts in a database."""
    leaf = Leaf(tests.Equals(OURS, THEIRS))
    with pytest.raises(FilterError, match="which cannot be compared"):
        condition(leaf, {OURS: ROWS.c.twice, THEIRS: ROWS.c.twice})


@pytest.mark.parametrize("item", [sa.String(), sa.Text()])
def test_an_array_of_texts_is_not_asked_for_an_enumeration(item: Any) -> None:
    """PostgreSQL would refuse to compare the two; it is refused by name before."""
    array = sa.column("array", postgresql.ARRAY(item))
    contains, overlaps = Leaf(tests.Contains(OURS, THEIRS)), Leaf(tests.Overlaps(OURS, THEIRS))
    with pytest.raises(FilterError, match=r"resource\.ours is mapped to"):
        condition(contains, {OURS: array, THEIRS: ROWS.c.word})
    with pytest.raises(FilterError, match=r"resource\.ours is mapped to"):
        condition(overlaps, {OURS: array, THEIRS: _list("word")})


@pytest.mark.parametrize(
    "type_",
    [
        sa.Enum(Word).with_variant(sa.String(), "sqlite"),
        sa.String().with_variant(sa.Enum(Word), "sqlite"),
        sa.Enum(Word).with_variant(sa.Enum(Crossed), "sqlite"),
        postgresql.ARRAY(Decorated()),
    ],
)
def test_an_enumeration_of_some_databases_is_refused(type_: Any) -> None:
    """A type that is an enumeration here and none there, or members of one, is refused by name."""
    with pytest.raises(FilterError, match="enumeration") as raised:
        condition(tests.ALWAYS, {OURS: sa.column("word", type_)})

    assert raised.value.fact == "resource.ours"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    """Give every pair of words, and nulls."""
    values = [Word.ANA, Word.BEN, None]
    return [
        {"id": number, "word": word, "again": other, "decorated": other}
        for number, (word, other) in enumerate(product(values, values))
    ]


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("test", [Known("ana"), Known("ANA"), (Known("ana"), Known("eve")), None])
@pytest.mark.parametrize("name", ["again", "decorated"])
def test_the_same_enumeration_is_compared_by_value(
    rows: list[dict[str, Any]], name: str, test: Any, wanted: bool
) -> None:
    """With its values, and with another column of it, an enumeration compares as in a decision."""
    if isinstance(test, tuple):
        leaf = Leaf(tests.OneOf(OURS, test), wanted)
    else:
        leaf = Leaf(tests.Equals(OURS, test or THEIRS), wanted)
    expected = [
        row["id"] for row in rows if holds(leaf, {"ours": row[name], "theirs": row["word"]})
    ]
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        METADATA.create_all(connection)
        connection.execute(ROWS.insert(), rows)
        said = condition(leaf, {OURS: ROWS.c[name], THEIRS: ROWS.c.word})
        found = list(connection.scalars(sa.select(ROWS.c.id).where(said)))

    assert sorted(found) == expected
    assert len(expected) < len(rows)
    assert expected or (test == Known("ANA") and wanted)


@pytest.mark.parametrize(
    "test",
    [
        tests.Equals(OURS, Known("ana\0")),
        tests.OneOf(OURS, (Known("ana"), Known("\0"))),
        tests.Within(OURS, (Known("a\0b"),)),
        tests.Contains(Known(("ana\0", "ben")), OURS),
    ],
)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_text_with_a_nul_character_is_refused(test: tests.Test, wanted: bool) -> None:
    """A driver would raise an error of its own, which names nothing."""
    with pytest.raises(FilterError, match=r"resource\.ours is compared with a text that has a NUL"):
        condition(Leaf(test, wanted), {OURS: ROWS.c.text})


@pytest.mark.parametrize(
    "test", [tests.Contains(OURS, Known("\0")), tests.Overlaps(OURS, Known(("ana", "b\0")))]
)
def test_a_member_with_a_nul_character_is_refused(test: tests.Test) -> None:
    """So it is where a list is asked for it, in rows or in an array."""
    for mapped in (_list("text"), sa.column("array", postgresql.ARRAY(sa.String))):
        with pytest.raises(FilterError, match=r"resource\.ours is compared with a text that has"):
            condition(Leaf(test), {OURS: mapped})
