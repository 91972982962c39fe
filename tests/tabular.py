"""Worlds as tables of users and contracts, and the same as objects that a policy is asked about."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from permmatrix import Policy
from permmatrix.model import MatrixSet, Tool
from strategies import pick

__all__ = [
    "KEYS",
    "Tables",
    "allowed_by_hand",
    "counted",
    "random_tables",
    "tables_for",
    "write_csv",
    "write_parquet",
]

KEYS = ("user", "contract", "action")
IDS = ("ana", "ben", 'o\'neil "q"', "zoë\u2028", "", " ana", "ANA", "1")
PLACES = ("p1", "p2", "p'3")
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)

TYPES: Mapping[str, Sequence[tuple[pa.DataType, Sequence[Any]]]] = {
    "active": [(pa.bool_(), (True, False)), (pa.string(), ("true", "false"))],
    "teams": [(pa.list_(pa.string()), ([], ["red"], ["blue", "red", "red"], ["green", None]))],
    "private": [(pa.bool_(), (True, False)), (pa.int64(), (0, 1))],
    "kind": [(pa.string(), ("order", "deed", "other", ""))],
    "owner": [(pa.string(), IDS)],
    "closed": [(pa.bool_(), (True, False))],
    "count": [
        (pa.int64(), (0, 1, 3, 4)),
        (pa.float64(), (0.5, 1.0, 3.0, float("nan"), float("inf"))),
        (pa.string(), ("1", "3")),
        (pa.bool_(), (True, False)),
    ],
    "contacts": [(pa.list_(pa.string()), ([], *([it, "ben"] for it in IDS), [None, "ana", "ana"]))],
    "tags": [(pa.list_(pa.string()), ([], ["red"], ["blue", None]))],
    "site.open": [(pa.bool_(), (True, False))],
    "due": [
        (pa.date32(), (date(2026, 6, 30), date(2026, 7, 2))),
        (pa.string(), ("2026-06-30", "2026-07-01T12:00:00Z", "soon")),
        (pa.timestamp("us"), (NOON.replace(tzinfo=None), datetime(2026, 6, 1))),  # noqa: DTZ001
        (pa.timestamp("us", tz="UTC"), (NOON, NOON.replace(year=2025))),
        (pa.int64(), (4, 6)),
    ],
}
TYPES_OF_LISTS = pa.list_(pa.string())
USER_FACTS = ("active", "teams")
CONTRACT_FACTS = tuple(it for it in [*TYPES, "teams"] if it not in USER_FACTS[:1])


class Tables(NamedTuple):
    """Rows by column, the types of columns, and the circumstances."""

    users: Sequence[Mapping[str, Any]]
    contracts: Sequence[Mapping[str, Any]]
    user_types: Mapping[str, pa.DataType]
    contract_types: Mapping[str, pa.DataType]
    context: Mapping[str, Any]
    platform: str | None


def _value(draw: st.DrawFn, values: Sequence[Any]) -> Any:
    return None if pick(draw, [False] * 5 + [True]) else pick(draw, values)


@st.composite
def tables_for(draw: st.DrawFn, matrices: MatrixSet) -> Tables:
    """Make tables to fit a policy, as Hypothesis draws."""
    return random_tables(draw, matrices)


def random_tables(draw: st.DrawFn, matrices: MatrixSet) -> Tables:
    """Make tables to fit a policy: nulls, repeated rows, strangers on lists, columns left out."""
    types = {name: pick(draw, choices) for name, choices in TYPES.items()}
    left_out = {it for it in [*TYPES, *_held_columns(matrices)] if pick(draw, [False] * 9 + [True])}
    users = [
        row for id_ in IDS[: pick(draw, [4, 5, 6])] for row in _user(draw, id_, matrices, types)
    ]
    contracts = []
    for number in range(pick(draw, [4, 5, 6, 7])):
        facts = {name: _value(draw, types[name][1]) for name in CONTRACT_FACTS}
        contracts.append(
            {"id": f"c{number}", "project": pick(draw, [*PLACES, "p9", None]), **facts}
        )
    keys = {"id": pa.string(), "project": pa.string()}
    held = dict.fromkeys(_held_columns(matrices), TYPES_OF_LISTS)
    user_types = {**keys, **{it: types[it][0] for it in USER_FACTS}, **held}
    contract_types = {**keys, **{it: types[it][0] for it in CONTRACT_FACTS}}
    return Tables(
        users + users[:1],
        contracts[:1] + contracts,
        {name: it for name, it in user_types.items() if name not in left_out},
        {name: it for name, it in contract_types.items() if name not in left_out},
        {
            "flag": pick(draw, [True, False, None]),
            "now": pick(draw, ["2026-07-01", "2026-07-01T12:00:00Z", 5, date(2026, 7, 1), None]),
        },
        pick(draw, [None, None, *matrices.platforms]),
    )


def _held_columns(matrices: MatrixSet) -> list[str]:
    return [f"{kind}.{tool}" for tool in matrices.tools for kind in ("levels", "granular")]


def _user(
    draw: st.DrawFn, id_: str, matrices: MatrixSet, types: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Make the rows of a user: one for everywhere, or one for each of some places."""
    facts = {name: _value(draw, types[name][1]) for name in USER_FACTS}
    plain = {it: _held(draw, it, matrices) for it in _held_columns(matrices)}
    places = pick(draw, [[None], PLACES[:1], PLACES[:2], PLACES[1:]])
    return [
        {
            "id": id_,
            "project": place,
            **facts,
            **{it: _in_place(draw, it, matrices, plain) for it in plain},
        }
        for place in places
    ]


