"""Documents to matrices: what names resolve to, and what is meant where nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from permmatrix.conditions import (
    AtOrBefore,
    Before,
    Contains,
    Equals,
    Given,
    IsTrue,
    Literal,
    OneOf,
    Overlaps,
    Path,
    Test,
)
from permmatrix.model import (
    Action,
    Allow,
    Cell,
    Deny,
    Dictionary,
    Documented,
    Matrix,
    NotApplicable,
    Note,
    Undocumented,
    When,
)
from permmatrix.reading import read_sources
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not
from permmatrix.requirements import Any as AnyOf
from permmatrix.source import Source

HEAD = "format: permmatrix/1\nid: docs\ntitle: Documents\ntool: files\n"
LEVELS = "levels: {guest: Guest, editor: Editor, owner: Owner}\n"
NAMES = """\
granular:
  publish: {title: Publish}
  send: {title: Send, tool: mail}
conditions:
  draft: {title: a draft, test: {is_true: resource.draft}}
  mine: {title: one's own, test: {equals: [resource.author, user.id]}}
obligations: {watermark: Watermark, pdf_only: PDF only}
platforms: {web: Web, ios: iOS}
editions: {pro: Pro}
flags: {beta: Beta}
sections: {first: First, second: Second}
tools: {mail: {title: Mail}, desk: {title: Desk, levels: {agent: Agent, lead: Lead}}}
"""
ROW = "actions: {edit: {title: Edit, cells: {owner: allow}}}\n"


def matrix(text: str) -> Matrix:
    """Read one matrix without problems."""
    found, report = read_sources([Source("x.yaml", text)])
    assert found is not None, report
    return found.matrices[0]


def row(fields: str) -> Action:
    """Read a row of a matrix in which there is everything to name."""
    return matrix(f"{HEAD}{LEVELS}{NAMES}actions: {{edit: {{title: Edit, {fields}}}}}\n").actions[0]


def cell(written: str) -> Cell:
    """Read a cell of a row."""
    return row(f"cells: {{owner: {written}}}").cell("owner")


def chains(order: str, levels: str = LEVELS) -> tuple[tuple[str, ...], ...]:
    """Read the order of levels."""
    return matrix(HEAD + levels + order + ROW).tools[0].chains


def at_least(order: str, level: str) -> tuple[str, ...]:
    """Read a requirement for a level or one above it, and give those that will do."""
    cells = f"cells: {{owner: {{level: {{at_least: {level}}}}}}}"
    found = matrix(f"{HEAD}{LEVELS}{order}actions: {{edit: {{title: Edit, {cells}}}}}\n")
    match found.actions[0].cell("owner"):
        case When(HasLevel(_, levels)):
            return levels
        case other:
            raise AssertionError(other)


def test_levels_are_ordered_as_listed() -> None:
    """Without an order, the columns go from the lowest to the highest."""
    assert chains("") == (("guest", "editor", "owner"),)


def test_a_column_that_is_not_handed_out_takes_no_part_in_the_order() -> None:
    """An author is neither above nor below an editor, unless a chain says so."""
    author = "author: {title: Author, handed_out: false, held_when: {level: {is: guest}}}"
    levels = LEVELS.replace("editor:", f"{author}, editor:")

    assert chains("", levels) == (("guest", "editor", "owner"),)
    assert chains("order: [[guest, author]]\n", levels) == (("guest", "author"),)


def test_an_empty_order_is_none() -> None:
    """Levels that are merely different are not made steps of a ladder."""
    assert chains("order: []\n") == ()


def test_a_single_level_needs_no_order() -> None:
    """Of one column there is no chain to make."""
    assert chains("", "levels: {owner: Owner}\n") == ()


@pytest.mark.parametrize(
    ("order", "level", "enough"),
    [
        pytest.param("", "guest", ("guest", "editor", "owner"), id="the lowest as listed"),
        pytest.param("", "owner", ("owner",), id="the highest as listed"),
        pytest.param("order: [[owner, guest]]\n", "owner", ("guest", "owner"), id="turned round"),
        pytest.param("order: [[owner, guest]]\n", "guest", ("guest",), id="the top of a chain"),
        pytest.param(
            "order: [[editor, owner], [guest, editor]]\n",
            "guest",
            ("guest", "editor", "owner"),
            id="through two chains",
        ),
        pytest.param(
            "order: [[guest, editor], [guest, owner]]\n",
            "editor",
            ("editor",),
            id="beside one another",
        ),
        pytest.param(
            "order: [[guest, editor], [guest, owner]]\n",
            "guest",
            ("guest", "editor", "owner"),
            id="below both",
        ),
    ],
)
def test_at_least_a_level_is_the_level_and_those_above(
    order: str, level: str, enough: tuple[str, ...]
) -> None:
    """Steps are followed through every chain, and the levels come as listed."""
    assert at_least(order, level) == enough


def test_a_tool_without_levels_has_those_of_the_matrix() -> None:
    """Its order, its default and its scope are the same too; only names are its own."""
    text = HEAD + LEVELS + "default_level: guest\nscope: resource.team\n"
    own, mail = matrix(text + "tools: {mail: {title: Mail}}\n" + ROW).tools

    assert [it.id for it in mail.levels] == ["guest", "editor", "owner"]
    assert (mail.chains, mail.default_level, mail.scope) == (own.chains, "guest", own.scope)
    assert (own.id, own.title, mail.id, mail.title) == ("files", "Files", "mail", "Mail")


def test_a_tool_without_levels_has_no_column_that_follows_from_facts() -> None:
    """A relation to one thing is none to another."""
    author = "author: {title: Author, handed_out: false, held_when: mine}"
    levels = LEVELS.replace("owner:", f"{author}, owner:")
    order = "order: [[guest, author], [guest, owner]]\n"

    _, mail, _ = matrix(HEAD + levels + order + NAMES + ROW).tools

    assert [it.id for it in mail.levels] == ["guest", "editor", "owner"]
    assert mail.chains == (("guest", "owner"),)


def test_a_tool_with_levels_has_its_own_of_everything() -> None:
    """The order, the default and the scope of the matrix's tool are not its."""
    text = HEAD + LEVELS + "default_level: guest\nscope: resource.team\n" + NAMES + ROW

    desk = matrix(text).tools[-1]

    assert [it.id for it in desk.levels] == ["agent", "lead"]
    assert (desk.chains, desk.default_level, desk.scope) == ((("agent", "lead"),), None, None)


def test_the_governing_tool_has_its_title_from_tools() -> None:
    """Where it is declared, its names come from there and its levels from the top."""
    tools = "tools: {files: {title: The Files, also_written: [Filing]}}\n"

    [tool] = matrix(HEAD + LEVELS + tools + ROW).tools

    assert (tool.title, tool.also_written) == ("The Files", ("Filing",))
    assert [it.title for it in tool.levels] == ["Guest", "Editor", "Owner"]


def test_a_level_is_handed_out_unless_it_is_said_not_to_be() -> None:
    """A title alone, and a title with more, are the same kind of column."""
    levels = "levels: {a: A, b: {title: B, also_written: [Bee], description: x}}\n"

    first, second = matrix(HEAD + levels + ROW.replace("owner", "a")).tools[0].levels

    assert (first.title, first.handed_out, first.held_when) == ("A", True, None)
    assert (second.title, second.handed_out, second.also_written) == ("B", True, ("Bee",))


def test_a_level_that_follows_from_facts_says_from_which() -> None:
    """A level left out of the requirement's tool is that of the level's own."""
    levels = LEVELS.replace(
        "owner: Owner",
        "owner: {title: Owner, held_when: {any: [mine, {level: {tool: desk, is: lead}}]}}",
    )

    tool = matrix(HEAD + levels + NAMES + ROW).tools[0]

    assert tool.level("owner").held_when == AnyOf((Holds("mine"), HasLevel("desk", ("lead",))))


def test_a_level_left_out_is_a_blank() -> None:
    """Every level has a cell, in the order of the levels."""
    assert row("cells: {editor: allow}").cells == (
        ("guest", Deny()),
        ("editor", Allow()),
        ("owner", Deny()),
    )


def test_a_row_may_be_of_another_tool() -> None:
    """Then its cells are that tool's levels."""
    found = row("tool: desk, cells: {lead: allow}")

    assert (found.tool, found.cells) == ("desk", (("agent", Deny()), ("lead", Allow())))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("allow", Allow(), id="allow"),
        pytest.param("deny", Deny(), id="deny"),
        pytest.param("unknown", Undocumented(), id="unknown"),
        pytest.param("not_applicable", NotApplicable(), id="not applicable"),
        pytest.param("publish", When(HasGranular("files", "publish")), id="granular"),
        pytest.param("send", When(HasGranular("mail", "send")), id="granular of another tool"),
        pytest.param("draft", When(Holds("draft")), id="condition"),
        pytest.param(
            "{all: [draft, publish]}",
            When(All((Holds("draft"), HasGranular("files", "publish")))),
            id="all",
        ),
        pytest.param(
            "{any: [{not: draft}, mine]}",
            When(AnyOf((Not(Holds("draft")), Holds("mine")))),
            id="any and not",
        ),
        pytest.param("{not: {not: draft}}", When(Not(Not(Holds("draft")))), id="as it was written"),
        pytest.param("{level: {is: guest}}", When(HasLevel("files", ("guest",))), id="level"),
        pytest.param(
            "{level: {any_of: [owner, guest]}}",
            When(HasLevel("files", ("guest", "owner"))),
            id="levels as listed",
        ),
        pytest.param(
            "{level: {tool: desk, at_least: agent}}",
            When(HasLevel("desk", ("agent", "lead"))),
            id="level of another tool",
        ),
        pytest.param(
            "{when: draft, with: [watermark]}",
            When(Holds("draft"), ("watermark",)),
            id="obligation",
        ),
        pytest.param(
            "{when: allow, with: [pdf_only, watermark]}",
            When(None, ("pdf_only", "watermark")),
            id="obligations of a plain yes",
        ),
    ],
)
def test_a_cell_is_read(written: str, expected: Cell) -> None:
    """Names are looked up once, and what stands in the model needs no looking up."""
    assert cell(written) == expected


