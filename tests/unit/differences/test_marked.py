"""A difference as tables of both versions."""

from __future__ import annotations

from pathlib import Path

import pytest

import permmatrix as pm
from permmatrix.differences.marked import marked, of_lines
from permmatrix.differences.marks import has_effect, is_marked
from permmatrix.grid import AnswerCell, Grid, Line, Mark, cell_words

OLD = """\
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
granular:
  share: {title: Share Documents}
conditions:
  author: {title: author, test: {equals: [resource.author, user.id]}}
  locked: {title: locked, test: {is_true: resource.locked}}
platforms: {web: Web, ios: iOS}
actions:
  read: {title: Read, cells: {viewer: allow, editor: allow}}
  edit: {title: Edit, guard: {not: locked}, cells: {viewer: share, editor: allow}}
  burn: {title: Burn, platforms: [web], cells: {editor: allow}}
  pass_on: {title: Pass on, cells: {viewer: {all: [share, locked]}, editor: share}}
"""
READ = "read: {title: Read, cells: {viewer: allow, editor: allow}}"
EDIT = "edit: {title: Edit, guard: {not: locked}, cells: {viewer: share, editor: allow}}"
BURN = "burn: {title: Burn, platforms: [web], cells: {editor: allow}}"
HAND = "pass_on: {title: Pass on, cells: {viewer: {all: [share, locked]}, editor: share}}"
PLANS = """\
format: permmatrix/1
id: plans
title: Plans
tool: plans
levels: {guest: Guest}
actions:
  draw: {title: Draw a line, cells: {guest: allow}}
"""
AS_BEFORE = "the cell says what it said, and what it hangs on is different."
OWNER = "author; nobody is given it"
SHARE = "the granular permission Share Documents"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def tables(*replaced: tuple[str, str], old: str = OLD) -> tuple[Grid, ...]:
    """Compare a policy with what replacing some text makes of it."""
    text = old
    for before, after in replaced:
        assert before in text
        text = text.replace(before, after)
    Path("old.yaml").write_text(old, "utf-8")
    Path("new.yaml").write_text(text, "utf-8")
    diff = pm.diff("old.yaml", "new.yaml")
    return marked(diff, diff.models)


def table(*replaced: tuple[str, str], old: str = OLD) -> Grid:
    """Give the one table."""
    [grid] = tables(*replaced, old=old)
    return grid


def row(grid: Grid, id_: str) -> Line:
    """Give the line of an action."""
    [line] = [it for it in grid.lines if it.heading.id == id_]
    return line


def words(grid: Grid, id_: str) -> list[str]:
    """Give the cells of an action in words."""
    return [cell_words(cell) for cell in row(grid, id_).cells]


def marks(grid: Grid, id_: str) -> list[tuple[str, str]]:
    """Give what is told of an action as a whole."""
    return [(it.change, it.text) for it in row(grid, id_).heading.marks]


def shows(grid: Grid, id_: str, level: str) -> tuple[str, ...]:
    """Give who shows it at a level."""
    [place] = [at for at, it in enumerate(grid.columns) if it.id == level]
    cell = row(grid, id_).cells[place]
    assert isinstance(cell, AnswerCell)
    return cell.shows


def test_nothing_is_marked_where_nothing_is_different() -> None:
    """The table is that of either version."""
    grid = table()

    assert [it.heading.id for it in grid.lines] == [
        *("docs.read", "docs.edit", "docs.burn", "docs.pass_on"),
    ]
    assert [it.title for it in grid.columns] == [
        *("None", "Viewer", "Editor", "Owner", "Platforms"),
    ]
    assert not any(is_marked(it) for it in grid.lines)
    assert words(grid, "docs.edit") == [
        *("No", f"With conditions: {SHARE}", "Yes", "No", "Any"),
    ]


def test_a_wider_cell_is_marked_with_what_it_said_and_who_shows_it() -> None:
    """And nothing else of the table is."""
    grid = table((EDIT, EDIT.replace("viewer: share", "viewer: allow")))

    assert words(grid, "docs.edit") == [
        *("No", f"Widened: With conditions: {SHARE} → Yes", "Yes", "No", "Any"),
    ]
    assert shows(grid, "docs.edit", "viewer") == (
        "Can now: a Viewer user of Docs, when not locked.",
    )
    assert marks(grid, "docs.edit") == []
    assert [it.heading.id for it in grid.lines if is_marked(it)] == ["docs.edit"]
    assert grid.legend[0] == ("Widened", "somebody may do more than before.")


