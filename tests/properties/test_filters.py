"""
Lists against answers one by one: every engine gives exactly the rows that `Policy.can` allows.

The corpus is that of `worlds`, and the policy that of `world_policy`, which asks each kind of test
and its opposite. Nothing that is expected is stored: `can` decides about each resource by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from django_site import connect
from engines.by_sql import BySql, BySqlInSpark
from engines.by_sqlalchemy import BySqlalchemy
from engines.comparing import agrees, some_of_each
from engines.files import TABLES, write_files
from engines.tables import fill
from permmatrix import UnknownNameError
from permmatrix.errors import FilterError
from permmatrix.filter import Filter
from permmatrix.model import MatrixSet
from permmatrix.queries.kinds import Kind
from permmatrix.residual.reading import facts_read
from strategies import ANY_TEST, World, names_of, policies_and_worlds, policy_of
from world_answers import ARRAYS, RELATIONS, SETTLED_BY_KIND, answers, telling, world_policy
from worlds import COLUMNS, LISTS

CONTEXTLESS: Mapping[str, Any] = {}


@frozen
class Python:
    """The filter itself, asked about each resource in memory."""

    arrays: bool
    lacks: Collection[Kind] = ()

    def allowed(self, filters: Sequence[Filter]) -> Sequence[Sequence[int]]:
        """Ask about each resource."""
        rows = ARRAYS if self.arrays else RELATIONS
        return [
            [number for number, row in enumerate(rows) if it.allows(row, CONTEXTLESS)]
            for it in filters
        ]


@pytest.mark.parametrize("arrays", [False, True])
def test_filtered_rows_equal_decided_rows(arrays: bool) -> None:
    """A filter lets through the resources of the corpus that are allowed one by one."""
    assert agrees(Python(arrays), answers()) > 500


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sa.Connection]:
    """Give SQLite with the corpus in it, in memory."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        fill(connection)
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[sa.Connection]:
    """Give PostgreSQL with the corpus in it."""
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        fill(connection, arrays=True)
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the corpus in Parquet files."""
    folder = tmp_path_factory.mktemp("corpus")
    write_files(folder)
    return folder


def driven(connection: sa.Connection) -> Any:
    """Give what carries out a statement by the driver itself."""
    cursor = connection.connection.cursor()
    return lambda statement, bound: cursor.execute(statement, bound).fetchall()


NO_DECIMALS = frozenset({Kind.DECIMAL, Kind.TIME_WITH_OFFSET})
"""What SQLite has no type for, so that SQLAlchemy would have it compared otherwise."""


def test_filtered_rows_equal_decided_rows_by_sqlalchemy_in_sqlite(sqlite: sa.Connection) -> None:
    """SQLAlchemy lists the same rows in SQLite, and refuses what that cannot compare."""
    assert agrees(BySqlalchemy(sqlite, lacks=NO_DECIMALS), answers()) > 500


@pytest.mark.parametrize("arrays", [False, True])
def test_filtered_rows_equal_decided_rows_by_sqlalchemy_in_postgres(
    postgres: sa.Connection, arrays: bool
) -> None:
    """SQLAlchemy lists the same rows in PostgreSQL, whether lists are tables or arrays."""
    assert agrees(BySqlalchemy(postgres, arrays), answers()) > 500


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_a_list_and_its_opposite_have_every_row_once(
    name: str, request: pytest.FixtureRequest
) -> None:
    """A filter is true or false of every row, and so may be negated by whoever has it."""
    connection = request.getfixturevalue(name)
    filters = [it.filter for it in telling()]
    found = BySqlalchemy(connection).allowed(filters)
    others = BySqlalchemy(connection, negated=True).allowed(filters)
    partial = 0
    for these, those in zip(found, others, strict=True):
        if isinstance(these, FilterError) or isinstance(those, FilterError):
            continue
        assert sorted([*these, *those]) == list(range(len(RELATIONS)))
        partial += bool(these and those)
    assert partial > 80


def test_filtered_rows_equal_decided_rows_by_sql_in_sqlite(sqlite: sa.Connection) -> None:
    """The SQL for SQLite lists the same rows, and what it cannot compare is refused."""
    lacks = {*NO_DECIMALS, Kind.TIME, Kind.UUID}
    assert agrees(BySql("sqlite", driven(sqlite), lacks=lacks), answers()) > 500


@pytest.mark.parametrize("arrays", [False, True])
def test_filtered_rows_equal_decided_rows_by_sql_in_postgres(
    postgres: sa.Connection, arrays: bool
) -> None:
    """The SQL for PostgreSQL lists the same rows, whether lists are tables or arrays."""
    table = "contracts_with_arrays" if arrays else "contracts"
    engine = BySql("postgres", driven(postgres), table, arrays)
    assert agrees(engine, answers()) > 500


@pytest.fixture(scope="module")
def duck(files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give DuckDB with the corpus in it, in memory."""
    with duckdb.connect() as connection:
        for name in TABLES:
            path = str(files / f"{name}.parquet")
            connection.read_parquet(path).create(f'"{name}"')
        for column in ("vault", "key", "parent"):
            connection.execute(f'ALTER TABLE contracts ALTER "{column}" TYPE UUID')
        connection.execute("ALTER TABLE contracts ALTER keys TYPE UUID[]")
        connection.execute('ALTER TABLE "contract keys" ALTER member TYPE UUID')
        yield connection


@pytest.mark.parametrize("arrays", [False, True])
def test_filtered_rows_equal_decided_rows_by_sql_in_duckdb(
    duck: duckdb.DuckDBPyConnection, arrays: bool
) -> None:
    """The SQL for DuckDB lists the same rows, whether lists are tables or arrays."""
    engine = BySql("duckdb", lambda sql, bound: duck.execute(sql, bound).fetchall(), arrays=arrays)
    assert agrees(engine, answers()) > 500


