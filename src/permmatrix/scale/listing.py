"""Everything that is allowed, in SQL: only pairs of which something is allowed are made."""

from __future__ import annotations

__all__ = ["LISTING", "PAIRS"]

UNLISTED = (
    "g.mask = 0 AND NOT EXISTS"
    " (SELECT 1 FROM listed AS l WHERE l.usr = {user}.id AND l.contract = c.id)"
)
"""Pairs for which no test is true."""

AT = (
    "SELECT m.id AS usr, c.id AS contract, g.sheet FROM members AS m"
    " JOIN things AS c ON c.place = m.place"
    " JOIN answers AS g ON g.profile = m.profile AND g.class = c.class"
    f" WHERE {UNLISTED.format(user='m')}"
)
"""In the contract's own place."""

ELSEWHERE = (
    "SELECT p.id AS usr, c.id AS contract, g.sheet FROM people AS p"
    " JOIN answers AS g ON g.profile = p.elsewhere"
    " JOIN things AS c ON c.class = g.class AND c.place IS NOT NULL"
    f" WHERE {UNLISTED.format(user='p')} AND NOT EXISTS"
    " (SELECT 1 FROM members AS m WHERE m.id = p.id AND m.place = c.place)"
)
"""Of those who have no row for that place."""

NOWHERE = (
    "SELECT p.id AS usr, c.id AS contract, g.sheet FROM people AS p"
    " JOIN answers AS g ON g.profile = p.nowhere"
    " JOIN things AS c ON c.class = g.class AND c.place IS NULL"
    f" WHERE {UNLISTED.format(user='p')}"
)
"""Where the contract's place is not known."""

LISTED = (
    "SELECT l.usr, l.contract, g.sheet FROM listed AS l"
    " JOIN answers AS g ON g.profile = l.profile AND g.class = l.class AND g.mask = l.mask"
)

PAIRS = f"{AT} UNION ALL {ELSEWHERE} UNION ALL {NOWHERE} UNION ALL {LISTED}"
"""The query for every user and contract with the sheet of what is allowed of the two."""

LISTING = (
    f'SELECT p.usr AS "user", p.contract, a.name AS action FROM ({PAIRS}) AS p'
    " JOIN sheets AS s USING (sheet) JOIN actions AS a USING (action)"
)
