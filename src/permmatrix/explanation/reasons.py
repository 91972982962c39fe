"""Why a row answers as it does, in one sentence of plain English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from permmatrix import model
from permmatrix.cell_wording import limits_words, obligation_titles
from permmatrix.decision import Decision
from permmatrix.explanation.values import LevelWorking
from permmatrix.outcome import Outcome
from permmatrix.reference import holds
from permmatrix.reference_facts import Question
from permmatrix.requirements import All, Requirement
from permmatrix.wording import all_of_words, any_of_words, requirement_words, waiting_words

__all__ = ["row_reason", "waiting_reason"]


def row_reason(
    question: Question, row: model.Action, decision: Decision, levels: Iterable[LevelWorking]
) -> str:
    """Say why a row answers as it does; `levels` are those the user holds or may hold."""
    tool = question.matrices.tools[row.tool]
    title = "" if decision.level is None else tool.level(decision.level).title
    match decision.outcome:
        case Outcome.ALLOWED:
            return f"{title} on {tool.title} allows it{_with(question, row, decision)}"
        case Outcome.LEVEL:
            return f"{_blank(tool, levels)}; {_others(question, row, tool)}"
        case Outcome.REQUIREMENT:
            return f"{title} on {tool.title} needs more: {_needed(question, row, decision)}"
        case Outcome.GUARD:
            assert row.guard is not None
            words = _words(question, _lacking(question, row.guard), row)
            return f"the row applies only when this holds: {words}"
        case Outcome.PLATFORM:
            there = all_of_words(question.matrices.platforms[it] for it in row.platforms)
            return f"it is available on {there} only"
        case Outcome.NO_LEVEL:
            return f"the user holds no level on {tool.title}"
        case Outcome.UNDOCUMENTED:
            return f"the documentation does not say whether {title} on {tool.title} allows it"
        case Outcome.NOT_APPLICABLE:
            return f"for {title} on {tool.title} the action does not apply"
        case Outcome.MISSING | Outcome.ERROR:
            return waiting_reason(decision)
        case _:
            assert_never(decision.outcome)


def _blank(tool: model.Tool, levels: Iterable[LevelWorking]) -> str:
    """Say whose cells are blank: then every level held for certain has a blank one."""
    held = list(levels)
    if not held:
        return f"no level the user may hold on {tool.title} allows it"
    titles = all_of_words(level.title for level in held)
    if [level.held for level in held] == ["default"]:
        return f"no level was given on {tool.title}, and {titles} does not allow it"
    return f"{titles} on {tool.title} {'does' if len(held) == 1 else 'do'} not allow it"


def waiting_reason(decision: Decision) -> str:
    """Say which facts a denial waits on."""
    words = waiting_words(decision.missing, decision.errors)
    if not decision.errors:
        return f"not enough is known to say yes: {words}"
    return f"{'a fact' if len(decision.errors) == 1 else 'facts'} cannot be used: {words}"


def _with(question: Question, row: model.Action, decision: Decision) -> str:
    """Say what the yes rests on besides the level, and the limits that come with it."""
    cell = row.cell(decision.level or "")
    if not isinstance(cell, model.When):
        return ""
    words = ""
    if cell.requirement is not None:
        words = f", given {_words(question, cell.requirement, row)}"
    return words + limits_words(cell.obligations, obligation_titles(question.matrices))


def _needed(question: Question, row: model.Action, decision: Decision) -> str:
    cell = row.cell(decision.level or "")
    assert isinstance(cell, model.When)
    assert cell.requirement is not None
    return _words(question, _lacking(question, cell.requirement), row)


def _words(question: Question, requirement: Requirement, row: model.Action) -> str:
    return requirement_words(requirement, question.matrices, row.tool)


def _lacking(question: Question, requirement: Requirement) -> Requirement:
    """Leave out of a requirement that is not met the parts that are."""
    if not isinstance(requirement, All):
        return requirement
    unmet = [part for part in requirement.parts if holds(question, part) is False]
    parts = tuple(_lacking(question, part) for part in unmet)
    return parts[0] if len(parts) == 1 else All(parts)


def _others(question: Question, row: model.Action, tool: model.Tool) -> str:
    """Say which levels would allow: for certain, or if something else holds as well."""
    applies = row.guard is None or holds(question, row.guard) is True
    cells = [(level.title, row.cell(level.id)) for level in tool.levels]
    plain = [it for it, cell in cells if applies and isinstance(cell, model.Allow)]
    maybe = model.When if applies else model.When | model.Allow
    more = [it for it, cell in cells if isinstance(cell, maybe)]
    found = [f"{any_of_words(plain)} would"] if plain else []
    found += [f"{any_of_words(more)} would, with conditions"] if more else []
    return ", and ".join(found) or "no level does"
