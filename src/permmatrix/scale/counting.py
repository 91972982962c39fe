"""
Counts of what is allowed, in SQL, by user, contract and action, without a look at every pair.

Who has a row for a contract's place is counted by that row's profile; everybody is counted by the
profile they have elsewhere, less those who have a row; and pairs for which a test is true are taken
out and put in again with it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

from permmatrix.scale.engine import quoted
from permmatrix.scale.listing import PAIRS

__all__ = ["KEYS", "counts_sql"]

KEYS = ("user", "contract", "action")
NAMES = {"user": "usr", "contract": "contract", "action": "name"}

Term: TypeAlias = tuple[str, str, str, int]
"""Users, contracts, how they meet, and whether they are added or taken away."""

AT = "(SELECT id, place, profile FROM members)"
AT_ELSEWHERE = (
    "(SELECT m.id, m.place, p.elsewhere AS profile"
    " FROM members AS m JOIN people AS p ON p.id = m.id)"
)
ELSEWHERE = "(SELECT id, 0 AS place, elsewhere AS profile FROM people)"
NOWHERE = "(SELECT id, 0 AS place, nowhere AS profile FROM people)"
PLACED = "(SELECT id, place, class FROM things WHERE place IS NOT NULL)"
ANYWHERE = "(SELECT id, 0 AS place, class FROM things WHERE place IS NOT NULL)"
UNPLACED = "(SELECT id, 0 AS place, class FROM things WHERE place IS NULL)"

TERMS = (
    (AT, PLACED, 1),
    (ELSEWHERE, ANYWHERE, 1),
    (AT_ELSEWHERE, PLACED, -1),
    (NOWHERE, UNPLACED, 1),
)


def counts_sql(keys: Collection[str]) -> str:
    """
    Give the query for the number of (user, contract, action) allowed, by some of the three.

    Its columns are the keys, in this order, and `allowed`; those with none are left out.
    """
    names = [NAMES[key] for key in KEYS if key in keys]
    terms = _pairs(names) if {"user", "contract"} <= {*keys} else _terms(names)
    by = ", ".join(names)
    told = "".join(f"{NAMES[key]} AS {quoted(key)}, " for key in KEYS if key in keys)
    return (
        f"SELECT {told}CAST(SUM(n) AS BIGINT) AS allowed FROM ({terms}) AS terms"
        f"{f' GROUP BY {by}' if by else ''} HAVING SUM(n) > 0"
    )


def _granted(names: Collection[str]) -> str:
    """Give the query for what is allowed of classes: by action, or how many of them."""
    action = "a.name, " if "name" in names else ""
    number = "1" if action else "COUNT(*)"
    group = "" if action else " GROUP BY g.profile, g.class, g.mask"
    return (
        f"(SELECT g.profile, g.class, g.mask, {action}CAST({number} AS BIGINT) AS n"
        f" FROM answers AS g JOIN sheets AS s USING (sheet)"
        f" JOIN actions AS a USING (action){group})"
    )


def _pairs(names: Collection[str]) -> str:
    """Give the query for pairs with what is allowed of them."""
    action = "a.name, " if "name" in names else ""
    return (
        f"SELECT p.usr, p.contract, {action}1 AS n FROM ({PAIRS}) AS p"
        " JOIN sheets AS s USING (sheet) JOIN actions AS a USING (action)"
    )


def _terms(names: Collection[str]) -> str:
    return " UNION ALL ".join(
        [*(_term(names, *it) for it in TERMS), *(_listed(names, *it) for it in LISTED)]
    )


LISTED = (("l.mask", 1), ("0", -1))


def _listed(names: Collection[str], mask: str, sign: int) -> str:
    """Give the query for pairs with a true test: with it, or without it and taken away."""
    who = "".join(f"l.{it}, " for it in names if it != "name")
    action = "g.name, " if "name" in names else ""
    return (
        f"SELECT {who}{action}{sign} * g.n AS n FROM listed AS l JOIN {_granted(names)} AS g"
        f" ON g.profile = l.profile AND g.class = l.class AND g.mask = {mask}"
    )


def _term(names: Collection[str], users: str, things: str, sign: int) -> str:
    """
    Give the query for users of a profile who meet contracts of a class.

    Those on the side that is not counted by are grouped first; what a group on the other side
    comes to is worked out once, and handed to each of its members.
    """
    action = "name, " if "name" in names else ""
    grouped_users = (
        f"(SELECT place, profile, COUNT(*) AS n FROM {users} AS x GROUP BY place, profile)"
    )
    grouped = f"(SELECT place, class, COUNT(*) AS n FROM {things} AS x GROUP BY place, class)"
    if "usr" in names:
        weight, by, whole = "c.n", "u.place, u.profile", (users, "place, profile", "id AS usr")
    elif "contract" in names:
        weight, by, whole = "u.n", "c.place, c.class", (things, "place, class", "id AS contract")
    else:
        met = (
            f"(SELECT u.profile, c.class, SUM(u.n * c.n) AS n FROM {grouped_users} AS u"
            f" JOIN {grouped} AS c ON u.place = c.place GROUP BY u.profile, c.class)"
        )
        return (
            f"SELECT {action}{sign} * m.n * g.n AS n FROM {met} AS m JOIN {_granted(names)} AS g"
            " ON g.profile = m.profile AND g.class = m.class AND g.mask = 0"
        )
    totals = (
        f"(SELECT {by}, {action}SUM({weight} * g.n) AS n FROM {grouped_users} AS u"
        f" JOIN {grouped} AS c ON u.place = c.place JOIN {_granted(names)} AS g"
        f" ON g.profile = u.profile AND g.class = c.class AND g.mask = 0"
        f" GROUP BY {by}{', name' if action else ''})"
    )
    members, columns, id_ = whole
    return (
        f"SELECT x.{id_}, {f't.{action}' if action else ''}{sign} * t.n AS n"
        f" FROM {members} AS x JOIN {totals} AS t USING ({columns})"
    )
