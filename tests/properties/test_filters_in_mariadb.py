"""
Lists from MariaDB against answers one by one, as `test_filters` has it for other databases.

MariaDB takes `Ana`, `ána` and `ana ` for `ana`, has no number that is infinite or none, and keeps
no offset of a time. PyMySQL asks it, as it would ask MySQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from django_site import connect
from engines.by_sqlalchemy import BySqlalchemy
from engines.comparing import agrees, agrees_at_random
from engines.mariadb import database, fill_mariadb, fill_mariadb_models, for_django
from mariadb import mariadb
from permmatrix.errors import FilterError
from permmatrix.queries.kinds import Kind
from random_worlds import random_answers
from world_answers import RELATIONS, answers, telling

NO_OFFSETS = frozenset({Kind.TIME_WITH_OFFSET})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start MariaDB."""
    with mariadb(tmp_path_factory.mktemp("mariadb")) as connection:
        yield connection


@pytest.fixture(scope="module", params=["mysql", "mariadb"])
def connected(server: Any, request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """Give MariaDB with the corpus in it, by either dialect of SQLAlchemy's."""
    with database(server, f"by_{request.param}", "utf8mb4_general_ci") as where:
        engine = sa.create_engine(f"{request.param}+pymysql{where}&charset=utf8mb4")
        with engine.connect() as connection:
            fill_mariadb(connection)
            yield connection
        engine.dispose()


def test_filtered_rows_equal_decided_rows_by_sqlalchemy(connected: sa.Connection) -> None:
    """SQLAlchemy lists the same rows, and refuses what MySQL cannot compare."""
    whole = connected.dialect.name == "mysql"
    asked = answers() if whole else telling()  # the other dialect differs in types alone
    assert agrees(BySqlalchemy(connected, lacks=NO_OFFSETS), asked) > (500 if whole else 80)


def test_filtered_rows_equal_decided_rows_of_any_policy_by_sqlalchemy(
    connected: sa.Connection,
) -> None:
    """SQLAlchemy lists what policies made at random allow one by one."""
    engine = BySqlalchemy(connected, lacks=NO_OFFSETS)
    assert agrees_at_random(engine, random_answers(400)) > 150


def test_a_list_and_its_opposite_have_every_row_once(connected: sa.Connection) -> None:
    """A filter is true or false of every row, and so may be negated by whoever has it."""
    filters = [it.filter for it in telling()]
    found = BySqlalchemy(connected).allowed(filters)
    others = BySqlalchemy(connected, negated=True).allowed(filters)
    partial = 0
    for these, those in zip(found, others, strict=True):
        if isinstance(these, FilterError) or isinstance(those, FilterError):
            continue
        assert sorted([*these, *those]) == list(range(len(RELATIONS)))
        partial += bool(these and those)
    assert partial > 80


@pytest.fixture(scope="module")
def django_mariadb(server: Any) -> Iterator[str]:
    """Give Django a database in MariaDB with the corpus in it."""
    from django.db import connections  # noqa: PLC0415  which needs the settings

    with database(server, "by_django", "utf8mb4_general_ci"):
        connect("worlds_mariadb", for_django(server, "by_django"))
        fill_mariadb_models("worlds_mariadb")
        yield "worlds_mariadb"
        connections["worlds_mariadb"].close()


def test_filtered_rows_equal_decided_rows_by_django(django_mariadb: str) -> None:
    """Django lists the same rows."""
    from engines.by_django import ByDjango  # noqa: PLC0415  as above

    assert agrees(ByDjango(django_mariadb), answers()) > 500


def test_filtered_rows_equal_decided_rows_of_any_policy_by_django(django_mariadb: str) -> None:
    """Django lists what policies made at random allow one by one."""
    from engines.by_django import ByDjango  # noqa: PLC0415  as above

    assert agrees_at_random(ByDjango(django_mariadb), random_answers(400)) > 150
