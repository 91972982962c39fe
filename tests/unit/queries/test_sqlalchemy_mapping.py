"""What a fact may be mapped to, and what is refused by name."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, oracle, postgresql, sqlite
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, composite, mapped_column, relationship

import things
from builders import path
from permmatrix import FilterError
from permmatrix.queries.sqlalchemy import condition
from permmatrix.queries.sqlalchemy.types import DIALECTS
from permmatrix.residual import values as tests
from permmatrix.residual.values import Known, Leaf
from things import Mark, Tag, Thing

FACT = path("resource.fact")
HAS_ANA = Leaf(tests.Contains(FACT, Known("ana")))
IS_ANA = Leaf(tests.Equals(FACT, Known("ana")))


class Base(DeclarativeBase):
    """What the tables are declared in."""


class Pair(Base):
    """A row whose key is two columns, with what cannot be asked about."""

    __tablename__ = "pairs"
    left: Mapped[int] = mapped_column(primary_key=True)
    right: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("owners.id"))
    both: Mapped[Any] = composite(lambda left, right: (left, right), "left", "right")
    owner: Mapped[Owner | None] = relationship(back_populates="pairs")


class Owner(Base):
    """What has pairs."""

    __tablename__ = "owners"
    id: Mapped[int] = mapped_column(primary_key=True)
    pairs: Mapped[list[Pair]] = relationship(back_populates="owner")
    lefts: AssociationProxy[list[int]] = association_proxy("pairs", "left")


class Shouted(sa.TypeDecorator[str]):
    """A type that makes other texts of those in the database."""

    impl = sa.String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002  as it is called
        """Read a text."""
        return value and value.upper()


class Elsewhere(sa.TypeDecorator[str]):
    """A type that pads texts in one database alone."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[str]:
        """Give the type that a database has for it."""
        return mysql.CHAR(3) if dialect.name == "mysql" else sa.String()


class Plain(sa.TypeDecorator[str]):
    """A type that has a name of its own and nothing else."""

    impl = sa.String
    cache_ok = True


class Colour(Enum):
    """Values that are no texts."""

    RED = "red"


class Word(StrEnum):
    """Values that are texts, and go by their names in the database."""

    ANA = "ana"
    BEN = "ben"


def of(type_: Any) -> sa.ColumnElement[Any]:
    """Give a column of a type."""
    return sa.column("fact", type_)


MARKS = sa.select(Mark.word).where(Mark.thing_id == Thing.id)


