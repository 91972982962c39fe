"""Lists as applications ask for them: pages, counts, aliases, eager loading, inheritance, plans."""

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
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

import permmatrix as pm

VIEW = "head_contracts.view_head_contract"
POLICY = pm.load()
ANA = pm.User("ana", levels={"head_contracts": "standard"})


class Base(DeclarativeBase):
    """What the tables are declared in."""


class Member(Base):
    """Somebody on the private list of a contract."""

    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"))
    user_id: Mapped[str]
    __table_args__ = (sa.Index("members_by_contract", "contract_id", "user_id"),)


class Contract(Base):
    """A contract, or a kind of one."""

    __tablename__ = "contracts"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    project: Mapped[str]
    private: Mapped[bool]
    members: Mapped[list[Member]] = relationship()
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "contract"}  # noqa: RUF012


class HeadContract(Contract):
    """A contract with a table of its own beside."""

    __tablename__ = "head_contracts"
    id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), primary_key=True)
    title: Mapped[str | None]
    __mapper_args__ = {"polymorphic_identity": "head"}  # noqa: RUF012


MEMBERS = {
    number: ["ana", "ana", "ben"] if number % 3 == 0 else ["Ana", "ben"] for number in range(1, 41)
}
CONTRACTS = [
    pm.Contract(
        str(number),
        project="p1" if number % 4 else "p2",
        private=number % 2 == 0,
        private_members=MEMBERS[number],
    )
    for number in range(1, 41)
]


def facts(of: Any) -> dict[str, Any]:
    """Map the facts of a contract, or of an alias of one."""
    return {
        "resource.project": of.project,
        "resource.private": of.private,
        "resource.private_members": (of.members, Member.user_id),
    }


def allowed(user: pm.User) -> list[int]:
    """Decide about the contracts one by one."""
    found = [int(it.id) for it in CONTRACTS if POLICY.can(user, VIEW, it)]
    assert 0 < len(found) < len(CONTRACTS)
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """Give a session with the contracts, every other of them a head contract."""
    memory = request.param == "sqlite"
    engine = sa.create_engine("sqlite://" if memory else request.getfixturevalue("postgres_url"))
    Base.metadata.create_all(engine)
    with Session(engine) as found:
        for it in CONTRACTS:
            number = int(it.id)
            kind = HeadContract if number % 2 else Contract
            members = [Member(user_id=name) for name in MEMBERS[number]]
            found.add(kind(id=number, project=it.project, private=it.private, members=members))
        found.commit()
        yield found
    engine.dispose()


def where(user: pm.User = ANA, of: Any = Contract) -> sa.ColumnElement[bool]:
    """Give the condition for a list."""
    return POLICY.filter(user, VIEW).to_sqlalchemy(facts(of))


def test_a_page_and_a_count_are_of_what_is_allowed(session: Session) -> None:
    """Pages together are the list, each contract once, and the count is its length."""
    ordered = sa.select(Contract).where(where()).order_by(Contract.id)
    pages = [session.scalars(ordered.limit(5).offset(start)).all() for start in range(0, 40, 5)]
    count = session.scalar(sa.select(sa.func.count()).select_from(Contract).where(where()))

    assert [it.id for page in pages for it in page] == allowed(ANA)
    assert count == len(allowed(ANA))


def test_levels_by_project_are_met_by_the_row_s_project(session: Session) -> None:
    """A level in some projects lets through what is in those, by one parameter or by several."""
    projects: tuple[tuple[str, ...], ...] = (("p1",), ("p1", "P2"), ("p2", "p3"))
    for some in projects:
        user = pm.User("ana", levels={"head_contracts": dict.fromkeys(some, "standard")})
        found = session.scalars(sa.select(Contract.id).where(where(user))).all()

        assert sorted(found) == allowed(user)


def test_an_alias_is_asked_by_its_own_columns(session: Session) -> None:
    """Where a contract is selected by another name, the facts are those of that name."""
    other = aliased(Contract)

    found = session.scalars(sa.select(other.id).where(where(of=other))).all()

    assert sorted(found) == allowed(ANA)


@pytest.mark.parametrize("load", [joinedload, selectinload])
def test_what_is_loaded_beside_repeats_nothing(session: Session, load: Any) -> None:
    """Members loaded with the contracts are all members, and the page is as long as asked for."""
    session.expire_all()
    query = sa.select(Contract).where(where()).order_by(Contract.id).options(load(Contract.members))

    found = session.scalars(query.limit(6)).unique().all()

    assert [it.id for it in found] == allowed(ANA)[:6]
    assert [sorted(it.user_id for it in each.members) for each in found] == [
        sorted(MEMBERS[each.id]) for each in found
    ]


def test_a_join_to_the_members_changes_no_answer(session: Session) -> None:
    """A query that joins the members itself is still asked about each contract's own."""
    by_select = facts(Contract) | {
        "resource.private_members": sa.select(Member.user_id).where(
            Member.contract_id == Contract.id
        )
    }
    for mapping in (facts(Contract), by_select):
        said = POLICY.filter(ANA, VIEW).to_sqlalchemy(mapping)
        query = sa.select(Contract.id).join(Contract.members).where(said, Member.user_id == "ben")

        assert sorted(session.scalars(query)) == allowed(ANA)


def test_a_subclass_is_asked_by_what_it_inherits(session: Session) -> None:
    """A class with a table of its own has the facts of the class it is made from."""
    found = session.scalars(sa.select(HeadContract.id).where(where(of=HeadContract))).all()
    ben = pm.User("nobody", levels={"head_contracts": "admin"})
    all_of_them = session.scalars(sa.select(HeadContract.id).where(where(ben, HeadContract))).all()

    assert sorted(found) == [it for it in allowed(ANA) if it % 2]
    assert len(all_of_them) == 20


def test_always_and_never_are_conditions(session: Session) -> None:
    """Who may see everything sees everything, and who may see nothing sees nothing."""
    admin, nobody = pm.User("ana", levels={"head_contracts": "admin"}), pm.User("eve")

    assert len(session.scalars(sa.select(Contract.id).where(where(admin))).all()) == 40
    assert session.scalars(sa.select(Contract.id).where(where(nobody))).all() == []


def test_very_many_projects_are_asked_at_once(session: Session) -> None:
    """A user of 30,000 projects is asked about in one query; PostgreSQL takes 100,000 as well."""
    most = 30_000 if session.get_bind().dialect.name == "sqlite" else 100_000
    held = {"p1": "standard", **{f"other {number}": "standard" for number in range(most)}}
    user = pm.User("ana", levels={"head_contracts": held})

    found = session.scalars(sa.select(Contract.id).where(where(user))).all()

    assert sorted(found) == allowed(user)


def test_the_plan_is_that_of_a_query_written_by_hand(session: Session) -> None:
    """PostgreSQL does the same for a filter as for the query somebody would write."""
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("the plan is PostgreSQL's")
    session.execute(sa.text("ANALYZE"))
    listed = sa.exists().where(Member.contract_id == Contract.id, Member.user_id == "ana")
    by_hand = sa.or_(sa.not_(Contract.private), listed)
    plans = [_plan(session, it) for it in (by_hand, where())]

    assert plans[0] == plans[1]
    assert "members" in plans[0]


def _plan(session: Session, said: sa.ColumnElement[bool]) -> str:
    query = sa.select(Contract.id).where(said).order_by(Contract.id).limit(10)
    text = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return "\n".join(session.scalars(sa.text(f"EXPLAIN (COSTS OFF) {text}")))
