"""Who has no row for a contract's place has the default level there, and is counted once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from builders import ALLOW, DENY, matrices, row, tool, when
from permmatrix.conditions import Contains
from permmatrix.conditions import Path as FactPath
from permmatrix.requirements import Holds
from permmatrix.scale import review_tables, source
from permmatrix.scale.duck import DuckEngine
from strategies import policy_of
from tabular import KEYS, counted, write_parquet

LISTS = pa.list_(pa.string())
USERS: list[dict[str, Any]] = [
    {"id": "ana", "project": "p1", "levels.docs": ["editor"]},
    {"id": "ana", "project": "p2", "levels.docs": []},
    {"id": "ben", "project": "p1", "levels.docs": ["none"]},
    {"id": "chi", "project": None, "levels.docs": ["editor"]},
    {"id": "dov", "project": "p9", "levels.docs": None},
]
CONTRACTS: list[dict[str, Any]] = [
    {"id": "k1", "project": "p1", "members": ["ben", "dov"]},
    {"id": "k2", "project": "p2", "members": ["ana"]},
    {"id": "k3", "project": None, "members": ["ana", "chi"]},
    {"id": "k4", "project": "p9", "members": None},
]


def test_default_levels_elsewhere(tmp_path: Path) -> None:
    """The list and every count agree with asking one by one, in places and out of them."""
    member = Contains(FactPath("resource", ("members",)), FactPath("user", ("id",)))
    listed = when(Holds("member"))
    policy = policy_of(
        matrices(
            row("read", {"none": DENY, "reader": ALLOW, "editor": ALLOW}),
            row("share", {"none": DENY, **dict.fromkeys(("reader", "editor"), listed)}),
            row("edit", {"none": DENY, "reader": DENY, "editor": ALLOW}),
            tools=[tool("none", "reader", "editor", default="reader", scope="resource.project")],
            conditions={"member": member},
        )
    )
    users = {
        "ana": {"p1": ["editor"], "p2": []},
        "ben": {"p1": ["none"]},
        "chi": ["editor"],
        "dov": {"p9": None},
    }
    expected = {
        (id_, contract["id"], action)
        for id_, levels in users.items()
        for contract in CONTRACTS
        for action in policy.actions
        if policy.can({"id": id_, "levels": {"docs": levels}}, action, contract)
    }
    types = {"id": pa.string(), "project": pa.string()}
    ours = write_parquet(tmp_path / "users.parquet", USERS, {**types, "levels.docs": LISTS})
    theirs = write_parquet(tmp_path / "things.parquet", CONTRACTS, {**types, "members": LISTS})

    with closing(DuckEngine()) as engine:
        review = review_tables(policy, engine, users=source(ours), contracts=source(theirs))

        assert sorted(review.allowed()) == sorted(expected)
        for keys in [(), *((key,) for key in KEYS), ("user", "action"), ("user", "contract")]:
            assert {it[:-1]: it[-1] for it in review.counts(keys)} == counted(expected, keys)
    assert ("ben", "k2", "m.read") in expected
    assert ("ben", "k1", "m.read") not in expected
