"""The linter against brute force over every situation, and on policies of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from builders import matrices, operation, row, tool
from permmatrix.codes import Code
from permmatrix.lint import lint
from permmatrix.model import Action, Deny, MatrixSet, NotApplicable, Undocumented, When
from permmatrix.reference import decide
from permmatrix.reference_facts import Question
from permmatrix.requirements import All, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.requirements import Any as AnyOf
from permmatrix.source import Source, Span
from strategies import Vocabulary, cell, matrix_sets, requirement

LEVELS = ("low", "middle", "high")
FACTS = ("a", "b")
WORDS = Vocabulary(FACTS, [("docs", "g")], [("docs", LEVELS)])
TEXT = Source("m.yaml", "x" * 1000)


def place(number: int) -> Span:
    """Give a place of its own in the text."""
    return Span(TEXT, number, number + 1)


def placed(found: Action, number: int) -> Action:
    """Give a row with places for itself, its title and its cells."""
    cells = tuple((level, place(number + 1 + at)) for at, (level, _) in enumerate(found.cells))
    return evolve(found, span=place(number), title_span=place(number), cell_spans=cells)


def policy(*rows: Action, **parts: Any) -> MatrixSet:
    """Make a policy of rows on one tool whose three levels are in order."""
    held = evolve(tool(*LEVELS), chains=(LEVELS,))
    spaced = [placed(it, 10 * number) for number, it in enumerate(rows)]
    return matrices(*spaced, tools=[held], conditions=FACTS, granular=["g"], **parts)


def situations() -> Iterator[tuple[frozenset[str], dict[str, bool]]]:
    """Give every set of permissions with every choice of facts."""
    for holds, *facts in product((False, True), repeat=1 + len(FACTS)):
        yield frozenset({"g"} if holds else ()), dict(zip(FACTS, facts, strict=True))


def allowed(
    found: MatrixSet, name: str, level: str, held: frozenset[str], facts: dict[str, bool]
) -> bool:
    """Ask the reference."""
    user = {"id": "u", "levels": {"docs": level}, "granular": {"docs": list(held)}}
    return decide(Question(found, user, None, facts), name).allowed


@st.composite
def guarded_rows(draw: st.DrawFn, name: str = "edit") -> Action:
    """Make a row with any cells, and perhaps a guard."""
    cells = {level: cell(draw, WORDS) for level in LEVELS}
    guard = draw(st.sampled_from([None, Holds("a"), Not(Holds("a")), AnyOf((Holds("b"),))]))
    return row(name, cells, guard=guard)


def codes(found: MatrixSet, code: Code) -> list[tuple[int, str]]:
    """Give where a rule finds something, and what it says."""
    return [(it.span.start, it.message) for it in lint(found, codes=[code])]


@given(guarded_rows())
def test_level_gaps_are_those_of_brute_force(made: Action) -> None:
    """A gap is told exactly where somebody with all facts known may below and may not above."""
    found = policy(made)
    said = [level for level, it in made.cells if not isinstance(it, Undocumented | NotApplicable)]
    steps = pairwise(level for level in LEVELS if level in said)
    expected = {
        low
        for low, high in steps
        for held, facts in situations()
        if allowed(found, "m.edit", low, held, facts)
        and not allowed(found, "m.edit", high, held, facts)
    }

    told = codes(found, Code.LEVEL_GAP)

    assert {LEVELS[start - 1] for start, _ in told} == expected


@given(guarded_rows("one"), guarded_rows("two"))
def test_overlaps_are_those_of_brute_force(one: Action, two: Action) -> None:
    """An operation overlaps exactly if somebody of one level is allowed by both rows at once."""
    whole = evolve(operation("both", "one", "two"), any_of_spans=(place(900), place(901)))
    found = policy(one, two, operations=[whole])
    expected = any(
        allowed(found, "m.one", level, held, facts) and allowed(found, "m.two", level, held, facts)
        for level in LEVELS
        for held, facts in situations()
    )

    assert bool(codes(found, Code.OPERATION_OVERLAP)) is expected


@given(guarded_rows("one"), guarded_rows("two"))
def test_operation_gaps_are_those_of_brute_force(one: Action, two: Action) -> None:
    """A gap is told exactly if in some situation no guard is true; cells do not come into it."""
    whole = evolve(operation("both", "one", "two"), span=place(900))
    found = policy(one, two, operations=[whole])
    always = policy(
        *(evolve(it, cells=row("x", dict.fromkeys(LEVELS, When(None))).cells) for it in (one, two))
    )
    expected = not all(
        allowed(always, "m.one", "low", held, facts) or allowed(always, "m.two", "low", held, facts)
        for held, facts in situations()
    )

    assert bool(codes(found, Code.OPERATION_GAP)) is expected


def value(needed: Requirement, level: str, held: frozenset[str], facts: dict[str, bool]) -> bool:
    """Evaluate a requirement where everything is known."""
    match needed:
        case Holds(condition):
            return facts[condition]
        case HasGranular(_, name):
            return name in held
        case HasLevel(_, levels):
            return level in levels
        case Not(part):
            return not value(part, level, held, facts)
        case All(parts):
            return all(value(part, level, held, facts) for part in parts)
        case AnyOf(parts):
            return any(value(part, level, held, facts) for part in parts)


@given(st.data())
def test_a_needless_part_can_be_left_out(data: st.DataObject) -> None:
    """A cell answers alike without the part that is told to be needless."""
    draw = data.draw
    needed = draw(st.composite(lambda draw: requirement(draw, WORDS))())
    spanned = _with_places(needed)
    made = row("edit", {"low": Deny(), "middle": When(spanned), "high": Deny()})
    found = policy(made)

    told = [it.span for it in lint(found, codes=[Code.NEEDLESS_CONDITION])]

    for span in told:
        without = _without(spanned, span)
        for held, facts in situations():
            there = value(needed, "middle", held, facts)
            assert there is (without is None or value(without, "middle", held, facts))


def _with_places(needed: Requirement, counter: Iterator[int] | None = None) -> Requirement:
    numbers = counter or iter(range(100, 900))
    span = place(next(numbers))
    match needed:
        case All(parts) | AnyOf(parts):
            inner = tuple(_with_places(part, numbers) for part in parts)
            return evolve(needed, parts=inner, span=span)
        case Not(part):
            return evolve(needed, part=_with_places(part, numbers), span=span)
        case _:
            return evolve(needed, span=span)


def _without(needed: Requirement, span: Span) -> Requirement | None:
    """Give a requirement without the part at a place; None is what is left without the whole."""
    if needed.span == span:
        return None
    match needed:
        case All(parts) | AnyOf(parts):
            left = tuple(it for it in (_without(part, span) for part in parts) if it is not None)
            return evolve(needed, parts=left)
        case Not(part):
            inner = _without(part, span)
            return None if inner is None else Not(inner, span=needed.span)
        case _:
            return needed


@given(matrix_sets())
def test_the_linter_goes_through_any_policy(found: MatrixSet) -> None:
    """Whatever tools, levels, relations and conditions there are, no rule fails."""
    whole = [
        evolve(it, actions=tuple(placed(row, 10 * at) for at, row in enumerate(it.actions)))
        for it in found.matrices
    ]

    report = lint(MatrixSet(tuple(whole)))

    assert all(it.code.value.startswith("PM6") for it in report)
