"""
The compiled path: a program and one question to a decision.

Two ways lead to the same answer. The quick one looks up the row and the level and calls at most one
function. Whatever that cannot settle (several levels, a scope, a missing or unusable fact, an
obligation) raises or is None, and the careful one works it out from the row's parts.
"""

from __future__ import annotations

from permmatrix.decision import Decision, Outcome
from permmatrix.errors import MissingFactError, UnknownNameError
from permmatrix.facts import Open, Question
from permmatrix.fast_facts import either, fast_formula
from permmatrix.names import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from permmatrix.fast_facts import Fast
    from permmatrix.program import Program, Shape
    from permmatrix.truth import Formula

    Row: TypeAlias = tuple[
        str,
        Mapping[str, bool | Fast],
        Mapping[str, Decision | None],
        Mapping[str, Decision | None],
        frozenset[str] | None,
    ]

__all__ = ["Evaluator"]

# Of several denials, the one that came nearest to a yes is the one to name.
NEARNESS = {
    outcome: place
    for place, outcome in enumerate(
        (
            Outcome.PLATFORM,
            Outcome.GUARD,
            Outcome.NO_LEVEL,
            Outcome.LEVEL,
            Outcome.NOT_APPLICABLE,
            Outcome.UNDOCUMENTED,
            Outcome.REQUIREMENT,
        )
    )
}
BLANK = {
    "deny": Outcome.LEVEL,
    "allow": Outcome.LEVEL,
    "unknown": Outcome.UNDOCUMENTED,
    "not_applicable": Outcome.NOT_APPLICABLE,
    "when": Outcome.REQUIREMENT,
}