@pytest.mark.parametrize(
    ("mapped", "told"),
    [
        (of(sa.JSON()), "JSON"),
        (of(sa.LargeBinary()), "LargeBinary"),
        (of(sa.Interval()), "Interval"),
        (of(sa.CHAR(3)), "CHAR"),
        (of(postgresql.CITEXT()), "CITEXT"),
        (of(sa.String().with_variant(postgresql.CITEXT(), "postgresql")), "CITEXT"),
        (of(sa.String().with_variant(sa.Integer(), "sqlite")), "of another kind"),
        (of(sa.Enum(Colour)), "no texts"),
        (of(sa.Uuid(as_uuid=False)), "UUIDs as texts"),
        (of(sa.Numeric(asdecimal=False)), "not read as the number"),
        (of(sa.Float(asdecimal=True)), "not read as the number"),
        (of(sa.Float(precision=24)), "not read as the number"),
        (of(sa.REAL()), "REAL"),
        (of(mysql.CHAR(3)), "CHAR"),
        (of(mysql.BIT()), "BIT"),
        (of(mysql.TIMESTAMP()), "TIMESTAMP"),
        (of(mysql.DOUBLE()), "not read as the number"),
        (of(mysql.BIGINT(unsigned=True)), "64 bits without a sign"),
        (of(sa.String().with_variant(mysql.CHAR(3), "mysql")), "CHAR"),
        (of(Elsewhere()), "CHAR"),
        (of(Shouted()), "Shouted"),
        (sa.column("fact"), "something of no type"),
        (of(sa.ARRAY(sa.String, dimensions=2)), "2 dimensions"),
        (Thing, "Thing, which is no column"),
        (Thing.__table__, "a Table, which is no column"),
        ("word", "a str, which is no column"),
        (True, "a bool, which is no column"),
        (sa.union(MARKS, MARKS), "a CompoundSelect, which is no column"),
        (Owner.pairs, "a primary key of several columns"),
        (Pair.owner, "which is one row"),
        (Pair.both, "a composite attribute"),
        (Owner.lefts, "an association proxy"),
        (Thing.tags.and_(Tag.word != ""), "with of_type"),
        ((Thing.tags, Mark.word), "no column of its target"),
        ((Thing.tags, "word"), "no column of its target"),
        ((Thing.word, Mark.word), "a tuple, which is no column"),
        (sa.select(Mark.word, Mark.id).where(Mark.thing_id == Thing.id), "a select of 2 columns"),
        (sa.select(Mark.word), "not of the row's own"),
        (MARKS.limit(1), "LIMIT or OFFSET"),
        (MARKS.group_by(Mark.word), "GROUP BY"),
        (MARKS.where(Mark.word == Tag.word), "by correlate"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(mapped: Any, told: str) -> None:
    """What a fact is mapped to and cannot be is named, with the fact, whether it matters or not."""
    with pytest.raises(FilterError, match=told) as raised:
        condition(tests.ALWAYS, {FACT: mapped})

    assert raised.value.fact == "resource.fact"
    assert "resource.fact" in str(raised.value)


@pytest.mark.parametrize(
    ("mapped", "residual"),
    [
        (sa.type_coerce(of(Shouted()), sa.String), IS_ANA),
        (of(Plain()), IS_ANA),
        (of(sa.Enum(Word)), IS_ANA),
        (Thing.word, IS_ANA),
        (MARKS, HAS_ANA),
        (MARKS.where(Mark.word == Tag.word).correlate(Thing), HAS_ANA),
        (MARKS.correlate_except(Mark), HAS_ANA),
        ((Thing.marks, Mark.__table__.c.word), HAS_ANA),
    ],
)
def test_what_can_be_asked_binds_its_value(mapped: Any, residual: Leaf) -> None:
    """A value is a parameter, in whatever it is asked for."""
    made = condition(residual, {FACT: mapped}).compile(dialect=sqlite.dialect())

    assert [str(getattr(it, "value", it)) for it in made.params.values()] == ["ana"]
    assert "ana" not in str(made)


ORACLE: sa.Dialect = oracle.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
TINY, HUGE = Decimal("1E-31"), Decimal("1E65")
NOON = datetime(2026, 6, 30, 12)  # noqa: DTZ001  a time without an offset


@pytest.mark.parametrize(
    ("type_", "value", "dialect", "told"),
    [
        (sa.String(), "ana", ORACLE, "text cannot be compared exactly on oracle"),
        (sa.Numeric(), 7, sqlite.dialect(), "decimal numbers cannot be compared exactly on sqlite"),
        (sa.Double(), 7, ORACLE, "floating-point numbers cannot be compared"),
        (sa.Float(), 7, mysql.dialect(), "floating-point numbers of single precision cannot be"),
        (sa.Float(30), 7, ORACLE, "floating-point numbers cannot be compared"),
        (
            sa.Numeric(),
            TINY,
            mysql.dialect(),
            "decimal numbers of more than 30 places or 35 digits",
        ),
        (
            sa.Numeric(),
            HUGE,
            mysql.dialect(),
            "decimal numbers of more than 30 places or 35 digits",
        ),
        (sa.TIMESTAMP(), NOON, mysql.dialect(), "times of the type TIMESTAMP cannot be compared"),
        (
            sa.DateTime(timezone=True),
            NOON.replace(tzinfo=UTC),
            mysql.dialect(),
            "times with an offset",
        ),
    ],
)
def test_a_database_that_compares_otherwise_is_refused(
    type_: Any, value: Any, dialect: sa.Dialect, told: str
) -> None:
    """Where a database would not compare as a decision does, its query is not written."""
    said = condition(Leaf(tests.Equals(FACT, Known(value))), {FACT: of(type_)})

    with pytest.raises(FilterError, match=told):
        said.compile(dialect=dialect)


def test_an_enumeration_and_a_text_are_not_compared() -> None:
    """A column of an enumeration compares with its like alone."""
    leaf = Leaf(tests.Equals(FACT, path("resource.other")))

    with pytest.raises(FilterError, match="which cannot be compared"):
        condition(leaf, {FACT: Thing.sort, path("resource.other"): Thing.word})


def test_two_collections_by_way_of_one_table_are_refused() -> None:
    """A select is not compared with what asks the same table by the same name."""
    leaf = Leaf(tests.Overlaps(FACT, path("resource.other")))
    other = sa.select(things.tagged.c.tag).where(things.tagged.c.thing == Thing.id)

    with pytest.raises(FilterError, match="by way of one table"):
        condition(leaf, {FACT: other, path("resource.other"): Thing.tags})


@pytest.mark.parametrize(
    "test", [tests.Equals(FACT, Known("ana")), tests.OneOf(FACT, (Known("ana"), Known("ben")))]
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_condition_is_compared_as_a_whole(test: tests.Test, dialect: sa.Dialect) -> None:
    """Whoever compares it with another gets parentheses, and whoever joins it needs none."""
    said = condition(Leaf(test), {FACT: sa.column("owner", sa.String())})
    whole = str(said.compile(dialect=dialect))

    assert str((sa.column("shown") == said).compile(dialect=dialect)) == f"shown = ({whole})"
    assert str((said == sa.column("shown")).compile(dialect=dialect)) == f"({whole}) = shown"
    assert str(sa.and_(sa.column("x") > 1, said).compile(dialect=dialect)).endswith(whole)
