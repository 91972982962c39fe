"""
The rows as the first look at a question needs them.

A row is its tool and, by the level given on it, the answer: a constant, or what to ask the objects.
Rows of one shape share one such table, so that four thousand rows stay in the processor's cache.
What only the careful way can settle has no entry: looking it up raises.
"""

from __future__ import annotations

from sys import intern

from permmatrix.decision import BLANK, Decision, nearness
from permmatrix.fast_facts import either, quick_test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeAlias

    from permmatrix.decision import Word
    from permmatrix.fast_facts import Test
    from permmatrix.program import Program, Shape
    from permmatrix.truth import Formula

    Decide: TypeAlias = Callable[[Any, Any, Any], Decision | None]
    Answers: TypeAlias = dict[Any, bool | Test]
    Choice: TypeAlias = tuple[bool | Callable[..., Any], Decision, Decision]
    Choices: TypeAlias = dict[Any, Choice]
    Allowing: TypeAlias = Mapping[str, tuple[str, Answers]]
    Deciding: TypeAlias = Mapping[str, tuple[str, Choices]]

__all__ = ["ABSENT", "TableMaker", "Tables", "chosen"]

ABSENT = object()
"""Stands where no level was given, which then is the default one."""


class Tables:
    """
    What the first look reads, by action.

    Attributes:
        allowing: whether, for each level: True, False, or a test of the objects.
        deciding: the decision, for each level: True, False, or what to ask of the objects, and the
            decisions of a yes and a no. What may give a decision of its own gives it always, or
            None where not enough is known.
    """

    __slots__ = ("allowing", "deciding")

    def __init__(self, allowing: Allowing, deciding: Deciding) -> None:
        self.allowing = allowing
        self.deciding = deciding


class TableMaker:
    """Makes the tables, each distinct row once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._tests: dict[Formula, Test] = {}
        self._interned: dict[Any, Decision] = {}
        self._rows = [
            (intern(shape.tool), self._answers(shape), self._choices(shape))
            for shape in program.shapes
        ]
        self._pairs = [((tool, answers), (tool, choices)) for tool, answers, choices in self._rows]

    def tables(self, platform: str | None) -> Tables:
        """Give the tables of a declared platform or, for None, of no platform."""
        program = self._program
        elsewhere = self._elsewhere() if platform is not None else []
        allowing: dict[str, tuple[str, Answers]] = {}
        deciding: dict[str, tuple[str, Choices]] = {}
        for id_, (number, platforms) in program.actions.items():
            here = platform is None or platforms is None or platform in platforms
            allowing[id_], deciding[id_] = (self._pairs if here else elsewhere)[number]
        for id_, members in program.operations.items():
            if len({allowing[it][0] for it in members}) == 1:
                tool = allowing[members[0]][0]
                allowing[id_] = tool, _any_answer([allowing[it][1] for it in members])
                deciding[id_] = tool, _any_choice([deciding[it][1] for it in members])
        for alias, id_ in program.aliases.items():
            if id_ in allowing:
                allowing[alias], deciding[alias] = allowing[id_], deciding[id_]
        return Tables(allowing, deciding)

    def _elsewhere(self) -> list[tuple[tuple[str, Answers], tuple[str, Choices]]]:
        """Give the rows where they are not available; what raises here raises there too."""
        platform = self._decision("platform", None)
        never: Choice = False, platform, platform
        return [
            ((tool, dict.fromkeys(answers, False)), (tool, dict.fromkeys(answers, never)))
            for tool, answers, _ in self._rows
        ]

    def _test(self, formula: Formula) -> Test:
        """Give the test of a formula, one and the same for all rows that have it."""
        if formula not in self._tests:
            program = self._program
            self._tests[formula] = quick_test(formula, program.atoms, program.tools)
        return self._tests[formula]

    def _decision(
        self, outcome: Word, level: str | None, obligations: tuple[str, ...] = ()
    ) -> Decision:
        key = outcome, level, obligations
        if key not in self._interned:
            self._interned[key] = Decision(outcome, level, obligations=obligations)
        return self._interned[key]

    def _answers(self, shape: Shape) -> Answers:
        tool = self._program.tools[shape.tool]
        found: Answers = {
            intern(level): grant
            if isinstance(grant, bool)
            else self._test(self._program.grants[grant])
            for level, grant in shape.grants.items()
        }
        if tool.default is not None:
            found[ABSENT] = found[tool.default]
        elif not tool.held_when:
            found[ABSENT] = False
        return found

    def _choices(self, shape: Shape) -> Choices:
        tool = self._program.tools[shape.tool]
        if tool.held_when:  # the yes may rest on another level
            return {}
        found: Choices = {intern(level): self._choice(shape, level) for level in shape.grants}
        if tool.default is not None:
            found[ABSENT] = found[tool.default]
        elif shape.guard is True:
            no_level = self._decision("no_level", None)
            found[ABSENT] = False, no_level, no_level
        return found

    def _choice(self, shape: Shape, level: str) -> Choice:
        cell = shape.cells[level]
        yes = self._decision("allowed", level, cell.obligations)
        no = self._decision(BLANK[cell.kind], level)
        cell_test = cell.formula if isinstance(cell.formula, bool) else self._test(cell.formula)
        if shape.guard is True:
            return cell_test, yes, no
        guard, outside = self._test(shape.guard), self._decision("guard", None)
        if isinstance(cell_test, bool):
            return guard, yes if cell_test else no, outside
        return _guarded(guard, outside, (cell_test, yes, no)), yes, no


def _guarded(guard: Test, outside: Decision, plain: Choice) -> Decide:
    def decide(user: Any, resource: Any, context: Any) -> Decision | None:
        applies = guard(user, resource, context)
        if applies:
            return chosen(plain, user, resource, context)
        return None if applies is None else outside

    return decide


def chosen(choice: Choice, user: Any, resource: Any, context: Any) -> Decision | None:
    """Give the decision of a choice; None where not enough is known."""
    ask, yes, no = choice
    found = ask if ask is True or ask is False else ask(user, resource, context)
    decision: Any = yes if found is True else no if found is False else found
    return decision  # type: ignore[no-any-return]  # a decision of its own, or None


def _any_answer(rows: list[Answers]) -> Answers:
    """Join the rows of an operation: one yes is enough."""
    return {level: _any_of([row[level] for row in rows]) for level in _shared(rows)}


def _any_of(answers: list[bool | Test]) -> bool | Test:
    tests = [answer for answer in answers if not isinstance(answer, bool)]
    if any(answer is True for answer in answers):
        return True
    return either(tests) if tests else False


def _any_choice(rows: list[Choices]) -> Choices:
    return {level: _nearest([row[level] for row in rows]) for level in _shared(rows)}


def _nearest(choices: list[Choice]) -> Choice:
    """Join the rows of an operation: of several decisions the nearest to a yes counts."""

    def decide(user: Any, resource: Any, context: Any) -> Decision | None:
        found = []
        for choice in reversed(choices):
            decision = chosen(choice, user, resource, context)
            if decision is None:
                return None
            found.append(decision)
        return max(found, key=nearness)

    if any(not isinstance(ask, bool) for ask, _, _ in choices):
        return decide, *choices[0][1:]
    always = decide(None, None, None)
    assert always is not None
    return always.allowed, always, always


def _shared(rows: list[Any]) -> Iterable[Any]:
    return [level for level in rows[0] if all(level in row for row in rows)]
