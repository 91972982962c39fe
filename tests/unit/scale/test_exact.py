"""What tables of texts cannot tell is refused by name, and what they can is what `can` says."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from permmatrix import Policy, load
from permmatrix.scale import review_tables, source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.engine import DECIMAL, Column, Table
from permmatrix.scale.exact import check_exact
from permmatrix.scale.refusal import ScaleError

MATRIX = """\
format: permmatrix/1
id: pay
title: Pay
source: {title: T}
tool: pay
levels: {none: None, read: Read}
default_level: none
scope: resource.project
conditions:
  full: {title: fully paid, test: {equals: [resource.amount, resource.paid]}}
  own: {title: own, test: {equals: [resource.owner, user.id]}}
  member: {title: on the list, test: {contains: [resource.members, user.id]}}
  seven: {title: with the seventh, test: {contains: [resource.members, u7]}}
  early: {title: early, test: {before: [resource.start, resource.end]}}
  due: {title: due, test: {before: [resource.start, "2026-07-01"]}}
  mixed: {title: of a kind, test: {one_of: [resource.kind, [1, a]]}}
  plain: {title: of a plain kind, test: {one_of: [resource.kind, ["1", a]]}}
actions:
"""
TESTS = ("full", "own", "member", "seven", "early", "due", "mixed", "plain")
COLUMNS = ("id", "project", "amount", "paid", "owner", "members", "start", "end", "kind")
ROW = dict.fromkeys(COLUMNS) | {"id": "c1", "project": "p"}
USERS = [{"id": "u7", "project": "p", "levels.pay": "read"}]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """Give a policy with an action for each test, and one for what is not so."""
    rows = [
        f"  {name}: {{title: {name}, cells: {{read: {cell}}}}}"
        for it in TESTS
        for name, cell in ((it, it), (f"not_{it}", f"{{not: {it}}}"))
    ]
    path = tmp_path_factory.mktemp("matrix") / "pay.yaml"
    path.write_text(MATRIX + "\n".join(rows), encoding="utf-8")
    return load([str(path)])


def in_sqlite(path: Path, users: list[dict[str, Any]], contracts: list[dict[str, Any]]) -> None:
    """Put rows into a database, each value as it is."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, rows in (("users", users), ("contracts", contracts)):
            heads = ", ".join(f'"{it}"' for it in rows[0])
            connection.execute(f"CREATE TABLE {name} ({heads})")
            marks = ", ".join("?" * len(rows[0]))
            for row in rows:
                connection.execute(f"INSERT INTO {name} VALUES ({marks})", list(row.values()))  # noqa: S608  the names are above


