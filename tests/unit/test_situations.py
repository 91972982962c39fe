"""What a space is made of, how its smallest situation reads, and where it gives up."""

from __future__ import annotations

import pytest

import permmatrix as pm
from builders import ALLOW, DENY, matrices, path, row, tool, when
from permmatrix.compiler import compile_matrices
from permmatrix.conditions import AtOrBefore, Before, Equals, IsTrue, Literal, OneOf, Test
from permmatrix.lowering import test_atom as atom_of
from permmatrix.model import MatrixSet
from permmatrix.policy import Policy
from permmatrix.reading import read
from permmatrix.requirements import All, Any, HasGranular, Holds, Not
from permmatrix.situations import Analysis, Space, in_words
from permmatrix.situations.related import related
from permmatrix.truth import not_

CONTACT = "progress claim contact on the purchase order or subcontract"
OPEN = Equals(path("resource.status"), Literal("open"))
CLOSED = Equals(path("resource.status"), Literal("closed"))


def shipped() -> MatrixSet:
    """Read the shipped matrices."""
    found, _ = read(pm.api.shipped_matrices())
    assert found is not None
    return found


def space_of(analysis: Analysis, id_: str) -> Space:
    """Lay out the space of a row."""
    return analysis.space([analysis.row(id_)])


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("commitments.search", "a Read Only user of Commitments"),
        ("commitments.edit_purchase_order", "an Admin user of Commitments"),
        (
            "commitments.create_progress_claim_as_contact",
            f"a Read Only user of Commitments, when {CONTACT}",
        ),
    ],
)
def test_the_smallest_situation_of_a_row_reads_well(id_: str, words: str) -> None:
    """The smallest way to a yes names one level, and no more facts than it takes."""
    analysis = Analysis(shipped())
    space = space_of(analysis, id_)

    found = space.smallest(space.bits(analysis.row(id_)))

    assert found is not None
    assert in_words(found, analysis.matrices) == words


def test_a_situation_says_what_is_held_what_is_so_and_what_is_not_known() -> None:
    """Permissions, false facts that matter and facts that are not known are all in the words."""
    held = when(All((HasGranular("docs", "sign"), Not(Holds("locked")))))
    found = matrices(
        row("edit", {"guest": held}),
        tools=[tool("guest")],
        conditions=["locked"],
        granular=["sign"],
    )
    analysis = Analysis(found)
    space = space_of(analysis, "m.edit")
    yes = space.bits(analysis.row("m.edit"))

    least = space.smallest(yes)
    unknown = space.smallest(space.possible & ~space.complete)

    assert least is not None
    assert unknown is not None
    assert in_words(least, found) == "a guest user of docs who holds sign, when not locked"
    assert "while it is not known" in in_words(unknown, found)


def test_conditions_on_one_value_exclude_one_another() -> None:
    """A status is not open and closed at once, and where it is missing neither is known."""
    found = matrices(
        row("edit", {"guest": when(All((Holds("open"), Holds("closed"))))}),
        row("view", {"guest": when(Any((Holds("open"), Not(Holds("closed")))))}),
        tools=[tool("guest")],
        conditions={"open": OPEN, "closed": CLOSED},
    )
    analysis = Analysis(found)
    edit, view = space_of(analysis, "m.edit"), space_of(analysis, "m.view")

    assert edit.smallest(edit.bits(analysis.row("m.edit"))) is None
    for atom in view.atoms:
        alone = view.literal(1 + atom)
        if view.ground.facts[atom][0] == "equals" and alone is not None:
            assert view.smallest(view.possible & ~alone) is not None


def test_conditions_that_share_only_who_asks_are_unrelated() -> None:
    """Being in one list says nothing about being in another, whoever it is about."""
    tests = {
        number: ("contains", ("path", f"resource.list{number}"), ("path", "user.id"))
        for number in range(12)
    }

    groups = related(tests)

    assert len(groups) == 12
    assert all(len(it.patterns or ()) == 3 for it in groups)


def test_what_holds_conditions_apart_has_one_value_in_all_of_them() -> None:
    """Two dates compared with one now: in every situation the facts fit together."""
    now = path("context.now")
    found = matrices(
        row("edit", {"guest": when(All((Holds("early"), Not(Holds("open")))))}),
        tools=[tool("guest")],
        conditions={
            "early": AtOrBefore(now, path("resource.start")),
            "open": AtOrBefore(now, path("resource.end")),
        },
    )
    policy, analysis = Policy(compile_matrices(found), found), Analysis(found)
    formula = analysis.row("m.edit")
    space = analysis.space([formula, not_(formula)])

    for number in range(space.full.bit_length()):
        situation = space.smallest(1 << number)
        if situation is not None:
            asked = (situation.user, "m.edit", situation.resource, situation.context)
            assert policy.allows(*asked) is bool(space.bits(formula) >> number & 1)


