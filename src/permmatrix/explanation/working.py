"""
The working of a row: the levels held, each part of the requirement with its value.

It asks the reference interpreter part by part, so that what is shown is what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from permmatrix import model
from permmatrix.cell_wording import cell_words, doubt_words, obligation_titles
from permmatrix.explanation.reasons import row_reason
from permmatrix.explanation.values import LevelWorking, Part, RowWorking
from permmatrix.lowering import test_atom
from permmatrix.reference import decide_row, holds
from permmatrix.reference_facts import Question, Value, Waiting, levels_given, levels_said, settled
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.situations.candidates import paths_of
from permmatrix.wording import finding_words, requirement_words, waiting_words

__all__ = ["row_working"]


def row_working(question: Question, row: model.Action) -> RowWorking:
    """Give the working of one row."""
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
    said = settled(lambda: levels_said(question, tool).levels)
    handed_as = "given" if said else "default"
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
            read=(f"user.levels.{tool.id}",),
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
            detail = _detail(question, requirement, value)
            return Part(words, _word(value), detail, read=_paths(question, requirement))
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
    [path] = _paths(question, leaf)
    return f"{'held' if value else 'not held'}, by {path}"


def _paths(question: Question, leaf: HasGranular | HasLevel | Holds) -> tuple[str, ...]:
    """Give where the fact was read."""
    match leaf:
        case HasGranular(tool):
            return (f"user.granular.{tool}",)
        case HasLevel(tool):
            return (f"user.levels.{tool}",)
        case Holds(condition):
            return tuple(paths_of(test_atom(question.matrices.conditions[condition].test)))
        case _:
            assert_never(leaf)


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
