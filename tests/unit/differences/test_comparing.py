"""What changes and which way: rows, operations, and what is declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from builders import (
    ALLOW,
    DENY,
    NOT_APPLICABLE,
    UNKNOWN,
    column,
    matrices,
    operation,
    path,
    row,
    tool,
    when,
)
from permmatrix.conditions import Given
from permmatrix.differences.comparing import compare
from permmatrix.differences.diff import Diff
from permmatrix.differences.values import Change, Direction, How, What
from permmatrix.model import Action, Cell, MatrixSet, Note, Tool
from permmatrix.requirements import All, HasLevel, Holds, Not
from permmatrix.requirements import Any as AnyOf

WIDENS, NARROWS, BOTH = Direction.WIDENS, Direction.NARROWS, Direction.BOTH
NEITHER, NOT_SETTLED = Direction.NEITHER, Direction.NOT_SETTLED
X, Y = Holds("x"), Holds("y")
PLAIN = tool("a", "b")


def of(*rows: Action, on: Tool = PLAIN, **parts: Any) -> MatrixSet:
    """Make a policy."""
    return matrices(*rows, tools=[on], conditions=["x", "y"], **parts)


def cells(a: Cell, b: Cell, on: Tool = PLAIN, **parts: Any) -> MatrixSet:
    """Make the policy of one row with two cells."""
    return of(row("see", {"a": a, "b": b}, **parts), on=on)


def told(diff: Diff) -> list[tuple[What, How, str, Direction]]:
    """Give the changes in short."""
    return [(it.what, it.how, it.id, it.direction) for it in diff.changes]


def only(diff: Diff) -> Change:
    """Give the one change there is."""
    [change] = diff.changes
    return change


def ways(change: Change) -> Mapping[str | None, Direction]:
    """Give the directions of a change's columns."""
    return {cell.level: cell.direction for cell in change.cells}


def test_each_column_has_its_direction() -> None:
    """One lets more in, the other keeps more out."""
    change = only(compare(cells(DENY, ALLOW), cells(when(X), when(Y))))

    assert change.direction is BOTH
    assert ways(change) == {"a": WIDENS, "b": NARROWS}
    assert [(cell.before, cell.after) for cell in change.cells] == [
        ("no", "needs x"),
        ("yes", "needs y"),
    ]


def test_a_witness_is_a_smallest_one() -> None:
    """Everything is known in it, and only what is needed is said."""
    change = only(compare(cells(DENY, DENY), cells(when(AnyOf((X, All((X, Y))))), DENY)))

    witness = change.cells[0].widens
    assert witness is not None
    assert witness.words == "an a user of docs, when x"
    assert witness.user["levels"] == {"docs": "a"}
    assert witness.context == {"x": True, "y": False}
    assert (witness.before, witness.after) == ("no", "yes")


def test_only_the_dark_shows_some_changes() -> None:
    """A yes to both cases is a yes, but not while it is not known which case it is."""
    change = only(compare(cells(when(AnyOf((X, Not(X)))), DENY), cells(ALLOW, DENY)))

    witness = change.cells[0].widens
    assert witness is not None
    assert "while it is not known whether x" in witness.words


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ((), ("pdf",), NARROWS),
        (("pdf",), (), WIDENS),
        (("pdf",), ("mark",), BOTH),
        (("pdf",), ("mark", "pdf"), NARROWS),
        (("pdf", "mark"), ("mark", "pdf"), None),
    ],
)
def test_a_limit_on_a_yes_is_less_than_a_plain_yes(
    before: tuple[str, ...], after: tuple[str, ...], direction: Direction | None
) -> None:
    """Losing an obligation widens, and gaining one narrows."""
    diff = compare(cells(when(None, *before), DENY), cells(when(None, *after), DENY))

    assert [it.direction for it in diff.changes] == ([direction] if direction else [])


def test_several_levels_at_a_time_count() -> None:
    """What only somebody of two levels can do shows in no column."""
    two = when(HasLevel("docs", ("b",)))
    change = only(compare(cells(DENY, DENY), cells(two, DENY)))

    assert (change.direction, change.cells) == (WIDENS, ())
    assert change.widens is not None
    assert change.widens.user["levels"] == {"docs": ["a", "b"]}


