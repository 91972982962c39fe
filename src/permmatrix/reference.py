"""
What a decision means, written once, plainly. Read this first.

It walks the model as it stands and takes its time. The compiled path does the same fast, shares no
code with this module, and is held against it on every input the tests can think of. How a fact is
read from the host's objects stands beside it, in `reference_facts`.

A value is True, False or a `Waiting`: not known, because facts are missing or cannot be used.
What is not known to be true is denied.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import assert_never

from permmatrix import model, requirements
from permmatrix.decision import Decision
from permmatrix.errors import FactError, UnknownNameError
from permmatrix.names import suggest
from permmatrix.outcome import Outcome
from permmatrix.reference_facts import (
    Question,
    Value,
    Waiting,
    has_granular,
    levels_given,
    once,
    passes,
    settled,
)

__all__ = ["all_of", "decide", "decide_row", "holds"]

NEAREST = (  # of several denials the one named is the one that came nearest to a yes
    Outcome.PLATFORM,
    Outcome.GUARD,
    Outcome.NO_LEVEL,
    Outcome.LEVEL,
    Outcome.NOT_APPLICABLE,
    Outcome.UNDOCUMENTED,
    Outcome.REQUIREMENT,
)


def decide(question: Question, asked: str) -> Decision:
    """Answer for an action or an operation, by its id or an alias."""
    platforms = list(question.matrices.platforms)
    if question.platform is not None and question.platform not in platforms:
        raise _unknown("platform", question.platform, question.matrices.platforms)
    known = [*question.matrices.actions, *question.matrices.operations]
    if asked not in known:
        raise _unknown("action", asked, known)
    if asked in question.matrices.actions:
        return decide_row(question, question.matrices.actions[asked])
    rows = question.matrices.operations[asked].any_of
    return _best([decide_row(question, question.matrices.actions[id_]) for id_ in rows])


def decide_row(question: Question, row: model.Action) -> Decision:
    """Answer for one row: platform, then guard, then every level the user holds."""
    tool = question.matrices.tools[row.tool]
    given = settled(lambda: levels_given(question, tool))  # first: a level nobody declared raises
    if question.platform is not None and row.platforms and question.platform not in row.platforms:
        return Decision(Outcome.PLATFORM)
    guard = True if row.guard is None else holds(question, row.guard)
    if guard is False:
        return Decision(Outcome.GUARD)
    answers = []
    if isinstance(given, Waiting):
        answers.append(_decision(given, None, model.Deny()))
    for level in tool.levels:
        handed = not isinstance(given, Waiting) and level.id in given
        held = handed or (level.held_when is not None and holds(question, level.held_when))
        if held is not False:
            cell = row.cell(level.id)
            value = all_of([held, _cell_value(question, cell)])
            answers.append(_decision(value, level.id, cell))
    best = _best(answers) if answers else Decision(Outcome.NO_LEVEL)
    if isinstance(guard, Waiting) and (best.allowed or best.unknown):
        whole = all_of([guard, Waiting(best.missing, best.errors)])
        return _decision(whole, best.level, model.Deny())
    return best


def _cell_value(question: Question, cell: model.Cell) -> Value:
    match cell:
        case model.Allow():
            return True
        case model.Deny() | model.Undocumented() | model.NotApplicable():
            return False
        case model.When(requirement):
            return True if requirement is None else holds(question, requirement)
        case _:
            assert_never(cell)


def _decision(value: Value, level: str | None, cell: model.Cell) -> Decision:
    if isinstance(value, Waiting):
        outcome = Outcome.ERROR if value.errors else Outcome.MISSING
        errors = tuple(sorted(value.errors, key=str))
        return Decision(outcome, level, tuple(sorted(value.missing)), errors)
    if value:
        with_it = cell.obligations if isinstance(cell, model.When) else ()
        return Decision(Outcome.ALLOWED, level, obligations=tuple(sorted(with_it)))
    match cell:
        case model.Undocumented():
            return Decision(Outcome.UNDOCUMENTED, level)
        case model.NotApplicable():
            return Decision(Outcome.NOT_APPLICABLE, level)
        case model.When():
            return Decision(Outcome.REQUIREMENT, level)
        case _:
            return Decision(Outcome.LEVEL, level)


def _best(answers: list[Decision]) -> Decision:
    """One yes is enough: that with the fewest obligations. Then what waits, then what is near."""
    yes = [answer for answer in answers if answer.allowed]
    if yes:
        fewest = min(len(answer.obligations) for answer in yes)
        return [answer for answer in yes if len(answer.obligations) == fewest][-1]
    waiting = [answer for answer in answers if answer.unknown]
    if waiting:
        whole = all_of([Waiting(answer.missing, answer.errors) for answer in waiting])
        return _decision(whole, waiting[-1].level, model.Deny())
    nearest = max(NEAREST.index(answer.outcome) for answer in answers)
    return [answer for answer in answers if answer.outcome is NEAREST[nearest]][-1]


def all_of(values: Iterable[Value]) -> Value:
    """False if one is false; else waiting on whatever is not known; else true (Kleene's rule)."""
    values = list(values)
    unknown = [value for value in values if isinstance(value, Waiting)]
    if any(value is False for value in values) or not unknown:
        return not any(value is False for value in values)
    return Waiting(
        frozenset().union(*(value.missing for value in unknown)),
        frozenset().union(*(value.errors for value in unknown)),
    )


def opposite(value: Value) -> Value:
    """Turn yes and no around; what is not known stays so."""
    return value if isinstance(value, Waiting) else not value


def holds(question: Question, requirement: requirements.Requirement) -> Value:
    """Say whether a requirement is true, false, or not known."""
    match requirement:
        case requirements.All(parts):
            return all_of([holds(question, part) for part in parts])
        case requirements.Any(parts):  # one is true, unless all are false
            return opposite(all_of([opposite(holds(question, part)) for part in parts]))
        case requirements.Not(part):
            return opposite(holds(question, part))
        case requirements.HasLevel(tool_id, levels):
            return _has_level(question, question.matrices.tools[tool_id], levels)
        case requirements.HasGranular(tool_id, name):
            tool = question.matrices.tools[tool_id]
            granted: Value = settled(lambda: has_granular(question, tool, name))
            return granted
        case requirements.Holds(condition):
            test = question.matrices.conditions[condition].test
            ask = partial(once, question, ("is", condition), partial(passes, question, test))
            passed: Value = settled(ask)
            return passed
        case _:
            assert_never(requirement)


def _has_level(question: Question, tool: model.Tool, levels: tuple[str, ...]) -> Value:
    try:
        given = settled(lambda: levels_given(question, tool))
    except UnknownNameError as error:  # on another tool than the row's it only spoils this fact
        path = f"user.levels.{tool.id}"
        given = Waiting(errors=[FactError(path, "a declared level", f"is {error.name}")])
    handed = given if isinstance(given, Waiting) else not given.isdisjoint(levels)
    related = [tool.level(id_).held_when for id_ in levels]
    ways = [handed, *(holds(question, it) for it in related if it is not None)]
    return opposite(all_of([opposite(way) for way in ways]))


def _unknown(kind: str, name: object, known: Iterable[str]) -> UnknownNameError:
    return UnknownNameError(kind, name, suggest(name, known))