def test_a_level_requirement_of_a_row_is_about_the_rows_tool() -> None:
    """Left out, the tool is the one the row is of, in its guard as well."""
    level = "{level: {is: lead}}"

    found = row(f"tool: desk, guard: {level}, cells: {{agent: {level}}}")

    assert found.guard == HasLevel("desk", ("lead",))
    assert found.cell("agent") == When(HasLevel("desk", ("lead",)))


def test_a_row_has_nothing_that_is_not_written() -> None:
    """No guard, no marks, no notes: and a row without platforms is on all of them."""
    found = row("cells: {}")

    assert (found.id, found.tool, found.guard) == ("docs.edit", "files", None)
    assert (found.platforms, found.editions, found.flags) == ((), (), ())
    assert (found.aliases, found.also_written, found.notes, found.doubts) == ((), (), (), ())
    assert (found.section, found.offline, found.description, found.source) == (None,) * 4


def test_a_row_has_what_is_written() -> None:
    """Marks, names and remarks are carried as they stand."""
    found = row(
        "also_written: [Alter], aliases: [alter, change], section: second, offline: cached,"
        " platforms: [ios], editions: [pro], flags: [beta], guard: draft, cells: {},"
        " source: {title: Page, section: S, publisher: P, url: U, retrieved: 2026-01-02}"
    )

    assert (found.aliases, found.also_written) == (("docs.alter", "docs.change"), ("Alter",))
    assert (found.section, found.offline, found.guard) == ("second", "cached", Holds("draft"))
    assert (found.platforms, found.editions, found.flags) == (("ios",), ("pro",), ("beta",))
    assert found.source == Documented(
        title="Page", section="S", publisher="P", url="U", retrieved="2026-01-02"
    )


