"""Every test of a residual, said in SQLAlchemy, lets through the rows that it holds of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

import things
from builders import path
from permmatrix.queries.sqlalchemy import condition
from permmatrix.residual import holds
from permmatrix.residual import values as tests
from permmatrix.residual.values import All, Known, Leaf, Residual
from things import ArrayedThing, Mark, Thing, row_of, tagged

NUMBER_MARKS = sa.select(Mark.number).where(Mark.thing_id == Thing.id)
CHILD = aliased(Thing)
FACTS: dict[str, Any] = {
    **{name: getattr(Thing, name) for name in things.SINGLE},
    "sure": Thing.sure,
    "marks": (Thing.marks, Mark.word),
    "marks_again": sa.select(Mark.word).where(Mark.thing_id == Thing.id),
    "mark_numbers": NUMBER_MARKS,
    "tags": Thing.tags,
    "tags_by_table": sa.select(tagged.c.tag).where(tagged.c.thing == Thing.id),
    "kids": Thing.kids,
    "kid_words": (Thing.kids, Thing.word),
    "kid_words_again": sa.select(CHILD.word).where(CHILD.parent_id == Thing.id),
    "computed": Thing.number > 1,
    "has_tags": sa.exists().where(tagged.c.thing == Thing.id),
}
SAME = {
    "marks_again": "marks",
    "tags_by_table": "tags",
    "kid_words_again": "kid_words",
}


def at(name: str) -> Any:
    """Give the path of a fact of the resource."""
    return path(f"resource.{name}")


def texts(*values: Any) -> Known:
    """Give a collection."""
    return Known(values)


ANA = Known("ana")
LEAVES: list[tests.Test] = [
    *(tests.IsTrue(at(name)) for name in ("flag", "sure", "computed", "has_tags")),
    *(tests.Equals(at(name), ANA) for name in ("word", "loose")),
    tests.Equals(Known("o'brien"), at("word")),
    tests.Equals(at("word"), at("other")),
    tests.Equals(at("word"), at("loose")),
    tests.Equals(at("loose"), at("word")),
    tests.Equals(at("sort"), Known("order")),
    tests.Equals(at("sort"), Known("ana")),
    tests.Equals(at("number"), Known(2**31)),
    tests.Equals(at("number"), at("most")),
    tests.Equals(at("weight"), Known(0.1)),
    tests.Equals(at("due"), Known(things.DATES[0])),
    tests.Equals(at("seen"), Known(things.TIMES[1])),
    tests.Equals(at("key"), Known(UUID(int=7))),
    tests.Equals(at("flag"), Known(value=False)),
    tests.OneOf(at("word"), (ANA, Known("é"), Known("%"))),
    tests.OneOf(at("loose"), (ANA, Known("é"))),
    tests.OneOf(at("sort"), (Known("order"), Known("no sort"))),
    tests.OneOf(at("sort"), (Known("order"), Known("deed"), Known("no sort"))),
    tests.OneOf(at("number"), (Known(1), Known(2**31), Known(2**63 - 1))),
    tests.Within(at("key"), (Known(UUID(int=0)), Known(UUID(int=7)))),
    tests.Contains(texts("ana", "é"), at("word")),
    *(
        tests.Contains(at(name), ANA)
        for name in (
            "marks",
            "marks_again",
            "tags",
            "tags_by_table",
            "kid_words",
            "kid_words_again",
        )
    ),
    tests.Contains(at("kids"), Known(7)),
    tests.Contains(at("mark_numbers"), Known(2**31)),
    *(
        tests.Contains(at(name), at("word"))
        for name in ("marks", "marks_again", "tags", "kid_words")
    ),
    tests.Contains(at("mark_numbers"), at("number")),
    tests.Contains(at("kids"), at("number")),
    *(tests.Overlaps(at(name), texts("ana", "e\u0301")) for name in ("marks", "tags", "kid_words")),
    tests.Overlaps(texts("ana"), at("marks_again")),
    tests.Overlaps(at("marks"), at("tags")),
    tests.Overlaps(at("marks_again"), at("tags")),
    tests.Overlaps(at("tags"), at("marks_again")),
    tests.Overlaps(at("tags_by_table"), at("marks_again")),
    tests.Overlaps(at("kid_words"), at("marks")),
    tests.Overlaps(at("marks"), at("kid_words_again")),
    tests.Overlaps(at("kids"), at("mark_numbers")),
    tests.Before(at("number"), Known(7)),
    tests.Before(Known(7), at("number")),
    tests.Before(at("number"), at("most")),
    tests.AtOrBefore(at("weight"), Known(0.1)),
    tests.AtOrBefore(Known(2), at("weight")),
    tests.AtOrBefore(at("due"), at("started")),
    tests.Before(Known(things.DATES[0]), at("due")),
    tests.AtOrBefore(at("seen"), Known(things.TIMES[0])),
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """Give a database that is filled with the things."""
    memory = request.param == "sqlite"
    found = sa.create_engine("sqlite://" if memory else request.getfixturevalue("postgres_url"))
    if not memory:
        with found.begin() as connection:
            connection.execute(
                sa.text(
                    "CREATE COLLATION loose "
                    "(provider = icu, locale = 'und-u-ks-level1', deterministic = false)"
                )
            )
    things.filled(found)
    yield found
    found.dispose()


def asked(row: dict[str, Any]) -> dict[str, Any]:
    """Give a thing by all names under which facts of it are mapped."""
    found = row_of(row)
    return {
        **found,
        **{name: found[same] for name, same in SAME.items()},
        "computed": None if row["number"] is None else row["number"] > 1,
        "has_tags": bool(row["tags"]),
    }


def compared(engine: sa.Engine, residual: Residual, *, both: bool = True) -> None:
    """Hold what the database lets through against what the residual holds of, row by row."""
    expected = [row["id"] for row in things.ROWS if holds(residual, asked(row))]
    facts = {at(name): mapped for name, mapped in FACTS.items()}
    said = condition(residual, facts)
    with Session(engine) as session:
        found = session.scalars(sa.select(Thing.id).where(said)).all()
        others = session.scalars(sa.select(Thing.id).where(sa.not_(said))).all()

    assert sorted(found) == expected
    assert sorted([*found, *others]) == [row["id"] for row in things.ROWS]  # it is never null
    assert not both or 0 < len(expected) < len(things.ROWS)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("test", LEAVES, ids=str)
def test_a_test_lets_through_the_rows_it_holds_of(
    engine: sa.Engine, test: tests.Test, wanted: bool
) -> None:
    """A test that is wanted, or wanted not to be so, lets through what it holds of, nulls never."""
    never = test == tests.Equals(at("sort"), Known("ana")) and wanted
    always = test == tests.OneOf(at("sort"), LEAVES_OF_SORT) and not wanted
    compared(engine, Leaf(test, wanted), both=not (never or always))


LEAVES_OF_SORT = (Known("order"), Known("deed"), Known("no sort"))


def test_parts_are_joined_by_all_and_any(engine: sa.Engine) -> None:
    """Whatever is nested in whatever lets through the rows of which all and any of it holds."""
    leaves = [Leaf(test, number % 3 > 0) for number, test in enumerate(LEAVES)]
    for place in range(len(leaves) - 3):
        first, second, third, fourth = leaves[place : place + 4]
        nested = All((tests.Any((first, second)), tests.Any((third, All((fourth, second))))))
        compared(engine, nested, both=False)
    compared(engine, tests.ALWAYS, both=False)
    compared(engine, tests.NEVER, both=False)


ARRAY_LEAVES: list[tests.Test] = [
    *(tests.Contains(at(name), ANA) for name in ("words", "texts", "others")),
    *(tests.Contains(at(name), at("word")) for name in ("words", "texts", "others")),
    tests.Contains(at("numbers"), Known(7)),
    tests.Contains(at("numbers"), Known(2**40)),
    tests.Contains(at("numbers"), at("wide")),
    *(tests.Overlaps(at(name), texts("ana", "é", "nobody")) for name in ("words", "texts")),
    tests.Overlaps(at("words"), at("others")),
    tests.Overlaps(at("numbers"), texts(7, 2**40)),
]


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("test", ARRAY_LEAVES, ids=str)
def test_arrays_are_collections(engine: sa.Engine, test: tests.Test, wanted: bool) -> None:
    """A null array is not known, and null members of an array are none."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no arrays")
    names = ("word", "words", "texts", "others", "numbers", "wide")
    leaf = Leaf(test, wanted)
    said = condition(leaf, {at(name): getattr(ArrayedThing, name) for name in names})
    expected = [row["id"] for row in things.ARRAYED if holds(leaf, row)]
    with Session(engine) as session:
        found = session.scalars(sa.select(ArrayedThing.id).where(said)).all()
        others = session.scalars(sa.select(ArrayedThing.id).where(sa.not_(said))).all()

    assert sorted(found) == expected
    assert len(found) + len(others) == len(things.ARRAYED)
    assert len(expected) < len(things.ARRAYED)
    assert expected or test == tests.Contains(at("numbers"), Known(2**40))


