"""Renames: what is the same thing by another id, and what is never taken for one."""

from __future__ import annotations

import pytest
from attrs import evolve

from builders import ALLOW, DENY, column, matrices, operation, row, tool, when
from permmatrix.conditions import Condition, Given, IsTrue, Path
from permmatrix.differences.alike import title_key
from permmatrix.differences.comparing import compare
from permmatrix.differences.diff import Diff
from permmatrix.differences.values import Direction, What
from permmatrix.model import Action, Cell, Level, MatrixSet, Tool
from permmatrix.requirements import HasGranular, HasLevel, Holds

A: dict[str, Cell] = {"a": ALLOW, "b": DENY}
B: dict[str, Cell] = {"a": DENY, "b": ALLOW}
X: dict[str, Cell] = {"a": when(Holds("x")), "b": ALLOW}
PLAIN = tool("a", "b")


def one(*rows: Action, on: Tool = PLAIN) -> MatrixSet:
    """Make the policy of some rows."""
    return matrices(*rows, tools=[on], conditions=["x", "y"])


def titled(id_: str, title: str, cells: object = None, **parts: object) -> Action:
    """Make a row with a title."""
    made = row(id_, cells or A)  # type: ignore[arg-type]  # a mapping of cells
    return evolve(made, title=title, **parts)  # type: ignore[arg-type]  # as above


def renamed(diff: Diff) -> list[tuple[str, str]]:
    """Give the ids of rows and operations that are told as renamed."""
    kinds = {What.ACTION, What.OPERATION}
    return [(it.old, it.new) for it in diff.renames if it.what in kinds]


def test_a_row_is_known_by_its_title() -> None:
    """Spaces and capitals make no other title; a rename alone changes nothing else."""
    diff = compare(one(titled("old", "Read  a File")), one(titled("new", "Read a file")))

    assert renamed(diff) == [("m.old", "m.new")]
    assert diff.renames[0].because == "the title is the same"
    assert diff.changes == ()
    assert not diff.same
    assert title_key(" A  b ") == title_key("a B")


def test_a_rename_and_a_change_are_both_told() -> None:
    """The row is compared under its new id."""
    diff = compare(one(titled("old", "Read")), one(titled("new", "Read", B)))

    assert renamed(diff) == [("m.old", "m.new")]
    assert [(it.id, it.direction) for it in diff.changes] == [("m.new", Direction.BOTH)]


def test_an_alias_says_which_row_it_is() -> None:
    """Whatever the titles are, and the alias is no news then."""
    diff = compare(
        one(titled("old", "Read"), titled("other", "Write")),
        one(titled("new", "Peruse", aliases=("m.old",)), titled("other", "Write")),
    )

    assert renamed(diff) == [("m.old", "m.new")]
    assert diff.renames[0].because == "the old id is an alias"
    assert diff.changes == ()