def test_notes_are_about_a_row_or_some_of_its_cells() -> None:
    """A note is its text, or a text and the levels it is about."""
    found = row("cells: {}, notes: [Plain, {says: Narrow, cells: [guest, owner]}]")

    assert found.notes == (Note("Plain"), Note("Narrow", ("guest", "owner")))


def test_doubts_are_about_cells_or_about_words() -> None:
    """The reading and the alternative are cells, or free text where no cell can say it."""
    found = row(
        "cells: {owner: draft}, doubts:"
        " [{why: x, cells: [owner, ], reading: draft, alternative: allow},"
        " {why: y, cells: [guest], reading: deny}, {why: z, taken: one, instead: two}]"
    )
    first, second, third = found.doubts

    assert (first.cells, first.reading, first.alternative) == (
        ("owner",),
        When(Holds("draft")),
        Allow(),
    )
    assert (second.reading, second.alternative) == (Deny(), None)
    assert (third.cells, third.reading, third.taken, third.instead) == ((), None, "one", "two")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{given: open}", Given("open")),
        ("{is_true: resource.private}", IsTrue(Path("resource", ("private",)))),
        ("{is_true: context.a.b}", IsTrue(Path("context", ("a", "b")))),
        (
            "{equals: [user.id, resource.author]}",
            Equals(Path("user", ("id",)), Path("resource", ("author",))),
        ),
        ("{equals: [resource.kind, draft]}", Equals(Path("resource", ("kind",)), Literal("draft"))),
        ("{equals: [resource.count, 3]}", Equals(Path("resource", ("count",)), Literal(3))),
        ("{equals: [resource.open, false]}", Equals(Path("resource", ("open",)), Literal(False))),
        ("{equals: [resource.open, no]}", Equals(Path("resource", ("open",)), Literal("no"))),
        ("{equals: [resource.name, a.b]}", Equals(Path("resource", ("name",)), Literal("a.b"))),
        (
            "{one_of: [resource.kind, [a, 1, true]]}",
            OneOf(Path("resource", ("kind",)), (Literal("a"), Literal(1), Literal(True))),
        ),
        (
            "{contains: [resource.members, user.id]}",
            Contains(Path("resource", ("members",)), Path("user", ("id",))),
        ),
        (
            "{overlaps: [user.teams, resource.teams]}",
            Overlaps(Path("user", ("teams",)), Path("resource", ("teams",))),
        ),
        (
            "{before: [context.now, resource.due]}",
            Before(Path("context", ("now",)), Path("resource", ("due",))),
        ),
        (
            "{at_or_before: [resource.due, 2026-06-30]}",
            AtOrBefore(Path("resource", ("due",)), Literal("2026-06-30")),
        ),
    ],
    ids=str,
)
def test_a_test_is_read(written: str, expected: Test) -> None:
    """What looks like a path is one, and anything else is what it is."""
    text = f"{HEAD}{LEVELS}conditions: {{it: {{title: it, test: {written}}}}}\n{ROW}"

    [condition] = matrix(text).conditions

    assert condition.test == expected


