"""
Explains a decision: the row, the levels held, each part of the requirement with its value.

It asks the reference interpreter part by part, so that what is shown is what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Anything
from typing import assert_never

from attrs import evolve

from permmatrix import model
from permmatrix.decision import Decision
from permmatrix.explanation import Explanation, LevelWorking, Part, RowWorking
from permmatrix.reasons import (
    cell_words,
    doubt_words,
    obligation_titles,
    row_reason,
    waiting_reason,
)
from permmatrix.reference import decide, decide_row, holds
from permmatrix.reference_facts import Question, Value, Waiting, levels_given, settled
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.wording import finding_words, requirement_words, waiting_words

__all__ = ["explain"]


def explain(  # noqa: PLR0913, PLR0917  the question
    matrices: model.MatrixSet,
    user: Anything,
    asked: str,
    resource: Anything = None,
    context: Anything = None,
    platform: str | None = None,
) -> Explanation:
    """
    Decide and keep the working.

    Raises:
        UnknownNameError: no such action, operation or platform, or an undeclared level is held.
    """
    question = Question(matrices, user, resource, context, platform)
    decision = decide(question, asked)
    operation = matrices.operations.get(asked)
    ids = operation.any_of if operation else (asked,)
    rows = tuple(_row(question, matrices.actions[id_]) for id_ in ids)
    deciding = _deciding(decision, rows)
    return Explanation(
        asked=asked,
        title=operation.title if operation else rows[0].title,
        user=_name(user),
        resource=_name(resource),
        platform=platform,
        decision=decision,
        # rows that wait on different facts are one decision that waits on all of them
        reason=waiting_reason(decision) if decision.unknown else deciding.reason,
        rows=rows,
        deciding=deciding,
    )


def _deciding(decision: Decision, rows: tuple[RowWorking, ...]) -> RowWorking:
    alike = [row for row in rows if row.decision == decision]
    near = [row for row in rows if row.decision.outcome is decision.outcome]
    return (alike or near or rows)[-1]


def _name(thing: Anything) -> str | None:
    try:
        name = thing.get("id") if isinstance(thing, Mapping) else getattr(thing, "id", None)
        return None if name is None or isinstance(name, list | tuple | dict) else str(name)
    except Exception:  # noqa: BLE001  a name is only for show; the decision reports the fault
        return None


def _row(question: Question, row: model.Action) -> RowWorking:
    matrices = question.matrices
    matrix = next(it for it in matrices.matrices if row in it.actions)
    tool = matrices.tools[row.tool]
    decision = decide_row(question, row)
    levels = tuple(_levels(question, row, tool))
    told = {level.id for level in levels}
    return RowWorking(
        action=row.id,
        title=row.title,
        matrix=matrix.title,
        tool=tool.title,
        decision=decision,
        reason=row_reason(question, row, decision, levels),
        guard=None if row.guard is None else _part(question, row.guard, row.tool),
        levels=levels,
        notes=tuple(_notes(row, told)),
        doubts=tuple(_doubts(question, row, told)),
        advisories=tuple(_advice(question, matrix)),
        source=_source(matrix, row),
        place=f"{row.span.file}:{row.span.line}" if row.span else "",
    )


def _levels(question: Question, row: model.Action, tool: model.Tool) -> Iterator[LevelWorking]:
    given = settled(lambda: levels_given(question, tool))
    plain = settled(lambda: levels_given(question, evolve(tool, default_level=None)))
    handed_as = "given" if plain else "default"
    titles = obligation_titles(question.matrices)
    for level in tool.levels:
        handed = not isinstance(given, Waiting) and level.id in given
        related = level.held_when and _part(question, level.held_when, tool.id)
        if not handed and (related is None or related.value == "no"):
            continue
        cell = row.cell(level.id)
        if not handed and related and related.value != "yes" and isinstance(cell, model.Deny):
            continue  # whether it is held makes no difference
        needed = cell.requirement if isinstance(cell, model.When) else None
        follows = "follows" if related and related.value == "yes" else "open"
        yield LevelWorking(
            id=level.id,
            title=level.title,
            held=handed_as if handed else follows,
            held_when=None if handed else related or None,
            cell=cell_words(cell, titles),
            requirement=None if needed is None else _part(question, needed, row.tool),
            obligations=cell.obligations if isinstance(cell, model.When) else (),
        )


def _part(question: Question, requirement: Requirement, tool: str) -> Part:
    value = holds(question, requirement)
    words = requirement_words(requirement, question.matrices, tool)
    match requirement:
        case All(parts):
            words = "all of these:" if len(parts) > 1 else words
        case Any(parts):
            words = "any of these:" if len(parts) > 1 else words
        case Not(part):
            words, parts = "not this:", (part,)
        case HasGranular() | HasLevel() | Holds():
            return Part(words, _word(value), _detail(question, requirement, value))
        case _:
            assert_never(requirement)
    return Part(words, _word(value), "", tuple(_part(question, it, tool) for it in parts))


def _word(value: Value) -> str:
    if isinstance(value, Waiting):
        return "error" if value.errors else "not known"
    return "yes" if value else "no"


def _detail(question: Question, leaf: HasGranular | HasLevel | Holds, value: Value) -> str:
    if isinstance(value, Waiting):
        return waiting_words(value.missing, value.errors)
    if isinstance(leaf, Holds):
        return finding_words(question.matrices.conditions[leaf.condition].test, passes=value)
    return "held" if value else "not held"


def _notes(row: model.Action, told: set[str]) -> Iterator[str]:
    for note in row.notes:
        if not note.cells or told.intersection(note.cells):
            yield " ".join(note.says.split())


def _doubts(question: Question, row: model.Action, told: set[str]) -> Iterator[str]:
    for doubt in row.doubts:
        if not doubt.answered and (not doubt.cells or told.intersection(doubt.cells)):
            yield doubt_words(doubt, row, question.matrices)


def _advice(question: Question, matrix: model.Matrix) -> Iterator[str]:
    for advisory in matrix.advisories:
        if holds(question, advisory.when) is True:
            yield " ".join(advisory.says.split())


SHOWN = ("title", "section", "publisher")


def _source(matrix: model.Matrix, row: model.Action) -> str:
    found = [it for it in (row.source, matrix.documented) if it is not None]
    names = [next((getattr(it, key) for it in found if getattr(it, key)), None) for key in SHOWN]
    return ", ".join(name for name in names if name)