@pytest.mark.parametrize("arrays", [False, True])
def test_filtered_rows_equal_decided_rows_by_sql_in_spark(
    spark: Any, files: Path, arrays: bool
) -> None:
    """The SQL for Spark lists the same rows, whether lists are tables or arrays."""
    for name in TABLES:
        path = str(files / f"{name}.parquet")
        spark.read.parquet(path).cache().createOrReplaceTempView(f"`{name}`")
    assert agrees(BySqlInSpark(spark, arrays), telling()) > 80


@pytest.fixture(scope="module")
def django_sqlite() -> Iterator[str]:
    """Give Django a database in SQLite with the corpus in it."""
    from django.db import connections  # noqa: PLC0415  which needs the settings

    from engines.by_django import fill_models  # noqa: PLC0415  as above

    connect("worlds", {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"})
    fill_models("worlds")
    yield "worlds"
    connections["worlds"].close()


@pytest.fixture(scope="module")
def django_postgres(postgres_url: str) -> Iterator[str]:
    """Give Django a database in PostgreSQL with the corpus in it."""
    from django.db import connections  # noqa: PLC0415  which needs the settings

    from engines.by_django import fill_models  # noqa: PLC0415  as above

    url = sa.make_url(postgres_url)
    where = {"NAME": url.database, "USER": url.username, "PASSWORD": url.password}
    host = {"HOST": url.host or url.query.get("host"), "PORT": url.port or ""}
    connect("worlds_postgres", {"ENGINE": "django.db.backends.postgresql", **where, **host})
    fill_models("worlds_postgres", arrays=True)
    yield "worlds_postgres"
    connections["worlds_postgres"].close()


def test_filtered_rows_equal_decided_rows_by_django_in_sqlite(django_sqlite: str) -> None:
    """Django lists the same rows in SQLite."""
    from engines.by_django import ByDjango  # noqa: PLC0415  as above

    assert agrees(ByDjango(django_sqlite), answers()) > 500


@pytest.mark.parametrize("arrays", [False, True])
def test_filtered_rows_equal_decided_rows_by_django_in_postgres(
    django_postgres: str, arrays: bool
) -> None:
    """Django lists the same rows in PostgreSQL, whether lists are tables or arrays."""
    from engines.by_django import ByDjango  # noqa: PLC0415  as above

    assert agrees(ByDjango(django_postgres, arrays), answers()) > 500


KNOWN_FIRST: Sequence[Sequence[str]] = (
    (),
    ("project", "site", "vault"),
    ("private", "kind", "members", "due"),
    ("owner", "amount", "numbers", "seen", "project"),
    tuple(COLUMNS),
    (*COLUMNS, *LISTS),
)


def test_residual_then_rest_equals_whole() -> None:
    """What is known of a resource or the context may be put in first, or with the rest."""
    allowed: Counter[str] = Counter()
    denied: Counter[str] = Counter()
    for place, answer in enumerate(answers()):
        user, context = answer.asking.user, answer.asking.context
        first = KNOWN_FIRST[place % len(KNOWN_FIRST)]
        number = place % len(ARRAYS)
        row = ARRAYS[number]
        known = {name: row[name] for name in first}
        early = context if place % 2 else None
        found = world_policy().filter(user, answer.action, known, early)
        assert found.allows(row, context) is (number in answer.by_arrays), (answer.action, row)
        (allowed if number in answer.by_arrays else denied)[answer.action] += 1
    assert sum(allowed.values()) > 500
    assert sum(denied.values()) > 500


def test_no_comparison_is_of_one_answer_alone() -> None:
    """The corpus allows and denies some of each test and of its opposite."""
    allowed: Counter[str] = Counter()
    denied: Counter[str] = Counter()
    for answer in answers():
        allowed[answer.action] += len(answer.by_relations)
        denied[answer.action] += len(RELATIONS) - len(answer.by_relations)
    asked = world_policy()
    some_of_each(allowed, denied, [*asked.actions, *asked.operations])
    assert set(asked.actions) > SETTLED_BY_KIND
    opposites = {it for it in asked.actions if it.replace("m.", "m.not_") in asked.actions}
    assert len(opposites) * 2 > len(asked.actions) - 20


@given(policies_and_worlds(tests=ANY_TEST), st.data())
def test_residual_then_rest_equals_whole_for_any_policy(
    found: tuple[MatrixSet, World], data: st.DataObject
) -> None:
    """Whatever the policy and the facts are like, filters allow what decisions allow."""
    matrices, world = found
    policy = policy_of(matrices)
    name = data.draw(st.sampled_from(names_of(matrices)))
    for user in world.users:
        try:
            mine = policy.filter(user, name, platform=world.platform)
            settled = policy.filter(user, name, None, world.context, world.platform)
        except UnknownNameError:
            continue
        for contract in world.contracts:
            expected = policy.allows(user, name, contract, world.context, world.platform)
            assert mine.allows(contract, world.context) is expected
            assert settled.allows(contract, world.context) is expected
            whole = policy.filter(user, name, contract, world.context, world.platform)
            assert whole.allows(contract, world.context) is expected
            assert {whole.always, whole.never} == {True, False} or _open(whole, contract, world)


def _open(left: Filter, contract: Any, world: World) -> bool:
    """Say whether each test that is left reads something that was not given."""
    given = {"resource": contract, "context": world.context}
    read = facts_read(left.residual)
    return bool(read) and all(
        given[it.root] is None or it.segments[0] not in given[it.root] for it in read
    )
