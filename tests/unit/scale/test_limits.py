"""What is too much, too late or of no type is said in a sentence, before it is tried."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builders import ALLOW, DENY, matrices, row, tool, when
from permmatrix import Policy
from permmatrix.conditions import Before, Equals, IsTrue, Literal
from permmatrix.conditions import Path as FactPath
from permmatrix.requirements import Holds
from permmatrix.scale import pairing, review_tables, source
from permmatrix.scale.duck import DuckEngine
from permmatrix.scale.refusal import ScaleError
from strategies import policy_of

USERS = [{"id": f"u{it}", "project": "p", "levels.docs": ["reader"]} for it in range(4)]


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Give a policy that reads a time, a truth value and an owner."""
    late = Before(FactPath("resource", ("due",)), Literal("2026-07-01"))
    conditions: Any = {
        "late": late,
        "own": Equals(FactPath("resource", ("team",)), FactPath("user", ("team",))),
        "open": IsTrue(FactPath("resource", ("open",))),
    }
    rows = [
        row(it, {"none": DENY, "reader": when(Holds(it)), "editor": ALLOW}) for it in conditions
    ]
    return policy_of(
        matrices(
            *rows,
            tools=[tool("none", "reader", "editor", default="none", scope="resource.project")],
            conditions=conditions,
        )
    )


def reviewed(
    policy: Policy, folder: Path, users: pa.Table, contracts: pa.Table, action: str
) -> list[tuple[Any, ...]]:
    """Review two tables in Parquet."""
    pq.write_table(users, folder / "u.parquet")
    pq.write_table(contracts, folder / "c.parquet")
    with closing(DuckEngine(threads=1)) as engine:
        review = review_tables(
            policy,
            engine,
            users=source(str(folder / "u.parquet")),
            contracts=source(str(folder / "c.parquet")),
            actions=[action],
        )
        return sorted(review.allowed())


def one(**columns: pa.Array) -> pa.Table:
    """Give a table of one contract."""
    return pa.table({"id": pa.array(["c1"]), "project": pa.array(["p"]), **columns})


def test_too_many_pairs(policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that is true of more pairs than can be listed is refused before any is made."""
    users = pa.Table.from_pylist([{**it, "team": "red"} for it in USERS])
    contracts = pa.Table.from_pylist(
        [{"id": f"c{it}", "project": "p", "team": "red"} for it in range(3)]
    )

    monkeypatch.setattr(pairing, "MOST", 12)
    assert len(reviewed(policy, tmp_path, users, contracts, "m.own")) == 12
    monkeypatch.setattr(pairing, "MOST", 11)
    with pytest.raises(ScaleError) as caught:
        reviewed(policy, tmp_path, users, contracts, "m.own")

    assert "`resource.team equals user.team` is true of 12 pairs" in str(caught.value)
    assert "11 are the most; review fewer users or contracts at a time" in str(caught.value)


@pytest.mark.parametrize("type_", [pa.timestamp("us"), pa.timestamp("us", tz="UTC")])
@pytest.mark.parametrize("moment", [253402300800000000, -62135596800000001])
def test_times_beyond_the_years_there_are(
    type_: pa.DataType, moment: int, policy: Policy, tmp_path: Path
) -> None:
    """A time before the year 1 or after 9999 is refused, and whose it is."""
    users = pa.Table.from_pylist(USERS)

    with pytest.raises(ScaleError, match=r"beyond the years 1 to 9999 \(in the row of c1\)"):
        reviewed(policy, tmp_path, users, one(due=pa.array([moment], type_)), "m.late")


def test_columns_of_no_type(policy: Policy, tmp_path: Path) -> None:
    """A column of nothing but null is as one that is not there, and a place is everywhere."""
    users = pa.Table.from_pylist(USERS[:1]).set_column(1, "project", pa.nulls(1))
    nothing = one(open=pa.nulls(1), due=pa.nulls(1))

    assert reviewed(policy, tmp_path, users, nothing, "m.open") == []
    assert reviewed(policy, tmp_path, users, nothing, "m.late") == []
    assert reviewed(policy, tmp_path, users, one(open=pa.array([True])), "m.open") == [
        ("u0", "c1", "m.open")
    ]


def test_columns_of_a_type_that_is_not_read(policy: Policy, tmp_path: Path) -> None:
    """The type is named, and those that are read."""
    users = pa.Table.from_pylist(USERS)

    with pytest.raises(ScaleError) as caught:
        reviewed(policy, tmp_path, users, one(open=pa.array([b"yes"])), "m.open")

    assert "the column `open` of contracts is of the type BLOB; read are texts" in str(caught.value)