def test_an_operation_names_rows_of_its_own_matrix_and_of_others() -> None:
    """A row of the same file may be named by its short id or its whole one."""
    rows = "actions: {a: {title: A, cells: {}}, b: {title: B, cells: {}}}\n"
    operations = "operations: {o: {title: O, aliases: [p], any_of: [b, docs.a, other.c]}}\n"
    other = HEAD.replace("docs", "other") + LEVELS + "actions: {c: {title: C, cells: {}}}\n"

    found, report = read_sources(
        [Source("x.yaml", HEAD + LEVELS + rows + operations), Source("y.yaml", other)]
    )

    assert found is not None, report
    [operation] = found.matrices[0].operations
    assert (operation.id, operation.aliases) == ("docs.o", ("docs.p",))
    assert operation.any_of == ("docs.b", "docs.a", "other.c")


def test_an_alias_finds_what_it_stands_for() -> None:
    """Rows and operations answer to their aliases, in the order of the file."""
    rows = "actions: {a: {title: A, aliases: [b], cells: {}}}\n"
    operations = "operations: {o: {title: O, aliases: [p], any_of: [a]}}\n"

    found, _ = read_sources([Source("x.yaml", HEAD + LEVELS + rows + operations)])

    assert found is not None
    assert list(found.actions) == ["docs.a", "docs.b"]
    assert found.actions["docs.b"] is found.actions["docs.a"]
    assert found.operations["docs.p"] is found.operations["docs.o"]


