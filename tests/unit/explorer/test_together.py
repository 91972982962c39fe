"""The combinations of conditions there can be, for those that read the same facts."""

from __future__ import annotations

from collections.abc import Mapping

from builders import DENY, matrices, path, row, tool
from permmatrix.conditions import Equals, IsTrue, Literal, OneOf, Test
from permmatrix.explorer.together import Together, hanging_together

SEEN = path("resource.seen_by")


def groups(conditions: Mapping[str, Test]) -> list[Together]:
    """Give the groups among some conditions."""
    return hanging_together(
        matrices(row("a", {"user": DENY}), tools=[tool("user")], conditions=conditions)
    )


def is_seen_by(who: str) -> Test:
    """Ask whether one kind of people is named."""
    return Equals(SEEN, Literal(who))


def test_conditions_of_one_value_exclude_one_another() -> None:
    """One value is at most one of two; a bit of a number stands for each, the first lowest."""
    found = groups(
        {
            "all": is_seen_by("all"),
            "old": IsTrue(path("resource.old")),
            "friends": is_seen_by("friends"),
        }
    )

    assert found == [(["all", "friends"], [0b00, 0b01, 0b10])]


def test_one_condition_can_imply_another() -> None:
    """What is seen by all is seen by all or by friends."""
    some = OneOf(SEEN, (Literal("all"), Literal("friends")))

    assert groups({"all": is_seen_by("all"), "some": some}) == [
        (["all", "some"], [0b00, 0b10, 0b11])
    ]


def test_what_goes_with_everything_is_not_told() -> None:
    """Independent conditions make no group."""
    apart = {it: IsTrue(path(f"resource.{it}")) for it in ("old", "large")}

    assert groups(apart) == []


def test_large_groups_are_left_out() -> None:
    """Thirty conditions of one value are told, and one more is not."""
    many = {f"it_{number}": is_seen_by(f"kind {number}") for number in range(31)}

    assert groups(many) == []
    del many["it_30"]
    ((_, combinations),) = groups(many)
    assert combinations == [0, *(1 << place for place in range(30))]