def test_too_many_related_conditions_are_taken_as_unrelated() -> None:
    """Where there are too many values to try, nothing is excluded and no facts are given."""
    tests = {
        number: ("contains", ("path", "resource.tags"), ("value", f"tag{number}"))
        for number in range(20)
    }

    (group,) = related(tests)

    assert group.patterns is None
    assert group.fitting(dict.fromkeys(tests, (True,)))[1] is None


def test_a_space_has_a_most() -> None:
    """Formulas over more facts than can be settled raise instead of being cut short."""
    facts = [f"fact{number}" for number in range(30)]
    found = matrices(
        row("edit", {"guest": when(All(tuple(map(Holds, facts))))}),
        tools=[tool("guest")],
        conditions=facts,
    )
    analysis = Analysis(found)

    with pytest.raises(OverflowError):
        space_of(analysis, "m.edit")


def test_users_given_one_level_are_told_from_others() -> None:
    """`given` has the users with exactly that level, also where the space does not mention it."""
    found = matrices(
        row("edit", {"none": DENY, "guest": when(Holds("x")), "owner": ALLOW}),
        tools=[tool("none", "guest", "owner", default="none")],
        conditions=["x"],
    )
    analysis = Analysis(found)
    formula = analysis.row("m.edit")
    space = analysis.space([formula, not_(formula)])
    yes, no = space.bits(formula), space.refuted(formula)

    owner = space.smallest(yes & space.given("docs", "owner"))
    nobody = space.smallest(yes & space.given("docs", "none"))
    guest = space.smallest(no & space.given("docs", "guest"))
    none = space.smallest(no, given=("docs", "none"))

    assert nobody is None
    assert owner is not None
    assert owner.levels == {"docs": ("owner",)}
    assert guest is not None
    assert list(guest.facts.values()) == [False]
    assert none is not None
    assert none.user["levels"] == {"docs": "none"}


def test_a_value_compared_in_several_ways_is_settled() -> None:
    """Literals, members and truth of one value are tried together."""
    kind = path("resource.kind")
    tests: list[Test] = [IsTrue(kind), OneOf(kind, (Literal("a1"),))]
    found = matrices(
        row("edit", {"guest": when(All((Holds("first"), Holds("second"))))}),
        tools=[tool("guest")],
        conditions=dict(zip(("first", "second"), tests, strict=True)),
    )
    analysis = Analysis(found)
    space = space_of(analysis, "m.edit")

    assert space.smallest(space.bits(analysis.row("m.edit"))) is None


def patterns_of(first: Test, second: Test) -> set[tuple[bool, bool]]:
    """Give how two conditions can be answered together, both being known."""
    found = matrices(
        row("edit", {"guest": when(Any((Holds("first"), Holds("second"))))}),
        tools=[tool("guest")],
        conditions={"first": first, "second": second},
    )
    ground = Analysis(found).ground
    numbers = [ground.numbers[atom_of(it)] for it in (first, second)]
    (group,) = related({number: ground.facts[number] for number in numbers})
    assert group.patterns is not None
    answers = [tuple(pattern[it] for it in numbers) for pattern in group.patterns]
    return {(one, other) for one, other in answers if one is not None and other is not None}


@pytest.mark.parametrize(
    "literal", [3, "2026-06-30", "2026-06-30T12:00:00+00:00"], ids=["number", "date", "time"]
)
@pytest.mark.parametrize("before", [True, False], ids=["below", "above"])
def test_there_is_room_for_two_values_beside_a_literal(literal: int | str, *, before: bool) -> None:
    """Of two values that are compared, both may be smaller than a literal, or both larger."""
    one, other = path("resource.one"), path("resource.other")
    second = Before(other, Literal(literal)) if before else Before(Literal(literal), one)

    assert patterns_of(Before(one, other), second) == {
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    }


def test_there_is_room_for_two_values_between_literals() -> None:
    """Of two values that are compared, both may lie between the same two literals."""
    one, other = path("resource.one"), path("resource.other")
    between = Any((Holds("small"), Not(Holds("large"))))
    found = matrices(
        row("edit", {"guest": when(All((between, Holds("order"))))}),
        tools=[tool("guest")],
        conditions={
            "small": AtOrBefore(one, Literal(3)),
            "large": AtOrBefore(Literal(4), other),
            "order": Before(one, other),
        },
    )
    analysis = Analysis(found)
    wanted = All((Not(Holds("small")), Not(Holds("large")), Holds("order")))
    formula = analysis.formula(wanted)
    space = analysis.space([formula], known=True)

    situation = space.smallest(space.bits(formula) & space.complete)

    assert situation is not None
    assert situation.real
    assert 3 < situation.resource["one"] < situation.resource["other"] < 4