def test_a_narrower_cell_and_one_that_goes_both_ways() -> None:
    """Each has its word, and the second shows somebody for either way."""
    grid = table(
        (READ, READ.replace("viewer: allow", "viewer: share")),
        (HAND, HAND.replace("editor: share", "editor: locked")),
    )

    assert words(grid, "docs.read")[1] == f"Narrowed: Yes → With conditions: {SHARE}"
    assert words(grid, "docs.pass_on")[2] == (
        f"Widened and narrowed: With conditions: {SHARE} → With conditions: locked"
    )
    assert shows(grid, "docs.pass_on", "editor") == (
        "Can now: an Editor user of Docs, when locked.",
        "Can no longer: an Editor user of Docs who holds Share Documents, when not locked.",
    )


def test_other_words_for_the_same_are_no_change() -> None:
    """A cell that behaves as before is reworded, and so is its row."""
    grid = table((HAND, HAND.replace("[share, locked]", "[locked, share]")))

    assert words(grid, "docs.pass_on")[1] == (
        f"Reworded: With conditions: {SHARE} and locked → With conditions: locked and {SHARE}"
    )
    assert marks(grid, "docs.pass_on") == [("Reworded", "cells")]
    assert is_marked(row(grid, "docs.pass_on"))
    assert not has_effect(row(grid, "docs.pass_on"))


def test_the_same_words_for_something_else_are_a_change() -> None:
    """A condition with another test changes every cell that hangs on it."""
    grid = table(("{is_true: resource.locked}", "{is_true: resource.sealed}"))

    same = f"With conditions: {SHARE} and locked"
    assert words(grid, "docs.pass_on")[1] == f"Widened and narrowed: {same}, as before"
    assert words(grid, "docs.edit")[2] == "Widened and narrowed: Yes, as before"
    assert ("as before", AS_BEFORE) in grid.legend
    assert not is_marked(row(grid, "docs.read"))


def test_a_row_that_is_gone_stands_where_it_stood() -> None:
    """With what it said, and what it said it for."""
    grid = table((f"  {EDIT}\n", ""))

    assert [it.heading.id for it in grid.lines] == [
        *("docs.read", "docs.edit", "docs.burn", "docs.pass_on"),
    ]
    assert marks(grid, "docs.edit") == [("Removed", "")]
    assert words(grid, "docs.edit") == [
        "No",
        f"Narrowed: With conditions: {SHARE} → Not there",
        "Narrowed: Yes → Not there",
        *("No", "Any"),
    ]


def test_a_row_that_came_is_marked_in_its_place() -> None:
    """Its cells widen where they allow somebody."""
    grid = table((READ, f"{READ}\n  look: {{title: Look at a list, cells: {{editor: allow}}}}"))

    assert [it.heading.id for it in grid.lines][:2] == ["docs.read", "docs.look"]
    assert marks(grid, "docs.look") == [("New", "")]
    assert words(grid, "docs.look") == [
        *("No", "No", "Widened: Not there → Yes", "No", "Any"),
    ]


def test_a_renamed_row_is_one_row() -> None:
    """Under its new id, with the old one told, and with what else is different."""
    grid = table(
        (HAND, HAND.replace("pass_on:", "hand_on:").replace("editor: share", "editor: allow"))
    )

    assert [it.heading.id for it in grid.lines][-1] == "docs.hand_on"
    assert marks(grid, "docs.hand_on") == [
        ("Renamed", "was docs.pass_on: the title is the same"),
    ]
    assert words(grid, "docs.hand_on")[2] == f"Widened: With conditions: {SHARE} → Yes"


def test_another_guard_is_told_by_the_row() -> None:
    """And each cell that it lets in is marked, though it says what it said."""
    grid = table((EDIT, EDIT.replace("guard: {not: locked}, ", "")))

    assert marks(grid, "docs.edit") == [("Changed", "applies always, before only given not locked")]
    assert words(grid, "docs.edit")[2] == "Widened: Yes, as before"


def test_titles_and_notes_are_told_as_text() -> None:
    """What was said before is still there to be read."""
    noted = (
        "read: {title: Read, cells: {viewer: allow, editor: allow}, notes: [Reading is logged.]}"
    )
    other = noted.replace("logged", "kept").replace("title: Read", "title: Read it")
    grid = table((noted, other), old=OLD.replace(READ, noted))

    assert row(grid, "docs.read").heading.title == "Read it"
    assert marks(grid, "docs.read") == [
        ("Reworded", "title and notes"),
        ("No longer said", "the title Read"),
        ("No longer said", "Reading is logged."),
        ("Newly said", "Reading is kept."),
    ]
    assert not has_effect(row(grid, "docs.read"))
    assert [it.text for it in grid.footnotes] == [OWNER, "Reading is kept.", "not locked"]


