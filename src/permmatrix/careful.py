"""
The careful way to a decision: a program and one question, facts three-valued.

It works the decision out from the row's parts, whatever the facts are like, and says what a denial
waits on. The quick ways give up to it.
"""

from __future__ import annotations

from permmatrix.decision import BLANK, Decision, nearness
from permmatrix.errors import UnknownNameError
from permmatrix.facts import Open, Question
from permmatrix.names import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from permmatrix.program import Program, Shape
    from permmatrix.truth import Formula

__all__ = ["Careful"]


class Careful:
    """Decides questions about one program. It holds nothing from one question to the next."""

    __slots__ = ("program",)

    def __init__(self, program: Program) -> None:
        self.program = program

    def decide(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> Decision:
        """
        Work the decision out from the row's parts, facts three-valued.

        Raises:
            UnknownNameError: no such action, operation, platform, or level held.
        """
        rows = self.rows_of(action, platform)
        question = Question(user, resource, context, self.program.tools)
        return self.nearest([self.on_row(question, id_, platform) for id_ in rows])

    def rows_of(self, action: str, platform: str | None) -> tuple[str, ...]:
        """
        Give the rows that an action's or operation's id or alias stands for.

        Raises:
            UnknownNameError: no such action, operation or platform.
        """
        program = self.program
        if platform is not None and platform not in program.platforms:
            raise UnknownNameError("platform", platform, suggest(platform, program.platforms))
        if isinstance(action, str):
            id_ = program.aliases.get(action, action)
            rows = program.operations.get(id_) or (id_,)
            if rows[0] in program.actions:
                return rows
        known = [*program.actions, *program.operations, *program.aliases]
        raise UnknownNameError("action", action, suggest(action, known))

    def on_row(self, question: Question, id_: str, platform: str | None) -> Decision:
        """
        Decide by one row.

        Raises:
            UnknownNameError: the user holds a level that the row's tool does not have.
        """
        number, platforms = self.program.actions[id_]
        shape = self.program.shapes[number]
        given = question.levels(shape.tool)  # before all else: an undeclared level raises
        if platform is not None and platforms is not None and platform not in platforms:
            return Decision("platform", None)
        guard = self._value(question, shape.guard)
        if guard is False:
            return Decision("guard", None)
        best = self._by_levels(question, shape, given)
        if isinstance(guard, Open) and (best.allowed or best.unknown):
            return _waiting(guard | Open(best.missing, best.errors), best.level)
        return best

    def _by_levels(
        self, question: Question, shape: Shape, given: frozenset[str] | Open
    ) -> Decision:
        tool, answers = self.program.tools[shape.tool], []
        if isinstance(given, Open):
            answers.append(_waiting(given, None))
            given = frozenset()
        for level in tool.levels:
            held: bool | Open = level in given
            if not held and level in tool.held_when:
                held = self._value(question, tool.held_when[level])
            if held is not False:
                answers.append(self._by_level(question, shape, level, held))
        return self.nearest(answers) if answers else Decision("no_level", None)

    def _by_level(
        self, question: Question, shape: Shape, level: str, held: bool | Open
    ) -> Decision:
        cell = shape.cells[level]
        met = self._value(question, cell.formula)
        if met is False:
            return Decision(BLANK[cell.kind], level)
        waits = [it for it in (held, met) if isinstance(it, Open)]
        if waits:
            return _waiting(_union(waits), level)
        return Decision("allowed", level, obligations=cell.obligations)

    def _value(self, question: Question, formula: Formula) -> bool | Open:
        """Evaluate a formula by Kleene's rules."""
        if isinstance(formula, bool):
            return formula
        word, *parts = formula
        if word == "fact":
            return question.atom(self.program.atoms[parts[0]])
        if word == "not":
            value = self._value(question, parts[0])
            return value if isinstance(value, Open) else not value
        deciding = word == "any"
        waits = []
        for part in parts:
            value = self._value(question, part)
            if value is deciding:
                return deciding
            if isinstance(value, Open):
                waits.append(value)
        return _union(waits) if waits else not deciding

    @staticmethod
    def nearest(answers: list[Decision]) -> Decision:
        """
        Give the one answer that several make.

        One yes is enough, with the fewest obligations; ties go to the last.
        """
        chosen = max(reversed(answers), key=nearness)
        if chosen.unknown:
            waits = [Open(it.missing, it.errors) for it in answers if it.unknown]
            last = [it.level for it in answers if it.unknown][-1]
            return _waiting(_union(waits), last)
        return chosen


def _union(waits: list[Open]) -> Open:
    joined = waits[0]
    for other in waits[1:]:
        joined = joined | other
    return joined


def _waiting(waits: Open, level: str | None) -> Decision:
    errors = tuple(sorted(waits.errors, key=str))
    return Decision(
        "error" if errors else "missing_facts", level, tuple(sorted(waits.missing)), errors
    )