def in_csv(path: Path, rows: list[dict[str, Any]]) -> str:
    """Write rows to a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def listed(policy: Policy, users: str, contracts: str, tests: list[str]) -> set[tuple[Any, ...]]:
    """Review two tables for some tests, and what is not so."""
    actions = [f"pay.{name}" for it in tests for name in (it, f"not_{it}")]
    with closing(DuckEngine(threads=1)) as engine:
        review = review_tables(
            policy, engine, users=source(users), contracts=source(contracts), actions=actions
        )
        return {(str(user), str(contract), it) for user, contract, it in review.allowed()}


def of_sqlite(
    policy: Policy, folder: Path, users: list[Any], contracts: list[Any], tests: list[str]
) -> set[tuple[Any, ...]]:
    """Review rows in a database."""
    in_sqlite(folder / "app.db", users, contracts)
    address = f"sqlite:///{folder / 'app.db'}"
    return listed(policy, f"{address}#users", f"{address}#contracts", tests)


@pytest.mark.parametrize(
    ("test", "values", "said"),
    [
        ("full", {"amount": 100, "paid": "100"}, "column `amount` of contracts, which is a number"),
        ("full", {"amount": 100.0, "paid": 100}, "`amount` of contracts, which is a fraction"),
        ("own", {"owner": 7.5}, "column `owner` of contracts, which is a fraction"),
        ("own", {"owner": 7}, "test `resource.owner equals user.id` compares text of users"),
        ("member", {"members": "[7]"}, "the column `members` has '[7]', which should be a list"),
        ("member", {"members": 7}, "column `members` of contracts, which is a list of a number"),
        ("seven", {"members": '["a", 7]'}, "lists of anything else are read in Parquet"),
        ("seven", {"members": 7}, "column `members` of contracts, which is a number"),
        ("early", {"start": "9", "end": "10"}, "compares two columns of contracts by size"),
        ("mixed", {"kind": "1"}, "has numbers and texts to choose from"),
        ("plain", {"kind": 1}, "column `kind` of contracts, which is a number in the database"),
    ],
)
def test_values_that_are_no_text(
    test: str, values: dict[str, Any], said: str, policy: Policy, tmp_path: Path
) -> None:
    """A number in a database where texts are compared stops the review, and is named."""
    with pytest.raises(ScaleError) as caught:
        of_sqlite(policy, tmp_path, USERS, [{**ROW, **values}], [test])

    assert said in str(caught.value)


def test_some_values_that_are_no_text(policy: Policy, tmp_path: Path) -> None:
    """One number among texts is enough."""
    contracts = [{**ROW, "kind": "a"}, {**ROW, "id": "c2", "kind": 1}]

    with pytest.raises(ScaleError, match="which is a number and text in the database"):
        of_sqlite(policy, tmp_path, USERS, contracts, ["plain"])


def test_places_of_two_types(policy: Policy, tmp_path: Path) -> None:
    """A project that is a number here and a text there is never the same."""
    users = [{**USERS[0], "project": 1}]

    with pytest.raises(ScaleError, match="a number in the users and text in the contracts"):
        of_sqlite(policy, tmp_path, users, [{**ROW, "project": "1"}], ["full"])


def test_values_that_are_text(policy: Policy, tmp_path: Path) -> None:
    """Texts are compared as `can` compares them, and null is not known."""
    tests = ["full", "own", "member", "seven", "due", "plain"]
    contracts = [
        {**ROW, "amount": "1", "paid": "1.0", "owner": "u7", "members": '["u7", null]'},
        {**ROW, "id": "c2", "amount": "1", "paid": "1", "members": "[]", "start": "2026-06-30"},
        {**ROW, "id": "c3", "owner": "u8", "kind": "1", "start": "2026-07-02"},
    ]
    members: tuple[list[str | None] | None, ...] = (["u7", None], [], None)

    found = of_sqlite(policy, tmp_path, USERS, contracts, tests)

    user = {"id": "u7", "levels": {"pay": {"p": "read"}}}
    expected = {
        ("u7", row["id"], f"pay.{name}")
        for row, theirs in zip(contracts, members, strict=True)
        for it in tests
        for name in (it, f"not_{it}")
        if policy.can(user, f"pay.{name}", {**row, "members": theirs})
    }
    assert found == expected
    assert ("u7", "c1", "pay.not_full") in found
    assert ("u7", "c2", "pay.not_full") not in found


def test_whole_numbers_on_both_sides(policy: Policy, tmp_path: Path) -> None:
    """Ids that are whole numbers in both tables are the same or not, exactly."""
    users = [{"id": it, "project": 1, "levels.pay": "read"} for it in (7, 10)]
    contracts = [{**ROW, "project": 1, "owner": 7}]

    found = of_sqlite(policy, tmp_path, users, contracts, ["own"])

    assert found == {("7", "c1", "pay.own"), ("10", "c1", "pay.not_own")}


@pytest.mark.parametrize(
    ("test", "values", "said"),
    [
        ("early", {"start": "9", "end": "10"}, "compares two columns of contracts by size"),
        ("mixed", {"kind": "1"}, "has numbers and texts to choose from"),
        ("member", {"members": "[7]"}, "of texts; lists of anything else are read in Parquet"),
        ("member", {"members": "[true]"}, "of texts; lists of anything else are read in Parquet"),
        ("member", {"members": '[["u7"]]'}, "of texts; lists of anything else"),
        *(
            ("member", {"members": it}, 'which should be a list such as ["a"]')
            for it in ('["u7",]', '[,"u7"]', '["u7",,"u8"]', "[,]", '["u7" "u8"]', '["u7"null]')
        ),
        ("seven", {"members": "[7]"}, "of texts; lists of anything else are read in Parquet"),
    ],
)
def test_files_of_texts(
    test: str, values: dict[str, Any], said: str, policy: Policy, tmp_path: Path
) -> None:
    """A CSV file has texts only, and what hangs on anything else is refused."""
    users = in_csv(tmp_path / "users.csv", USERS)
    contracts = in_csv(tmp_path / "contracts.csv", [{**ROW, **values}])

    with pytest.raises(ScaleError) as caught:
        listed(policy, users, contracts, [test])

    assert said in str(caught.value)


def test_digits_within_texts_of_lists(policy: Policy, tmp_path: Path) -> None:
    """Digits, brackets and quotes in the texts of a list are part of them."""
    users = in_csv(tmp_path / "users.csv", [{**USERS[0], "id": '7"[1]\\'}])
    contracts = in_csv(tmp_path / "contracts.csv", [{**ROW, "members": '["7\\"[1]\\\\", null]'}])

    assert listed(policy, users, contracts, ["member"]) == {('7"[1]\\', "c1", "pay.member")}


@pytest.mark.parametrize(("kind", "refused"), [(DECIMAL, True), ("a fraction", False)])
def test_decimals_of_a_database_are_not_taken_for_fractions(kind: str, refused: bool) -> None:
    """A decimal number, whose text would be read as a fraction near it, is refused by name."""
    table = Table("contracts", {"rate": Column(kind)}, typed=False)
    atom = ("equals", ("path", "resource.rate"), ("value", 0.1))

    if refused:
        with pytest.raises(ScaleError, match="a decimal number in the database"):
            check_exact(table, "resource", atom, {})
    else:
        check_exact(table, "resource", atom, {})