def test_an_array_and_rows_have_something_in_common(engine: sa.Engine) -> None:
    """An array is compared with the rows of a select, nulls in neither counting."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no arrays")
    rows = sa.select(Mark.word).where(Mark.thing_id == ArrayedThing.id)
    marks = {row["id"]: row["marks"] for row in things.ROWS}
    for left, right in [("words", "marks"), ("marks", "words")]:
        for wanted in (True, False):
            leaf = Leaf(tests.Overlaps(at(left), at(right)), wanted)
            said = condition(leaf, {at("words"): ArrayedThing.words, at("marks"): rows})
            expected = [
                row["id"]
                for row in things.ARRAYED
                if holds(leaf, {**row, "marks": marks[row["id"]]})
            ]
            with Session(engine) as session:
                found = session.scalars(sa.select(ArrayedThing.id).where(said)).all()

            assert sorted(found) == expected
            assert 0 < len(expected) < len(things.ARRAYED)


def test_two_users_share_a_statement_and_not_its_values(engine: sa.Engine) -> None:
    """What is compiled for one user and kept serves the next with the next one's values."""
    for values in (("ana", "é"), ("Ana", "%"), ("ana ", "nobody")):
        compared(engine, Leaf(tests.OneOf(at("word"), tuple(map(Known, values)))))
        compared(engine, Leaf(tests.Overlaps(at("marks"), Known(values))))
