"""A difference as text, Markdown, diagnostics and plain values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import permmatrix as pm
from permmatrix import reading
from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Problems
from permmatrix.differences.diff import Diff
from permmatrix.differences.findings import CODES, diagnostics
from permmatrix.differences.markdown import escaped
from permmatrix.differences.values import Direction
from permmatrix.loader import load_matrix
from permmatrix.model import Matrix
from permmatrix.nodes import Node

TEXT = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels:
  none: None
  viewer: Viewer
  editor: Editor
  owner: {title: Owner, held_when: author, handed_out: false}
default_level: none
conditions:
  author: {title: author, test: {equals: [resource.author, user.id]}}
platforms: {web: Web, ios: iOS}
obligations: {pdf_only: as a PDF only}
actions:
  read: {title: Read, cells: {viewer: allow, owner: allow}}
  edit: {title: Edit, platforms: [web], cells: {viewer: author, editor: allow}}
operations:
  handle: {title: Handle, any_of: [read, edit]}
"""
READ = "read: {title: Read, cells: {viewer: allow, owner: allow}}"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the old file."""
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text(TEXT, "utf-8")


def changed(*replaced: tuple[str, str], facts: str | None = None) -> Diff:
    """Compare the policy with what replacing some text makes of it."""
    text = TEXT
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    Path("new.yaml").write_text(text, "utf-8")
    return pm.diff("old.yaml", "new.yaml", facts)


def found(diff: Diff) -> list[Diagnostic]:
    """Give the diagnostics, by place."""
    return sorted(diagnostics(diff), key=lambda it: (it.span.file, it.span.start))


def test_a_column_that_follows_is_told_in_few_words() -> None:
    """Where another column shows the same and the cell itself says what it said."""
    diff = changed((READ, READ.replace(", owner: allow", "")))

    assert str(diff).splitlines()[:4] == [
        "narrows: `docs.read` (Read)",
        "  Owner narrows: yes → no",
        "    can no longer: a None user of Docs, when author",
        "  likewise narrows: None, Editor",
    ]
    assert "| None, Editor | as before | as before | narrows |" in diff.to_markdown()
    assert [it.code for it in found(diff) if "docs.read" in it.message] == [Code.NARROWED]


def test_columns_without_a_yes_of_their_own_follow_in_a_row_that_comes_or_goes() -> None:
    """A yes in them is that of a level that follows from facts, which has a column itself."""
    came = changed(("operations:\n", "  own: {title: Own, cells: {owner: allow}}\noperations:\n"))
    gone = pm.diff("new.yaml", "old.yaml")

    assert str(came).splitlines()[:4] == [
        "widens: `docs.own` is new (Own)",
        "  Owner widens: not there → yes",
        "    can now: a user, when author",
        "  likewise widens: None, Viewer, Editor",
    ]
    assert "| None, Viewer, Editor | not there | no | widens |" in came.to_markdown()
    assert "  likewise narrows: None, Viewer, Editor" in str(gone).splitlines()
    assert "| None, Viewer, Editor | no | not there | narrows |" in gone.to_markdown()


def test_a_limit_is_told_as_part_of_the_answer() -> None:
    """Both answers are a yes."""
    always = "{when: {any: [author, {not: author}]}, with: [pdf_only]}"
    limited = READ.replace("viewer: allow, owner: allow", f"viewer: {always}")
    changed((READ, READ.replace(", owner: allow", "")))
    Path("old.yaml").write_text(Path("new.yaml").read_text("utf-8"), "utf-8")
    Path("new.yaml").write_text(TEXT.replace(READ, limited), "utf-8")
    diff = pm.diff("old.yaml", "new.yaml")

    assert "yes, within a limit: as a PDF only, before yes: a Viewer user of Docs" in str(diff)


def test_a_condition_with_another_test_is_said_as_it_was_and_as_it_is() -> None:
    """Or else a witness would be an author and no author at once."""
    diff = changed(("equals: [resource.author, user.id]", "is_true: resource.written"))

    [edit] = [it for it in diff.changes if it.id == "docs.edit"]
    [viewer] = [it for it in edit.cells if it.level == "viewer"]
    assert viewer.widens is not None
    assert viewer.widens.words == (
        "a Viewer user of Docs, when not author as it was (resource.author is user.id) "
        "and author as it is now (resource.written is true)"
    )


def test_conditions_of_one_title_are_told_apart_by_their_tests() -> None:
    """Two by one name, both there before and after, are still not one."""
    author = "  author: {title: author, test: {equals: [resource.author, user.id]}}"
    both = f"{author}\n  other: {{title: Author, test: {{is_true: resource.mine}}}}"
    old = TEXT.replace(author, both)
    Path("old.yaml").write_text(old, "utf-8")
    Path("new.yaml").write_text(old.replace("viewer: author", "viewer: other"), "utf-8")

    [edit] = [it for it in pm.diff("old.yaml", "new.yaml").changes if it.id == "docs.edit"]

    [viewer] = edit.cells
    assert viewer.widens is not None
    assert viewer.widens.words == (
        "a Viewer user of Docs, when not author (resource.author is user.id) "
        "and Author (resource.mine is true)"
    )


def test_a_change_has_its_place() -> None:
    """A cell has its own, a platform that of its row, what is gone has it in the old file."""
    moved = "edit: {title: Edit, platforms: [ios], cells: {viewer: author, editor: allow}}"
    old = "edit: {title: Edit, platforms: [web], cells: {viewer: author, editor: allow}}"
    wide = READ.replace("viewer: allow", "viewer: allow, editor: allow")
    cell, row = found(changed((READ, wide), (old, moved)))[:2]
    gone = found(changed((f"  {READ}\n", ""), ("[read, edit]", "[edit]")))

    assert (cell.code, cell.place) == (Code.WIDENED, "new.yaml:16:46")
    assert cell.span.text == "editor: allow"
    assert (row.code, row.place, row.span.text) == (
        Code.WIDENED_AND_NARROWED,
        "new.yaml:17:17",
        "Edit",
    )
    assert {it.span.file for it in gone if "docs.read" in it.message} == {"old.yaml", "new.yaml"}


def test_every_direction_has_a_code_and_every_message_is_one_line() -> None:
    """Whatever changes, it is a diagnostic in house style."""
    diff = changed(
        (READ, "look: {title: Read, cells: {viewer: author, editor: allow}}"),
        ("default_level: none", "default_level: viewer"),
        ("ios: iOS}", "ios: iOS, tv: TV}"),
        ("title: Edit", "title: Edit it"),
        ("[read, edit]", "[look, edit]"),
    )
    codes = {it.code for it in found(diff)}

    assert set(CODES) == set(Direction)
    assert codes == {
        Code.WIDENED,
        Code.NARROWED,
        Code.WIDENED_AND_NARROWED,
        Code.RENAMED,
        Code.REDECLARED,
        Code.TEXT_ONLY,
    }
    for it in found(diff):
        assert "\n" not in it.message
        assert not it.message.endswith(".")
        assert not it.message[0].isupper()
        assert it.span.source.text


def test_each_direction_of_a_row_is_in_a_diagnostic() -> None:
    """A gate that looks at codes misses none, though only rewritten cells have one of their own."""
    diff = changed(
        (READ, READ.replace("viewer: allow", "viewer: author")),
        ("held_when: author,", "held_when: {not: author},"),
    )
    [change] = [it for it in diff.changes if it.id == "docs.read"]
    codes = [it.code for it in found(diff) if "docs.read" in it.message]

    assert change.direction is Direction.BOTH
    assert Code.WIDENED_AND_NARROWED in codes or {Code.WIDENED, Code.NARROWED} <= set(codes)


@pytest.mark.parametrize(
    "hostile",
    [
        "a | b",
        "<script>alert(1)</script>",
        "[x](javascript:alert)",
        "![x](https://example.com/x.png)",
        "**bold** _it_ `code` ~~no~~",
        "@everyone see #1",
        "https://example.com www.example.com",
        "&lt;b&gt;",
        "- item",
        "$x$",
        "\\| \\` \\",
    ],
)
def test_markdown_shows_hostile_titles_as_they_are(hostile: str) -> None:
    """No link, image, mark-up, table cell or mention comes of a title."""
    commonmark = pytest.importorskip("markdown_it")
    row = READ.replace("viewer: allow", "viewer: author").replace("Read", json.dumps(hostile))
    diff = changed((READ, row))

    page = commonmark.MarkdownIt("gfm-like", {"linkify": False}).render(diff.to_markdown())

    assert shown(hostile) in page.replace("<!-- -->", "")
    for mark in ("<script", "<a ", "<img", "<strong", "<s>", "<ul>\n<li>item"):
        assert mark not in page
    assert "@everyone" not in page
    rows = [line for line in diff.to_markdown().splitlines() if line.startswith("| ")]
    assert page.count("<tr>") == len(rows)


def shown(text: str) -> str:
    """Give how text is written in HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_a_promise_that_is_gone_is_told() -> None:
    """No answer changes, and a reader of the pull request should see it all the same."""
    promise = "invariants:\n  calm: {says: Nobody edits., never: {actions: [edit], when: author}}\n"
    Path("old.yaml").write_text(
        TEXT.replace("viewer: author, editor: allow", "viewer: {not: author}") + promise, "utf-8"
    )
    Path("new.yaml").write_text(
        TEXT.replace("viewer: author, editor: allow", "viewer: {not: author}"), "utf-8"
    )

    diff = pm.diff("old.yaml", "new.yaml")

    assert diff.same
    assert "text only: the invariant `docs.calm`: no longer declared" in str(diff)


