"""
One hostile corpus for whatever answers with a list: users, resources and contexts to ask about.

Everything is plain dicts in memory, and whoever decides row by row reads these and never a
database. A resource is asked about as databases can hold it: as rows of other tables, where a list
is there whether it has members or not, or as arrays, which may be null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any, TypeAlias, final
from uuid import UUID

from attrs import frozen

from permmatrix.queries.kinds import Kind

__all__ = [
    "COLUMNS",
    "CONTEXTS",
    "IDS",
    "LISTS",
    "NOT_NULL",
    "RESOURCES",
    "USERS",
    "Asking",
    "Row",
    "as_arrays",
    "as_relations",
    "askings",
]

Row: TypeAlias = Mapping[str, Any]

LONG = "x" * 10_000
IDS = (
    *("ana", "ANA", "ana ", " ana", "an", "o'brien", 'say "x"', "back\\slash", "\\'", "a\nb\tc"),
    *("%", "_na", "an%", "*", "?", "%s", "%(p1)s", "$1", ":p1", "@p1", "{0}", "';--", "/* */"),
    *("'; DROP TABLE contracts; --", "😀", "👩\u200d👧", "שלום", "\u202eabc", "é", "e\u0301", "É"),
    *(
        "ß",
        "ss",
        "\u0131",
        "i",
        "\u0130",
        "\ufb01",
        "fi",
        "007",
        "7",
        "7.0",
        "",
        "NULL",
        "null",
        "true",
        LONG,
    ),
    *("6f9619ff-8b86-d011-b42d-00cf4fc964ff", "2026-06-30"),
)
"""Texts that look alike, or like something else, or that a query pasted together would run."""

KEYS = tuple(UUID(int=number) for number in (0, 1, 2**64, 2**128 - 1))
KEY_LIKE = UUID(IDS[-2])
PROJECTS = ("p1", "P1", "p1 ", "p'2", "é", "e\u0301", "7", "", LONG)
SITES = (0, 1, -1, 7, 2**53, 2**53 + 1, 2**63 - 1)
LARGE = [*(f"member {number}" for number in range(4_998)), None, "ana"]
TEAMS = ("red", "Red", "blue", "o'brien", "😀")

EAST = timezone(timedelta(hours=13, minutes=45))
DATES = (date(2026, 6, 30), date(2026, 7, 1), date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29))
TIMES = (
    datetime(2026, 6, 30),  # noqa: DTZ001  these are the times without an offset
    datetime(2026, 6, 30, 23, 59, 59, 999_999),  # noqa: DTZ001  as above
    datetime(2026, 7, 1, 12),  # noqa: DTZ001  as above
    datetime(2026, 7, 1, 12, 0, 0, 1),  # noqa: DTZ001  as above
    datetime(1999, 12, 31, 23, 59, 59),  # noqa: DTZ001  as above
)
MOMENTS = (
    datetime(2026, 7, 1, 12, tzinfo=UTC),
    datetime(2026, 7, 2, 1, 45, tzinfo=EAST),
    datetime(2026, 7, 1, 12, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 7, 1, 12, tzinfo=EAST),
    datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
)

COLUMNS: Mapping[str, tuple[Kind, Sequence[Any]]] = {
    "id": (Kind.TEXT, IDS),
    "project": (Kind.TEXT, (*PROJECTS, *PROJECTS[:4], "nowhere")),
    "site": (Kind.INTEGER, SITES),
    "vault": (Kind.UUID, KEYS),
    "private": (Kind.TRUTH, (True, False)),
    "locked": (Kind.TRUTH, (True, False)),
    "owner": (Kind.TEXT, IDS),
    "reviewer": (Kind.TEXT, IDS[:3]),
    "kind": (Kind.TEXT, ("order", "Order", "order ", "deed", "o'brien", "😀", "red", "1", "é")),
    "amount": (Kind.INTEGER, (0, 1, 2, 3, 4, -1, 2**53 + 1, 2**63 - 1, -(2**63))),
    "most": (Kind.INTEGER, (1, 3, 2**53, 2**53 + 1)),
    "weight": (Kind.FLOAT, (0.0, -0.0, 0.1, 1.5, 2.5, 1e300, float("inf"), float("nan"))),
    "price": (Kind.DECIMAL, (Decimal("0.1"), Decimal("1.50"), Decimal(2), Decimal("-0.0001"))),
    "due": (Kind.DATE, DATES),
    "started": (Kind.DATE, DATES),
    "opened": (Kind.TIME, TIMES),
    "seen": (Kind.TIME_WITH_OFFSET, MOMENTS),
    "key": (Kind.UUID, (*KEYS, KEY_LIKE)),
    "parent": (Kind.UUID, KEYS),
}
"""The single facts of a resource: what a database has them as, and the values that there are."""

NOT_NULL = frozenset({"id", "locked"})

LISTS: Mapping[str, tuple[Kind, Sequence[Any]]] = {
    "members": (Kind.TEXT, IDS),
    "contacts": (Kind.TEXT, (*IDS[:8], *TEAMS)),
    "numbers": (Kind.INTEGER, (*SITES, 2, 3)),
    "keys": (Kind.UUID, (*KEYS, KEY_LIKE)),
}
"""The lists of a resource, likewise."""


def _list(chance: Random, values: Sequence[Any]) -> list[Any] | None:
    """Make a list: null, empty, of nulls, with one member again and again, or of several."""
    match chance.randrange(8):
        case 0:
            return None
        case 1:
            return []
        case 2:
            return [None, None]
        case 3:
            return [chance.choice(values)] * 3
        case kind:
            some = [chance.choice(values) for _ in range(kind)]
            return [*some, None, some[0]] if kind > 5 else some


def _resource(chance: Random) -> dict[str, Any]:
    single = {
        name: None if name not in NOT_NULL and chance.random() < 0.15 else chance.choice(values)
        for name, (_, values) in COLUMNS.items()
    }
    return single | {name: _list(chance, values) for name, (_, values) in LISTS.items()}


def _resources() -> Iterator[Row]:
    chance = Random(2026)  # noqa: S311  the corpus is the same whenever it is made
    nothing: dict[str, Any] = dict.fromkeys([*COLUMNS, *LISTS]) | {"id": "nothing", "locked": False}
    known = _resource(chance) | {"project": "p1", "id": "large", "members": LARGE}
    yield from (nothing, known, nothing | {"id": "empty", **{name: [] for name in LISTS}})
    for number in range(60):
        found = _resource(chance)
        match number % 5:
            case 0:  # the owner is who is asked about most
                yield found | {"project": "p1", "owner": "ana", "members": ["ana", None, "ana"]}
            case 1:
                yield found | {"project": "p1"}
            case 2:
                yield found | {"owner": found["reviewer"], "most": found["amount"]}
            case 3:
                yield found | {"parent": found["key"], "contacts": found["members"]}
            case _:
                yield found


RESOURCES: Sequence[Row] = tuple(_resources())

LEVELS: Sequence[Any] = (
    {"docs": "reader", "sites": "reader", "vaults": "reader"},
    {"docs": {"p1": "reader", "p'2": "editor", "é": ["reader", "editor"], "7": None}},
    {"docs": {"p1": ["reader", "editor"], "P1": "editor", "p1 ": "admin", LONG: "reader", "": []}},
    {
        "docs": {7: "reader", "7": "editor", "e\u0301": "reader"},
        "sites": {1: "reader", "7": "reader"},
    },
    {"docs": ["reader"], "sites": {7: "reader", 2**53: "reader"}, "vaults": {KEYS[1]: "reader"}},
    {"docs": {"p1": "reader", "nowhere": None}, "sites": {2**53 + 1: ["reader"], 2**70: "reader"}},
    {"docs": "reader", "vaults": {KEYS[0]: "reader", str(KEYS[1]): "reader"}, "sites": "reader"},
    {"docs": {"p1": "reader"} | {f"project {number}": "reader" for number in range(600)}},
)
ODD_LEVELS: Sequence[Any] = (
    None,
    {},
    {"docs": None},
    {"docs": {}},
    {"docs": 7},
    "reader",
    ["docs"],
)

GRANULAR: Sequence[Any] = (
    {"docs": ["see"]},
    {"docs": {"p1": ["see", "edit"], "p'2": None, "é": "see"}, "sites": {7: ["enter"]}},
    {"docs": ("edit",), "sites": ["enter"]},
    {},
)
ODD_GRANULAR: Sequence[Any] = (None, {"docs": None}, {"docs": "see"}, {"docs": ["see", None, 7]})

USER_FACTS: Mapping[str, Sequence[Any]] = {
    "active": (True, False, True, None),
    "teams": (
        ["red", "order"],
        ["blue", None, "😀"],
        {"ana", "o'brien"},
        [],
        None,
        [1, "1", KEYS[0]],
    ),
    "number": (7, 1, 7.0, Decimal(3), 2**53 + 1, 2**70, 1.5),
    "numbers": ([7, 7, 7.0], [2**53 + 1, 1.5], [True, "7"], [2, 3, 1], None),
    "key": (*KEYS[:3], None, str(KEYS[1])),
    "keys": ([KEYS[0], KEYS[1]], [KEY_LIKE], [str(KEY_LIKE)], []),
    "clearance": (2, 2.5, Decimal("1.5"), 0.1, Decimal("0.1"), -1, 2**53, True),
    "hired": (*DATES[:3], "2026-06-30", None),
    "arrived": (*TIMES[:3], "2026-07-01T12:00:00"),
}
ODD_FACTS: Mapping[str, Sequence[Any]] = {
    "active": (1, "true", 0),
    "teams": ("red", {"red": True}, 7),
    "number": (float("nan"), float("inf"), "7", True),
    "numbers": (7, "7"),
    "key": (7, "no key"),
    "keys": (KEYS[0],),
    "clearance": (float("nan"), float("-inf"), 10**400, "2", Decimal("NaN")),
    "hired": ("soon", 20260630, MOMENTS[0]),
    "arrived": (DATES[0], "then"),
}


def _users() -> Iterator[Row]:
    chance = Random(7)  # noqa: S311  as above
    for place, id_ in enumerate([*IDS, None, 7, KEY_LIKE, "ana", "ana", "ana", "ana"]):
        odd = place % 6 == 5
        facts = {name: chance.choice(values) for name, values in USER_FACTS.items()}
        if not place:  # who asks the most has plain facts
            facts = {name: values[0] for name, values in USER_FACTS.items()}
        if odd:
            facts |= {name: chance.choice(values) for name, values in ODD_FACTS.items()}
        yield {
            "id": id_,
            "levels": ODD_LEVELS[place // 6 % len(ODD_LEVELS)]
            if place % 12 == 11
            else _levels(place),
            "granular": chance.choice(ODD_GRANULAR if odd else GRANULAR),
            **facts,
        }


def _levels(place: int) -> Any:
    return LEVELS[place % len(LEVELS)]


USERS: Sequence[Row] = tuple(_users())

CONTEXTS: Sequence[Row | None] = (
    {
        "flag": True,
        "open": True,
        "today": DATES[0],
        "hour": TIMES[2],
        "moment": MOMENTS[0],
        "kinds": ["order", "ana", "é"],
        "limit": 2,
        "holder": "ana",
        "numbers": [1, 7],
    },
    {
        "flag": False,
        "open": False,
        "today": "2026-07-01",
        "hour": "2026-07-01T12:00:00",
        "moment": "2026-07-01T12:00:00Z",
        "kinds": ("Order", None, "😀"),
        "limit": 2.5,
        "holder": "o'brien",
        "numbers": [2**53 + 1],
    },
    {
        "flag": 1,
        "open": "yes",
        "today": MOMENTS[1],
        "hour": DATES[0],
        "moment": TIMES[0],
        "kinds": "order",
        "limit": True,
        "holder": None,
        "numbers": None,
    },
    {},
    None,
)
"""Known, known otherwise, of the wrong kinds, and twice not known."""


@final
@frozen(eq=False)
class Asking:
    """Who asks in which context."""

    user: Row
    context: Row | None


def askings() -> list[Asking]:
    """Pair the users with contexts, the good ones the more often; the first user has each."""
    found = [Asking(USERS[0], context) for context in CONTEXTS]
    often = (*CONTEXTS[:2], CONTEXTS[0], *CONTEXTS)
    return [
        *found,
        *(Asking(user, often[place % len(often)]) for place, user in enumerate(USERS) if place),
    ]


def as_arrays(resource: Row) -> Row:
    """Give a resource as a database has it whose lists are arrays: just as it is."""
    return resource


def as_relations(resource: Row) -> Row:
    """Give a resource as a database has it whose lists are tables: no list is null."""
    return {**resource, **{name: resource[name] or [] for name in LISTS}}
