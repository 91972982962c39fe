"""Links lead to rows, also to those that something hides, and levels and words go together."""

from __future__ import annotations

from typing import Any

import pytest

from builders import ALLOW, DENY, operation, row, tool, when
from builders import matrices as policy
from permmatrix import explorer
from permmatrix.model import Cell, MatrixSet
from permmatrix.requirements import Holds

SEARCH = "commitments.search"


def by_id(page: Any, id_: str) -> Any:
    """Find a row by its id."""
    return page.locator(f'[id="{id_}"]')


def limited(*, several: bool = False) -> MatrixSet:
    """Make two rows that allow, one of them with a limit, and an operation over both."""
    levels = ["none", "user", *(["boss"] if several else [])]
    cells = dict.fromkeys(levels, DENY)
    return policy(
        row("limited", {**cells, "user": when(Holds("open"), "pdf")}),
        row("whole", {**cells, "user": when(Holds("open"))}),
        tools=[tool(*levels, default="none")],
        conditions=["open"],
        operations=[operation("read", "limited", "whole")],
    )


def test_a_row_of_another_matrix_is_offered(opened: Any, shipped_page: str) -> None:
    """An address that hides its own row says so, and shows the row when asked."""
    page = opened(shipped_page, f"#matrix=head_contracts&row={SEARCH}")
    notice = page.locator("#hidden")
    assert "is hidden by what is chosen or sought." in notice.inner_text()
    assert not page.locator("#notice").is_visible()

    notice.get_by_role("button", name="Show it").click()
    assert by_id(page, SEARCH).locator(".detail").is_visible()
    assert not notice.is_visible()
    assert page.evaluate("location.hash") == f"#row={SEARCH}"


def test_a_link_of_an_operation_shows_its_row(opened: Any, shipped_page: str) -> None:
    """What hides a row is dropped by a link that leads to it; what is known is kept."""
    id_ = "head_contracts.view_head_contract"
    page = opened(shipped_page, f"#private=no&q=view_head_contract&row={id_}")
    link = page.get_by_role("link", name="View a Head Contract That is Not Private")
    link.click()

    row_ = "head_contracts.view_public_head_contract"
    by_id(page, row_).locator(".detail").wait_for()
    assert page.evaluate("location.hash") == f"#private=no&row={row_}"


def test_the_row_that_decides_is_named(opened: Any) -> None:
    """An operation's yes is that of its row with the fewest limits, and that one is named."""
    page = opened(explorer.page(limited()), "#on.docs=user&open=yes&row=m.read")
    text = by_id(page, "m.read").inner_text()

    assert "Allowed by the row whole." in text
    assert "Limits that come with the yes" not in text


def test_the_default_level_goes_where_another_is_picked(opened: Any) -> None:
    """It is for a user who holds no level, and returns when none is left."""
    page = opened(explorer.page(limited(several=True)), "#several=yes")
    group = page.locator("#controls").get_by_role("group", name="On docs")
    group.get_by_label("user").check()
    assert not group.get_by_label("none").is_checked()
    assert page.evaluate("location.hash") == "#several=yes&on.docs=user"
    group.get_by_label("none").check()
    assert page.evaluate("location.hash") == "#several=yes&on.docs=none,user"
    group.get_by_label("none").uncheck()
    group.get_by_label("user").uncheck()
    assert group.get_by_label("none").is_checked()


def test_words_said_twice_or_without_their_like_are_named(opened: Any, shipped_page: str) -> None:
    """The first of two values stands; a filter of a comparison needs one."""
    page = opened(
        shipped_page, "#private=yes&private=no&compare=commitments.admin.x&differ=yes&q=a&q=b"
    )

    assert page.locator("#notice code").all_inner_texts() == [
        "private=no",
        "compare=commitments.admin.x",
        "q=b",
        "differ=yes",
    ]
    page.get_by_role("button", name="Dismiss").click()
    assert page.evaluate("location.hash") == "#private=yes&q=a"


@pytest.mark.parametrize("hash_", ["#rows", "#matrix-commitments"])
def test_places_in_the_page_are_known(opened: Any, shipped_page: str, hash_: str) -> None:
    """They are led to by the browser, and say nothing about the state."""
    page = opened(shipped_page, hash_)
    assert not page.locator("#notice").is_visible()


def test_a_row_can_stand_before_what_is_known(opened: Any, shipped_page: str) -> None:
    """The id of a row alone is taken wherever it stands among other words."""
    page = opened(shipped_page, f"#{SEARCH}&on.commitments=admin")
    assert not page.locator("#notice").is_visible()
    assert by_id(page, SEARCH).locator(".detail").is_visible()
    assert by_id(page, SEARCH).locator(".answer .word").first.inner_text() == "Allowed"


def test_operations_are_counted_where_no_row_fits(opened: Any, shipped_page: str) -> None:
    """A page that shows an operation does not say that it shows nothing."""
    page = opened(shipped_page, "#q=view_head_contract&on.head_contracts=admin")
    assert str(page.locator("#count").text_content()).strip().endswith("1 operation shown.")


def stepped() -> MatrixSet:
    """Make rows whose levels answer with the same word for different reasons."""
    cells: dict[str, Cell] = {"none": DENY, "user": DENY, "boss": DENY, "chief": ALLOW}
    is_open, is_old = when(Holds("open")), when(Holds("old"))
    return policy(
        row("waits", {**cells, "user": is_open, "boss": is_old}),
        row("same", {**cells, "user": is_open, "boss": is_open}),
        row("limits", {**cells, "user": ALLOW, "boss": when(None, "pdf")}),
        row("denied", cells),
        tools=[tool("none", "user", "boss", "chief", default="none")],
        conditions=["open", "old"],
        operations=[operation("both", "waits", "denied")],
    )


def test_rows_differ_by_more_than_a_word(opened: Any) -> None:
    """Answers differ too by what they wait on, by their limits, and by what is missing."""
    page = opened(explorer.page(stepped()), "#on.docs=user&compare=docs.boss&differ=yes")
    shown = page.locator(".row:visible").evaluate_all("all => all.map(it => it.id)")
    assert shown == ["m.waits", "m.limits", "m.both"]

    # both wait on nothing and are denied, and one fact makes only one of them a yes
    page = opened(explorer.page(stepped()), "#on.docs=user&compare=docs.boss&open=no&old=no")
    assert by_id(page, "m.waits").locator(".differs").is_visible()
    assert not by_id(page, "m.denied").locator(".differs").is_visible()


def test_the_second_column_is_explained(opened: Any) -> None:
    """A row and an operation say why the second answer is so, and what it lacks."""
    page = opened(explorer.page(stepped()), "#on.docs=user&compare=docs.boss&row=m.waits")
    text = " ".join(by_id(page, "m.waits").inner_text().split())
    assert "With boss on docs Not known: old. Allowed if: old; or chief on docs" in text

    page = opened(explorer.page(stepped()), "#on.docs=user&compare=docs.boss&row=m.both")
    text = " ".join(by_id(page, "m.both").inner_text().split())
    assert "With boss on docs Not known: old. Allowed if: old; or chief on docs" in text
