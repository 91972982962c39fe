"""
Partial evaluation: an action or an operation, with what is known put in.

Levels and permissions are settled, or hang on the scope alone; conditions whose facts are all known
are settled too. What is left is put into one form, for each class of places by itself, and classes
for which the same is left are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, final

from attrs import field, frozen

from permmatrix.careful import Careful
from permmatrix.facts import Question
from permmatrix.program import Program
from permmatrix.residual.asked import Asked, paths_of
from permmatrix.residual.solving import KINDS, Solving
from permmatrix.residual.values import Residual
from permmatrix.truth import Formula, all_of, any_of, fact, known_true, literals

__all__ = ["Partial"]


@final
@frozen(eq=False)
class Partial:
    """Evaluates in part what one program is asked. It keeps what follows from that alone."""

    program: Program
    _numbers: Mapping[Any, int] = field(init=False, repr=False)
    _formulas: dict[int, Formula] = field(factory=dict, init=False, repr=False)

    @_numbers.default
    def _numbered(self) -> Mapping[Any, int]:
        return {atom: number for number, atom in enumerate(self.program.atoms)}

    def residual(
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
    ) -> Residual:
        """
        Give what is left of an action or operation.

        Raises:
            UnknownNameError: no such action or platform, or the user holds a level of the row's
                tool, wherever it is, that is not declared.
        """
        question = Question(user, resource, context, self.program.tools)
        solving = Solving(self.program, Asked(question))
        rows = [self.program.actions[id_] for id_ in self._rows(action, platform)]
        for number, _ in rows:
            solving.check(self.program.shapes[number].tool)
        on = [it for it, where in rows if platform is None or where is None or platform in where]
        return solving.solved(known_true(self._formula(on)))

    def paths(self, action: str) -> tuple[str, ...]:
        """
        Give the paths of resource and context that an action's conditions read, for anybody.

        Raises:
            UnknownNameError: no such action.
        """
        numbers = [self.program.actions[id_][0] for id_ in self._rows(action, None)]
        atoms = [self.program.atoms[abs(it) - 1] for it in literals(self._formula(numbers))]
        return _paths(atom for atom in atoms if atom[0] not in KINDS)

    @property
    def every_path(self) -> tuple[str, ...]:
        """The paths of resource and context that anything reads, scopes included."""
        scopes = {tool.scope for tool in self.program.tools.values()} - {None}
        read = _paths(atom for atom in self.program.atoms if atom[0] not in KINDS)
        return tuple(
            sorted({*read, *(str(it) for it in scopes if not str(it).startswith("user."))})
        )

    def _rows(self, action: str, platform: str | None) -> tuple[str, ...]:
        return Careful(self.program).rows_of(action, platform)

    def _formula(self, numbers: Iterable[int]) -> Formula:
        return any_of(self._of_shape(number) for number in numbers)

    def _of_shape(self, number: int) -> Formula:
        """Write when a row of a shape allows, what levels were given being facts too."""
        if number not in self._formulas:
            shape = self.program.shapes[number]
            tool, ways = self.program.tools[shape.tool], []
            for id_, cell in shape.cells.items():
                given = id_ in tool.handed_out
                held = fact(self._numbers["level", shape.tool, id_]) if given else False
                ways.append(all_of([any_of([held, tool.held_when.get(id_, False)]), cell.formula]))
            self._formulas[number] = all_of([shape.guard, any_of(ways)])
        return self._formulas[number]


def _paths(atoms: Iterable[tuple[Any, ...]]) -> tuple[str, ...]:
    """Give the paths of resource and context among those that tests read, sorted."""
    every = {path for atom in atoms for path in paths_of(atom)}
    return tuple(sorted(path for path in every if not path.startswith("user.")))