def test_escaping_leaves_one_line() -> None:
    """Whatever a title holds: line breaks, tabs, control characters."""
    assert escaped("a\n\nb\tc\x1b[31m") == "a b c \\[31m"
    assert escaped("plain, words: 3.") == "plain, words: 3."


def test_plain_values_are_json() -> None:
    """Everything about a difference, witnesses and places included."""
    diff = changed((READ, READ.replace("viewer: allow", "viewer: author")))

    found = json.loads(json.dumps(diff.to_plain()))

    assert found["verdict"] == "2 changes: 2 narrow."
    assert found["old"] == {"name": "old.yaml", "files": ["old.yaml"], "actions": 2}
    assert found["people"] is None
    assert [it["id"] for it in found["changes"]] == ["docs.read", "docs.handle"]
    assert found["changes"][1]["says"] == ["allows less on iOS"]
    cells = {cell["level"]: cell for cell in found["changes"][0]["cells"]}
    assert cells["viewer"]["narrows"]["user"]["levels"] == {"docs": "viewer"}
    assert cells["viewer"]["place"]["filename"] == "new.yaml"


# Named users.

FACTS = """\
format: permmatrix-facts/1
users:
  ana: {levels: {docs: viewer}}
  ben: {levels: {docs: editor}}
"""


def people(diff: Diff) -> list[tuple[str, str, str | None, str, str | None]]:
    """Give who gains and loses in short."""
    assert diff.people is not None
    return [(it.user, it.action, it.resource, str(it.way), it.platform) for it in diff.people]


