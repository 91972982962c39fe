"""The pairs for which some test of a user against a contract is true: few, and each is known."""

from __future__ import annotations

from permmatrix.scale.engine import EMPTY, KEYS, Column, Engine, Table, quoted
from permmatrix.scale.needs import Needs, Pair, test_words
from permmatrix.scale.refusal import ScaleError
from permmatrix.scale.values import NO_LIST

__all__ = ["keep_listed"]

MOST = 100_000_000
"""How many pairs of a user and a contract are matched, a row of some tables for each."""


def keep_listed(engine: Engine, needs: Needs, users: Table, contracts: Table) -> None:
    """
    Keep `listed` (user, contract, mask, class, profile); the mask has a bit for each test.

    Who is on a list and not among the users is left out.

    Raises:
        ScaleError: a test cannot be settled, or tests are true of too many pairs.
    """
    asked = [
        _matches(engine, needs, pair, place, users, contracts)
        for place, pair in enumerate(needs.pairs)
        if _has_values(users, pair.user[0]) and _has_values(contracts, pair.contract[0])
    ]
    engine.keep(
        "matched",
        " UNION ALL ".join(asked)
        or "SELECT id AS usr, id AS contract, CAST(0 AS BIGINT) AS bit FROM people WHERE 1 = 0",
    )
    engine.keep(
        "listed",
        "SELECT l.usr, l.contract, l.mask, c.class, COALESCE(m.profile,"
        " CASE WHEN c.place IS NULL THEN p.nowhere ELSE p.elsewhere END) AS profile"
        " FROM (SELECT usr, contract, CAST(SUM(bit) AS BIGINT) AS mask FROM matched"
        " GROUP BY usr, contract) AS l"
        " JOIN things AS c ON c.id = l.contract JOIN people AS p ON p.id = l.usr"
        " LEFT JOIN members AS m ON m.id = l.usr AND m.place = c.place",
    )


def _has_values(table: Table, column: str) -> bool:
    return column in table.columns and table.columns[column].kind != EMPTY


def _matches(  # noqa: PLR0913, PLR0917  a pair's two sides, and where they are
    engine: Engine, needs: Needs, pair: Pair, place: int, users: Table, contracts: Table
) -> str:
    """Give the query for the pairs with a value in common."""
    _check_kinds(needs, pair, users, contracts)
    _check_lists(engine, users, *pair.user)
    _check_lists(engine, contracts, *pair.contract)
    theirs, ours = _keys(contracts, *pair.contract), _keys(users, *pair.user)
    _check_number(engine, test_words(needs.program.atoms[pair.number]), ours, theirs)
    return (
        f"SELECT DISTINCT u.id AS usr, c.id AS contract, CAST({1 << place} AS BIGINT) AS bit"
        f" FROM ({ours}) AS u JOIN ({theirs}) AS c ON u.word = c.word"
    )


def _check_number(engine: Engine, words: str, ours: str, theirs: str) -> None:
    """See that a test is true of no more pairs than can be listed; they are not made for that."""
    users, contracts = (
        f"(SELECT word, CAST(COUNT(*) AS DOUBLE) AS n FROM ({it}) AS k GROUP BY word)"
        for it in (ours, theirs)
    )
    asked = f"SELECT SUM(u.n * c.n) FROM {users} AS u JOIN {contracts} AS c ON u.word = c.word"
    count = next(engine.rows(asked))[0] or 0
    if count > MOST:
        raise ScaleError(
            f"the test `{words}` is true of {count:,.0f} pairs of a user and a contract, and "
            f"{MOST:,} are the most; review fewer users or contracts at a time, or actions "
            "without this test"
        )


def _keys(table: Table, column: str, listed: bool) -> str:
    """Give the query for each id with its value, or its list's members."""
    name = f"t.{quoted(column)}"
    if listed and table.typed:
        name = f"UNNEST({name})"
    elif listed:
        name = f"UNNEST({_from_json(name)})"
    return f"SELECT t.{quoted('id')} AS id, {name} AS word FROM {table.name} AS t"


def _from_json(name: str) -> str:
    return f"TRY_CAST(TRY_CAST({name} AS JSON) AS TEXT[])"


STRINGS = r"""'"[^"\\]*(\\.[^"\\]*)*"'"""
BEYOND = r"""'[^\]\[,"nul \t\r\n]|\[[^\]]*\[|\]\s*\S|,\s*\]'"""


def _odd_members(name: str) -> str:
    """Say that a list has members that are neither texts nor null, or a comma behind the last."""
    return f"REGEXP_MATCHES(REGEXP_REPLACE({name}, {STRINGS}, '\"\"', 'g'), {BEYOND})"


def _check_lists(engine: Engine, table: Table, column: str, listed: bool) -> None:
    """See that what should be lists are, in a table that has texts only."""
    if not listed or table.typed:
        return
    name = f"t.{quoted(column)}"
    wrong = engine.rows(
        f"SELECT t.{quoted('id')} AS id, {name} AS text FROM {table.name} AS t"
        f" WHERE {name} IS NOT NULL AND ({_from_json(name)} IS NULL OR {_odd_members(name)})"
        " ORDER BY id, text LIMIT 1"
    )
    for id_, text in wrong:
        raise ScaleError(f"the column `{column}` has {text!r}, {NO_LIST} (in the row of {id_})")


def _check_kinds(needs: Needs, pair: Pair, users: Table, contracts: Table) -> None:
    words = test_words(needs.program.atoms[pair.number])
    kinds = []
    for table, (name, listed) in ((users, pair.user), (contracts, pair.contract)):
        column = table.columns[name]
        if not table.typed:
            column = Column(column.kind, listed)  # a list may be written as text
        usable = ("text",) if listed and not table.typed else KEYS
        if column.listed is not listed or column.kind not in usable:
            want = "a list of texts, whole numbers or UUIDs" if listed else "one of those"
            raise ScaleError(
                f"the test `{words}` reads the column `{name}` of {table.name}, which is {column}, "
                f"and should be {want if listed else 'text, a whole number or a UUID'}"
            )
        kinds.append(column.kind)
    if kinds[0] != kinds[1]:
        raise ScaleError(
            f"the test `{words}` compares {kinds[0]} of users with {kinds[1]} of contracts, "
            "which are never the same"
        )
