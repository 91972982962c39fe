"""Facts out of the tables of a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.pool import StaticPool

import permmatrix as pm
from permmatrix.errors import MatrixError, StoreError
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet
from permmatrix.store import schema, tables
from permmatrix.store.reading import open_store, read_store
from permmatrix.store.saving import save_facts

POLICY = pm.load()
MATRICES = MatrixSet(tuple(POLICY.matrices.values()))
LEVELS = ["none", "read_only", "standard", "admin"]
PERMISSIONS = ["create_purchase_order_contract", "update_work_order_contract"]


def made() -> sa.Engine:
    """Make an empty store in memory."""
    engine = sa.create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    schema.create(engine)
    return engine


def put(engine: sa.Engine, **rows: list[dict[str, Any]]) -> None:
    """Put rows into tables, whatever they are, as a store of somebody else may have them."""
    with engine.begin() as connection:
        for name, some in rows.items():
            for row in some:
                names = ", ".join(row)
                marks = ", ".join(f":{it}" for it in row)
                connection.execute(sa.text(f"insert into {name} ({names}) values ({marks})"), row)  # noqa: S608  names of this file


def problems(engine: sa.Engine, users: Any = None, resources: Any = None) -> list[tuple[str, str]]:
    """Give the codes of what is wrong with a store, each with the table and the text at fault."""
    with pytest.raises(MatrixError) as raised:
        read_store(engine, MATRICES, users, resources)
    report = raised.value.report
    return [(str(it.code), f"{it.span.file.partition('#')[2]}: {it.span.text}") for it in report]


HOSTILE = st.sampled_from(
    ["ana", "o'hara", 'a"b', "a;drop table users--", "ß", "ss", "Ana", " ana", "ana ", "", "%", "_",
     "a\nb", "\u2028", "é", "e\u0301", "😀", "null", "1", "{x}", "\\", ":id"]
)  # fmt: skip


def held(names: list[str], *, several: bool) -> st.SearchStrategy[Any]:
    """Give what is held on a tool: everywhere or by project, in the form that a store gives."""
    some = st.lists(st.sampled_from(names), min_size=1, unique=True).map(sorted)
    one = some.map(lambda it: it[0] if len(it) == 1 and not several else it)
    return st.one_of(one, st.dictionaries(HOSTILE, one, min_size=1, max_size=3))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Give facts that tables can say."""
    ids = draw(st.lists(HOSTILE, min_size=1, max_size=5, unique=True))
    tool = st.just("commitments")
    users = {
        id_: {
            "id": id_,
            "levels": draw(st.dictionaries(tool, held(LEVELS, several=False))),
            "granular": draw(st.dictionaries(tool, held(PERMISSIONS, several=True))),
        }
        for id_ in ids
    }
    members = st.lists(st.sampled_from(ids), unique=True).map(sorted)
    contracts = {
        id_: {
            "id": id_,
            "project": draw(st.none() | HOSTILE),
            "kind": draw(st.none() | st.just("purchase_order")),
            "private": draw(st.none() | st.booleans()),
            "private_members": draw(members),
            "progress_claim_contacts": draw(members),
        }
        for id_ in draw(st.lists(HOSTILE, max_size=4, unique=True))
    }
    return Facts(users=users, resources=contracts)


@given(facts())
def test_facts_to_tables_to_facts_is_identity(said: Facts) -> None:
    """What is saved in a store is read from it, whatever the ids are like."""
    engine = made()
    save_facts(engine, said)

    found = read_store(engine, MATRICES)

    assert found == said


@given(facts(), st.data())
def test_asking_for_some_gives_those_of_all(said: Facts, data: st.DataObject) -> None:
    """Reading some users and contracts gives what reading all of them says of these."""
    engine = made()
    save_facts(engine, said)
    some = data.draw(st.sets(HOSTILE))

    found = read_store(engine, MATRICES, some, some)

    assert found.users == {id_: it for id_, it in said.users.items() if id_ in some}
    assert found.resources == {id_: it for id_, it in said.resources.items() if id_ in some}


