"""Lists in queries of several tables: where there is no row, nothing is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    aliased,
    mapped_column,
    relationship,
    with_polymorphic,
)

import permmatrix as pm

VIEW = "head_contracts.view_head_contract"
POLICY = pm.load()
ANA = pm.User("ana", levels={"head_contracts": "standard"})


class Base(DeclarativeBase):
    """What the tables are declared in."""


class Secrecy(Base):
    """Whether a contract is private, where that is said."""

    __tablename__ = "secrecies"
    id: Mapped[int] = mapped_column(primary_key=True)
    private: Mapped[bool]


class Member(Base):
    """Somebody on the private list of a contract."""

    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"))
    user_id: Mapped[str]


class Contract(Base):
    """A contract, or a kind of one."""

    __tablename__ = "contracts"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    project: Mapped[str]
    private: Mapped[bool]
    secrecy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("secrecies.id"))
    members: Mapped[list[Member]] = relationship()
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "contract"}  # noqa: RUF012


class HeadContract(Contract):
    """A contract with a table of its own beside."""

    __tablename__ = "head_contracts"
    id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), primary_key=True)
    hidden: Mapped[bool]
    __mapper_args__ = {"polymorphic_identity": "head"}  # noqa: RUF012


NUMBERS = range(1, 25)
LISTED = {number for number in NUMBERS if number % 3 == 0}
SAID = {number: number % 4 == 0 for number in NUMBERS if number % 2 == 0}
"""Whether those contracts are private of which it is said; of the others it is not known."""


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Give a session with the contracts, of half of which it is said whether they are private."""
    engine = sa.create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as found:
        for number in NUMBERS:
            members = [Member(user_id="ana")] if number in LISTED else []
            same: dict[str, Any] = {"id": number, "project": "p1", "members": members}
            if number not in SAID:
                found.add(Contract(**same, private=False))
                continue
            said = SAID[number]
            found.add(Secrecy(id=number, private=said))
            found.add(HeadContract(**same, private=said, hidden=said, secrecy_id=number))
        found.commit()
        yield found
    engine.dispose()


MEMBERS = sa.select(Member.user_id).where(Member.contract_id == Contract.id)


def _exactly_allowed(session: Session, query: sa.Select[Any], facts: dict[str, Any]) -> None:
    """Hold a list, and what is left of it, against answers one by one."""
    mine = POLICY.filter(ANA, VIEW).to_sqlalchemy({"resource.project": None, **facts})
    expected = [number for number in NUMBERS if _is_allowed(number)]

    assert sorted(session.scalars(query.where(mine))) == expected
    assert sorted(session.scalars(query.where(~mine))) == sorted({*NUMBERS} - {*expected})
    assert 0 < len(expected) < len(NUMBERS)
    assert LISTED - {*expected}  # somebody listed, in a contract that is not known to be private


def _is_allowed(number: int) -> bool:
    listed = ["ana"] if number in LISTED else []
    contract = {"id": number, "private": SAID.get(number), "private_members": listed}
    return bool(POLICY.can(ANA, VIEW, contract))


def test_behind_an_outer_join_a_column_may_be_null(session: Session) -> None:
    """Where another table has no row, what its columns never lack is not known."""
    query = sa.select(Contract.id).outerjoin(Secrecy, Secrecy.id == Contract.secrecy_id)
    for members in ((Contract.members, Member.user_id), MEMBERS):
        facts = {"resource.private": Secrecy.private, "resource.private_members": members}
        _exactly_allowed(session, query, facts)
        _exactly_allowed(session, query, {**facts, "resource.project": Contract.project})


def test_the_column_of_a_subclass_may_be_null(session: Session) -> None:
    """Where contracts of all classes are selected, those of others lack what one of them has."""
    for flat in (False, True):
        some = with_polymorphic(Contract, [HeadContract], flat=flat)
        facts = {
            "resource.private": some.HeadContract.hidden,
            "resource.private_members": (some.members, Member.user_id),
        }
        _exactly_allowed(session, sa.select(some.id), facts)


