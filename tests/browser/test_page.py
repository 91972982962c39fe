"""A reader drives the explorer by keyboard, by mouse and by its address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from documented_table import ROWS
from permmatrix import explorer, render
from permmatrix.model import MatrixSet

ROOT = Path(__file__).parents[2]
PHONE = {"viewport": {"width": 360, "height": 740}}
ORDER = "commitments.create_purchase_order"


def row(page: Any, id_: str) -> Any:
    """Find a row by its id."""
    return page.locator(f'[id="{id_}"]')


def answer(page: Any, id_: str) -> str:
    """Give the word a row answers with."""
    return str(row(page, id_).locator(".answer .word").first.text_content())


def words(page: Any, id_: str) -> str:
    """Give what a row says below its title, once it has said it."""
    return " ".join(str(row(page, id_).locator(".said").text_content()).split())


def pick(page: Any, legend: str, option: str) -> None:
    """Pick an option of a group by its name."""
    group = page.locator("#controls").get_by_role("group", name=legend)
    group.get_by_label(option, exact=True).check()


def count(page: Any) -> str:
    """Give what the page says to have counted."""
    return str(page.locator("#count").text_content()).strip()


def shown(page: Any) -> list[str]:
    """Give the ids of the rows in sight."""
    return list(page.locator(".row:visible").evaluate_all("all => all.map(it => it.id)"))


def hash_of(page: Any) -> str:
    """Give what follows the # in the address."""
    return str(page.evaluate("location.hash"))


def test_a_level_a_permission_and_a_fact(opened: Any, shipped_page: str) -> None:
    """Each answer follows what is picked, and says why and what is missing."""
    page = opened(shipped_page)
    pick(page, "On Commitments", "Standard")

    assert answer(page, ORDER) == "Not allowed"
    assert words(page, ORDER) == (
        "Standard on Commitments needs more: the granular permission Create Purchase Order"
        " Contract. Missing: the granular permission Create Purchase Order Contract; or Admin on"
        " Commitments"
    )
    page.get_by_label("Create Purchase Order Contract").check()
    assert answer(page, ORDER) == "Allowed"
    claim = "commitments.create_progress_claim_as_contact"
    assert answer(page, claim) == "Depends"
    pick(page, "progress claim contact on the purchase order or subcontract", "Yes")
    assert answer(page, claim) == "Allowed"