def test_answers_through_a_store_are_those_without_one() -> None:
    """Every user gets every answer about every contract as from the facts themselves."""
    users: dict[str, dict[str, Any]] = {
        "ana": {"levels": {"commitments": {"harbour": "read_only", "marina": "admin"}},
                "granular": {"commitments": {"harbour": ["create_purchase_order_contract"]}}},
        "ben": {"levels": {"commitments": "standard", "head_contracts": "admin"}, "granular": {}},
        "chi": {"levels": {"commitments": {"harbour": ["read_only", "standard"]},
                           "head_contracts": {"harbour": "read_only"}}, "granular": {}},
        "dov": {"levels": {}, "granular": {}},
    }  # fmt: skip
    contracts: dict[str, dict[str, Any]] = {
        f"C-{project}-{private}-{listed}": {
            "project": project,
            "kind": None,
            "private": private,
            "private_members": ["chi", "dov"] if listed else [],
            "progress_claim_contacts": ["ana", "chi"] if listed else [],
        }
        for project in ("harbour", "marina", None)
        for private in (True, False, None)
        for listed in (True, False)
    }
    said = Facts(
        users={id_: {"id": id_, **it} for id_, it in users.items()},
        resources={id_: {"id": id_, **it} for id_, it in contracts.items()},
    )
    engine = made()
    save_facts(engine, said)
    found = read_store(engine, MATRICES)

    def answers(of: Facts) -> list[bool]:
        return [
            POLICY.can(user, action, contract).allowed
            for _, user in sorted(of.users.items())
            for _, contract in sorted(of.resources.items())
            for action in (*POLICY.actions, *POLICY.operations)
        ]

    expected = answers(said)
    assert True in expected
    assert False in expected
    assert answers(found) == expected


def test_what_is_null_is_not_known() -> None:
    """A null project, kind or mark is unknown, and a list without rows is empty."""
    engine = made()
    put(engine, contracts=[{"id": "PO-7"}])

    found = read_store(engine, MATRICES)

    unknown = dict.fromkeys(("project", "kind", "private"))
    empty: dict[str, Any] = {"private_members": [], "progress_claim_contacts": []}
    assert found.resources == {"PO-7": {"id": "PO-7", **unknown, **empty}}


def test_unknown_names_are_reported_at_their_rows() -> None:
    """A tool, level or permission that is not declared is named with its table and its text."""
    engine = made()
    held_on = {"user_id": "ana", "project_id": None}
    put(
        engine,
        users=[{"id": "ana"}],
        user_levels=[
            {**held_on, "tool": "commitments", "level": "admn"},
            {**held_on, "tool": "comitments", "level": "admin"},
        ],
        user_granular=[{**held_on, "tool": "commitments", "permission": "create"}],
    )

    assert problems(engine) == [
        ("PM316", 'user_granular: "create"'),
        ("PM303", 'user_levels: "comitments"'),
        ("PM301", 'user_levels: "admn"'),
    ]


def test_levels_everywhere_and_in_a_project_are_refused() -> None:
    """Who holds levels on one tool both everywhere and in a project is reported, not guessed."""
    engine = made()
    row = {"user_id": "ana", "tool": "commitments", "level": "admin"}
    put(
        engine,
        users=[{"id": "ana"}],
        user_levels=[{**row, "project_id": None}, {**row, "project_id": "harbour"}],
    )

    assert problems(engine, {"ana"}) == [("PM203", "user_levels: null")]


def test_levels_everywhere_and_a_permission_in_a_project_go_together() -> None:
    """Levels and permissions are tables of their own, and each says for itself where it holds."""
    engine = made()
    row = {"user_id": "ana", "tool": "commitments"}
    put(
        engine,
        users=[{"id": "ana"}],
        user_levels=[{**row, "project_id": None, "level": "read_only"}],
        user_granular=[{**row, "project_id": "harbour", "permission": PERMISSIONS[0]}],
        contracts=[{"id": it, "project_id": it} for it in ("harbour", "marina")],
    )

    found = read_store(engine, MATRICES)

    ana, asked = found.users["ana"], "commitments.create_purchase_order"
    assert ana["levels"] == {"commitments": "read_only"}
    assert ana["granular"] == {"commitments": {"harbour": [PERMISSIONS[0]]}}
    assert POLICY.can(ana, asked, found.resources["harbour"]).allowed
    assert not POLICY.can(ana, asked, found.resources["marina"]).allowed
    assert POLICY.can(ana, "commitments.search", found.resources["marina"]).allowed