def test_people_without_resources_are_asked_about_none() -> None:
    """A file of users alone is enough where no resource matters."""
    Path("facts.yaml").write_text(FACTS, "utf-8")
    diff = changed((READ, READ.replace("viewer: allow", "editor: allow")), facts="facts.yaml")

    assert people(diff) == [
        ("ana", "docs.read", None, "narrows", None),
        ("ben", "docs.read", None, "widens", None),
        ("ana", "docs.handle", None, "narrows", None),
        ("ben", "docs.handle", None, "widens", "ios"),
    ]


def test_people_are_asked_on_platforms_where_that_is_what_changed() -> None:
    """Somebody gains on one platform what they had on another."""
    Path("facts.yaml").write_text(FACTS, "utf-8")

    diff = changed(("platforms: [web]", "platforms: [web, ios]"), facts="facts.yaml")

    assert people(diff) == [
        ("ben", "docs.edit", None, "widens", "ios"),
        ("ben", "docs.handle", None, "widens", "ios"),
    ]


def test_who_gains_on_one_platform_only_is_told_where_others_gain_everywhere() -> None:
    """The smallest witness of a change says nothing of where other people gain."""
    Path("facts.yaml").write_text(FACTS, "utf-8")
    owner_only = TEXT.replace(READ, READ.replace("viewer: allow, ", ""))
    Path("old.yaml").write_text(owner_only, "utf-8")
    new = owner_only.replace("platforms: [web]", "platforms: [web, ios]")
    Path("new.yaml").write_text(new.replace("viewer: author", "viewer: allow"), "utf-8")

    diff = pm.diff("old.yaml", "new.yaml", "facts.yaml")

    assert people(diff) == [
        (who, what, None, "widens", where)
        for what in ("docs.edit", "docs.handle")
        for who, where in (("ana", None), ("ben", "ios"))
    ]


