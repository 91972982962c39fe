"""
What answers where the first look did not: a second look, and after it the careful way.

`Policy` takes the first look itself: one level is held on the row's tool, and one test at most is
asked of objects or dicts. The second look is for what is as ordinary and takes more steps, several
levels or a platform. Whatever is odd, or unknown and to be named, is for the careful way.
"""

from __future__ import annotations

from permmatrix.errors import MissingFactError
from permmatrix.fast_facts import Unsure, getter
from permmatrix.quick import ABSENT, TableMaker, chosen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from permmatrix.careful import Careful
    from permmatrix.decision import Decision
    from permmatrix.program import Program
    from permmatrix.quick import Tables
    from permmatrix.sheet import Sheets
    from permmatrix.truth import Formula

__all__ = ["Evaluator"]

COLLECTIONS = frozenset({frozenset, set, tuple, list})


class Evaluator:
    """
    Decides questions about one program. It holds nothing from one question to the next.

    What it makes when first needed follows from the program alone: whoever only asks plain
    questions, in a process that may live for a few milliseconds, does not wait for the rest.

    Attributes:
        plain: what the first look reads.
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
    )

    def __init__(self, program: Program) -> None:
        self.program = program
        self._maker = TableMaker(program)
        self.plain = self._maker.tables(None)
        self._tables: dict[str | None, Tables] = {None: self.plain}
        self._where = {
            id_: getter(tool.scope) for id_, tool in program.tools.items() if tool.scope is not None
        }
        self._careful: Careful | None = None
        self._one_by_one: frozenset[str] | None = None
        self._sheets: Sheets | None = None

    @property
    def sheets(self) -> Sheets:
        """All rows at once."""
        from permmatrix.sheet import Sheets  # noqa: PLC0415  only for lists

        if self._sheets is None:
            self._sheets = Sheets(self.program, self.level)
        return self._sheets

    def _tables_on(self, platform: str | None) -> Tables:
        """
        Give what the first look would read.

        Raises:
            Unsure: there is no such platform.
        """
        found = self._tables.get(platform)
        if found is None:
            if platform not in self.program.platforms:
                raise Unsure
            found = self._tables[platform] = self._maker.tables(platform)
        return found

    def allows(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> bool:
        """Say whether the user may, looking again. Never raises for a fact, only for a name."""
        try:
            tool, answers = self._tables_on(platform).allowing[action]
            # every level is looked up before any answer is given: an undeclared one raises
            held = [answers[level] for level in self._held(tool, user, resource, context)]
            for answer in held:
                if answer is True or (answer and answer(user, resource, context)):
                    return True
        except Exception:  # noqa: BLE001  whatever it was, the careful way says it
            return self.careful(user, action, resource, context, platform).allowed
        return False

    def decide(
        self, user: Any, action: str, resource: Any, context: Any, platform: str | None
    ) -> Decision:
        """Give the decision, looking again."""
        try:
            tool, choices = self._tables_on(platform).deciding[action]
            [level] = self._held(tool, user, resource, context)
            return chosen(choices[level], user, resource, context)
        except Exception:  # noqa: BLE001  as above
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
        from permmatrix.careful import Careful  # noqa: PLC0415  plain questions never come here

        if self._careful is None:
            self._careful = Careful(self.program)
        return self._careful.decide(user, action, resource, context, platform)

    def level(self, tool: str, value: Any, user: Any, resource: Any, context: Any) -> Any:
        """
        Give the one level that a value which is no text stands for, or ABSENT; else None.

        Raises:
            KeyError, AttributeError, TypeError: the scope is not at hand.
        """
        if type(value) is dict:
            where = self._where[tool](user, resource, context)
            if type(where) is not str and type(where) is not int:
                return None
            value = value.get(where, ABSENT)
        return value if type(value) is str or value is ABSENT else None

    def _held(self, tool: str, user: Any, resource: Any, context: Any) -> Collection[Any]:
        """
        Give the levels given on a tool, or ABSENT.

        Raises:
            Unsure: they are not plainly that, or not such that each can be asked by itself.
        """
        levels = user.get("levels") if type(user) is dict else user.levels
        if type(levels) is not dict:
            raise Unsure
        value = levels.get(tool, ABSENT)
        if type(value) not in COLLECTIONS:
            if type(value) is not str:
                value = self.level(tool, value, user, resource, context)
            return (value,)
        for level in value:
            if type(level) is not str:
                raise Unsure
        if len(value) > 1 and not self._can_be_asked_one_by_one(tool):
            raise Unsure
        return value or (ABSENT,)

    def _can_be_asked_one_by_one(self, tool: str) -> bool:
        from permmatrix.truth import literals  # noqa: PLC0415  only for several levels

        if self._one_by_one is None:
            self._one_by_one = _one_by_one(self.program, literals)
        return tool in self._one_by_one


def _one_by_one(program: Program, literals: Callable[[Formula], set[int]]) -> frozenset[str]:
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
