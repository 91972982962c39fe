"""Spaces hold exactly the situations there can be, each with facts that make it so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from permmatrix.errors import FactError, UnknownNameError
from permmatrix.lowering import test_atom as atom_of
from permmatrix.model import MatrixSet
from permmatrix.reference import decide
from permmatrix.reference_facts import Question, Waiting, has_granular, levels_given, passes
from permmatrix.situations import Analysis, Situation, Space, together
from permmatrix.truth import not_
from strategies import ANY_TEST, Asked, matrix_sets, policies_and_questions

Answer = TypeVar("Answer")

MOST = 200
"""The most situations of one row that are asked about."""


def space_of(analysis: Analysis, id_: str) -> Space:
    """Lay out the space of a row."""
    return analysis.space([analysis.row(id_)])


def rows_of(matrices: MatrixSet) -> list[str]:
    """Give the ids of the rows."""
    return [row.id for matrix in matrices.matrices for row in matrix.actions]


def some_of(space: Space) -> Iterator[tuple[int, Situation]]:
    """Give situations of a space, each with its number."""
    left = space.possible
    for _ in range(MOST):
        if not left:
            return
        number = (left & -left).bit_length() - 1
        left &= left - 1
        found = space.smallest(1 << number)
        assert found is not None
        yield number, found


def answer(matrices: MatrixSet, id_: str, situation: Situation) -> bool:
    """Ask the reference about a situation's facts."""
    asked = Question(matrices, situation.user, situation.resource, situation.context)
    return decide(asked, id_).allowed


@given(matrix_sets(most_conditions=5))
@settings(max_examples=150)
def test_each_situation_is_answered_as_its_bit_says(matrices: MatrixSet) -> None:
    """The facts of a situation bring it about: the reference answers as the row's bits say."""
    analysis = Analysis(matrices)
    for id_ in rows_of(matrices):
        space = space_of(analysis, id_)
        bits = space.bits(analysis.row(id_))
        for number, situation in some_of(space):
            assert situation.real
            assert answer(matrices, id_, situation) is bool(bits >> number & 1)
            assert bool(space.complete >> number & 1) is situation.complete


def known(ask: Callable[..., Answer], *about: Any) -> Answer | None:
    """Settle a fact by the reference; None where it is not known."""
    try:
        return ask(*about)
    except (Waiting, FactError):
        return None


def values_of(matrices: MatrixSet, asked: Asked) -> dict[Any, bool | None]:
    """Read every fact of a question by the reference."""
    question = Question(matrices, asked.user, asked.resource, asked.context)
    found: dict[Any, bool | None] = {}
    for it in matrices.conditions.values():
        found[atom_of(it.test)] = known(passes, question, it.test)
    for tool in matrices.tools.values():
        held = known(levels_given, question, tool)
        for level in tool.levels:
            found["level", tool.id, level.id] = None if held is None else level.id in held
    for held_on, name in matrices.granular:
        tool = matrices.tools[held_on]
        found["granular", held_on, name] = known(has_granular, question, tool, name)
    return found


@given(policies_and_questions())
@settings(max_examples=300)
def test_whatever_can_be_asked_is_a_situation(found: tuple[MatrixSet, Asked]) -> None:
    """The facts of any question, hostile ones too, make a situation that the space has."""
    matrices, asked = found
    analysis = Analysis(matrices)
    try:
        values = values_of(matrices, asked)
    except UnknownNameError:
        return  # then nothing is decided at all
    for id_ in rows_of(matrices):
        space = space_of(analysis, id_)
        here = space.possible
        for atom in space.atoms:
            value = values[analysis.lowering.atoms[atom]]
            for literal, holds in ((1 + atom, value is True), (-1 - atom, value is False)):
                bits = space.literal(literal)
                if bits is not None:
                    here &= bits if holds else ~bits
        assert here & space.full
        allowed = decide(Question(matrices, asked.user, asked.resource, asked.context), id_).allowed
        assert all(bool(space.bits(analysis.row(id_)) & bit) is allowed for bit in (here & -here,))


@given(matrix_sets(most_conditions=5), st.integers(min_value=0))
@settings(max_examples=150)
def test_the_smallest_situation_is_smallest(matrices: MatrixSet, chosen: int) -> None:
    """No situation in question has fewer levels, permissions and true facts, or more known."""
    analysis = Analysis(matrices)
    for id_ in rows_of(matrices):
        space = space_of(analysis, id_)
        bits = chosen % (space.full + 1) if chosen % 3 else space.bits(analysis.row(id_))
        found = space.smallest(bits)
        among = [it for number, it in some_of(space) if bits >> number & 1]
        if found is None:
            assert not among
        else:
            named = {analysis.lowering.atoms[atom] for atom in space.atoms}
            assert all(rank(found, named) <= rank(it, named) for it in among)


def rank(situation: Situation, named: set[Any]) -> tuple[bool, int]:
    """Say whether something is not known, and count what is true of the facts that matter."""
    given = [(tool, level) for tool, levels in situation.levels.items() for level in levels or ()]
    true = [*situation.facts.values(), *situation.granular.values()].count(True)
    true += sum(("level", *it) in named for it in given)
    return not situation.complete, true if situation.complete else 0


@given(matrix_sets(most_conditions=5))
@settings(max_examples=80)
def test_a_space_of_what_is_known_has_the_complete_situations(matrices: MatrixSet) -> None:
    """Laid out for known facts only, a space has as many situations, answered alike."""
    analysis = Analysis(matrices)
    for id_ in rows_of(matrices):
        formula = analysis.row(id_)
        space = analysis.space([formula], known=True)
        assert space.complete == space.possible
        for number, situation in some_of(space):
            assert situation.real
            assert situation.complete
            assert answer(matrices, id_, situation) is bool(space.bits(formula) >> number & 1)
        whole = analysis.space([formula, not_(formula)])
        shown = whole.bits(formula) & whole.complete
        assert bool(shown) is bool(space.bits(formula) & space.possible)


@given(matrix_sets(tests=ANY_TEST), matrix_sets(tests=ANY_TEST))
@settings(max_examples=60)
def test_two_policies_on_common_ground_answer_as_they_do_alone(
    before: MatrixSet, after: MatrixSet
) -> None:
    """A situation of the common space is answered by each policy as its formula says there."""
    pair = together(Analysis(before), Analysis(after))
    shared = set(rows_of(before)) & set(rows_of(after))
    for id_ in sorted(shared):
        old, new = pair.old(pair.before.row(id_)), pair.new(pair.after.row(id_))
        space = pair.space([old, new])
        for number, situation in some_of(space):
            for matrices, formula in ((before, old), (after, new)):
                given_levels = {
                    (tool, level)
                    for tool, levels in situation.levels.items()
                    for level in levels or ()
                }
                handed = {
                    (tool.id, level.id)
                    for tool in matrices.tools.values()
                    for level in tool.levels
                    if level.handed_out
                }
                if given_levels <= handed:
                    assert answer(matrices, id_, situation) is bool(
                        space.bits(formula) >> number & 1
                    )
