"""The harness: what is timed, how it is compared, and who is caught."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from benchmarks import contenders, speed
from benchmarks.contender import Contender, Loaded, asked_at_once, asked_in_turn, prepared
from benchmarks.contenders import hand, ours
from benchmarks.handwritten import objects
from benchmarks.speed import Speed, Told
from benchmarks.timing import Pace, compare, runner
from benchmarks.workload import Requests

EFFORT = speed.Effort(requests=300, pace=Pace(1, most=100, seconds=0.001), checking=60)
REQUESTS: Requests = [(number, "row", None, None) for number in range(10)]


def measured(*others: Contender, times: int = 1) -> dict[str, Speed]:
    """Measure contenders beside the baseline, without a word."""
    chosen = [hand.BASELINE, *others]
    found = speed.measure(chosen, hand.BASELINE, times, EFFORT)
    return {it.contender: it for it in found}


def remembering(_: int) -> Loaded:
    """Make a contender that keeps each decision it has made."""
    kept: dict[Any, bool] = {}

    def ask(user: Any, action: str, contract: Any, context: Any) -> bool:
        key = user.id, action, contract.id, id(context)
        if key not in kept:
            kept[key] = objects.allowed(user, action, contract, context)
        return kept[key]

    return asked_in_turn(ask)


def remembering_by_some(_: int) -> Loaded:
    """Make a contender that looks at levels and the moment, and remembers the rest."""
    kept: dict[Any, bool] = {}

    def ask(user: Any, action: str, contract: Any, context: Any) -> bool:
        held, during = tuple(user.levels.items()), context["during_billing_period"]
        key = user.id, held, action, contract.id, during
        if key not in kept:
            kept[key] = objects.allowed(user, action, contract, context)
        return kept[key]

    return asked_in_turn(ask)


@pytest.mark.parametrize("times", [1, 10])
def test_ours_and_hand_written_are_right_each_time(times: int) -> None:
    """Before and after the change in place, with copies and without, every answer is right."""
    for name, found in measured(*hand.CONTENDERS[1:], *ours.CONTENDERS, times=times).items():
        assert found.before == found.after == Told(300, 300), name
        assert found.actions == 44 * times


@pytest.mark.parametrize(("load", "most"), [(remembering, 280), (remembering_by_some, 295)])
def test_who_remembers_decisions_is_caught(load: Callable[[int], Loaded], most: int) -> None:
    """A cache answers rightly at first, and wrongly once facts have changed in place."""
    found = measured(Contender("cache", "remembers", load))["cache"]
    assert found.before == Told(300, 300)
    assert found.after is not None
    assert found.after.right < most
    assert not speed.is_right(found.after)


def test_who_always_says_no_is_caught() -> None:
    """A contender that denies all is wrong where the oracle allows."""
    never = partial(asked_in_turn, lambda *_: False)
    found = measured(Contender("never", "denies", lambda _: never()))["never"]
    assert found.before is not None
    assert 0 < found.before.right < 300


def test_who_answers_too_few_questions_is_an_error() -> None:
    """An adapter that loses answers stops the benchmark: the rest cannot be told apart."""

    def load(_: int) -> Loaded:
        return asked_at_once(lambda batch: [objects.allowed(*it) for it in batch[1:]], size=5)

    with pytest.raises(ValueError, match="longer than argument"):
        measured(Contender("short", "loses one", load))


def test_a_slow_contender_is_asked_less() -> None:
    """Over copies, checking stops when its time is up, and says how much was asked."""

    def load(times: int) -> Loaded:
        allowed = objects.gate(hand.copied(objects, times))
        return asked_in_turn(lambda *request: (sum(range(100_000)), allowed(*request))[1])

    effort = EFFORT._replace(checking=0.02)
    chosen = [hand.BASELINE, Contender("slow", "dawdles", load)]
    found = speed.measure(chosen, hand.BASELINE, 2, effort)[1]
    assert found.before is not None
    assert 10 <= found.before.asked < 300
    assert found.before.asked == found.before.right
    assert found.ratio > 10


def test_a_slice_fits_the_pace() -> None:
    """A slow contender gets as many requests as fit, a fast one no more than the most."""
    loaded = asked_in_turn(lambda *_: True)
    pace = Pace(3, most=5, seconds=0.001)
    assert [len(it) for it in runner(loaded, REQUESTS, pace, seen=1e-9).slices] == [5, 5]
    assert [len(it) for it in runner(loaded, REQUESTS, pace, seen=0.0005).slices] == [2] * 5
    assert [len(it) for it in runner(loaded, REQUESTS, pace, seen=1.0).slices] == [1] * 10


def test_a_contender_too_slow_for_the_pace_has_fewer_rounds() -> None:
    """One request may take longer than a whole round's share; then the rounds are cut."""
    loaded = asked_in_turn(lambda *_: True)
    pace = Pace(100, most=5, seconds=0.001)
    rounds = [runner(loaded, REQUESTS, pace, seen=it).rounds for it in (1e-9, 0.001, 0.01, 1.0)]
    assert rounds == [100, 100, 10, 5]


def test_contenders_are_timed_in_turn_with_the_baseline() -> None:
    """The two alternate, each as often first as the other, and the first time is left out."""
    order: list[str] = []
    loaded = {name: asked_in_turn(lambda *_, it=name: order.append(it)) for name in ("b", "c")}
    pace = Pace(2, most=1, seconds=1)
    one, other = (runner(loaded[name], REQUESTS[:1], pace, seen=1e-9) for name in ("b", "c"))
    seen = compare(one, {"c": other}, pace)["c"]
    assert "".join(order) == ("cbbcbccb" + "bccbcbbc") * 5
    assert len(seen.ratios) == len(seen.nanoseconds) == 8


def test_both_are_timed_on_the_same_slices() -> None:
    """Contender and baseline go through the same parts of the stream, and through all of it."""
    asked: dict[str, list[int]] = {"b": [], "c": []}
    loaded = {
        name: asked_in_turn(lambda user, *_, it=name: asked[it].append(user)) for name in asked
    }
    pace = Pace(1, most=2, seconds=1)
    one, other = (runner(loaded[name], REQUESTS, pace, seen=1e-9) for name in ("b", "c"))
    compare(one, {"c": other}, pace)
    assert sorted(asked["b"]) == sorted(asked["c"])
    assert set(asked["b"]) == set(range(10))


@pytest.mark.parametrize(
    "loaded",
    [
        asked_in_turn(lambda user, *_: user % 3 == 0),
        asked_at_once(lambda batch: [user % 3 == 0 for user, *_ in batch], size=4),
        prepared(lambda user: user % 3 == 0, lambda user, *_: user),
    ],
    ids=["in turn", "at once", "prepared"],
)
def test_every_way_of_asking_asks_each_question_once(loaded: Loaded) -> None:
    """However the requests are shaped, there is an answer to each, in order."""
    shaped = loaded.shape(REQUESTS) if loaded.shape else REQUESTS
    assert loaded.answers(shaped) == [number % 3 == 0 for number in range(10)]
    loaded.loop(shaped)


def test_names_are_told_apart() -> None:
    """No two contenders have one name, and each says how it is used."""
    here, missing = contenders.all_here()
    assert len({it.name for it in here}) == len(here)
    assert all(it.about for it in here)
    assert len(contenders.peers()) + len(missing) >= len(contenders.PEERS)
