"""What the page says is missing where there are more ways to a yes than it lists."""

from __future__ import annotations

from typing import Any

from builders import DENY, row, tool, when
from builders import matrices as policy
from permmatrix import explorer
from permmatrix.model import MatrixSet
from permmatrix.requirements import All, Holds, Not
from permmatrix.requirements import Any as AnyOf

THREES = [[f"c{3 * group + it}" for it in range(3)] for group in range(7)]
MANY = All(tuple(AnyOf(tuple(map(Holds, three))) for three in THREES))
"""Three choices seven times: 2187 ways."""


def nots(*conditions: str) -> All:
    """Ask that none of some conditions be so."""
    return All(tuple(Not(Holds(it)) for it in conditions))


def crowded() -> MatrixSet:
    """Make rows whose requirements have more ways than are listed."""
    locked = Holds("locked")
    few = All((Not(locked), Holds("c0"), Holds("c1")))
    torn = All((AnyOf((All((locked, *MANY.parts)), few)), Not(locked)))
    lost = All((MANY, AnyOf((nots("c0", "c1"), nots("c0", "c3", "c4")))))
    return policy(
        row("torn", {"none": DENY, "user": when(torn)}),
        row("lost", {"none": DENY, "user": when(lost)}),
        row("never", {"none": DENY, "user": when(All((locked, Not(locked))))}),
        tools=[tool("none", "user", default="none")],
        conditions=[*(it for three in THREES for it in three), "locked"],
    )


def test_ways_that_cannot_go_on_do_not_crowd_out_others(opened: Any) -> None:
    """What is torn by another part of the requirement is not counted among too many ways."""
    page = opened(explorer.page(crowded()))
    found = page.evaluate(
        """() => window.permmatrix.missing(
          {levels: {docs: ["user"]}, granular: new Set(), facts: {}}, "m.torn")"""
    )

    assert found["cut"] is False
    (only,) = found["sets"]
    assert sorted(only) == [["is.c0", True], ["is.c1", True], ["is.locked", False]]


def test_too_many_ways_are_not_none(opened: Any) -> None:
    """Where ways were left uncounted the page does not say that nothing would make it a yes."""
    page = opened(explorer.page(crowded()), "#on.docs=user&row=m.lost")
    lost = page.locator('[id="m.lost"]')

    assert "There are too many ways to list them." in lost.inner_text()
    assert "Nothing would" not in lost.inner_text()
    assert "Allowed if: more than can be listed" in lost.locator(".said").inner_text()
    page = opened(explorer.page(crowded()), "#on.docs=user&row=m.never")
    assert "Nothing would, at any level." in page.locator('[id="m.never"]').inner_text()