class Evaluator:
    """Decides questions about one program. It holds nothing from one question to the next."""

    __slots__ = ("_interned", "_rows", "program")

    def __init__(self, program: Program) -> None:
        self.program = program
        self._interned: dict[tuple[Outcome, str | None], Decision] = {}
        grants = [fast_formula(it, program.atoms, program.tools) for it in program.grants]
        shapes = [self._row(shape, grants) for shape in program.shapes]
        self._rows: dict[str, Row] = {
            id_: (*shapes[number], None if platforms is None else frozenset(platforms))
            for id_, (number, platforms) in program.actions.items()
        }
        for id_, members in program.operations.items():
            row = _together([self._rows[member] for member in members])
            if row is not None:
                self._rows[id_] = row
        for alias, id_ in program.aliases.items():
            if id_ in self._rows:
                self._rows[alias] = self._rows[id_]

    def _row(self, shape: Shape, grants: list[Fast]) -> tuple[Any, Any, Any, Any]:
        """Give the row's tool, and by level: the answer or a function for it, its yes, its no."""
        answers = {
            level: grant if isinstance(grant, bool) else grants[grant]
            for level, grant in shape.grants.items()
        }
        # where a yes may carry obligations or rest on another level, the careful way finds out
        plain = not self.program.tools[shape.tool].held_when and not any(
            cell.obligations for cell in shape.cells.values()
        )
        yes = {level: self._intern(Outcome.ALLOWED, level) if plain else None for level in answers}
        no = {
            level: self._intern(BLANK[shape.cells[level].kind], level)
            if plain
            and shape.guard is True
            # a requirement that can never be met may still wait on facts
            and (shape.cells[level].kind != "when" or not isinstance(answer, bool))
            else None
            for level, answer in answers.items()
        }
        return shape.tool, answers, yes, no

    def allows(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> bool:
        """Say whether the user may. Never raises for a fact, only for a name."""
        try:
            tool, answers, _, _, platforms = self._rows[action]
            levels = user.levels
            # a dict and no less: a mapping of the host's own may answer `[]` in its own way
            if type(levels) is dict and (platform is None or platform in platforms):  # type: ignore[operator]  # `in None` raises, and the careful way takes over
                level = levels[tool]
                if type(level) is str:  # and not something that only equals one
                    answer = answers[level]
                    if answer is True or answer is False:
                        return answer
                    return answer(user, resource, context)
        except Exception:  # noqa: BLE001, S110  whatever it was, the careful way says it
            pass
        return self.careful(user, action, resource, context, platform).allowed

    def decide(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> Decision:
        """Give the decision."""
        try:
            tool, answers, yes, no, platforms = self._rows[action]
            levels = user.levels
            if type(levels) is dict and (platform is None or platform in platforms):  # type: ignore[operator]  # as above
                level = levels[tool]
                if type(level) is str:
                    answer = answers[level]
                    if answer is not True and answer is not False:
                        answer = answer(user, resource, context)
                    decision = (yes if answer else no)[level]
                    if decision is not None:
                        return decision
        except Exception:  # noqa: BLE001, S110  as above
            pass
        return self.careful(user, action, resource, context, platform)

    def strict(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> Decision:
        """Give the decision, or raise where it waits on facts."""
        decision = self.decide(user, action, resource, context, platform)
        if decision.errors:
            raise decision.errors[0]
        if decision.missing:
            raise MissingFactError(action, decision.missing)
        return decision

    def careful(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> Decision:
        """
        Work the decision out from the row's parts, facts three-valued.

        Raises:
            UnknownNameError: no such action, operation, platform, or level held.
        """
        program = self.program
        if platform is not None and platform not in program.platforms:
            raise UnknownNameError("platform", platform, suggest(platform, program.platforms))
        rows = self._rows_of(action)
        question = Question(user, resource, context, program.tools)
        return self._nearest([self._decide_row(question, id_, platform) for id_ in rows])

    def _rows_of(self, action: str) -> tuple[str, ...]:
        """Give the rows that an action's or operation's id or alias stands for."""
        program = self.program
        if isinstance(action, str):
            id_ = program.aliases.get(action, action)
            rows = program.operations.get(id_) or (id_,)
            if rows[0] in program.actions:
                return rows
        known = [*program.actions, *program.operations, *program.aliases]
        raise UnknownNameError("action", action, suggest(action, known))

    def _decide_row(self, question: Question, id_: str, platform: str | None) -> Decision:
        number, platforms = self.program.actions[id_]
        shape = self.program.shapes[number]
        given = question.levels(shape.tool)  # before all else: an undeclared level raises
        if platform is not None and platforms is not None and platform not in platforms:
            return self._intern(Outcome.PLATFORM, None)
        guard = self._value(question, shape.guard)
        if guard is False:
            return self._intern(Outcome.GUARD, None)
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
        return self._nearest(answers) if answers else self._intern(Outcome.NO_LEVEL, None)

    def _by_level(
        self, question: Question, shape: Shape, level: str, held: bool | Open
    ) -> Decision:
        cell = shape.cells[level]
        met = self._value(question, cell.formula)
        if met is False:
            return self._intern(BLANK[cell.kind], level)
        waits = [it for it in (held, met) if isinstance(it, Open)]
        if waits:
            return _waiting(_union(waits), level)
        if cell.obligations:
            return Decision(Outcome.ALLOWED, level, obligations=cell.obligations)
        return self._intern(Outcome.ALLOWED, level)

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

    def _nearest(self, answers: list[Decision]) -> Decision:
        """One yes is enough, with the fewest obligations; ties go to the last."""
        chosen = answers[0]
        for answer in answers[1:]:
            if _standing(answer) >= _standing(chosen):
                chosen = answer
        if chosen.unknown:
            waits = [Open(it.missing, it.errors) for it in answers if it.unknown]
            last = [it.level for it in answers if it.unknown][-1]
            return _waiting(_union(waits), last)
        return chosen

    def _intern(self, outcome: Outcome, level: str | None) -> Decision:
        key = outcome, level
        if key not in self._interned:
            self._interned[key] = Decision(outcome, level)
        return self._interned[key]


def _together(rows: list[Row]) -> Row | None:
    """Join the rows of an operation, where one look at one level settles all of them."""
    tool, answers, yes, _, platforms = rows[0]
    if any(row[0] != tool or row[4] != platforms or None in row[2].values() for row in rows):
        return None
    joined = {level: either([row[1][level] for row in rows]) for level in answers}
    # a yes is the same whichever row gives it; a no is that of the nearest row, found carefully
    return tool, joined, yes, dict.fromkeys(joined), platforms


def _standing(answer: Decision) -> tuple[int, int]:
    if answer.allowed:
        return 2, -len(answer.obligations)
    return (1, 0) if answer.unknown else (0, NEARNESS[answer.outcome])


def _union(waits: list[Open]) -> Open:
    joined = waits[0]
    for other in waits[1:]:
        joined = joined | other
    return joined


def _waiting(waits: Open, level: str | None) -> Decision:
    outcome = Outcome.ERROR if waits.errors else Outcome.MISSING
    errors = tuple(sorted(waits.errors, key=str))
    return Decision(outcome, level, tuple(sorted(waits.missing)), errors)
