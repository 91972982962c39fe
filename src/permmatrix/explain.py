"""
A decision with its working: the row, the levels held, each part of the requirement with its value.

It asks the reference interpreter part by part, so that what is shown is what was decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any as Anything
from typing import assert_never, final

from attrs import field, frozen

from permmatrix import model
from permmatrix.decision import Decision, Outcome
from permmatrix.reference import decide, decide_row, holds
from permmatrix.reference_facts import Question, Value, Waiting, levels_given, settled
from permmatrix.requirements import All, Any, HasGranular, HasLevel, Holds, Not, Requirement
from permmatrix.wording import any_of_words, requirement_words, test_words

__all__ = ["Explanation", "LevelWorking", "Part", "RowWorking", "explain"]


@final
@frozen
class Part:
    """
    A requirement, or a part of one, with its value.

    `value` is yes, no, not known, or error; `detail` says what was read, or what is missing.
    """

    words: str
    value: str
    detail: str = ""
    parts: tuple[Part, ...] = ()


@final
@frozen(kw_only=True)
class LevelWorking:
    """A level of the row's tool that the user holds, or may hold, and what its cell says."""

    id: str
    title: str
    held: str
    held_when: Part | None = None
    cell: str
    requirement: Part | None = None
    obligations: tuple[str, ...] = ()


@final
@frozen(kw_only=True)
class RowWorking:
    """One row's decision. `source` is where the row is documented, `place` where it is written."""

    action: str
    title: str
    matrix: str
    tool: str
    decision: Decision
    reason: str
    guard: Part | None
    levels: tuple[LevelWorking, ...]
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    advisories: tuple[str, ...] = ()
    source: str = ""
    place: str = ""


@final
@frozen(kw_only=True)
class Explanation:
    """
    Why an answer is what it is. `str()` is plain English; the fields are the same for programs.

    `rows` has one row for an action, and each of its rows for an operation.
    """

    asked: str
    title: str
    user: str
    resource: str | None
    platform: str | None
    decision: Decision
    reason: str
    rows: tuple[RowWorking, ...] = field()

    @property
    def source(self) -> str:
        """Where the row that decided is documented."""
        return self.deciding.source

    @property
    def deciding(self) -> RowWorking:
        """The row whose reason is given: the last that has the decision's outcome."""
        return [row for row in self.rows if row.reason == self.reason][-1]

    def __str__(self) -> str:
        return "\n".join(_text(self))


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
    return Explanation(
        asked=asked,
        title=operation.title if operation else rows[0].title,
        user=_name(user, "the user"),
        resource=None if resource is None else _name(resource, "the resource"),
        platform=platform,
        decision=decision,
        reason=_deciding(decision, rows).reason,
        rows=rows,
    )


def _deciding(decision: Decision, rows: tuple[RowWorking, ...]) -> RowWorking:
    alike = [row for row in rows if row.decision == decision]
    near = [row for row in rows if row.decision.outcome is decision.outcome]
    # several rows that wait on different facts are one decision that waits on all of them
    return (alike or near or [row for row in rows if row.decision.unknown])[-1]


def _name(thing: Anything, otherwise: str) -> str:
    try:
        name = thing.get("id") if isinstance(thing, Mapping) else getattr(thing, "id", None)
    except Exception:  # noqa: BLE001  a name is only for show; the decision reports the fault
        name = None
    return otherwise if name is None else str(name)


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
        reason=_reason(question, row, tool, decision, levels),
        guard=None if row.guard is None else _part(question, row.guard, row.tool),
        levels=levels,
        notes=tuple(it.says for it in row.notes if not it.cells or told.intersection(it.cells)),
        doubts=tuple(_doubts(row, tool, told)),
        advisories=tuple(it.says for it in matrix.advisories if holds(question, it.when) is True),
        source=_source(matrix, row),
        place=f"{row.span.file}:{row.span.line}" if row.span else "",
    )


