"""Titles that are close: the only one, or the closest by far; and never one for two."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import lines_run
from permmatrix.differences.alike import MOST_WEIGHED, closest


@pytest.mark.parametrize(
    ("gone", "came", "pairs"),
    [
        (["Sign it"], ["Signs it"], {0: 0}),
        (["Sign it"], ["Delete everything"], {}),
        (["Sign page 1", "Sign page 2"], ["Sign the page 2", "Sign the page 1"], {0: 1, 1: 0}),
        (["Sign page 1", "Sign page 2"], ["Seal page 2", "Seal page 1"], {0: 1, 1: 0}),
        (["Read it now"], ["Read it then", "Read it soon"], {}),
        (["Read it then", "Read it soon"], ["Read it now"], {}),
        (["Sign the long page"], ["Sign the long pages", "Sign the pages"], {}),
        (["Sign it", "Sign it"], ["Sign it it"], {}),
        (["Sign page 1"], ["Sign page 2", "Delete everything else"], {0: 0}),
        ([], ["Sign it"], {}),
    ],
)
def test_a_title_is_matched_with_the_closest_by_far(
    gone: list[str], came: list[str], pairs: dict[int, int]
) -> None:
    """Where another one is about as near, it is neither; one that is not close is no rival."""
    found = closest(_numbered(gone), _numbered(came))

    assert found == {str(old): str(new) for old, new in pairs.items()}


def test_of_many_that_are_about_as_near_it_is_none() -> None:
    """However close one of them is: weighing them all would take time that grows with them all."""
    few = [f"{letter * 6}" for letter in "bcdefghijkl"[: MOST_WEIGHED - 1]]
    many = [*few, "m" * 6, "n" * 6]

    assert closest({"a": "aaaaaa"}, _numbered([*few, "aaaaaz"])) == {"a": str(len(few))}
    assert closest({"a": "aaaaaa"}, _numbered([*many, "aaaaaz"])) == {}


@given(st.lists(st.text("ab 1", min_size=1, max_size=8)), st.lists(st.text("ab 1", max_size=8)))
def test_no_title_is_taken_for_two_and_the_order_is_all_one(
    gone: list[str], came: list[str]
) -> None:
    """Each is matched with one at most, and the same way around from either side."""
    before, after = _numbered(gone), _numbered(came)
    found = closest(before, after)
    turned = dict(reversed(before.items())), dict(reversed(after.items()))

    assert len(set(found.values())) == len(found)
    assert closest(*turned) == found
    assert closest(after, before) == {new: old for old, new in found.items()}


def test_a_title_is_not_weighed_against_all_of_many() -> None:
    """Of those that do the same, each said a little otherwise, only near ones are looked into."""
    costs = []
    for count in (100, 400):
        gone = {f"old_{it}": f"Create a contract as described in line {it}" for it in range(count)}
        came = {f"new_{it}": f"Create a contract as written in line {it}" for it in range(count)}

        assert closest(gone, came) == {f"old_{it}": f"new_{it}" for it in range(count)}
        costs.append(lines_run(partial(closest, gone, came)) / count)

    assert costs[1] < 3 * costs[0]  # four times as much, were it each with each


def _numbered(titles: list[str]) -> dict[str, str]:
    return {str(number): title for number, title in enumerate(titles)}