@pytest.mark.parametrize("private", ["no", "", 2, "true"])
def test_a_mark_that_is_neither_true_nor_false_is_reported(private: object) -> None:
    """Text and other numbers are not taken for a truth value."""
    engine = made()
    put(engine, contracts=[{"id": "PO-7", "private": private}])

    assert [code for code, _ in problems(engine)] == ["PM203"]


def test_rows_of_nobody_are_reported() -> None:
    """A level of a user, or a contact of a contract, is a mistake where there is no such one."""
    engine = made()
    put(
        engine,
        users=[{"id": "ana"}],
        user_levels=[{"user_id": "anna", "tool": "commitments", "level": "admin"}],
        contract_contacts=[{"contract_id": "PO-7", "user_id": "ana"}],
    )

    assert problems(engine) == [
        ("PM202", 'contract_contacts: "PO-7"'),
        ("PM202", 'user_levels: "anna"'),
    ]


@pytest.mark.parametrize("table", ["contract_contacts", "contract_private_members"])
@pytest.mark.parametrize("users", [None, {"ana"}])
def test_who_is_listed_and_is_no_user_is_reported(table: str, users: set[str] | None) -> None:
    """A contact or a member is one of the users, whether all of these are read or some."""
    engine = made()
    listed = [{"contract_id": "PO-7", "user_id": it} for it in ("ana", "ben", "bem")]
    put(engine, users=[{"id": "ana"}, {"id": "ben"}], contracts=[{"id": "PO-7"}, {"id": "PO-8"}])
    put(engine, **{table: listed})

    assert problems(engine, users, {"PO-7"}) == [("PM202", f'{table}: "bem"')]
    assert list(read_store(engine, MATRICES, users, {"PO-8"}).resources) == ["PO-8"]


CONTRADICTIONS = [
    {"project_id": "p1", "private": True},
    {"project_id": "p0", "private": False},
    {"project_id": "p0", "private": None},
    {"project_id": "p0", "kind": "subcontract", "private": True},
]


def without_keys(engine: sa.Engine) -> None:
    """Let there be several rows of one user or one contract."""
    with engine.begin() as connection:
        for name, columns in (("users", "id"), ("contracts", "id, project_id, kind, private")):
            connection.exec_driver_sql(f"drop table {name}")
            connection.exec_driver_sql(f"create table {name} ({columns})")


@pytest.mark.parametrize("other", CONTRADICTIONS)
@pytest.mark.parametrize("asked", [None, {"C1"}])
def test_rows_that_contradict_each_other_are_reported(
    other: dict[str, Any], asked: set[str] | None
) -> None:
    """A table without a key may say two things of one contract, of which none is taken."""
    engine = made()
    without_keys(engine)
    first = {"id": "C1", "project_id": "p0", "private": True}
    put(engine, users=[{"id": "ana"}], contracts=[first, {"id": "C1", **other}, {"id": "C2"}])

    assert problems(engine, asked and {"ana"}, asked) == [("PM207", 'contracts: "C1"')]
    assert list(read_store(engine, MATRICES, {"ana"}, {"C2"}).resources) == ["C2"]


def test_rows_that_say_the_same_are_one() -> None:
    """A contract or a user that is there twice in the same words is there once."""
    engine = made()
    without_keys(engine)
    same = {"id": "C1", "project_id": "p0", "private": True}
    put(engine, users=[{"id": "ana"}, {"id": "ana"}], contracts=[same, same])

    found = read_store(engine, MATRICES)

    assert list(found.users) == ["ana"]
    assert [it["project"] for it in found.resources.values()] == ["p0"]


