"""The workload, its oracle, and the change in place."""

from __future__ import annotations

import pytest

from benchmarks import oracle, table, workload
from benchmarks.change import change_in_place
from benchmarks.contenders.ours import policy
from permmatrix.reference import decide
from permmatrix.reference_facts import Question

ACTIONS = list(table.ROWS)


def test_the_table_has_the_shipped_rows() -> None:
    """The table written by hand has the actions of the shipped matrices, and no other."""
    assert set(table.ROWS) == set(oracle.shipped().actions)


def test_the_table_and_the_reference_agree() -> None:
    """Every row answers as the reference does, for everybody in the workload."""
    world = workload.world(ACTIONS, seed=7, count=1)
    pairs = zip(world.about, world.contracts, strict=True)
    requests: workload.Requests = [
        (person, action, contract, context)
        for person, contract in list(pairs)[:60]
        for action in ACTIONS
        for context in world.contexts
    ]
    assert len(set(oracle.answers(requests))) == 2


def test_a_table_that_differs_stops_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the reference and the table disagree there is no oracle, and no figure."""
    blank = dict.fromkeys(ACTIONS, table.Row("commitments"))
    monkeypatch.setattr(table, "ROWS", blank)
    world = workload.world(ACTIONS, seed=7, count=200)
    with pytest.raises(RuntimeError, match="the reference says True, the table False"):
        oracle.answers(world.requests)


def test_the_stream_is_the_same_for_the_same_seed() -> None:
    """Two worlds of one seed have the same answers and actions; another seed has others."""
    one, same, other = (workload.world(ACTIONS, seed=seed, count=300) for seed in (1, 1, 2))
    assert [it[1] for it in one.requests] == [it[1] for it in same.requests]
    assert oracle.answers(one.requests) == oracle.answers(same.requests)
    assert [it[1] for it in one.requests] != [it[1] for it in other.requests]


def test_conditions_hold_about_as_often_as_not() -> None:
    """Each fact is true of a third to two thirds of the requests."""
    world = workload.world(ACTIONS, seed=3, count=3000)
    for fact, holds in table.FACTS.items():
        true = sum(holds(user, contract, now) for user, _, contract, now in world.requests)
        assert 1000 < true < 2000, fact


def test_copies_are_asked_the_same() -> None:
    """A stream over copies asks each question of one copy or another, and changes no answer."""
    world = workload.world(ACTIONS, seed=3, count=500)
    spread = workload.spread(world.requests, 10, seed=1)
    copied = table.copied(table.ROWS, 10)
    assert len({action for _, action, *_ in spread}) > 300
    answers = [table.allows(copied[action], *rest) for rest, action in map(_apart, spread)]
    assert answers == oracle.answers(world.requests)
    assert set(policy(10).actions) == set(copied)


def _apart(request: workload.Request) -> tuple[tuple[object, object, object], str]:
    user, action, *rest = request
    return (user, *rest), action


def test_mappings_share_nothing_with_the_objects() -> None:
    """A mapping's containers are its own, so that changing an object in place leaves it alone."""
    world = workload.world(ACTIONS, seed=3, count=50)
    for (user, _, contract, _), (one, _, other, _) in zip(
        world.requests, world.mapped, strict=True
    ):
        assert one["levels"] == user.levels
        assert one["levels"] is not user.levels
        assert other["private_members"] == contract.private_members
        assert other["private_members"] is not contract.private_members


def test_the_change_is_in_place_and_turns_answers() -> None:
    """The containers stay the same objects, and at least a third of the answers turn."""
    world = workload.world(ACTIONS, seed=3, count=1000)
    before = oracle.answers(world.requests)
    user, _, contract, _ = world.requests[0]
    mapped, _, resource, _ = world.mapped[0]
    held = [user.levels, contract.private_members, mapped["levels"], resource["private_members"]]
    change_in_place(world, seed=4)
    now = [user.levels, contract.private_members, mapped["levels"], resource["private_members"]]
    assert all(one is other for one, other in zip(held, now, strict=True))
    after = oracle.answers(world.requests)
    assert sum(map(bool.__ne__, before, after)) > 333


def test_the_change_spares_no_fact() -> None:
    """Every level and context is another; each kind of list and permission changed for many."""
    world = workload.world(ACTIONS, seed=3, count=1)
    levels = [dict(it.levels) for it in world.people]
    private = [it.private for it in world.contracts]
    now = [dict(it) for it in world.contexts]
    sets = {name: [(it, set(it)) for it in found] for name, found in _sets(world).items()}
    change_in_place(world, seed=4)
    for person, before in zip(world.people, levels, strict=True):
        assert all(person.levels[tool] != level for tool, level in before.items())
    assert all(it.private is not was for it, was in zip(world.contracts, private, strict=True))
    assert all(it != was for it, was in zip(world.contexts, now, strict=True))
    for name, found in _sets(world).items():
        changed = [one != was for one, (_, was) in zip(found, sets[name], strict=True)]
        assert sum(changed) > len(changed) / 3, name
        assert all(one is held for one, (held, _) in zip(found, sets[name], strict=True)), name


def _sets(world: workload.World) -> dict[str, list[set[str]]]:
    return {
        "granular": [names for it in world.people for names in it.granular.values()],
        "members": [it.private_members for it in world.contracts],
        "contacts": [it.progress_claim_contacts for it in world.contracts],
    }


def test_the_change_reaches_the_mappings() -> None:
    """Objects and mappings answer alike after the change."""
    world = workload.world(ACTIONS, seed=3, count=300)
    change_in_place(world, seed=4)
    mapped = [
        decide(Question(oracle.shipped(), user, contract, context), action).allowed
        for user, action, contract, context in world.mapped
    ]
    assert mapped == oracle.answers(world.requests)
