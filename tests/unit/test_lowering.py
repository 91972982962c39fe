"""Requirements and rows as formulas over numbered facts."""

from __future__ import annotations

import pytest

from builders import ALLOW, DENY, NOT_APPLICABLE, UNKNOWN, column, matrices, path, row, tool, when
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
    Test,
)
from permmatrix.lowering import Lowering
from permmatrix.model import Action, Cell, MatrixSet, Tool
from permmatrix.program import Atom
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.truth import Formula, all_of, any_of, fact, not_

X, Y = Holds("x"), Holds("y")
TOOLS = (tool("reader", "editor", column("author", X)), tool("helper", "lead", id_="team"))


def lowered(*rows: Action, tools: tuple[Tool, ...] = TOOLS) -> Lowering:
    """Lower a policy of conditions x and y and two permissions."""
    return Lowering(
        matrices(*rows, tools=tools, conditions=["x", "y"], granular=["print", "team.print"])
    )


def needing(
    requirement: Requirement, *, tools: tuple[Tool, ...] = TOOLS
) -> tuple[Lowering, Formula]:
    """Lower a requirement, as the guard of a row on the second tool."""
    cells = {level.id: DENY for level in tools[-1].levels}
    lowering = lowered(row("it", cells, on=tools[-1].id, guard=requirement), tools=tools)
    return lowering, lowering.formula(requirement)


def number(lowering: Lowering, *atom: str) -> Formula:
    """Give the formula of an atom."""
    return fact(lowering.atoms.index(atom))


def test_facts_are_numbered_by_their_text() -> None:
    """The numbers hang neither on the order of rows nor on that of files."""
    needs: list[Cell] = [when(X), when(All((Y, HasGranular("docs", "print"))))]
    rows = [
        row(f"row_{place}", {"reader": cell, "editor": DENY, "author": DENY})
        for place, cell in enumerate(needs)
    ]

    first, second = lowered(*rows), lowered(*rows[::-1])
    assert first.atoms == second.atoms == tuple(sorted(first.atoms))


def test_levels_that_can_be_given_are_facts_always() -> None:
    """A user's levels count in every row, so they are there without being named."""
    atoms = lowered().atoms

    assert {atom[1:] for atom in atoms if atom[0] == "level"} == {
        ("docs", "reader"),
        ("docs", "editor"),
        ("team", "helper"),
        ("team", "lead"),
    }


@pytest.mark.parametrize(
    ("test", "atom"),
    [
        (Given("flag"), ("is_true", "context.flag")),
        (IsTrue(path("resource.site.open")), ("is_true", "resource.site.open")),
        (
            Equals(path("resource.kind"), Literal("order")),
            ("equals", ("path", "resource.kind"), ("value", "order")),
        ),
        (
            Equals(Literal(value=True), path("resource.open")),
            ("equals", ("truth", True), ("path", "resource.open")),
        ),
        (
            OneOf(path("resource.kind"), (Literal("b"), Literal(1), Literal("a"))),
            ("one_of", "resource.kind", (("value", "a"), ("value", "b"), ("value", 1))),
        ),
        (
            Contains(path("resource.people"), path("user.id")),
            ("contains", ("path", "resource.people"), ("path", "user.id")),
        ),
        (
            Overlaps(path("user.teams"), path("resource.teams")),
            ("overlaps", ("path", "user.teams"), ("path", "resource.teams")),
        ),
        (
            Before(path("context.now"), Literal("2026-06-30")),
            ("before", ("path", "context.now"), ("value", "2026-06-30")),
        ),
        (
            AtOrBefore(path("resource.count"), Literal(3.0)),
            ("at_or_before", ("path", "resource.count"), ("value", 3)),
        ),
    ],
)
def test_a_test_is_a_fact_of_its_own(test: Test, atom: Atom) -> None:
    """Each kind of test has its own kind of fact; 3.0 is 3, and true is not 1."""
    found = matrices(
        row("it", {"reader": when(Holds("it"))}), tools=[tool("reader")], conditions={"it": test}
    )

    assert [it for it in Lowering(found).atoms if it[0] != "level"] == [atom]


def test_conditions_that_test_the_same_are_one_fact() -> None:
    """A fact is what is tested, whatever the condition is called."""
    found = matrices(
        row("it", {"reader": when(Any((Holds("one"), Not(Holds("other")), Holds("odd"))))}),
        tools=[tool("reader")],
        conditions={"one": Given("x"), "other": IsTrue(path("context.x")), "odd": Given("y")},
    )

    assert len([it for it in Lowering(found).atoms if it[0] != "level"]) == 2