def test_an_id_that_is_a_number_is_reported() -> None:
    """Ids are text: a number in their place would be equal to no id."""
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    schema.create(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table users")
        connection.exec_driver_sql("create table users (id integer)")
    put(engine, users=[{"id": 7}])

    assert problems(engine) == [("PM203", "users: 7")]


def test_a_table_that_is_not_there_is_named_with_its_columns() -> None:
    """What is missing from a store is said, with what there should be."""
    engine = made()
    with engine.begin() as connection:
        connection.exec_driver_sql("alter table contract_contacts rename to contract_contact")

    with pytest.raises(StoreError, match=r"no table `contract_contacts`, whose columns are "
                       r"contract_id, user_id; did you mean `contract_contact`\?"):  # fmt: skip
        read_store(engine, MATRICES)


def test_a_column_that_is_not_there_is_named() -> None:
    """So is a column."""
    engine = made()
    with engine.begin() as connection:
        connection.exec_driver_sql("alter table contracts rename column private to secret")

    with pytest.raises(StoreError, match="no column `private` in the table `contracts`"):
        read_store(engine, MATRICES)


def test_views_will_do() -> None:
    """A database of another make can show itself as a store by views."""
    engine = made()
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table users")
        connection.exec_driver_sql("create table person (login text)")
        connection.exec_driver_sql("insert into person values ('ana')")
        connection.exec_driver_sql("create view users as select login as id from person")

    assert list(read_store(engine, MATRICES).users) == ["ana"]


def test_a_table_too_long_is_refused_whole_and_read_in_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A store of more rows than the limit answers about a few of them only."""
    engine = made()
    put(engine, users=[{"id": f"u{number}"} for number in range(4)])
    monkeypatch.setattr(tables.Tables.__init__, "__defaults__", (3,))

    with pytest.raises(StoreError, match="more than 3 rows in `users`"):
        read_store(engine, MATRICES)
    assert list(read_store(engine, MATRICES, {"u2"}).users) == ["u2"]


@pytest.mark.parametrize("id_", ["an\ud800", "an\0"])
def test_ids_that_no_database_can_hold_are_in_none(id_: str) -> None:
    """Half a character and a null are asked of no database."""
    engine = made()
    put(engine, users=[{"id": "ana"}])

    assert read_store(engine, MATRICES, {id_}, {id_}) == Facts()
    assert open_store(engine).near("user", id_) == []


def test_a_store_is_only_read(tmp_path: Path) -> None:
    """A file is opened so that nothing can be written to it."""
    path = tmp_path / "crm.db"
    schema.create(sa.create_engine(f"sqlite:///{path}"))
    store = open_store(f"sqlite:///{path}")

    with pytest.raises(StoreError, match="readonly"), store.opened.reading() as connection:
        connection.exec_driver_sql("insert into users (id) values ('eve')")


def test_a_file_in_wal_mode_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    """A row that stands in the log alone is read; the file and its log are not written to."""
    path = tmp_path / "crm.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("pragma journal_mode=wal")
    schema.create(engine)
    with engine.connect() as writer:
        writer.exec_driver_sql("insert into users (id) values ('ana')")
        writer.commit()
        files = [path, path.with_name("crm.db-wal")]
        before = [it.read_bytes() for it in files]

        found = read_store(f"sqlite:///{path}", MATRICES)

        assert list(found.users) == ["ana"]
        assert [it.read_bytes() for it in files] == before
        assert b"ana" not in before[0]


@pytest.mark.parametrize(
    "said",
    [
        Facts(context={"x": True}),
        Facts(users={"ana": {"id": "ana", "company": "Quay Works"}}),
        Facts(resources={"PO-7": {"id": "PO-7", "private_members": []}}),
        Facts(resources={"PO-7": {"id": "PO-7", "amount": 7}}),
    ],
)
def test_what_tables_cannot_say_is_not_saved(said: Facts) -> None:
    """A context, other facts and unknown lists have no place, and are not dropped silently."""
    with pytest.raises(StoreError, match="has no place for"):
        save_facts(made(), said)
