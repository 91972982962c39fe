"""
What answers where the first look did not: a second look, and after it the careful way.

`Policy` takes the first look itself: the user is an object, one level is held on the row's tool,
and one test at most is asked. The second look is for what is as ordinary and takes more steps: a
user who is a dict, levels by project, several levels, a platform. Whatever is odd, or unknown and
to be named, is for the careful way.
"""

from __future__ import annotations

from permmatrix.attributes import getter
from permmatrix.errors import MissingFactError
from permmatrix.fast_facts import Unsure
from permmatrix.quick import ABSENT, TableMaker, chosen
from permmatrix.sheet import Sheets
from permmatrix.truth import literals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from permmatrix.careful import Careful
    from permmatrix.decision import Decision
    from permmatrix.program import Program
    from permmatrix.quick import Tables

__all__ = ["Evaluator"]

COLLECTIONS = frozenset({frozenset, set, tuple, list})
"""The types that several levels are of, exactly; `facts`, which takes their like, comes later."""


class Evaluator:
    """
    Decides questions about one program. It keeps nothing of what it was asked about.

    What it makes when first needed follows from the program alone: whoever only asks plain
    questions, in a process that may live for a few milliseconds, does not wait for the rest.

    Attributes:
        plain: what the first look reads.
        sheets: all rows at once, on no platform.
    """

    __slots__ = (
        "_careful",
        "_maker",
        "_one_by_one",
        "_sheets",
        "_tables",
        "_where",
        "plain",
        "program",
        "sheets",
    )

    def __init__(self, program: Program) -> None:
        self.program = program
        self._maker = TableMaker(program)
        self.plain = self._maker.tables(None)
        self._tables: dict[str, Tables] = {}
        self._where = {
            id_: getter(tool.scope) for id_, tool in program.tools.items() if tool.scope is not None
        }
        self._careful: Careful | None = None
        self._one_by_one: frozenset[str] | None = None
        self.sheets = Sheets(program, None)
        self._sheets: dict[str, Sheets] = {}

    def sheets_on(self, platform: str) -> Sheets:
        """
        Give all rows at once, on a platform.

        Raises:
            Unsure: there is no such platform.
        """
        found = self._sheets.get(platform)
        if found is None:
            self._declared(platform)
            found = self._sheets[platform] = Sheets(self.program, platform)
        return found

    def _tables_on(self, platform: str) -> Tables:
        found = self._tables.get(platform)
        if found is None:
            self._declared(platform)
            found = self._tables[platform] = self._maker.tables(platform)
        return found

    def _declared(self, platform: str) -> None:
        """Let nothing but a declared text be kept: another object may equal it when it likes."""
        if type(platform) is not str or platform not in self.program.platforms:
            raise Unsure

    def allows(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> bool:
        """Say whether the user may, looking again. Never raises for a fact, only for a name."""
        try:
            tables = self.plain if platform is None else self._tables_on(platform)
            tool, answers = tables.allowing[action]
            levels = user["levels"] if type(user) is dict else user.levels
            value: Any = levels.get(tool, ABSENT) if type(levels) is dict else None
            if type(value) not in COLLECTIONS:
                answer = answers[self.level(tool, value, user, resource, context)]
                return answer is True or (
                    answer is not False and answer(user, resource, context) is True
                )
            # every level is looked up before any answer is given: an undeclared one raises
            several = [answers[level] for level in self._each(tool, value)]
            tests = [answer for answer in several if not isinstance(answer, bool)]
            return True in several or any(test(user, resource, context) for test in tests)
        except Exception:  # noqa: BLE001, S110  whatever it was, the careful way says it
            pass
        return self.careful(user, action, resource, context, platform).allowed

    def decide(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> Decision:
        """Give the decision, looking again."""
        try:
            tables = self.plain if platform is None else self._tables_on(platform)
            tool, choices = tables.deciding[action]
            levels = user["levels"] if type(user) is dict else user.levels
            value: Any = levels.get(tool, ABSENT) if type(levels) is dict else None
            if type(value) not in COLLECTIONS:
                level = self.level(tool, value, user, resource, context)
            else:
                [level] = self._each(tool, value)
            decision = chosen(choices[level], user, resource, context)
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
        """Give the decision the careful way."""
        if self._careful is None:
            from permmatrix.careful import Careful  # noqa: PLC0415  plain questions never come here

            self._careful = Careful(self.program)
        return self._careful.decide(user, action, resource, context, platform)

    def level(self, tool: str, value: Any, user: Any, resource: Any, context: Any) -> Any:
        """
        Give the one level that a value which is no text stands for, or ABSENT.

        Raises:
            Unsure, KeyError, AttributeError, TypeError: it is not plainly one.
        """
        if type(value) is dict:
            place = self._where[tool](user, resource, context)
            if type(place) is str or type(place) is int:
                value = value.get(place, ABSENT)
        if type(value) is str or value is ABSENT:
            return value
        raise Unsure

    def _each(self, tool: str, levels: Collection[Any]) -> Collection[Any]:
        """
        Give each of the levels given on a tool, or ABSENT where there are none.

        Raises:
            Unsure: they are not plainly levels, or not such that each can be asked by itself.
        """
        for level in levels:
            if type(level) is not str:
                raise Unsure
        if len(levels) > 1 and not self._can_be_asked_one_by_one(tool):
            raise Unsure
        return levels or (ABSENT,)

    def _can_be_asked_one_by_one(self, tool: str) -> bool:
        if self._one_by_one is None:
            self._one_by_one = _one_by_one(self.program)
        return tool in self._one_by_one


def _one_by_one(program: Program) -> frozenset[str]:
    """
    Give the tools several of whose levels can be asked one by one.

    Where a requirement looks at the levels given on its row's own tool, holding two of them is more
    than holding each.
    """
    formulas = [(id_, it) for id_, tool in program.tools.items() for it in tool.held_when.values()]
    for shape in program.shapes:
        cells = [cell.formula for cell in shape.cells.values()]
        formulas += [(shape.tool, it) for it in (shape.guard, *cells)]
    entangled = {
        tool
        for tool, formula in formulas
        for literal in literals(formula)
        if program.atoms[abs(literal) - 1][:2] == ("level", tool)
    }
    return frozenset(program.tools) - entangled