def test_a_guard_changes_every_column_it_bites() -> None:
    """The cells say what they said; the guard is told."""
    change = only(compare(cells(ALLOW, DENY), cells(ALLOW, DENY, guard=X)))

    assert ways(change) == {"a": NARROWS}
    assert change.says == ("applies only given x, before always",)
    assert (change.cells[0].before, change.cells[0].after) == ("yes", "yes")


def test_platforms_come_and_go() -> None:
    """Where a row can be done is told, with somebody who can do it there."""
    rows = {
        it: of(row("see", {"a": ALLOW, "b": DENY}, platforms=it), platforms=["web", "ios"])
        for it in ((), ("web",), ("ios",))
    }

    more, less = compare(rows["web",], rows[()]), compare(rows[()], rows["web",])
    moved = compare(rows["web",], rows["ios",])

    assert (only(more).direction, only(more).says) == (WIDENS, ("can be done on ios too",))
    assert (only(less).direction, only(less).says) == (NARROWS, ("can no longer be done on ios",))
    assert only(moved).direction is BOTH
    witness = only(more).widens
    assert witness is not None
    assert (witness.platform, witness.words) == ("ios", "an a user of docs, on ios")


def test_a_platform_for_what_nobody_can_do_is_no_change() -> None:
    """There is nothing to allow there."""
    rows = [
        of(row("see", {"a": DENY, "b": DENY}, platforms=it), platforms=["web", "ios"])
        for it in (("web",), ("ios",))
    ]

    diff = compare(*rows)

    assert diff.same
    assert [text.parts for text in diff.texts] == [("platforms",)]


def test_rows_that_come_widen_and_rows_that_go_narrow() -> None:
    """Unless nobody was ever allowed."""
    see, void = row("see", {"a": ALLOW, "b": DENY}), row("void", {"a": DENY, "b": UNKNOWN})
    keep = row("keep", {"a": when(X), "b": DENY})

    came = compare(of(keep), of(keep, see, void))
    went = compare(of(keep, see, void), of(keep))

    assert told(came) == [
        (What.ACTION, How.ADDED, "m.see", WIDENS),
        (What.ACTION, How.ADDED, "m.void", NEITHER),
    ]
    assert told(went) == [
        (What.ACTION, How.REMOVED, "m.see", NARROWS),
        (What.ACTION, How.REMOVED, "m.void", NEITHER),
    ]
    assert ways(came.changes[0]) == {"a": WIDENS}


def test_a_row_may_move_to_another_tool() -> None:
    """Then its columns are others, and somebody of either level shows it."""
    other = tool("c", id_="team")
    on = [PLAIN, other]
    old = matrices(row("see", {"a": ALLOW, "b": DENY}), tools=on)
    new = matrices(row("see", {"c": ALLOW}, on="team"), tools=on)

    change = only(compare(old, new))

    assert (change.direction, change.cells) == (BOTH, ())
    assert change.says == ("the level on team decides, before that on docs",)


def test_operations_change_with_what_they_ask_for() -> None:
    """A row more widens, unless another one allowed the same."""
    rows = [row("see", {"a": ALLOW, "b": DENY}), row("look", {"a": DENY, "b": ALLOW})]
    rows.append(row("peer", {"a": when(X), "b": DENY}))
    one, two, three = (
        of(*rows, operations=[operation("do", *it)])
        for it in (("see",), ("see", "look"), ("see", "peer"))
    )

    more, less, same = compare(one, two), compare(two, one), compare(one, three)

    assert told(more) == [(What.OPERATION, How.CHANGED, "m.do", WIDENS)]
    assert only(more).says == ("asks for `m.see` and `m.look`, before for `m.see`",)
    assert told(less) == [(What.OPERATION, How.CHANGED, "m.do", NARROWS)]
    assert same.same
    assert [text.parts for text in same.texts] == [("actions",)]