def _in_place(
    draw: st.DrawFn, column: str, matrices: MatrixSet, plain: Mapping[str, Any]
) -> list[str] | None:
    scoped = matrices.tools[column.partition(".")[2]].scope is not None
    return _held(draw, column, matrices) if scoped else plain[column]


def _held(draw: st.DrawFn, column: str, matrices: MatrixSet) -> list[str] | None:
    kind, _, tool = column.partition(".")
    names = [level.id for level in matrices.tools[tool].levels if level.handed_out]
    if kind == "granular":
        names = [name for held_on, name in matrices.granular if held_on == tool]
    if pick(draw, [False] * 7 + [True]):
        return None
    return [name for name in names if pick(draw, [False, True])]


def objects(tables: Tables, tools: Mapping[str, Tool]) -> tuple[list[Any], list[Any]]:
    """Give the users and contracts as a host would hold them."""
    users: dict[str, dict[str, Any]] = {}
    for row in tables.users:
        known = {name: row[name] if name in tables.user_types else None for name in row}
        user = users.setdefault(row["id"], {"id": row["id"], "levels": {}, "granular": {}})
        user.update({name: known[name] for name in USER_FACTS if name in known})
        for id_, tool in tools.items():
            for kind in ("levels", "granular"):
                value = known[f"{kind}.{id_}"]
                there = f"{kind}.{id_}" in tables.user_types
                if row["project"] is None or tool.scope is None or not there:
                    user[kind][id_] = value
                else:
                    user[kind].setdefault(id_, {})[row["project"]] = value
    contracts = {}
    for row in tables.contracts:
        known = {name: row[name] if name in tables.contract_types else None for name in row}
        contracts[row["id"]] = {**known, "site": {"open": known.get("site.open")}}
    return list(users.values()), list(contracts.values())


def tools_of(policy: Policy) -> Mapping[str, Tool]:
    """Give the tools of a policy."""
    return MatrixSet(tuple(policy.matrices.values())).tools


def allowed_by_hand(policy: Policy, tables: Tables) -> set[tuple[str, str, str]]:
    """Give all that is allowed, asked one by one."""
    users, contracts = objects(tables, tools_of(policy))
    return {
        (user["id"], contract["id"], action)
        for user in users
        for contract in contracts
        for action in policy.actions
        if policy.can(user, action, contract, tables.context, tables.platform)
    }


def counted(
    allowed: Iterable[tuple[str, str, str]], keys: Collection[str]
) -> dict[tuple[str, ...], int]:
    """Count by some keys."""
    places = [place for place, key in enumerate(KEYS) if key in keys]
    return dict(Counter(tuple(it[place] for place in places) for it in allowed))


def write_parquet(
    path: Path, rows: Sequence[Mapping[str, Any]], types: Mapping[str, pa.DataType]
) -> str:
    """Write rows with the columns that have a type."""
    columns = {name: pa.array([row[name] for row in rows], of) for name, of in types.items()}
    pq.write_table(pa.table(columns), path)
    return str(path)


def write_csv(
    path: Path, rows: Sequence[Mapping[str, Any]], types: Mapping[str, pa.DataType]
) -> str:
    """Write rows as CSV: lists as JSON, nothing for null, and an empty text in quotes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(types)
        for row in rows:
            file.write(",".join(_cell(row[name]) for name in types) + "\n")
    return str(path)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
    return '"' + text.replace('"', '""') + '"'
