"""Things of every kind in a database, and the same in Python: hostile, null and twice the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
)

__all__ = [
    "ARRAYED",
    "DATES",
    "ROWS",
    "SINGLE",
    "TIMES",
    "ArrayedThing",
    "Base",
    "Mark",
    "Tag",
    "Thing",
    "filled",
    "row_of",
    "tagged",
]

WORDS = ("ana", "Ana", "ana ", "", "o'brien", "%", "é", "e\u0301")
NUMBERS = (0, 1, 7, -1, 2**31, 2**63 - 1)
FLOATS = (0.0, 0.1, 7.0, -1.5, float("inf"))
DATES = (date(2026, 6, 30), date(2026, 7, 1), date(1, 1, 1))
TIMES = (datetime(2026, 6, 30), datetime(2026, 6, 30, 12, 0, 0, 1))  # noqa: DTZ001  without an offset
KEYS = (UUID(int=0), UUID(int=7), UUID(int=2**128 - 1))
SINGLE: Mapping[str, tuple[Any, ...]] = {
    "flag": (True, False),
    "word": WORDS,
    "other": WORDS[:3],
    "loose": WORDS,
    "sort": ("order", "deed"),
    "number": NUMBERS,
    "most": NUMBERS[:4],
    "weight": FLOATS,
    "due": DATES,
    "started": DATES,
    "seen": TIMES,
    "key": KEYS,
}
LOOSE = sa.String(collation="NOCASE").with_variant(sa.String(collation="loose"), "postgresql")


class Base(DeclarativeBase):
    """What the tables are declared in."""


tagged = sa.Table(
    "tagged",
    Base.metadata,
    sa.Column("thing", sa.ForeignKey("things.id")),
    sa.Column("tag", sa.ForeignKey("tags.word")),
)


class Tag(Base):
    """A member by way of another table."""

    __tablename__ = "tags"
    word: Mapped[str] = mapped_column(primary_key=True)


class Mark(Base):
    """A member as a column of the rows of a thing."""

    __tablename__ = "marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(sa.ForeignKey("things.id"), index=True)
    word: Mapped[str | None]
    number: Mapped[int | None] = mapped_column(sa.BigInteger)


class Thing(Base):
    """A row to ask about."""

    __tablename__ = "things"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("things.id"))
    sure: Mapped[bool]
    flag: Mapped[bool | None]
    word: Mapped[str | None]
    other: Mapped[str | None]
    loose: Mapped[str | None] = mapped_column(LOOSE)
    sort: Mapped[str | None] = mapped_column(sa.Enum("order", "deed", name="sort"))
    number: Mapped[int | None] = mapped_column(sa.BigInteger)
    most: Mapped[int | None] = mapped_column(sa.BigInteger)
    weight: Mapped[float | None] = mapped_column(sa.Double)
    due: Mapped[date | None]
    started: Mapped[date | None]
    seen: Mapped[datetime | None]
    key: Mapped[UUID | None]
    marks: Mapped[list[Mark]] = relationship(Mark)
    tags: Mapped[list[Tag]] = relationship(Tag, secondary=tagged)
    kids: Mapped[list[Thing]] = relationship("Thing")


class Arrayed(DeclarativeBase):
    """What the tables with arrays are declared in."""


class ArrayedThing(Arrayed):
    """A thing with arrays, which are PostgreSQL's."""

    __tablename__ = "arrayed"
    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str | None]
    words: Mapped[list[str | None] | None] = mapped_column(postgresql.ARRAY(sa.String(20)))
    texts: Mapped[list[str | None] | None] = mapped_column(postgresql.ARRAY(sa.Text))
    others: Mapped[list[str | None] | None] = mapped_column(sa.ARRAY(sa.String))
    numbers: Mapped[list[int | None] | None] = mapped_column(postgresql.ARRAY(sa.Integer))
    wide: Mapped[int | None] = mapped_column(sa.BigInteger)


def _members(chance: Random, values: tuple[Any, ...]) -> list[Any]:
    some = [chance.choice([*values, None]) for _ in range(chance.randrange(4))]
    return some + some[:1]


def _rows() -> Iterator[dict[str, Any]]:
    chance = Random(7)  # noqa: S311  the same whenever it is made
    for number in range(1, 151):
        single = {name: chance.choice([*values, None]) for name, values in SINGLE.items()}
        yield {
            **single,
            "id": number,
            "sure": chance.random() < 0.5,
            "parent_id": chance.choice([None, *range(1, number)]) if number > 1 else None,
            "marks": _members(chance, WORDS),
            "mark_numbers": _members(chance, NUMBERS),
            "tags": sorted({it for it in _members(chance, WORDS) if it is not None}),
        }


def _with_kids_named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Let some of the parents have a kid's number where they have numbers."""
    for row in rows[::3]:
        kids = [it["id"] for it in rows if it["parent_id"] == row["id"]]
        row["number"] = kids[0] if kids else row["number"]
        row["mark_numbers"] += kids[-1:]
    return rows


ROWS = _with_kids_named(list(_rows()))
"""The things as Python has them."""

ARRAYED: list[dict[str, Any]] = [
    {
        "id": number,
        "word": chance.choice([*WORDS, None]),
        "words": chance.choice([None, _members(chance, WORDS)]),
        "texts": chance.choice([None, _members(chance, WORDS)]),
        "others": chance.choice([None, _members(chance, WORDS)]),
        "numbers": chance.choice([None, _members(chance, NUMBERS[:4])]),
        "wide": chance.choice([*NUMBERS, None]),
    }
    for chance in [Random(11)]  # noqa: S311  as above
    for number in range(1, 121)
]


def row_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a thing as a decision is asked about it."""
    kids = [it for it in ROWS if it["parent_id"] == row["id"]]
    return {
        **row,
        "kids": [it["id"] for it in kids],
        "kid_words": [it["word"] for it in kids],
    }


def filled(engine: sa.Engine) -> None:
    """Make the tables and fill them."""
    Base.metadata.create_all(engine)
    columns = [it.key for it in Thing.__table__.columns]
    with Session(engine) as session:
        session.execute(sa.insert(Tag), [{"word": word} for word in WORDS])
        session.execute(sa.insert(Thing), [{name: row[name] for name in columns} for row in ROWS])
        session.execute(
            sa.insert(Mark),
            [
                {"thing_id": row["id"], "word": word, "number": number}
                for row in ROWS
                for word, number in [
                    *((word, None) for word in row["marks"]),
                    *((None, number) for number in row["mark_numbers"]),
                ]
            ],
        )
        session.execute(
            tagged.insert(),
            [
                {"thing": row["id"], "tag": tag}
                for row in ROWS
                for tag in (*row["tags"], *row["tags"])
            ],
        )
        session.commit()
    if engine.dialect.name == "postgresql":
        Arrayed.metadata.create_all(engine)
        with Session(engine) as session:
            session.execute(sa.insert(ArrayedThing), ARRAYED)
            session.commit()