def test_an_operation_changes_with_its_rows_only_where_no_other_row_covers_it() -> None:
    """What one row loses another may still allow."""
    both = operation("do", "see", "look")
    look = row("look", {"a": ALLOW, "b": DENY})
    wide = of(row("see", {"a": ALLOW, "b": ALLOW}), look, operations=[both])
    less_a = of(row("see", {"a": DENY, "b": ALLOW}), look, operations=[both])
    less_b = of(row("see", {"a": ALLOW, "b": DENY}), look, operations=[both])

    assert [it.what for it in compare(wide, less_a).changes] == [What.ACTION]
    assert [it.what for it in compare(wide, less_b).changes] == [What.ACTION, What.OPERATION]


def test_a_row_may_become_an_operation() -> None:
    """It is asked for by the same id, so what it answers is compared."""
    old = of(row("see", {"a": ALLOW, "b": when(X)}))
    rows = [row("see_all", {"a": ALLOW, "b": DENY}), row("see_some", {"a": DENY, "b": when(X)})]
    new = of(*rows, operations=[operation("see", "see_all", "see_some")])

    diff, back = compare(old, new), compare(new, old)

    assert {it.id for it in diff.changes} == {"m.see_all", "m.see_some"}
    assert {it.id for it in back.changes} == {"m.see_all", "m.see_some"}


# What is declared.


def test_another_default_changes_who_holds_no_level() -> None:
    """They are a column of their own, and nobody else changes."""
    one, two = (evolve(PLAIN, default_level=it) for it in ("a", "b"))

    diff = compare(cells(DENY, ALLOW, on=one), cells(DENY, ALLOW, on=two))

    assert told(diff) == [
        (What.TOOL, How.CHANGED, "docs", NEITHER),
        (What.ACTION, How.CHANGED, "m.see", WIDENS),
    ]
    assert diff.changes[0].says == ("who holds no level counts as b, before a",)
    change = diff.changes[1]
    assert ways(change) == {None: WIDENS}
    witness = change.cells[0].widens
    assert witness is not None
    assert witness.user["levels"] == {"docs": []}
    assert (change.cells[0].before, change.cells[0].after) == ("no", "yes")


def test_a_requirement_sees_another_default_too() -> None:
    """Holding none is holding the default, whoever asks."""
    team = tool("lead", "helper", id_="team")
    cell = when(HasLevel("team", ("lead",)))
    one, two = (
        matrices(
            row("see", {"a": cell, "b": DENY}),
            row("meet", {"lead": ALLOW, "helper": ALLOW}, on="team"),
            tools=[PLAIN, evolve(team, default_level=it)],
        )
        for it in (None, "lead")
    )

    changes = {it.id: it for it in compare(one, two).changes}

    assert ways(changes["m.see"]) == {"a": WIDENS}
    witness = changes["m.see"].cells[0].widens
    assert witness is not None
    assert witness.user["levels"] == {"docs": "a", "team": []}


def test_a_level_that_comes_is_a_column_that_comes() -> None:
    """What it allows widens; a blank one changes no row."""
    more = tool("a", "b", "c")
    old = of(row("see", {"a": ALLOW, "b": DENY}), row("sign", {"a": ALLOW, "b": DENY}))
    new = of(
        row("see", {"a": ALLOW, "b": DENY, "c": ALLOW}),
        row("sign", {"a": ALLOW, "b": DENY, "c": DENY}),
        on=more,
    )

    came, went = compare(old, new), compare(new, old)

    assert told(came) == [
        (What.LEVEL, How.ADDED, "docs.c", NEITHER),
        (What.ACTION, How.CHANGED, "m.see", WIDENS),
    ]
    assert ways(came.changes[1]) == {"c": WIDENS}
    assert came.changes[1].cells[0].before == "not there"
    assert told(went) == [
        (What.LEVEL, How.REMOVED, "docs.c", NEITHER),
        (What.ACTION, How.CHANGED, "m.see", NARROWS),
    ]
    assert came.texts == ()


def test_a_level_may_be_handed_out_no_longer() -> None:
    """Somebody given it has nothing by that, though the level may still follow from facts."""
    was, now = (tool("a", column("b", X, handed_out=it)) for it in (True, False))

    diff = compare(cells(DENY, ALLOW, on=was), cells(DENY, ALLOW, on=now))

    assert told(diff) == [
        (What.LEVEL, How.CHANGED, "docs.b", NEITHER),
        (What.ACTION, How.CHANGED, "m.see", NARROWS),
    ]
    assert diff.changes[0].says == ("is no longer handed out",)
    assert ways(diff.changes[1]) == {"b": NARROWS}