def test_requirements_keep_their_shape() -> None:
    """All, any and not become what they are over facts."""
    lowering, formula = needing(All((X, Any((Not(Y), HasGranular("team", "print"))))))

    x, y = number(lowering, "is_true", "context.x"), number(lowering, "is_true", "context.y")
    granted = number(lowering, "granular", "team", "print")
    assert formula == all_of([x, any_of([not_(y), granted])])


def test_a_level_is_having_been_given_it_or_its_requirement() -> None:
    """A level that follows from facts is replaced by what it follows from."""
    lowering, formula = needing(HasLevel("docs", ("editor", "author")))

    given = number(lowering, "level", "docs", "editor")
    assert formula == any_of([given, number(lowering, "is_true", "context.x")])


def test_a_level_nobody_is_given_still_hangs_on_what_was_given() -> None:
    """Levels that cannot be read leave it open, so they are a fact of it."""
    lowering, formula = needing(HasLevel("docs", ("author",)))

    given = number(lowering, "level", "docs", "author")
    assert formula == any_of([given, number(lowering, "is_true", "context.x")])


def shape_of(cells: dict[str, Cell], guard: Requirement | None = None) -> tuple[Lowering, Action]:
    """Lower a row on the first tool."""
    whole = row("it", cells, guard=guard)
    return lowered(whole), whole


def test_cells_keep_their_kinds() -> None:
    """What denies keeps its reason; what allows has a formula, and sorted obligations."""
    lowering, whole = shape_of(
        {"reader": UNKNOWN, "editor": NOT_APPLICABLE, "author": when(X, "watermark", "pdf_only")}
    )

    cells = lowering.shape(whole).cells
    assert [(it.kind, it.formula) for it in cells.values()][:2] == [
        ("unknown", False),
        ("not_applicable", False),
    ]
    assert cells["author"].kind == "when"
    assert cells["author"].obligations == ("pdf_only", "watermark")


def test_a_grant_is_for_a_user_who_was_given_one_level_alone() -> None:
    """The guard and levels that follow are in it; the levels given are settled."""
    needs_editor = when(HasLevel("docs", ("editor",)))
    lowering, whole = shape_of({"reader": needs_editor, "editor": ALLOW, "author": when(Y)}, Not(Y))

    shape = lowering.shape(whole)
    x, y = number(lowering, "is_true", "context.x"), number(lowering, "is_true", "context.y")
    related = all_of([not_(y), x, y])
    assert lowering.grant(shape, "editor") == any_of([not_(y), related])
    assert lowering.grant(shape, "reader") == related
    assert lowering.grant(shape, None) == related


def test_ways_come_in_the_order_a_decision_prefers_them() -> None:
    """The fewest obligations first, then the level listed last; what is never a yes is left out."""
    plain = tool("a", "b", "c", "d")
    whole = row("it", {"a": ALLOW, "b": when(None, "mark"), "c": ALLOW, "d": DENY})

    lowering = lowered(whole, tools=(plain,))
    ways = lowering.ways(lowering.shape(whole))
    held = {id_: number(lowering, "level", "docs", id_) for id_ in "abc"}
    assert ways == [((), held["c"]), ((), held["a"]), (("mark",), held["b"])]


def test_facts_on_one_tool_are_known_together() -> None:
    """Levels by tool and permissions by tool; conditions each by itself."""
    both = All((HasGranular("docs", "print"), HasGranular("team", "print"), X, Y))
    lowering, _ = needing(both)

    groups: dict[Atom, set[str]] = {}
    for atom, known in lowering.together.items():
        groups.setdefault(lowering.facts[known], set()).add(lowering.atoms[atom][2])
    assert groups == {
        ("known", "granular", "docs"): {"print"},
        ("known", "granular", "team"): {"print"},
        ("known", "level", "docs"): {"reader", "editor"},
        ("known", "level", "team"): {"helper", "lead"},
    }


def test_with_a_default_nobody_holds_no_level() -> None:
    """That all levels that can be given are known not to be held is ruled out."""
    found: MatrixSet = matrices(tools=[tool("a", "b", default="a"), tool("c", id_="team")])

    lowering = Lowering(found)
    numbers = {atom[2]: place for place, atom in enumerate(lowering.atoms)}
    assert lowering.exclusive == [frozenset({-1 - numbers["a"], -1 - numbers["b"]})]
