"""The peers, those of them that are installed."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import contenders, facts, processes, speed, table, workload
from benchmarks.contender import Contender
from benchmarks.contenders import PEERS, Peer, hand
from benchmarks.speed import Told
from benchmarks.timing import Pace

EFFORT = speed.Effort(requests=200, pace=Pace(1, most=50, seconds=0.001), checking=60)
each_peer = pytest.mark.parametrize("peer", PEERS, ids=[peer.package for peer in PEERS])


def adapter(peer: Peer) -> list[Contender]:
    """Give a peer's contenders, or skip the test where it is not installed."""
    try:
        module = import_module(f"benchmarks.contenders.{peer.module}")
    except ImportError as error:
        pytest.skip(f"{peer.package} is not installed: {error}")
    return list(module.CONTENDERS)


@each_peer
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.filterwarnings("ignore")  # what a peer warns of is not ours to mend
def test_a_peer_agrees_before_and_after_the_change(peer: Peer, times: int) -> None:
    """Each way of asking a peer gives the right answer, and remembers none."""
    chosen = [hand.BASELINE, *adapter(peer)]
    for it in speed.measure(chosen, hand.BASELINE, times, EFFORT):
        assert it.before == it.after == Told(200, 200), it.contender


@each_peer
def test_a_peer_starts_in_a_process_of_its_own(peer: Peer, tmp_path: Path) -> None:
    """One of a peer's contenders has a program that decides once, with copies and without."""
    starts = [it.start for it in adapter(peer) if it.start is not None]
    assert len(starts) == 1
    for times in (1, 2):
        processes.run(starts[0](tmp_path, times))


def test_a_missing_peer_is_listed_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that cannot be imported is left out by name, never silently."""
    monkeypatch.setitem(sys.modules, "benchmarks.contenders.rules_", None)
    here, missing = contenders.all_here()
    assert "rules" in {it.package for it in missing}
    assert "rules" not in {it.name for it in here}
    assert all("not installed" in it.why for it in missing)


def test_expressions_say_what_the_table_says() -> None:
    """A row written as an expression, evaluated over what its reader reads, is the row."""
    world = workload.world(list(table.ROWS), seed=5, count=1000)
    said = {
        "contact": "user in contacts",
        "listed": "user in members",
        "private": "private",
        "public": "not private",
        "in_period": "in_period",
        **{name: f"{name!r} in granular" for name in table.GRANULAR},
    }
    for user, action, contract, context in world.requests:
        row = table.ROWS[action]
        text = facts.expression(row, "level == {!r}".format, said)
        python = text.replace("&&", "and").replace("||", "or")
        given = facts.reader(row)(user, contract, context)
        answer = eval(python, {}, given)  # noqa: S307  the text is our own
        assert answer is table.allows(row, user, contract, context), action