def test_a_level_that_follows_from_other_facts_changes_its_column() -> None:
    """Rows with nothing in the column do not change."""
    was, now = (tool("a", column("b", it)) for it in (X, All((X, Y))))
    old = of(row("see", {"a": DENY, "b": ALLOW}), row("sign", {"a": ALLOW, "b": DENY}), on=was)
    new = of(row("see", {"a": DENY, "b": ALLOW}), row("sign", {"a": ALLOW, "b": DENY}), on=now)

    diff = compare(old, new)

    assert told(diff) == [
        (What.LEVEL, How.CHANGED, "docs.b", NEITHER),
        (What.ACTION, How.CHANGED, "m.see", NARROWS),
    ]
    assert diff.changes[0].says == ("follows from x and y, before it follows from x",)
    assert ways(diff.changes[1])["b"] is NARROWS
    assert not any(cell.rewritten for cell in diff.changes[1].cells)


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (None, "resource.project", WIDENS),
        ("resource.project", None, NARROWS),
        ("resource.project", "resource.team", BOTH),
    ],
)
def test_a_scope_changes_what_holds_in_one_place_only(
    before: str | None, after: str | None, direction: Direction
) -> None:
    """Levels held per project are read where there is a scope, and an error where there is none."""
    was, now = (evolve(PLAIN, scope=None if it is None else path(it)) for it in (before, after))

    assert told(compare(cells(ALLOW, DENY, on=was), cells(ALLOW, DENY, on=now))) == [
        (What.TOOL, How.CHANGED, "docs", direction)
    ]


def test_platforms_are_declared_with_somebody_who_can_ask_there() -> None:
    """A platform where nobody can do anything is no way in."""
    see = row("see", {"a": ALLOW, "b": DENY}, platforms=("web",))
    void = row("see", {"a": DENY, "b": DENY})
    web, both = (of(see, platforms=it) for it in (["web"], ["web", "ios"]))
    free = row("see", {"a": ALLOW, "b": DENY})

    assert told(compare(web, both)) == [(What.PLATFORM, How.ADDED, "ios", NEITHER)]
    assert told(compare(of(free, platforms=["web"]), of(free, platforms=["web", "ios"]))) == [
        (What.PLATFORM, How.ADDED, "ios", WIDENS)
    ]
    assert told(compare(of(free, platforms=["web"]), of(free))) == [
        (What.PLATFORM, How.REMOVED, "web", NARROWS)
    ]
    assert told(compare(of(void), of(void, platforms=["web"]))) == [
        (What.PLATFORM, How.ADDED, "web", NEITHER)
    ]


def test_aliases_come_go_and_move() -> None:
    """An application that asks by one gets an error, or another answer."""
    plain: dict[str, Cell] = {"a": ALLOW, "b": DENY}
    see, sign = row("see", plain), row("sign", {"a": DENY, "b": ALLOW})
    see_too, sign_too = (evolve(it, aliases=("m.it",)) for it in (see, sign))

    assert told(compare(of(see, sign), of(see_too, sign))) == [
        (What.ALIAS, How.ADDED, "m.it", NEITHER)
    ]
    assert told(compare(of(see_too, sign), of(see, sign))) == [
        (What.ALIAS, How.REMOVED, "m.it", NEITHER)
    ]
    moved = compare(of(see_too, sign), of(see, sign_too))
    assert told(moved) == [(What.ALIAS, How.CHANGED, "m.it", BOTH)]


def test_declarations_that_no_answer_hangs_on_have_no_effect() -> None:
    """Of a tool, a level, a condition that no row speaks of; the digests agree."""
    team = tool("lead", "helper", id_="team")
    old, new = (
        matrices(
            row("see", {"a": ALLOW, "b": DENY}),
            tools=[PLAIN, evolve(team, default_level=it)],
            conditions={"x": Given("x" if it else "z")},
        )
        for it in (None, "lead")
    )

    diff = compare(old, new)

    assert diff.same
    assert {text.what for text in diff.texts} == {What.TOOL, What.CONDITION}