def test_a_renamed_platform_is_asked_about_by_either_name() -> None:
    """It is the same platform, and somebody gains on it."""
    Path("facts.yaml").write_text(FACTS, "utf-8")

    diff = changed(
        ("ios: iOS", "iphone: iOS"),
        ("platforms: [web]", "platforms: [web, iphone]"),
        facts="facts.yaml",
    )

    assert ("ben", "docs.edit", None, "widens", "iphone") in people(diff)


def test_a_level_of_the_new_policy_alone_is_no_unusable_fact() -> None:
    """A file that fits one of the policies has no mistake in it for the other."""
    other = (
        "tools: {more: {title: More, levels: {low: Low}}}\n"
        "actions:\n  ask: {title: Ask, cells: {viewer: {level: {tool: more, any_of: [low]}}}}\n"
    )
    old = TEXT.replace("actions:\n", other)
    Path("old.yaml").write_text(old, "utf-8")
    Path("new.yaml").write_text(
        old.replace("low: Low", "low: Low, high: High").replace(
            "any_of: [low]", "any_of: [low, high]"
        ),
        "utf-8",
    )
    facts = FACTS.replace("docs: viewer", "docs: viewer, more: high")
    Path("facts.yaml").write_text(facts, "utf-8")

    diff = pm.diff("old.yaml", "new.yaml", "facts.yaml")

    assert people(diff) == [("ana", "docs.ask", None, "widens", None)]
    assert diff.unusable == ()


@pytest.mark.parametrize("level", ["editor", "writer"])
def test_facts_may_speak_by_old_or_by_new_names(level: str) -> None:
    """Of a level that was renamed, either name is the same one."""
    Path("facts.yaml").write_text(FACTS.replace("docs: editor", f"docs: {level}"), "utf-8")
    diff = changed(
        ("  editor: Editor", "  writer: Editor"),
        ("editor: allow", "writer: allow"),
        (READ, READ.replace("viewer: allow", "viewer: allow, writer: allow")),
        facts="facts.yaml",
    )

    assert people(diff) == [
        ("ben", "docs.read", None, "widens", None),
        ("ben", "docs.handle", None, "widens", "ios"),
    ]


def test_facts_that_fit_neither_policy_are_a_mistake() -> None:
    """What is wrong is said of the new one."""
    Path("facts.yaml").write_text(FACTS.replace("docs: editor", "docs: zebra"), "utf-8")

    with pytest.raises(pm.MatrixError, match="zebra"):
        changed((READ, READ.replace("viewer: allow", "viewer: author")), facts="facts.yaml")


# What is given.


def test_policies_at_hand_are_compared() -> None:
    """Loaded, compiled and carried, in any mixture with paths."""
    old = pm.load("old.yaml")
    Path("old.json").write_text(old.to_json(), "utf-8")
    Path("new.yaml").write_text(TEXT.replace("viewer: author", "viewer: allow"), "utf-8")
    compiled = pm.load_compiled("old.json")

    for given in (old, compiled, "old.yaml", Path("old.json"), ["old.yaml"]):
        [change] = [it for it in pm.diff(given, pm.load("new.yaml")).changes if it.cells]
        assert change.id == "docs.edit"
        assert pm.diff(given, old).same


def test_a_file_that_is_the_same_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of large folders most files mostly are."""
    read = []

    def loaded(root: Node, reported: frozenset[int], problems: Problems) -> Matrix | None:
        read.append(problems.source.name)
        return load_matrix(root, reported, problems)

    monkeypatch.setattr(reading, "load_matrix", loaded)
    Path("new.yaml").write_text(TEXT, "utf-8")

    assert pm.diff("old.yaml", "new.yaml").same
    assert read == ["new.yaml"]
