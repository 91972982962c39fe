"""Rows to put into databases, and a policy with one action for each test that can be asked of them.

Each test is asked twice: `m.is_…` allows where it is true, and `m.not_…` where it is known not to
be. What a row is allowed is decided by the policy, row by row, from values in memory.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from builders import holder, matrices, path, row, tool, when
from permmatrix import Policy, User
from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Contains,
    Equals,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Test,
)
from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql import ArrayAt, ColumnAt, RelationAt, SqlMapping
from permmatrix.requirements import Holds, Not
from strategies import policy_of

__all__ = [
    "ARRAYS",
    "COLUMNS",
    "CONTEXT",
    "LISTS",
    "POLICY",
    "ROWS",
    "TESTS",
    "USERS",
    "Row",
    "allowed",
    "facts_of",
    "kinds_of",
    "mapping",
    "relation_rows",
]

Row: TypeAlias = Mapping[str, Any]

TEXTS = (
    "ana",
    "Ana",
    "ana ",
    "ána",
    "",
    "o'brien",
    'say "x"',
    "100%",
    "%s",
    ":p1",
    "\\",
    "日本",
    "7",
)
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
EAST = timezone(timedelta(hours=9, minutes=30))
CODES = (UUID(int=1), UUID(int=2**127 + 5))

COLUMNS: Mapping[str, tuple[Kind, Sequence[Any]]] = {
    "open": (Kind.TRUTH, (True, False)),
    "shared": (Kind.TRUTH, (True, False)),
    "label": (Kind.TEXT, TEXTS),
    "owner": (Kind.TEXT, TEXTS),
    "count": (Kind.INTEGER, (6, 7, 8, -(2**63), 2**63 - 1)),
    "most": (Kind.INTEGER, (6, 7, 8)),
    "rate": (Kind.FLOAT, (0.5, 0.1, 1.0, float("nan"), float("inf"), float("-inf"))),
    "cap": (Kind.FLOAT, (0.5, 1.0, float("nan"), float("inf"))),
    "price": (Kind.DECIMAL, tuple(map(Decimal, ("0.10", "10.00", "99999999999999.99")))),
    "due": (Kind.DATE, (date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1), date(999, 1, 2))),
    "start": (Kind.DATE, (date(2026, 6, 30), date(2026, 7, 1))),
    "made": (Kind.TIME, tuple(NOON.replace(tzinfo=None, microsecond=it) for it in (0, 1, 999_999))),
    "seen": (
        Kind.TIME_WITH_OFFSET,
        (NOON, NOON.astimezone(EAST), NOON + timedelta(microseconds=1), NOON - timedelta(hours=9)),
    ),
    "code": (Kind.UUID, CODES),
    "old_code": (Kind.UUID, CODES),
}
LISTS: Mapping[str, tuple[Kind, Sequence[Any]]] = {
    "members": (Kind.TEXT, TEXTS),
    "contacts": (Kind.TEXT, TEXTS),
    "sizes": (Kind.INTEGER, (6, 7, 8)),
}
ARRAYS: Mapping[str, tuple[Kind, Sequence[Any]]] = {
    "tags": (Kind.TEXT, TEXTS),
    "marks": (Kind.TEXT, TEXTS),
    "ranks": (Kind.INTEGER, (6, 7, 8)),
}


def _row(number: int, chance: random.Random) -> Row:
    found: dict[str, Any] = {"id": f"R-{number}"}
    for name, (_kind, values) in COLUMNS.items():
        found[name] = chance.choice([*values, None])
    for name, (_kind, values) in LISTS.items():
        members = [chance.choice([*values, None]) for _ in range(chance.choice([0, 1, 2, 5]))]
        found[name] = members + members[:1]  # some stand twice
    for name, (_kind, values) in ARRAYS.items():
        few = [chance.choice([*values, None]) for _ in range(chance.choice([0, 1, 2, 5]))]
        found[name] = chance.choice([few, few, few, None])
    return found


ROWS = [_row(number, random.Random(number)) for number in range(160)]  # noqa: S311  repeatable
ROWS.append({"id": "R-empty", **dict.fromkeys([*COLUMNS, *ARRAYS]), **{it: [] for it in LISTS}})

CONTEXT = {"today": date(2026, 6, 30), "now": NOON, "clock": NOON.replace(tzinfo=None)}
USERS = [
    holder(
        "admin", groups=["ana", "o'brien", "%s", None], number=7, code=CODES[0], fee=Decimal(10)
    ),
    User("o'brien", levels={"docs": ["admin"]}, groups=[], number=8, code=CODES[1], fee=0.1),
    User("ana ", levels={"docs": ["admin"]}, groups=list(TEXTS), number=6, code=CODES[0], fee=10),
    User("日本", levels={"docs": ["admin"]}, groups=["x"], number=7.5, code=CODES[0], fee=1),
    User("half \ud800", levels={"docs": ["admin"]}, groups=["\ud800", "7"], number=7, fee=2),
    User("nul \0", levels={"docs": ["admin"]}, groups=["\0"], number=7, fee=Decimal("1E+1")),
]


def _of(name: str) -> Any:
    return path(f"resource.{name}")


USER = {name: path(f"user.{name}") for name in ("id", "groups", "number", "code", "fee")}
NOW = {name: path(f"context.{name}") for name in CONTEXT}
TESTS: Mapping[str, Test] = {
    "open": IsTrue(_of("open")),
    "open_equals": Equals(_of("open"), Literal(value=True)),
    "open_or_not": OneOf(_of("open"), (Literal(value=False), Literal("ana"))),
    "open_as_shared": Equals(_of("open"), _of("shared")),
    "label": Equals(_of("label"), USER["id"]),
    "label_as_owner": Equals(_of("label"), _of("owner")),
    "label_one_of": OneOf(_of("label"), (Literal("ana"), Literal("o'brien"), Literal(7))),
    "label_among": Contains(USER["groups"], _of("label")),
    "count": Equals(_of("count"), USER["number"]),
    "count_as_most": Equals(_of("count"), _of("most")),
    "count_before": Before(_of("count"), USER["number"]),
    "count_until": AtOrBefore(USER["number"], _of("count")),
    "most_before_count": Before(_of("most"), _of("count")),
    "count_one_of": OneOf(_of("count"), (Literal(7), Literal(8.0), Literal("7"))),
    "rate": Equals(_of("rate"), Literal(0.5)),
    "rate_before": Before(_of("rate"), Literal(1)),
    "rate_until_cap": AtOrBefore(_of("rate"), _of("cap")),
    "rate_as_cap": Equals(_of("rate"), _of("cap")),
    "price": Equals(_of("price"), USER["fee"]),
    "price_before": Before(_of("price"), Literal(50)),
    "due": Equals(_of("due"), NOW["today"]),
    "due_before": Before(_of("due"), NOW["today"]),
    "due_until_start": AtOrBefore(_of("due"), _of("start")),
    "due_as_start": Equals(_of("due"), _of("start")),
    "made": Equals(_of("made"), NOW["clock"]),
    "made_until": AtOrBefore(_of("made"), NOW["clock"]),
    "seen": Equals(_of("seen"), NOW["now"]),
    "seen_before": Before(_of("seen"), NOW["now"]),
    "code": Equals(_of("code"), USER["code"]),
    "code_as_old": Equals(_of("code"), _of("old_code")),
    "member": Contains(_of("members"), USER["id"]),
    "label_member": Contains(_of("members"), _of("label")),
    "members_of_groups": Overlaps(_of("members"), USER["groups"]),
    "members_of_contacts": Overlaps(_of("members"), _of("contacts")),
    "size": Contains(_of("sizes"), USER["number"]),
    "size_of_most": Contains(_of("sizes"), _of("most")),
    "tag": Contains(_of("tags"), USER["id"]),
    "label_tag": Contains(_of("tags"), _of("label")),
    "tags_of_groups": Overlaps(_of("tags"), USER["groups"]),
    "tags_as_marks": Overlaps(_of("tags"), _of("marks")),
    "members_as_tags": Overlaps(_of("members"), _of("tags")),
    "rank": Contains(_of("ranks"), USER["number"]),
}


def _policy() -> Policy:
    cells = {name: Holds(name) for name in TESTS}
    rows = [row(f"is_{name}", {"admin": when(it)}) for name, it in cells.items()]
    rows += [row(f"not_{name}", {"admin": when(Not(it))}) for name, it in cells.items()]
    return policy_of(matrices(*rows, tools=[tool("admin")], conditions=TESTS))


POLICY = _policy()


def allowed(user: User, action: str, rows: Iterable[Row] = ROWS) -> set[str]:
    """Give the ids of the rows that the policy allows, each decided by itself."""
    return {it["id"] for it in rows if POLICY.can(user, action, it, CONTEXT)}


def facts_of(test: str) -> set[str]:
    """Give the facts of a row that a test reads."""
    return set(POLICY.filter(USERS[0], f"m.is_{test}", context=CONTEXT).paths)


def kinds_of(test: str) -> set[Kind]:
    """Give the kinds of what a test reads of a row."""
    whole = {**COLUMNS, **LISTS, **ARRAYS}
    return {whole[it.removeprefix("resource.")][0] for it in facts_of(test)}


def mapping(names: Iterable[str], *, table: str = "things") -> SqlMapping:
    """Map facts to columns of their own name, arrays, or tables `things_<fact>`."""
    facts: dict[str, ColumnAt | ArrayAt | RelationAt | None] = {}
    for name in (it.removeprefix("resource.") for it in names):
        if name in COLUMNS:
            facts[f"resource.{name}"] = ColumnAt(name, COLUMNS[name][0])
        elif name in ARRAYS:
            facts[f"resource.{name}"] = ArrayAt(name, ARRAYS[name][0])
        else:
            kind = LISTS[name][0]
            facts[f"resource.{name}"] = RelationAt(f"{table}_{name}", "thing", "member", kind)
    return SqlMapping(table, facts)


def relation_rows(name: str, rows: Iterable[Row] = ROWS) -> list[tuple[str, Any]]:
    """Give the rows of the table of a list."""
    return [(it["id"], member) for it in rows for member in it[name]]