def test_the_kinds_of_no_are_text() -> None:
    """An answer is a no or a yes; the reason for a no is told as what it is."""
    diff = compare(cells(DENY, UNKNOWN), cells(UNKNOWN, NOT_APPLICABLE))

    assert diff.same
    assert [text.parts for text in diff.texts] == [("cells",)]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"title": "Behold"}, "title"),
        ({"notes": (Note("Only once."),)}, "notes"),
        ({"offline": "perform"}, "offline"),
        ({"flags": ("beta",)}, "flags"),
        ({"section": "s"}, "section"),
    ],
)
def test_words_are_text(parts: dict[str, Any], name: str) -> None:
    """Nothing of them changes an answer."""
    see = row("see", {"a": ALLOW, "b": DENY})

    diff = compare(of(see), of(evolve(see, **parts)))

    assert diff.same
    assert [(text.what, text.id, text.parts) for text in diff.texts] == [
        (What.ACTION, "m.see", (name,))
    ]


def test_order_is_text() -> None:
    """Of rows and of levels."""
    see, sign = row("see", {"a": ALLOW, "b": DENY}), row("sign", {"a": ALLOW, "b": DENY})
    turned = evolve(PLAIN, levels=PLAIN.levels[::-1])

    assert [it.parts for it in compare(of(see, sign), of(sign, see)).texts] == [
        ("order of actions",)
    ]
    diff = compare(of(see, sign), of(see, sign, on=turned))
    assert diff.same
    assert [it.parts for it in diff.texts] == [("order of levels",)]


# Many facts.


def wide(*changed: Cell, obligations: tuple[str, ...] = (), **parts: Any) -> MatrixSet:
    """Make a row that allows at each of thirty levels, but for the first ones."""
    names = [f"l{place}" for place in range(30)]
    blank: dict[str, Cell] = dict.fromkeys(names, when(None, *obligations))
    blank |= dict(zip(names, changed, strict=False))
    return matrices(
        row("see", blank, **parts), tools=[tool(*names)], conditions=["x"], platforms=["web", "ios"]
    )


def test_a_row_of_many_levels_is_settled_column_by_column() -> None:
    """The levels are too many to be looked at together, and need not be."""
    diff = compare(wide(when(X), DENY), wide(ALLOW, when(X), DENY))

    assert only(diff).direction is BOTH
    assert ways(only(diff)) == {"l0": WIDENS, "l1": WIDENS, "l2": NARROWS}
    witness = only(diff).cells[0].widens
    assert witness is not None
    assert witness.user["levels"] == {"docs": "l0"}


def test_a_row_of_many_levels_comes_goes_and_moves_to_platforms() -> None:
    """So are those."""
    nothing = matrices(tools=[tool("l0")], platforms=["web", "ios"])
    here = compare(wide(platforms=("web",)), wide())

    assert told(compare(nothing, wide()))[-1] == (What.ACTION, How.ADDED, "m.see", WIDENS)
    assert (only(here).direction, only(here).says) == (WIDENS, ("can be done on ios too",))


def test_a_row_that_looks_at_its_own_levels_has_to_be_looked_at_together() -> None:
    """Somebody of two of its levels may be allowed what neither allows alone."""
    both = when(HasLevel("docs", ("l1",)))

    assert only(compare(wide(DENY), wide(both))).direction is NOT_SETTLED


def test_a_closed_column_gives_nothing_among_many_either() -> None:
    """A level of many that is handed out no longer."""
    old = wide(DENY)
    first = old.matrices[0]
    levels = (*first.tools[0].levels[:-1], column("l29"))
    new = MatrixSet((evolve(first, tools=(evolve(first.tools[0], levels=levels),)),))

    [_, change] = compare(old, new).changes

    assert ways(change) == {"l29": NARROWS}


def test_what_cannot_be_settled_is_said() -> None:
    """Obligations have to be looked at together; a gate takes it for a widening."""
    diff = compare(wide(obligations=("pdf",)), wide(DENY, obligations=("pdf",)))

    assert only(diff).direction is NOT_SETTLED
    assert only(diff).direction.may_widen
    assert diff.direction is NOT_SETTLED
    assert "too many to be settled" in only(diff).says[0]