def test_a_level_that_came_and_one_that_is_gone_are_columns() -> None:
    """Each stands where it stands in its version; its cells are held against no such level."""
    came = ("  viewer: Viewer\n", "  viewer: Viewer\n  critic: Critic\n")
    grid = table(came, (READ, READ.replace("editor: allow", "critic: allow, editor: allow")))
    gone = table(
        ("  editor: Editor\n", ""),
        (", editor: allow", ""),
        ("editor: allow", ""),
        (", editor: share", ""),
    )

    assert [(it.title, it.marks) for it in grid.columns[1:4]] == [
        ("Viewer", ()),
        ("Critic", (Mark("New"),)),
        ("Editor", ()),
    ]
    assert words(grid, "docs.read")[2] == "Widened: No such level → Yes"
    assert words(grid, "docs.edit")[2] == "No"
    assert [it.heading.id for it in grid.lines if is_marked(it)] == ["docs.read"]
    assert [(it.title, it.marks) for it in gone.columns[1:4]] == [
        ("Viewer", ()),
        ("Editor", (Mark("Removed"),)),
        ("Owner", ()),
    ]
    assert words(gone, "docs.read")[2] == "Narrowed: Yes → No such level"


def test_a_level_by_another_id_and_title_is_one_column() -> None:
    """Its id and what it was called are told."""
    grid = table(
        ("editor: Editor", "redactor: Editor"),
        ("editor: allow", "redactor: allow"),
        ("editor: share", "redactor: share"),
    )
    titled = table(("editor: Editor", "editor: Redactor"))

    assert [(it.id, it.title) for it in grid.columns[1:3]] == [
        ("viewer", "Viewer"),
        ("redactor", "Editor"),
    ]
    assert grid.columns[2].marks == (Mark("Renamed", "was docs.editor: the title is the same"),)
    assert titled.columns[2].title == "Redactor"
    assert titled.columns[2].marks == (
        Mark("Reworded", "title"),
        Mark("No longer said", "the title Editor"),
    )
    assert not any(is_marked(it) for it in (*grid.lines, *titled.lines))


def test_holding_no_level_is_a_column_where_that_is_different() -> None:
    """Its cells are those of the default level in each version."""
    grid = table(("default_level: none", "default_level: viewer"))

    assert grid.columns[0].title == "No level"
    assert words(grid, "docs.read")[0] == "Widened: No → Yes"
    assert words(grid, "docs.burn")[0] == "No"


def test_what_shows_in_no_column_is_told_by_the_row() -> None:
    """As where a row can be done on other platforms."""
    grid = table((BURN, BURN.replace("platforms: [web]", "platforms: [ios]")))

    assert marks(grid, "docs.burn") == [
        ("Changed", "can be done on iOS too"),
        ("Changed", "can no longer be done on Web"),
        ("Widened", "Can now: an Editor user of Docs, on iOS."),
        ("Narrowed", "Can no longer: an Editor user of Docs, on Web."),
    ]
    assert words(grid, "docs.burn")[1:] == ["No", "Yes", "No", "Changed: Web → iOS"]


def test_a_row_that_is_an_operation_now_is_told_as_gone() -> None:
    """What asks for it by its id gets the operation."""
    operation = "operations:\n  burn: {title: Burn, any_of: [read]}\n"
    grid = table((f"  {BURN}\n", ""), (f"  {HAND}\n", f"  {HAND}\n{operation}"))
    [back] = [it for it in _turned_back() if it.anchor == "docs"]

    assert marks(grid, "docs.burn")[0] == ("Removed", "it is an operation now")
    assert marks(back, "docs.burn")[0] == ("New", "it was an operation")
    assert ("Widened", "Can now: a Viewer user of Docs.") in marks(grid, "docs.burn")


def _turned_back() -> tuple[Grid, ...]:
    diff = pm.diff("new.yaml", "old.yaml")
    return marked(diff, diff.models)