def _levels(question: Question, row: model.Action, tool: model.Tool) -> Iterator[LevelWorking]:
    given = settled(lambda: levels_given(question, tool))
    for level in tool.levels:
        handed = not isinstance(given, Waiting) and level.id in given
        related = level.held_when and _part(question, level.held_when, tool.id)
        if not handed and (related is None or related.value == "no"):
            continue
        cell = row.cell(level.id)
        needed = cell.requirement if isinstance(cell, model.When) else None
        yield LevelWorking(
            id=level.id,
            title=level.title,
            held="given" if handed else "follows" if related and related.value == "yes" else "open",
            held_when=None if handed else related or None,
            cell=_cell_words(cell),
            requirement=None if needed is None else _part(question, needed, row.tool),
            obligations=cell.obligations if isinstance(cell, model.When) else (),
        )


def _cell_words(cell: model.Cell) -> str:
    match cell:
        case model.Allow():
            return "yes"
        case model.Deny():
            return "no"
        case model.Undocumented():
            return "the documentation does not say"
        case model.NotApplicable():
            return "not applicable"
        case model.When(requirement):
            return "yes" if requirement is None else "with conditions"
        case _:
            assert_never(cell)


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
        return "; ".join(_waits(value.missing, value.errors))
    if isinstance(leaf, Holds):
        return test_words(question.matrices.conditions[leaf.condition].test, passes=value)
    return "held" if value else "not held"


def _waits(missing: Iterable[str], errors: Iterable[BaseException]) -> list[str]:
    return [*(f"{path} was not given" for path in sorted(missing)), *sorted(map(str, errors))]


def _reason(
    question: Question,
    row: model.Action,
    tool: model.Tool,
    decision: Decision,
    levels: tuple[LevelWorking, ...],
) -> str:
    """Say in one sentence why the row answers as it does."""
    level = next((it for it in levels if it.id == decision.level), None)
    title = level.title if level else ""
    match decision.outcome:
        case Outcome.ALLOWED:
            return f"{title} on {tool.title} allows it{_with(question, row, level)}"
        case Outcome.LEVEL:
            return f"{title} on {tool.title} does not allow it; {_allowing(row, tool)}"
        case Outcome.REQUIREMENT:
            return f"{title} on {tool.title} needs more: {_needed(question, row, decision)}"
        case Outcome.GUARD:
            words = "" if row.guard is None else _words(question, row.guard, row)
            return f"the row applies only when this holds: {words}"
        case Outcome.PLATFORM:
            there = any_of_words(question.matrices.platforms[it] for it in row.platforms)
            return f"it is available on {there} only"
        case Outcome.NO_LEVEL:
            return f"the user holds no level on {tool.title}"
        case Outcome.UNDOCUMENTED:
            return f"the documentation does not say whether {title} on {tool.title} allows it"
        case Outcome.NOT_APPLICABLE:
            return f"for {title} on {tool.title} the action does not apply"
        case Outcome.MISSING | Outcome.ERROR:
            waits = "; ".join(_waits(decision.missing, decision.errors))
            return f"not enough is known to say yes: {waits}"
        case _:
            assert_never(decision.outcome)


def _words(question: Question, requirement: Requirement, row: model.Action) -> str:
    return requirement_words(requirement, question.matrices, row.tool)


def _needed(question: Question, row: model.Action, decision: Decision) -> str:
    cell = row.cell(decision.level or "")
    assert isinstance(cell, model.When)
    assert cell.requirement is not None
    return _words(question, _lacking(question, cell.requirement), row)


def _lacking(question: Question, requirement: Requirement) -> Requirement:
    """Leave out of a requirement that is not met the parts that are."""
    if not isinstance(requirement, All):
        return requirement
    unmet = [part for part in requirement.parts if holds(question, part) is False]
    parts = tuple(_lacking(question, part) for part in unmet)
    return parts[0] if len(parts) == 1 else All(parts)