def test_the_column_of_a_subquery_may_be_null(session: Session) -> None:
    """What a query within gives is null where nothing is joined to it."""
    said = sa.select(Secrecy.id, Secrecy.private).subquery()
    common = sa.select(Secrecy.id, Secrecy.private).cte()
    for table in (said, common):
        query = sa.select(Contract.id).outerjoin(table, table.c.id == Contract.secrecy_id)
        facts = {"resource.private": table.c.private, "resource.private_members": MEMBERS}
        _exactly_allowed(session, query, facts)
        list_of_it = sa.select(Member.user_id).where(Member.contract_id == table.c.id)
        alone = {"resource.private": table.c.private, "resource.private_members": list_of_it}
        _exactly_allowed(session, query, alone)


def test_the_column_of_a_union_may_be_null(session: Session) -> None:
    """What is never null in one part of a union may be in another."""
    known = sa.select(HeadContract.id, HeadContract.hidden.label("private"))
    unknown = sa.select(Contract.id, sa.cast(sa.null(), sa.Boolean).label("private")).where(
        Contract.id.not_in(SAID)
    )
    for parts in ((known, unknown), (unknown, known)):
        every = sa.union_all(*parts).subquery()
        facts = {
            "resource.private": every.c.private,
            "resource.private_members": sa.select(Member.user_id).where(
                Member.contract_id == every.c.id
            ),
        }
        _exactly_allowed(session, sa.select(every.c.id), facts)


@pytest.mark.parametrize("of", [Contract, aliased(Contract)])
def test_a_column_of_the_row_itself_is_as_its_table_says(of: Any) -> None:
    """Where all facts are of one table, what it says is never null is not asked whether it is."""
    facts = {
        "resource.project": of.project,
        "resource.private": of.private,
        "resource.private_members": (of.members, Member.user_id),
    }
    mine = POLICY.filter(ANA, VIEW).to_sqlalchemy(facts)

    assert "IS NOT NULL" not in str(sa.select(of.id).where(mine))


OTHER = aliased(Contract)
OTHER_HEAD = aliased(HeadContract)
MEMBERS_OF_OTHER = sa.select(Member.user_id).where(Member.contract_id == OTHER.id)


@pytest.mark.parametrize(
    ("private", "members"),
    [
        (OTHER.private, (Contract.members, Member.user_id)),
        (Contract.private, (OTHER.members, Member.user_id)),
        (OTHER.private, MEMBERS),
        (Contract.private, MEMBERS_OF_OTHER),
        (Contract.__table__.c.private, (OTHER.members, Member.user_id)),
        (OTHER.private, (aliased(Contract).members, Member.user_id)),
        (sa.exists().where(Member.contract_id == OTHER.id), (Contract.members, Member.user_id)),
        (OTHER_HEAD.private, (HeadContract.members, Member.user_id)),
        (HeadContract.hidden, (OTHER_HEAD.members, Member.user_id)),
    ],
)
def test_facts_of_two_rows_of_one_table_are_refused(private: Any, members: Any) -> None:
    """A class and an alias of it are two rows, and a list of the one has no fact of the other."""
    facts = {"resource.private": private, "resource.private_members": members}

    with pytest.raises(pm.FilterError, match=r"two rows of .*contracts") as raised:
        POLICY.filter(ANA, VIEW).to_sqlalchemy({"resource.project": None, **facts})

    assert "resource.private and resource.private_members" in str(raised.value)


def test_columns_of_two_rows_of_one_table_are_refused() -> None:
    """Two columns by two names are refused, in two facts or in one, whoever asks."""
    nobody = POLICY.filter(pm.User("eve"), VIEW)
    both = {"resource.project": Contract.project, "resource.private_members": MEMBERS}
    alone = {"resource.project": None, "resource.private": Contract.id == OTHER.id}

    with pytest.raises(pm.FilterError, match=r"resource\.project and resource\.private are mapped"):
        nobody.to_sqlalchemy({**both, "resource.private": OTHER.private})
    with pytest.raises(pm.FilterError, match=r"resource\.private is mapped to two rows"):
        nobody.to_sqlalchemy({**both, **alone})