def test_the_keyboard_alone(opened: Any, shipped_page: str) -> None:
    """Skip link, search, level, fact and row are all reached and used by keys."""
    page = opened(shipped_page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "rows"
    assert hash_of(page) == ""

    page.keyboard.press("/")
    page.keyboard.type("purchase order")
    found = shown(page)
    assert ORDER in found
    assert len(found) < 44
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    assert len(shown(page)) > 44  # with operations

    page.locator("#controls").get_by_role("group", name="On Commitments").get_by_label(
        "None"
    ).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "on.commitments=standard" in hash_of(page)
    row(page, ORDER).locator("summary").focus()
    page.keyboard.press("Enter")
    assert row(page, ORDER).locator(".detail").is_visible()
    # what a row has to say is written once the browser has told that it was opened
    row(page, ORDER).get_by_text("Any one of these would make it a yes").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Link to this row"


def test_focus_can_be_seen(opened: Any, shipped_page: str) -> None:
    """What has the focus has an outline, radio buttons on the label they stand in."""
    page = opened(shipped_page)
    outline = "getComputedStyle(document.activeElement{}).outlineStyle"
    page.keyboard.press("/")
    assert page.evaluate(outline.format("")) == "solid"
    page.locator("#controls").get_by_role("group", name="On Commitments").get_by_label(
        "None"
    ).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(outline.format(".closest('label')")) == "solid"


def test_counts_are_announced(opened: Any, shipped_page: str) -> None:
    """The number of rows allowed stands in a live region and follows the state."""
    page = opened(shipped_page)
    assert page.locator("#count").get_attribute("role") == "status"
    assert count(page) == "0 of 44 allowed."

    pick(page, "On Commitments", "Admin")
    pick(page, "On Head Contracts", "Admin")
    allowed = [it for it in ROWS if it.admin == "yes" and not it.guard]
    waiting = [it for it in ROWS if it.admin == "yes" and it.guard]
    assert count(page) == (
        f"{len(allowed)} of 44 allowed, {len(waiting)} depend on facts not given."
    )


def test_search_and_filters(opened: Any, shipped_page: str) -> None:
    """Rows are found by words of title and id, and by answer, in any combination."""
    page = opened(shipped_page, "#on.commitments=admin")
    page.get_by_label("Search").fill("DELETE progress")
    assert shown(page) == [
        "head_contracts.delete_progress_claim",
        "commitments.delete_progress_claim",
    ]
    page.get_by_label("Answer").select_option("Allowed")
    assert shown(page) == ["commitments.delete_progress_claim"]
    page.get_by_label("Search").fill("nothing like it")
    assert count(page).endswith("Nothing fits the search and filters.")


def test_a_row_is_found_by_what_it_says(opened: Any, shipped: MatrixSet) -> None:
    """It is found by permissions and conditions too, whatever the quotes; by ids as ids alone."""
    titled = {ORDER: "Größe des «Élan’s»"}
    renamed = tuple(
        evolve(it, actions=tuple(evolve(a, title=titled.get(a.id, a.title)) for a in it.actions))
        for it in shipped.matrices
    )
    page = opened(explorer.page(MatrixSet(renamed)))

    def found(text: str) -> list[str]:
        page.get_by_label("Search").fill(text)
        return shown(page)

    assert ORDER in found("create purchase order contract")  # a permission of its cells
    assert found('"elan\'s" GROSSE') == [ORDER]
    assert found("MARKED private")
    assert found("commitments") == ["commitments.search"]  # its title
    assert found("commitments.create_purchase") == [ORDER]


def test_sections_narrow_the_rows(opened: Any, others: dict[str, MatrixSet]) -> None:
    """A section's rows are shown alone, and its word is in the address."""
    matrices = others["jira_issues"]
    (matrix,) = matrices.matrices
    id_, title = matrix.sections[0]
    page = opened(explorer.page(matrices))
    page.get_by_label("Section").select_option(title)

    assert shown(page) == [it.id for it in matrix.actions if it.section == id_]
    assert hash_of(page) == f"#section=jira_issues.{id_}"


def test_two_levels_side_by_side(opened: Any, shipped_page: str) -> None:
    """Rows that differ say so in a word, and can be shown alone."""
    page = opened(shipped_page, "#matrix=commitments&on.commitments=read_only")
    page.get_by_label("Compare with").select_option("commitments.standard")
    both = row(page, ORDER).locator(".answer").all_inner_texts()

    assert [it.split("\n")[0] for it in both] == ["Read Only", "Standard"]
    assert not row(page, ORDER).locator(".differs").is_visible()
    page.get_by_label("Only rows that differ").check()
    differing = shown(page)
    # nobody holds a permission and nothing is known, so a contact's cell alone waits
    kinds = {"yes": "allowed", "contact": "waits"}
    rows = [it for it in ROWS if it.matrix == "commitments"]
    expected = [it for it in rows if kinds.get(it.read_only) != kinds.get(it.standard)]
    assert len(expected) == 3
    assert page.locator(".differs:visible").all_inner_texts() == ["Differs"] * len(differing)
    assert "3 rows differ" in count(page)


def test_an_address_says_the_whole_state(opened: Any, shipped_page: str) -> None:
    """What an address says is picked, and picking the same by hand writes the same address."""
    hash_ = (
        "#matrix=head_contracts&on.head_contracts=standard&private=yes&added_to_private=no"
        "&platform=ios&compare=head_contracts.admin&q=view&answer=denied"
    )
    page = opened(shipped_page, hash_)

    assert (
        page.locator("#controls")
        .get_by_role("group", name="On Head Contracts")
        .get_by_label("Standard")
        .is_checked()
    )
    assert (
        page.locator("#controls")
        .get_by_role("group", name="marked private")
        .get_by_label("Yes")
        .is_checked()
    )
    assert (
        page.locator("#controls")
        .get_by_role("group", name="private list")
        .get_by_label("No", exact=True)
        .is_checked()
    )
    assert page.get_by_label("Platform").input_value() == "ios"
    assert page.get_by_label("Search").input_value() == "view"
    assert not page.locator("#notice").is_visible()

    other = opened(shipped_page)
    other.get_by_label("Matrix").select_option("Head Contracts")
    pick(other, "On Head Contracts", "Standard")
    pick(other, "marked private", "Yes")
    pick(other, "private list", "No")
    other.get_by_label("Platform").select_option("ios")
    other.get_by_label("Compare with").select_option("head_contracts.admin")
    other.get_by_label("Search").fill("view")
    other.get_by_label("Answer").select_option("denied")
    assert hash_of(other) == hash_


def test_words_of_an_address_that_say_nothing_are_named(opened: Any, shipped_page: str) -> None:
    """They are left out, and the reader is told which."""
    page = opened(
        shipped_page,
        "#on.commitments=boss&colour=red&private=maybe&granular=commitments.x&%E0%A4%A&on.commitments=admin",
    )

    assert page.locator("#notice code").all_inner_texts() == [
        "on.commitments=boss",
        "colour=red",
        "private=maybe",
        "granular=commitments.x",
        "%E0%A4%A",
    ]
    assert (
        page.locator("#controls")
        .get_by_role("group", name="On Commitments")
        .get_by_label("Admin")
        .is_checked()
    )
    page.get_by_role("button", name="Dismiss").click()
    assert not page.locator("#notice").is_visible()
    assert hash_of(page) == "#on.commitments=admin"
    assert page.evaluate("document.activeElement.id") == "rows"


def test_a_notice_stays_short(opened: Any, shipped_page: str) -> None:
    """However much an address says that is not known, a few words are named, each cut short."""
    others = "&".join(f"no{it}=yes" for it in range(100))
    page = opened(shipped_page, f"#{'x' * 100_000}&{'🧾' * 60}&{'🧾' * 61}&{others}", **PHONE)
    named = page.locator("#notice code").all_inner_texts()

    assert named == ["x" * 60 + "…", "🧾" * 60, "🧾" * 60 + "…", "no0=yes", "no1=yes"]
    assert page.locator("#notice p").inner_text().endswith("no1=yes and 98 more")
    assert page.locator("#notice").bounding_box()["height"] < 740


def test_back_and_forward(opened: Any, shipped_page: str) -> None:
    """The browser's history goes through the states."""
    page = opened(shipped_page)
    pick(page, "On Commitments", "Admin")
    page.get_by_label("Create Work Order Contract").check()
    page.go_back()
    assert not page.get_by_label("Create Work Order Contract").is_checked()
    assert answer(page, ORDER) == "Allowed"
    page.go_back()
    assert answer(page, ORDER) == "Not allowed"
    page.go_forward()
    assert answer(page, ORDER) == "Allowed"


def test_a_row_has_an_anchor(opened: Any, shipped_page: str) -> None:
    """The plain anchor of a row opens it and brings it in sight, when the page opens and later."""
    page = opened(shipped_page, f"#{ORDER}")
    sought = """id => {
      const place = document.getElementById(id).getBoundingClientRect().top;
      return place >= 0 && place < 100 && document.activeElement.closest("li")?.id === id;
    }"""
    page.wait_for_function(sought, arg=ORDER)
    assert row(page, ORDER).locator(".detail").is_visible()

    other = "commitments.delete_progress_claim"
    page.goto(f"{page.url.split('#')[0]}#{other}")
    page.wait_for_function(sought, arg=other)
    assert not row(page, ORDER).locator(".detail").is_visible()


def test_several_levels_at_once(opened: Any, others: dict[str, MatrixSet]) -> None:
    """Levels become boxes; unpicking the option keeps one level of each tool."""
    page = opened(explorer.page(others["jira_issues"]))
    page.get_by_label("Several levels at once").check()
    group = page.locator("#controls").get_by_role("group", name="On Project")
    group.get_by_label("Administrators").check()
    group.get_by_label("Users").check()
    assert hash_of(page) == "#several=yes&on.jira_project=administrators,users"
    page.get_by_label("Several levels at once").uncheck()
    assert hash_of(page) == "#on.jira_project=users"


def test_the_detail_of_a_row(opened: Any, shipped_page: str) -> None:
    """It has the working of the requirement, notes, doubts as doubts, and the source."""
    id_ = "commitments.create_progress_claim_as_contact"
    page = opened(shipped_page, f"#on.commitments=read_only&row={id_}")
    text = " ".join(row(page, id_).inner_text().split())

    assert (
        "Read Only (held): yes, given progress claim contact on the purchase order or subcontract"
        " not known"
    ) in text
    assert "Notes Read Only: Only for someone this very commitment names as its contact." in text
    assert "In doubt Standard: Standard is marked as Read Only is" in text
    assert "It could also mean: yes" in text
    assert "Source Invoicing - User Permissions, Commitments, Procore" in text


def test_limits_come_with_a_yes(opened: Any, others: dict[str, MatrixSet]) -> None:
    """A yes names its limits, in a sentence that stops once."""
    page = opened(explorer.page(others["slack_workspace"]))
    (id_,) = [
        it.id
        for it in others["slack_workspace"].actions.values()
        if it.title == "View message history"
    ]

    assert row(page, id_).locator(".why").text_content() == (
        "Member on Workspace allows it, with: Only messages of the last 90 days are shown."
    )


def test_an_operation_is_answered_as_a_whole(opened: Any, shipped_page: str) -> None:
    """Several rows that together are one question answer together."""
    id_ = "head_contracts.view_head_contract"
    page = opened(shipped_page, "#on.head_contracts=read_only")
    assert answer(page, id_) == "Depends"
    pick(page, "marked private", "No")
    assert answer(page, id_) == "Allowed"
    row(page, id_).locator("summary").click()
    page.get_by_role("link", name="View a Head Contract That is Not Private").click()
    assert "row=head_contracts.view_public_head_contract" in hash_of(page)
    assert "private=no" in hash_of(page)


def test_advice_that_holds_is_given(opened: Any, shipped_page: str) -> None:
    """An advisory stands with its matrix in the situation it is about, and in no other."""
    page = opened(shipped_page, "#on.commitments=standard")
    assert page.locator(".advised:visible").count() == 0
    pick(page, "progress claim contact on the purchase order or subcontract", "Yes")
    assert page.locator(".advised:visible").count() > 0


def test_a_link_is_copied_without_permission(opened: Any, shipped_page: str) -> None:
    """Where the clipboard is closed to the page, the link is copied or shown by other means."""
    page = opened(shipped_page, "#on.commitments=admin")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy link").click()
    told = page.locator(".link [role=status]")
    told.get_by_text(re.compile("link")).wait_for()
    field = page.get_by_label("Link to this state")
    assert told.inner_text() == "The link was copied." or field.input_value() == page.url


def test_starting_over(opened: Any, shipped_page: str) -> None:
    """Everything picked is dropped at once."""
    page = opened(shipped_page, "#on.commitments=admin&private=yes&q=view")
    page.get_by_role("button", name="Start over").click()
    assert hash_of(page) == ""
    assert count(page) == "0 of 44 allowed."


def test_print(opened: Any, shipped_page: str) -> None:
    """On paper the controls are one line, every row is there, and nothing is dark."""
    page = opened(shipped_page, "#on.commitments=admin&private=yes", color_scheme="dark")
    page.emulate_media(media="print")

    assert page.locator("#printed").inner_text() == (
        "Asked for: Admin on Commitments; None on Head Contracts; marked private."
    )
    assert not page.locator("#controls, #bar, .skip").first.is_visible()
    assert page.locator(".row:visible").count() == 44 + 3
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def hostile(shipped: MatrixSet) -> MatrixSet:
    """Give the shipped matrices with titles that would break a careless page."""
    titles = [
        "</script><script>window.broken = 1</script>",
        "<img src=x onerror='window.broken = 1'>",
        "\u202eright to left\u2066 & \"quotes\" 'single' \u200f",
        "عنوان من اليمين إلى اليسار",
        "🧾" * 200,
        "x" * 5_000,
    ]

    def named(number: int, thing: Any) -> Any:
        return evolve(thing, title=titles[number % len(titles)])

    return MatrixSet(
        tuple(
            evolve(
                matrix,
                title=titles[place],
                actions=tuple(named(*it) for it in enumerate(matrix.actions)),
                conditions=tuple(named(*it) for it in enumerate(matrix.conditions)),
                granular=tuple(named(*it) for it in enumerate(matrix.granular)),
            )
            for place, matrix in enumerate(shipped.matrices)
        )
    )


@pytest.mark.parametrize("hash_", ["", f"#compare=commitments.admin&row={ORDER}"])
def test_a_phone_does_not_scroll_sideways(
    opened: Any, shipped: MatrixSet, shipped_page: str, hash_: str
) -> None:
    """At 360 pixels everything fits the width, whatever the titles."""
    for html in (shipped_page, explorer.page(hostile(shipped))):
        page = opened(html, hash_, **PHONE)
        page.locator("#asked > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_hostile_titles_are_text(opened: Any, shipped: MatrixSet) -> None:
    """Titles that look like markup are shown as they are written and run nothing."""
    page = opened(explorer.page(hostile(shipped)), f"#row={ORDER}")
    found = page.locator(".row .title").all_text_contents()

    assert "</script><script>window.broken = 1</script>" in found
    assert "<img src=x onerror='window.broken = 1'>" in found
    assert page.evaluate("window.broken") is None
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_policy_keeps_out_what_is_not_the_pages_own(
    browser: Any, shipped_page: str, tmp_path: Any
) -> None:
    """A script that somebody adds to the file does not run."""
    file = tmp_path / "page.html"
    added = shipped_page.replace("</body>", "<script>window.added = 1</script></body>")
    file.write_text(added, encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())

    assert page.evaluate("window.added") is None
    assert page.evaluate("typeof window.permmatrix") == "object"
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_readers_without_script_get_the_tables(opened: Any, width: int) -> None:
    """Without script the tables are shown with words left whole, and no control that is idle."""
    size = {"width": width, "height": 740}
    page = opened(render([ROOT / "matrices"], "explorer"), java_script_enabled=False, viewport=size)
    tables = page.locator("noscript table")
    heads = tables.first.get_by_role("columnheader")

    assert tables.count() == 3
    assert tables.first.get_by_text("With conditions").first.is_visible()
    assert heads.all_inner_texts()[-2:] == ["Platforms", "Offline"]
    assert heads.last.bounding_box()["height"] < 40  # one line
    assert tables.first.get_by_role("cell", name="No").first.bounding_box()["height"] > 20
    assert page.locator("html").bounding_box()["width"] == width
    assert not page.locator("#explorer").is_visible()
    assert not page.get_by_text("Pick what a user holds").is_visible()


def test_a_newcomer_is_told_to_choose_a_level(opened: Any, shipped_page: str) -> None:
    """At first the levels are in sight on a phone too, with what to do; then that goes."""
    page = opened(shipped_page, **PHONE)
    begin = page.locator("#begin")

    assert begin.inner_text() == (
        "Choose a level to begin. Until then the rows answer for: None on Commitments;"
        " None on Head Contracts."
    )
    assert not page.get_by_label("Compare with").is_visible()
    pick(page, "On Commitments", "Admin")
    assert not begin.is_visible()
    assert answer(page, ORDER) == "Allowed"


def test_what_has_the_focus_is_not_folded_away(opened: Any, shipped_page: str) -> None:
    """Turning or zooming keeps the control in sight that has the focus; a wide page unfolds."""
    page = opened(shipped_page)
    field = page.get_by_label("Compare with")
    field.focus()
    page.set_viewport_size(PHONE["viewport"])
    page.wait_for_function("!matchMedia('(min-width: 60rem)').matches")
    assert page.evaluate("document.activeElement.closest('#asked') !== null")
    assert field.is_visible()

    page.locator("#asked > summary").click()
    assert not field.is_visible()
    page.locator("#asked > summary").focus()
    page.set_viewport_size({"width": 1280, "height": 740})
    page.wait_for_function("document.activeElement.matches('#asked select')")
    assert field.is_visible()


def test_where_there_is_room_nothing_folds(opened: Any, shipped_page: str) -> None:
    """On a wide page there is no summary to press, and closing it anyhow opens it again."""
    page = opened(shipped_page)
    assert not page.locator("#asked > summary").is_visible()
    page.evaluate("document.getElementById('asked').firstElementChild.click()")
    page.wait_for_function("document.getElementById('asked').open")
    assert page.get_by_label("Compare with").is_visible()


def test_the_language_of_titles_is_marked(opened: Any, shipped: MatrixSet) -> None:
    """Titles carry the language of their matrix, and their own direction."""
    arabic = [evolve(it, language="ar") for it in hostile(shipped).matrices]
    page = opened(explorer.page(MatrixSet(tuple(arabic))))
    found = page.locator(".row .title", has_text="عنوان").first

    assert found.get_attribute("lang") == "ar"
    assert found.evaluate("it => it.matches(':dir(rtl)')")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_thousand_rows_are_usable(opened: Any, shipped: MatrixSet) -> None:
    """A thousand rows answer, are searched, and say why even where they are far from sight."""
    matrix = next(it for it in shipped.matrices if it.id == "commitments")
    rows = [
        evolve(matrix.actions[it % 27], id=f"commitments.row_{it}", title=f"Row number {it}")
        for it in range(1000)
    ]
    large = evolve(matrix, actions=tuple(rows), operations=())
    html = explorer.page(MatrixSet((large,)))
    page = opened(html)
    pick(page, "On Commitments", "Standard")
    page.get_by_label("Search").fill("number 99")

    assert len(html) < 500_000  # rows of one shape share it
    assert len(shown(page)) == 9 + 10  # 99 to 899, and 990 to 999
    page.get_by_label("Search").fill("")
    last = row(page, "commitments.row_999").locator(".why")
    page.wait_for_function(
        "() => document.getElementById('commitments.row_999').textContent.includes('Standard')"
    )
    assert "Standard" in str(last.text_content())


VIEWS: dict[str, tuple[str, dict[str, Any]]] = {
    "light": ("#on.commitments=standard", {}),
    "dark": ("#on.commitments=standard&private=yes", {"color_scheme": "dark"}),
    "phone": ("#on.commitments=standard", PHONE),
    "detail": (f"#on.commitments=standard&row={ORDER}", {}),
    "compare": (f"#on.commitments=read_only&compare=commitments.admin&row={ORDER}&x=y", {}),
    "contrast": ("", {"forced_colors": "active"}),
}


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(opened: Any, shipped_page: str, axe: str, view: str) -> None:
    """axe-core reports no violation in any view."""
    hash_, options = VIEWS[view]
    page = opened(shipped_page, hash_, bypass_csp=True, **options)  # axe is a script of its own
    if view == "phone":
        page.locator("#asked > summary").click()
    page.evaluate(axe)
    found = page.evaluate("axe.run()")

    assert [(it["id"], it["nodes"][0]["html"]) for it in found["violations"]] == []
    assert len(found["passes"]) > 30


def test_a_heading_stays_with_its_rows(opened: Any, others: dict[str, MatrixSet]) -> None:
    """A section's title that runs from right to left begins where its rows do."""
    (matrix,) = others["jira_issues"].matrices
    sections = tuple((id_, "عنوان") for id_, _ in matrix.sections)
    page = opened(explorer.page(MatrixSet((evolve(matrix, sections=sections),))))
    heading = page.locator(".group > h3 > bdi").first

    assert heading.evaluate("it => it.matches(':dir(rtl)')")
    assert heading.bounding_box()["x"] == page.locator(".row").first.bounding_box()["x"]