def test_behaviour_and_a_close_title_say_which_row_it_is() -> None:
    """Neither is enough by itself."""
    old = one(titled("old", "Create a purchase order", X), titled("else", "Sign", B))
    close, far = "Create a purchase order (PO)", "Something else"

    same = compare(old, one(titled("new", close, X), titled("else", "Sign", B)))
    other = compare(old, one(titled("new", close, A), titled("else", "Sign", B)))
    distant = compare(old, one(titled("new", far, X), titled("else", "Sign", B)))

    assert renamed(same) == [("m.old", "m.new")]
    assert same.renames[0].because == "the behaviour is the same, and the title is close"
    assert renamed(other) == renamed(distant) == []
    assert {(it.how, it.id) for it in distant.changes} == {("added", "m.new"), ("removed", "m.old")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([("old", "Read")], [("new", "Read"), ("newer", "Read")]),
        ([("old", "Read"), ("older", "Read")], [("new", "Read")]),
        ([("old", "Read it now")], [("new", "Read it then"), ("newer", "Read it soon")]),
        ([("old", "Read it now"), ("older", "Read it then")], [("new", "Read it soon")]),
    ],
)
def test_what_could_be_two_things_is_neither(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    """An ambiguous rename is never guessed: rows are gone, and rows are new."""
    diff = compare(one(*(titled(*it) for it in before)), one(*(titled(*it) for it in after)))

    assert diff.renames == ()
    assert len(diff.changes) == len(before) + len(after)


def test_a_section_tells_rows_of_one_title_apart() -> None:
    """Where titles repeat, the section says which is which."""
    old = one(titled("a", "Read", section="s"), titled("b", "Read", X, section="t"))
    new = one(titled("c", "Read", section="s"), titled("d", "Read", X, section="t"))

    assert renamed(compare(old, new)) == [("m.a", "m.c"), ("m.b", "m.d")]


def test_an_id_that_stayed_is_never_another_thing() -> None:
    """Two rows that swap their titles stay the rows they are by id."""
    diff = compare(
        one(titled("a", "Read", A), titled("b", "Write", B)),
        one(titled("a", "Write", A), titled("b", "Read", B)),
    )

    assert diff.same
    assert [text.parts for text in diff.texts] == [("title",), ("title",)]


def test_levels_permissions_and_tools_are_known_by_title() -> None:
    """A user who holds the old one is asked about by the new one; nothing else changes."""
    holds = when(HasGranular("docs", "share"))
    old = matrices(row("see", {"a": holds, "b": ALLOW}), tools=[PLAIN], granular=["share"])
    levels = (Level(id="aa", title="a"), Level(id="b", title="b"))
    renamed_tool = evolve(PLAIN, id="papers", levels=levels)
    see = row("see", {"aa": when(HasGranular("papers", "pass_on")), "b": ALLOW}, on="papers")
    new = matrices(see, tools=[renamed_tool], granular=["pass_on"])
    first = new.matrices[0]
    permissions = tuple(evolve(it, title="share") for it in first.granular)
    new = MatrixSet((evolve(first, granular=permissions),))

    diff = compare(old, new)

    assert diff.changes == ()
    assert {(it.what, it.old, it.new) for it in diff.renames} == {
        (What.TOOL, "docs", "papers"),
        (What.LEVEL, "papers.a", "papers.aa"),
        (What.GRANULAR, "papers.share", "papers.pass_on"),
    }


def test_a_witness_speaks_to_each_policy_by_its_own_names() -> None:
    """The old policy is asked about the old level, the new one about the new."""
    old = one(row("see", {"a": DENY, "b": ALLOW}))
    levels = (Level(id="aa", title="a"), Level(id="b", title="b"))
    new = one(row("see", {"aa": ALLOW, "b": ALLOW}), on=evolve(PLAIN, levels=levels))

    [change] = compare(old, new).changes

    witness = change.cells[0].widens
    assert witness is not None
    assert witness.old_user["levels"] == {"docs": "a"}
    assert witness.user["levels"] == {"docs": "aa"}


def test_a_condition_is_known_by_its_test() -> None:
    """Its id is the matrix's own affair, so that renaming it has no effect."""
    private = IsTrue(Path("resource", ("private",)))
    cells: dict[str, Cell] = {"a": when(Holds("x")), "b": ALLOW}
    other: dict[str, Cell] = {"a": when(Holds("z")), "b": ALLOW}

    diff = compare(
        matrices(row("see", cells), tools=[PLAIN], conditions={"x": private}),
        matrices(row("see", other), tools=[PLAIN], conditions={"z": private}),
    )

    assert diff.same
    assert [(it.what, it.matters) for it in diff.renames] == [(What.CONDITION, False)]


def test_conditions_with_other_tests_are_other_facts() -> None:
    """The same id with another test changes both ways."""
    cells: dict[str, Cell] = {"a": when(Holds("x")), "b": ALLOW}

    diff = compare(
        matrices(row("see", cells), tools=[PLAIN], conditions={"x": Given("x")}),
        matrices(row("see", cells), tools=[PLAIN], conditions={"x": Given("y")}),
    )

    assert [(it.what, it.direction) for it in diff.changes] == [
        (What.CONDITION, Direction.NEITHER),
        (What.ACTION, Direction.BOTH),
    ]
    [cell] = diff.changes[1].cells
    assert cell.rewritten


def test_obligations_and_platforms_are_known_by_title() -> None:
    """What a decision carries is its id, so that is told; answers are compared by the new ids."""
    old = matrices(row("see", {"a": when(None, "pdf"), "b": ALLOW}), tools=[PLAIN])
    new = matrices(row("see", {"a": when(None, "portable"), "b": ALLOW}), tools=[PLAIN])
    new = MatrixSet((evolve(new.matrices[0], obligations=(("portable", "pdf"),)),))

    diff = compare(old, new)

    assert [(it.what, it.old, it.new) for it in diff.renames] == [
        (What.OBLIGATION, "pdf", "portable")
    ]
    assert diff.changes == ()


def test_a_renamed_matrix_takes_its_rows_along() -> None:
    """The matrix is told, and not each of its rows."""
    old = matrices(
        row("see", A), row("sign", B), tools=[PLAIN], operations=[operation("do", "see")]
    )
    first = old.matrices[0]
    rows = tuple(evolve(it, id=it.id.replace("m.", "n.")) for it in first.actions)
    operations = (evolve(first.operations[0], id="n.do", any_of=("n.see",)),)
    new = MatrixSet((evolve(first, id="n", actions=rows, operations=operations),))

    diff = compare(old, new)

    assert [(it.what, it.old, it.new) for it in diff.renames] == [(What.MATRIX, "m", "n")]
    assert diff.changes == ()
    assert diff.texts == ()


def test_a_renamed_matrix_takes_its_aliases_along() -> None:
    """Those of rows that keep their own names, and of rows that are renamed; others are told."""
    first = one(
        titled("see", "Read", aliases=("m.look", "m.peek")),
        titled("sign", "Sign", B, aliases=("m.ink",)),
    ).matrices[0]
    see, sign = first.actions
    rows = (
        evolve(see, id="n.see", aliases=("n.look", "n.view")),
        evolve(sign, id="n.seal", aliases=("n.ink",)),
    )

    diff = compare(MatrixSet((first,)), MatrixSet((evolve(first, id="n", actions=rows),)))

    assert [(it.what, it.old, it.new) for it in diff.renames] == [
        (What.MATRIX, "m", "n"),
        (What.ACTION, "m.sign", "n.seal"),
    ]
    assert [(it.what, it.how, it.id) for it in diff.changes] == [
        (What.ALIAS, "added", "n.view"),
        (What.ALIAS, "removed", "m.peek"),
    ]


def test_an_alias_that_goes_to_another_row_with_its_matrix_is_told() -> None:
    """It does not only follow."""
    first = one(titled("see", "Read", aliases=("m.it",)), titled("sign", "Sign", B)).matrices[0]
    see, sign = first.actions
    rows = (evolve(see, id="n.see", aliases=()), evolve(sign, id="n.sign", aliases=("n.it",)))

    diff = compare(MatrixSet((first,)), MatrixSet((evolve(first, id="n", actions=rows),)))

    assert {(it.what, it.how, it.id) for it in diff.changes} == {
        (What.ALIAS, "added", "n.it"),
        (What.ALIAS, "removed", "m.it"),
    }


def test_an_operation_is_known_by_its_rows() -> None:
    """Where its title is another one too."""
    rows = [row("see", A), row("sign", B)]
    old = matrices(*rows, tools=[PLAIN], operations=[operation("do", "see", "sign")])
    new = matrices(*rows, tools=[PLAIN], operations=[operation("handle", "sign", "see")])

    diff = compare(old, new)

    assert renamed(diff) == [("m.do", "m.handle")]
    assert diff.renames[0].because == "the actions are the same"
    assert diff.changes == ()


def test_a_renamed_level_is_followed_into_requirements() -> None:
    """And into what follows from it."""
    old_tool = tool("a", column("c", HasLevel("docs", ("a",))))
    new_tool = evolve(
        old_tool,
        levels=(
            Level(id="aa", title="a"),
            evolve(old_tool.levels[1], held_when=HasLevel("docs", ("aa",))),
        ),
    )
    old = matrices(row("see", {"a": DENY, "c": ALLOW}), tools=[old_tool])
    new = matrices(row("see", {"aa": DENY, "c": ALLOW}), tools=[new_tool])

    diff = compare(old, new)

    assert diff.changes == ()
    assert [it.what for it in diff.renames] == [What.LEVEL]


def test_conditions_are_matched_only_where_one_has_the_test() -> None:
    """Two conditions of one test cannot be told apart, and need not be."""
    test = Given("x")
    two = tuple(Condition(id=id_, title=id_, test=test) for id_ in ("p", "q"))
    old = matrices(row("see", {"a": when(Holds("p")), "b": when(Holds("q"))}), tools=[PLAIN])
    old = MatrixSet((evolve(old.matrices[0], conditions=two),))
    new = matrices(
        row("see", {"a": when(Holds("r")), "b": when(Holds("r"))}),
        tools=[PLAIN],
        conditions={"r": test},
    )

    assert compare(old, new).same