def _with(question: Question, row: model.Action, level: LevelWorking | None) -> str:
    """Say what the yes rests on besides the level, and the limits that come with it."""
    cell = row.cell(level.id) if level else None
    if not isinstance(cell, model.When):
        return ""
    given = "" if cell.requirement is None else f", given {_words(question, cell.requirement, row)}"
    titles = {id_: title for it in question.matrices.matrices for id_, title in it.obligations}
    limits = ", ".join(titles[id_] for id_ in cell.obligations)
    return given + (f", within a limit: {limits}" if limits else "")


def _allowing(row: model.Action, tool: model.Tool) -> str:
    plain = [level.title for level in tool.levels if isinstance(row.cell(level.id), model.Allow)]
    more = [level.title for level in tool.levels if isinstance(row.cell(level.id), model.When)]
    found = [f"{any_of_words(plain)} would"] if plain else []
    found += [f"{any_of_words(more)} would, with conditions"] if more else []
    return ", and ".join(found) or "no level does"


def _taken(doubt: model.Doubt, tool: model.Tool) -> str:
    if doubt.reading is None:
        return doubt.taken or "as printed."
    titles = [tool.level(level).title for level in doubt.cells]
    return f"{' and '.join(titles)}: {_cell_words(doubt.reading)}."


def _doubts(row: model.Action, tool: model.Tool, told: set[str]) -> Iterator[str]:
    for doubt in row.doubts:
        if not doubt.answered and (not doubt.cells or told.intersection(doubt.cells)):
            yield f"{doubt.why.strip()} Taken here: {_taken(doubt, tool)}"


def _source(matrix: model.Matrix, row: model.Action) -> str:
    found = [it for it in (row.source, matrix.documented) if it is not None]
    if not found:
        return ""
    names = [next((getattr(it, key) for it in found if getattr(it, key)), None) for key in SHOWN]
    return ", ".join(name for name in names if name)


SHOWN = ("title", "section", "publisher")


def _text(explanation: Explanation) -> Iterator[str]:
    what = f"{explanation.title}"
    about = f" ({explanation.resource})" if explanation.resource else ""
    start = "Yes" if explanation.decision.allowed else "No"
    yield f"{start}: {explanation.reason}."
    yield f"{explanation.user} asks: {what}{about}"
    for row in explanation.rows:
        yield ""
        yield from _row_text(row, explanation)


def _row_text(row: RowWorking, explanation: Explanation) -> Iterator[str]:
    yield f"{row.matrix} > {row.title}  [{row.action}]"
    if len(explanation.rows) > 1:
        yield f"  {'Yes' if row.decision.allowed else 'No'}: {row.reason}."
    if row.guard:
        yield "  The row applies when:"
        yield from _part_text(row.guard, "    ")
    for level in row.levels:
        yield from _level_text(level, row.tool)
    if not row.levels:
        yield f"  Level held on {row.tool}: none known"
    for title, lines in (
        ("Note", row.notes),
        ("In doubt", row.doubts),
        ("Advice", row.advisories),
    ):
        yield from (f"  {title}: {' '.join(line.split())}" for line in lines)
    yield from ([f"  Source: {row.source}"] if row.source else [])
    yield from ([f"  Written at: {row.place}"] if row.place else [])


HELD = {"given": "", "follows": " (it follows from what is known)", "open": " (perhaps)"}


def _level_text(level: LevelWorking, tool: str) -> Iterator[str]:
    yield f"  Level held on {tool}: {level.title}{HELD[level.held]}"
    if level.held_when:
        yield "    held when:"
        yield from _part_text(level.held_when, "      ")
    yield f"  {level.title} says: {level.cell}"
    if level.requirement:
        yield from _part_text(level.requirement, "    ")


def _part_text(part: Part, indent: str) -> Iterator[str]:
    detail = f"  ({part.detail})" if part.detail else ""
    yield f"{indent}{part.value:<9} {part.words}{detail}"
    for inner in part.parts:
        yield from _part_text(inner, indent + "  ")
