"""A difference as a page of its own, read back by an independent parser."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from justhtml import JustHTML

import permmatrix as pm

OLD = """\
format: permmatrix/1
id: docs
title: Documents
language: en-AU
tool: docs
levels: {viewer: Viewer, editor: Editor}
granular: {share: {title: Share Documents}}
conditions:
  author: {title: author, test: {equals: [resource.author, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
actions:
  read: {title: Read, cells: {viewer: allow, editor: allow}}
  edit: {title: Edit, cells: {viewer: author, editor: allow}, notes: [Every edit is logged.]}
  send: {title: Send, cells: {viewer: share, editor: allow}}
  burn: {title: Burn, cells: {editor: allow}}
  print: {title: Print, cells: {viewer: allow, editor: {all: [author, share]}}}
operations:
  handle: {title: Handle, any_of: [read, edit]}
"""
NEW = """\
format: permmatrix/1
id: docs
title: Documents
language: en-AU
tool: docs
levels: {viewer: Viewer, editor: Editor}
granular: {share: {title: Share Documents}}
conditions:
  author: {title: author, test: {equals: [resource.author, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
actions:
  read: {title: Read, cells: {viewer: allow, editor: allow}}
  edit: {title: Edit, cells: {viewer: allow, editor: allow}, notes: [Every edit is logged.]}
  mail: {title: Send, cells: {viewer: author, editor: locked}}
  print: {title: Print, cells: {viewer: allow, editor: {all: [share, author]}}}
operations:
  handle: {title: Handle, any_of: [read, edit]}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def page(old: str = OLD, new: str = NEW, facts: str | None = None) -> Any:
    """Compare two files and read the page, which has to be without any error of HTML."""
    Path("old.yaml").write_text(old, "utf-8")
    Path("new.yaml").write_text(new, "utf-8")
    return parsed(pm.diff("old.yaml", "new.yaml", facts).to_html())


def parsed(text: str) -> Any:
    """Read a page strictly."""
    return JustHTML(text, strict=True, sanitize=False)


def words(node: Any) -> str:
    """Give the text of a node on one line."""
    return " ".join(node.to_text(separator="", strip=False).split())


def texts(found: Any, selector: str) -> list[str]:
    """Give the texts of what is selected."""
    return [words(node) for node in found.query(selector)]


def test_the_verdict_comes_first_and_what_widens_before_what_narrows() -> None:
    """With how many cells go which way, and who shows it."""
    found = page()

    assert texts(found, "h1") == ["Permissions compared"]
    assert texts(found, "header p") == [
        "From old.yaml to new.yaml",
        "4 changes: 1 widens, 1 narrows, 1 goes both ways and 1 renames.",
    ]
    assert texts(found, "header li") == [
        "▲ 1 cell widens",
        "◆ 1 cell goes both ways",
        "▼ 2 cells narrow",
        "− 1 action is gone",  # noqa: RUF001  the sign of the page
    ]
    assert texts(found, "h2") == [
        "▲ Who may do more",
        "▼ Who may do less",
        "Renamed",
        "Documents",
        "Text only, no effect",
        "What the words mean",
    ]
    assert texts(found, ".pm-told.pm-is-widened li") == [
        "Edit docs.edit for Viewer. Can now: a Viewer user of Docs, when not author.",
        "Send docs.mail for Viewer. Can now: a Viewer user of Docs, when author.",
    ]
    assert texts(found, ".pm-told.pm-is-narrowed li") == [
        (
            "Send docs.mail for Viewer and Editor."
            " Can no longer: a Viewer user of Docs who holds Share Documents, when not author."
        ),
        "Burn docs.burn, which is gone, for Editor. Can no longer: an Editor user of Docs.",
    ]


def test_a_changed_row_is_shown_in_full_and_the_others_are_folded() -> None:
    """Each cell with what it said, what it says, and who shows it."""
    found = page()
    whole, *folded = found.query("table")

    assert [words(it) for it in whole.query("tbody th")] == [
        "Edit 1",
        "Send↪\ufe0e Renamed: was docs.send: the title is the same",
        "Burn− Removed",  # noqa: RUF001  the sign of the page
    ]
    assert [words(it) for it in whole.query("td")] == [
        (
            "▲ Widened: With conditions: author → ✓ Yes"
            "Can now: a Viewer user of Docs, when not author."
        ),
        "✓ Yes",
        (
            "◆ Widened and narrowed: With conditions: the granular permission Share Documents"
            " → ◐ With conditions: author"
            "Can now: a Viewer user of Docs, when author."
            "Can no longer: a Viewer user of Docs who holds Share Documents, when not author."
        ),
        (
            "▼ Narrowed: Yes → ◐ With conditions: locked"
            "Can no longer: an Editor user of Docs, when not locked."
        ),
        "– No",  # noqa: RUF001  the sign of the page
        "▼ Narrowed: Yes → · Not thereCan no longer: an Editor user of Docs.",
    ]
    assert texts(found, "summary") == [
        "1 row that only reads differently",
        "1 row without change",
        "1 text is different",
    ]
    assert [words(it) for table in folded for it in table.query("tbody th")] == [
        "Print≈ Reworded: cells",
        "Read",
    ]
    assert [node.attrs for node in found.query("details")] == [{}, {}, {}]
    assert texts(found, ".pm-notes li") == ["Every edit is logged. ↩\ufe0e"]


def test_a_cell_that_is_marked_is_known_by_word_sign_and_class() -> None:
    """The sign is for the eye alone; the colour follows from the class."""
    found = page()

    assert texts(found, "td.pm-is-widened .pm-change") == ["▲ Widened"]
    assert texts(found, "td.pm-is-narrowed .pm-change") == ["▼ Narrowed", "▼ Narrowed"]
    assert texts(found, "td.pm-is-widened-and-narrowed .pm-change") == ["◆ Widened and narrowed"]
    assert {node.attrs.get("aria-hidden") for node in found.query(".pm-sign")} == {"true"}


def test_nothing_runs_and_nothing_is_fetched() -> None:
    """The policy of the page allows its own style sheet and nothing else."""
    found = page()
    [style] = found.query("style")
    [policy] = found.query("meta[http-equiv=Content-Security-Policy]")
    sheet = "".join(child.data for child in style.children)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()

    assert policy.attrs["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert found.query("script, link, img, iframe, [style], [onclick]") == []
    assert all(node.attrs["href"].startswith("#") for node in found.query("a"))
    assert "url(" not in sheet
    assert "@import" not in sheet


def test_it_can_be_read_without_seeing_it() -> None:
    """Tables have names and heads, links lead somewhere, ids are single, no cell is empty."""
    found = page()
    ids = [node.attrs["id"] for node in found.query("[id]")]
    names = [
        node.attrs.get("aria-label")
        or words(found.query(f"[id='{node.attrs['aria-labelledby']}']")[0])
        for node in found.query("[role=region]")
    ]

    assert len(ids) == len(set(ids))
    assert {node.attrs["href"][1:] for node in found.query("a")} <= set(ids)
    assert names == [
        "Documents: 3 rows that changed",
        "Documents: 1 row that only reads differently",
        "Documents: 1 row without change",
    ]
    assert {node.attrs["scope"] for node in found.query("thead th")} == {"col"}
    assert {node.attrs["scope"] for node in found.query("tbody th")} == {"row"}
    assert all(texts(found, "td"))
    assert [node.attrs["lang"] for node in found.query("html")] == ["en-AU"]


HOSTILE = "</td><script>alert(1)</script> | `a` & \"b\" 'c' \u202eevil\u202c 😀 شراء"


def test_hostile_words_are_words() -> None:
    """Titles, names of files and notes are shown, and nothing of them is obeyed."""
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    old, new = (
        text.replace("title: Edit", f"title: {quoted}")
        .replace("title: author", f"title: {quoted}")
        .replace("title: Documents", f"title: {quoted}")
        for text in (OLD, NEW)
    )
    Path("<b>&.yaml").write_text(old, "utf-8")
    Path("new.yaml").write_text(new, "utf-8")
    found = parsed(pm.diff("<b>&.yaml", "new.yaml").to_html())
    shown = HOSTILE.replace("\u202e", "\ufffd").replace("\u202c", "\ufffd")

    assert found.query("script, b > script") == []
    assert shown in texts(found, "h2")
    assert texts(found, "tbody th bdi")[0] == shown
    assert f"With conditions: {shown}" in texts(found, "del")
    assert texts(found, ".pm-sides") == ["From <b>&.yaml to new.yaml"]


def test_no_difference_is_said_and_everything_is_folded() -> None:
    """There is nothing to count and nobody to show it."""
    found = page(OLD, OLD)

    assert texts(found, ".pm-verdict") == ["No difference."]
    assert found.query("header ul, .pm-told, .pm-changed") == []
    assert texts(found, "summary") == ["5 rows without change"]


def test_what_is_no_row_is_told_as_well() -> None:
    """Operations, declarations, named users, and facts that cannot be used."""
    Path("facts.yaml").write_text(
        "format: permmatrix-facts/1\n"
        "users: {ana: {levels: {docs: viewer}}}\n"
        "resources: {plan: {author: ben, locked: maybe}}\n",
        "utf-8",
    )
    found = page(
        new=NEW.replace("any_of: [read, edit]", "any_of: [edit]").replace(
            "is_true: resource.locked", "is_true: resource.sealed"
        ),
        facts="facts.yaml",
    )

    assert texts(found, "h2")[2:5] == ["Declared differently", "Renamed", "Named users"]
    [declared] = found.query("[aria-labelledby=pm-declared-differently] li")
    assert words(declared) == (
        "the condition locked holds where resource.sealed is true,"
        " before where resource.locked is true"
    )
    assert texts(found, "[aria-labelledby=pm-named-users] li")[0] == "ana gains docs.edit on plan"


def test_a_long_list_is_folded_after_a_dozen() -> None:
    """A reviewer sees the first, and how many more there are."""
    rows = "".join(
        f"  a{it}: {{title: Act {it:02}, cells: {{viewer: deny}}}}\n" for it in range(15)
    )
    old = OLD.replace("operations:\n", f"{rows}operations:\n")
    found = page(old, old.replace("viewer: deny", "viewer: allow"))
    [section] = found.query(".pm-told.pm-is-widened")

    assert [words(it) for it in section.query("summary")] == ["3 more"]
    assert len(section.query("li")) == 15
    assert [words(it)[:6] for it in section.query("details li")] == ["Act 12", "Act 13", "Act 14"]


def test_what_cannot_be_settled_stands_apart() -> None:
    """It may widen, so it comes before what only narrows."""
    names = [f"c{it}" for it in range(40)]
    declared = "".join(
        f"  {it}: {{title: Fact {it}, test: {{is_true: resource.{it}}}}}\n" for it in names
    )
    before, after = (f"{{any: [{', '.join(some)}]}}" for some in (names[:20], names[20:]))
    old = OLD.replace("conditions:\n", f"conditions:\n{declared}").replace(
        "burn: {title: Burn, cells: {editor: allow}}",
        f"burn: {{title: Burn, cells: {{editor: {before}}}}}",
    )
    new = old.replace(before, after).replace(
        "Read, cells: {viewer: allow", "Read, cells: {viewer: deny"
    )
    found = page(old, new)

    assert texts(found, "h2")[:2] == ["? What cannot be settled", "▼ Who may do less"]
    assert texts(found, ".pm-told.pm-is-not-settled li") == [
        "Burn docs.burn: hangs on 40 facts, too many to be settled",
    ]
    assert texts(found, "td.pm-is-not-settled .pm-change") == ["? Not settled"]
