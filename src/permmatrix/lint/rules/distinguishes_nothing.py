"""A permission or condition that changes no answer, or two levels that are the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import chain
from typing import final

from permmatrix.codes import Code
from permmatrix.lint.columns import Columns
from permmatrix.lint.examined import Examined
from permmatrix.lint.finding import Finding, found, other_place
from permmatrix.lint.rules import constant_requirement, needless_condition, unreachable
from permmatrix.model import Action, Level, When
from permmatrix.requirements import HasGranular, HasLevel, Holds, Requirement, atoms
from permmatrix.source import Span
from permmatrix.truth import Formula, literals

__all__ = ["check"]

HELP = "remove it, or mend the requirements that name it"
LEVELS_HELP = "mend a cell where the two differ; if they never do, suppress this and say so"


def check(examined: Examined) -> Iterator[Finding]:
    """Give what is asked for in vain, and of levels that are the same the second one."""
    asked = frozenset(_asked(examined))
    mattering = _mattering(examined)
    told = _Told(examined)
    for leaf, word, span in _declared(examined):
        if leaf not in asked or not mattering.isdisjoint(literals(examined.analysis.formula(leaf))):
            continue
        if not told.of(leaf):
            name = leaf.name if isinstance(leaf, HasGranular) else leaf.condition
            message = f"the {word} `{name}` is asked for, and changes no answer"
            yield from found(Code.DISTINGUISHES_NOTHING, message, span, HELP)
    for columns in examined.columns:
        if len(columns.rows) >= len(columns.levels):  # with fewer rows, some have to be alike
            yield from _levels(columns, examined)


@final
class _Told:
    """What was told of the rows that ask for something: that it is in vain is then one mistake."""

    def __init__(self, examined: Examined) -> None:
        self._examined = examined
        self._rows: dict[HasGranular | HasLevel | Holds, list[Action]] = {}
        self._known: dict[str, bool] = {}
        for rows in examined.shapes:
            for leaf in _leaves(rows[0]):
                self._rows.setdefault(leaf, []).append(rows[0])

    def of(self, leaf: HasGranular | Holds) -> bool:
        """Say whether some row that asks for it was told why that is in vain."""
        return any(map(self._of_row, self._rows.get(leaf, ())))

    def _of_row(self, row: Action) -> bool:
        if row.id not in self._known:
            rules = (unreachable, constant_requirement, needless_condition)
            told = any(any(rule.of_row(row, self._examined)) for rule in rules)
            self._known[row.id] = told
        return self._known[row.id]


def _leaves(row: Action) -> set[HasGranular | HasLevel | Holds]:
    return set(chain.from_iterable(map(atoms, _in_row(row))))


def _in_row(row: Action) -> Iterator[Requirement]:
    cells = (it.requirement for _, it in row.cells if isinstance(it, When))
    yield from (it for it in (row.guard, *cells) if it is not None)


def _declared(examined: Examined) -> Iterator[tuple[HasGranular | Holds, str, Span | None]]:
    """Give the permissions and conditions, each where it is first declared."""
    told: set[HasGranular | Holds] = set()
    for matrix in examined.matrices.matrices:
        for it in matrix.granular:
            yield from _once(HasGranular(it.tool, it.id), "granular permission", it.span, told)
        for fact in matrix.conditions:
            yield from _once(Holds(fact.id), "condition", fact.span, told)


def _once(
    leaf: HasGranular | Holds, word: str, span: Span | None, told: set[HasGranular | Holds]
) -> Iterator[tuple[HasGranular | Holds, str, Span | None]]:
    if leaf not in told:
        told.add(leaf)
        yield leaf, word, span


def _requirements(examined: Examined) -> Iterator[Requirement]:
    """Give the requirements that decide."""
    for tool in examined.matrices.tools.values():
        yield from (it.held_when for it in tool.levels if it.held_when is not None)
    for rows in examined.shapes:
        yield from _in_row(rows[0])


def _asked(examined: Examined) -> Iterator[HasGranular | HasLevel | Holds]:
    return chain.from_iterable(map(atoms, _requirements(examined)))


def _mattering(examined: Examined) -> set[int]:
    """Give the facts (as literals that are true) on which the answer of some row depends."""
    found: set[int] = set()
    for rows in examined.shapes:
        formula = examined.analysis.row(rows[0].id)
        here = {abs(it) for it in literals(formula)}
        if not here <= found:
            found |= _depends(formula, examined) & here
    return found


def _depends(formula: Formula, examined: Examined) -> set[int]:
    try:
        return {abs(it) for it in examined.analysis.lowering.table(formula).literals}
    except OverflowError:  # too many to be looked at: then each of them may matter
        return {abs(it) for it in literals(formula)}


def _levels(columns: Columns, examined: Examined) -> Iterator[Finding]:
    used = [
        level
        for level in columns.levels
        if level.handed_out
        and any(("levels", it.id, level.id) in examined.uses for it in columns.tools)
    ]
    for same in _alike(used, columns, examined):
        for level in same[1:]:
            message = f"`{level.id}` is the same as `{same[0].id}` in every row"
            place = other_place(f"`{same[0].id}`", same[0].span)
            yield from found(
                Code.DISTINGUISHES_NOTHING, message, level.span, LEVELS_HELP, related=place
            )


def _alike(levels: list[Level], columns: Columns, examined: Examined) -> list[list[Level]]:
    """Give the levels that no row tells apart, and no requirement that names levels."""
    tools = {tool.id for tool in columns.tools}
    classes = [levels]
    for leaf in _asked(examined):
        if isinstance(leaf, HasLevel) and leaf.tool in tools:
            named = leaf.levels
            classes = _divided(classes, {it.id: it.id in named for it in levels})
    for row in columns.rows:
        if not classes:
            break
        classes = _divided(classes, _answers(row, classes, examined))
    return classes


def _divided(classes: Iterable[list[Level]], answers: Mapping[str, Hashable]) -> list[list[Level]]:
    """Divide levels that are alike so far by the answers they give; those alone are told apart."""
    found: dict[object, list[Level]] = {}
    for number, alike in enumerate(classes):
        for level in alike:
            found.setdefault((number, answers[level.id]), []).append(level)
    return [alike for alike in found.values() if len(alike) > 1]


def _answers(
    row: Action, classes: Iterable[list[Level]], examined: Examined
) -> dict[str, Hashable]:
    """Give what a row says to whom was given a level, equal where it is the same."""
    lowering = examined.analysis.lowering
    shape = lowering.shape(row)
    return {
        level.id: _meaning(lowering.grant(shape, level.id), examined)
        for level in chain.from_iterable(classes)
    }


def _meaning(formula: Formula, examined: Examined) -> Hashable:
    if isinstance(formula, bool):
        return formula
    try:
        return examined.analysis.lowering.table(formula).key
    except OverflowError:  # which was reported as an error
        return formula