def test_an_advisory_has_its_requirement() -> None:
    """It is about the matrix's tool where its level names none."""
    text = "advisories: {watch: {when: {all: [draft, {level: {is: owner}}]}, says: Mind it.}}\n"

    [advisory] = matrix(HEAD + LEVELS + NAMES + ROW + text).advisories

    assert (advisory.id, advisory.says) == ("docs.watch", "Mind it.")
    assert advisory.when == All((Holds("draft"), HasLevel("files", ("owner",))))


def test_dictionaries_carry_words_of_any_kind() -> None:
    """A term is a text for a text, in the order written."""
    terms = (
        "terms:\n"
        "  us: {title: American, language: en-US, words: {progress claim: invoice, 'no': x}}\n"
        "  bare: {title: Bare, words: {a: b}}\n"
    )

    us, bare = matrix(HEAD + LEVELS + ROW + terms).terms

    words = (("progress claim", "invoice"), ("no", "x"))
    assert us == Dictionary(id="us", title="American", words=words, language="en-US")
    assert bare.language is None


def test_what_is_declared_keeps_its_order() -> None:
    """Platforms, editions, flags, sections and obligations are pairs of id and title."""
    found = matrix(HEAD + LEVELS + NAMES + ROW)

    assert found.obligations == (("watermark", "Watermark"), ("pdf_only", "PDF only"))
    assert found.platforms == (("web", "Web"), ("ios", "iOS"))
    assert (found.editions, found.flags) == ((("pro", "Pro"),), (("beta", "Beta"),))
    assert found.sections == (("first", "First"), ("second", "Second"))


def test_a_matrix_has_nothing_that_is_not_written() -> None:
    """The smallest matrix is its names, its levels and a row."""
    found = matrix(HEAD + LEVELS + ROW)

    assert (found.id, found.title, found.tool) == ("docs", "Documents", "files")
    assert (found.description, found.language, found.documented) == (None, None, None)
    assert (found.granular, found.conditions, found.operations, found.advisories) == ((),) * 4
    assert (found.notes, found.doubts, found.terms, found.platforms) == ((),) * 4
    assert (found.tools[0].default_level, found.tools[0].scope) == (None, None)


def test_a_permission_is_on_the_matrixs_tool_unless_it_names_another() -> None:
    """The tool is part of what is granted."""
    found = matrix(HEAD + LEVELS + NAMES + ROW)

    assert [(it.tool, it.id, it.title) for it in found.granular] == [
        ("files", "publish", "Publish"),
        ("mail", "send", "Send"),
    ]


def test_texts_that_look_like_something_else_stay_texts() -> None:
    """A level called No, a title that is a number in quotes, and a date are what they say."""
    levels = "levels: {'no': No, 'on': On, 'null': 'Null'}\n"
    text = HEAD + levels + "actions: {edit: {title: '2026', cells: {no: allow}}}\n"

    found = matrix(text)

    assert [(it.id, it.title) for it in found.tools[0].levels] == [
        ("no", "No"),
        ("on", "On"),
        ("null", "Null"),
    ]
    assert (found.actions[0].title, found.actions[0].cell("no")) == ("2026", Allow())


def test_everything_knows_where_it_was_written() -> None:
    """Rows, levels, tools, permissions, conditions and requirements can be pointed at."""
    found = matrix(HEAD + LEVELS + NAMES + ROW.replace("allow", "{not: draft}"))
    declared: list[Any] = [
        *found.actions,
        *found.tools[0].levels,
        *found.granular,
        *found.conditions,
    ]

    assert [it.span and it.span.text for it in declared] == [
        *("edit", "guest", "editor", "owner", "publish", "send", "draft", "mine")
    ]
    needed = found.actions[0].cell("owner")
    assert isinstance(needed, When)
    assert needed.requirement is not None
    assert needed.requirement.span is not None
    assert needed.requirement.span.text == "{not: draft}"


def test_places_take_no_part_in_what_a_matrix_says() -> None:
    """Two files that say the same are equal, however they are laid out."""
    spread = (
        HEAD
        + "# more\n\n"
        + LEVELS
        + ROW.replace("{edit: ", "\n  edit:\n    ").replace("}}}", "}}")
    )

    assert matrix(spread) == matrix(HEAD + LEVELS + ROW)