def test_matrices_that_come_and_go_are_tables() -> None:
    """Every row of them is new, or gone; a matrix by another id is one table."""
    Path("old.yaml").write_text(OLD, "utf-8")
    Path("new.yaml").write_text(PLANS, "utf-8")
    diff = pm.diff("old.yaml", "new.yaml")
    renamed = table(("id: docs", "id: papers"))

    found = [
        (it.anchor, {mark.change for line in it.lines for mark in line.heading.marks})
        for it in marked(diff, diff.models)
    ]
    assert found == [("docs", {"Removed"}), ("plans", {"New"})]
    assert (renamed.anchor, [it.heading.id for it in renamed.lines if is_marked(it)]) == (
        "papers",
        [],
    )


TWO_TOOLS = """\
format: permmatrix/1
id: docs
title: Documents
tool: docs
levels: {editor: Editor}
tools:
  box: {title: Box, levels: {editor: Packer}}
actions:
  read: {title: Read, cells: {editor: deny}}
  pack: {title: Pack, tool: box, cells: {editor: deny}}
"""


def test_levels_of_two_tools_by_one_id_are_two_columns() -> None:
    """Only the one of the row's own tool is marked."""
    grid = table(
        ("Pack, tool: box, cells: {editor: deny", "Pack, tool: box, cells: {editor: allow"),
        old=TWO_TOOLS,
    )

    assert [it.title for it in grid.columns] == ["Level held on", "Editor", "Packer"]
    assert words(grid, "docs.pack") == ["Box", "No such level", "Widened: No → Yes"]
    assert words(grid, "docs.read") == ["Docs", "No", "No such level"]


def test_a_row_on_another_tool_is_told_as_such() -> None:
    """Its cells are other ones, and what they say is neither wider nor narrower by itself."""
    allowed = TWO_TOOLS.replace("Read, cells: {editor: deny", "Read, cells: {editor: allow")
    grid = table(("title: Read, cells", "title: Read, tool: box, cells"), old=allowed)

    assert [it.title for it in grid.columns] == ["Level held on", "Packer", "Editor"]
    assert marks(grid, "docs.read")[0] == (
        *("Changed", "the level on Box decides, before that on Docs"),
    )
    assert words(grid, "docs.read") == [
        *("Changed: Docs → Box", "Changed: No such level → Yes", "Changed: Yes → No such level"),
    ]


def test_a_row_that_went_to_another_matrix_stands_there() -> None:
    """And nowhere else."""
    Path("old").mkdir()
    Path("new").mkdir()
    for folder, first, second in (("old", 2, 1), ("new", 1, 2)):
        for name, some in (
            ("docs", ["read", "note"][:first]),
            ("plans", ["note", "draw"][-second:]),
        ):
            rows = "".join(f"  {it}: {{title: To {it}, cells: {{guest: allow}}}}\n" for it in some)
            Path(folder, f"{name}.yaml").write_text(
                f"format: permmatrix/1\nid: {name}\ntitle: {name}\ntool: docs\n"
                f"levels: {{guest: Guest}}\nactions:\n{rows}",
                "utf-8",
            )
    diff = pm.diff("old", "new")

    docs, plans = marked(diff, diff.models)
    assert [it.heading.id for it in docs.lines] == ["docs.read"]
    assert [it.heading.id for it in plans.lines] == ["plans.note", "plans.draw"]
    assert marks(plans, "plans.note") == [("Renamed", "was docs.note: the title is the same")]


def test_a_cell_that_follows_shows_nobody() -> None:
    """Another cell of its row does."""
    held = READ.replace("editor: allow", "editor: allow, owner: allow")
    grid = table((held, READ), old=OLD.replace(READ, held))

    assert words(grid, "docs.read")[0] == "Narrowed: No, as before"
    assert shows(grid, "docs.read", "none") == ("Another cell of the row shows it.",)
    assert shows(grid, "docs.read", "owner") == (
        "Can no longer: a None user of Docs, when author.",
    )


def test_some_lines_have_a_table_with_their_own_footnotes() -> None:
    """Numbered anew in reading order, and with anchors that no other table has."""
    noted = OLD.replace("cells: {editor: allow}", "notes: [Ash.], cells: {editor: allow}")
    grid = table((HAND, HAND.replace("share, locked", "share")), old=noted)

    some = of_lines(grid, grid.lines[2:], "docs-some")

    assert [(it.number, it.text) for it in grid.footnotes] == [
        *((1, OWNER), (2, "not locked"), (3, "Ash.")),
    ]
    assert [(it.number, it.text) for it in some.footnotes] == [(1, OWNER), (2, "Ash.")]
    assert some.lines[0].heading.refs == (2,)
    assert [it.anchor for it in some.columns] == [
        *("docs-some-level-none", "docs-some-level-viewer", "docs-some-level-editor"),
        *("docs-some-level-owner", ""),
    ]
