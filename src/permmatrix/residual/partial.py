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
from permmatrix.program import Program, Shape
from permmatrix.residual.asked import Asked, paths_of
from permmatrix.residual.meant import kinds_meant
from permmatrix.residual.solving import KINDS, Solving
from permmatrix.residual.values import Residual
from permmatrix.truth import Formula, all_of, any_of, fact, known_true

__all__ = ["Partial"]


@final
@frozen(eq=False)
class Partial:
    """Evaluates in part what one program is asked. It keeps what follows from that alone."""

    program: Program
    _numbers: Mapping[Any, int] = field(init=False, repr=False)
    _formulas: dict[tuple[int, ...], Formula] = field(factory=dict, init=False, repr=False)
    meant: Mapping[str, str | None] = field(init=False, repr=False)
    """The paths of resource and context that anything reads, and of what kind each is."""

    @_numbers.default
    def _numbered(self) -> Mapping[Any, int]:
        return {atom: number for number, atom in enumerate(self.program.atoms)}

    @meant.default
    def _meant(self) -> Mapping[str, str | None]:
        return kinds_meant(self.program)

    def residual(
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
    ) -> tuple[Residual, Asked]:
        """
        Give what is left of an action or operation, and what was read for it.

        Raises:
            UnknownNameError: no such action or platform, or the user holds a level of the row's
                tool, wherever it is, that is not declared.
        """
        question = Question(user, resource, context, self.program.tools)
        asked = Asked(question)
        solving = Solving(self.program, asked)
        rows = [self.program.actions[id_] for id_ in self._rows(action, platform)]
        for number, _ in rows:
            solving.check(self.program.shapes[number].tool)
        on = [it for it, where in rows if platform is None or where is None or platform in where]
        return solving.solved(self._formula(tuple(on))), asked

    def paths(self, action: str) -> tuple[str, ...]:
        """
        Give the paths of resource and context that an action's conditions read, for anybody.

        Raises:
            UnknownNameError: no such action.
        """
        numbers = tuple(self.program.actions[id_][0] for id_ in self._rows(action, None))
        atoms = [self.program.atoms[it] for it in _facts(self._formula(numbers))]
        return _paths(atom for atom in atoms if atom[0] not in KINDS)

    def _rows(self, action: str, platform: str | None) -> tuple[str, ...]:
        return Careful(self.program).rows_of(action, platform)

    def _formula(self, numbers: tuple[int, ...]) -> Formula:
        """Write when rows of some shapes are known to allow, levels given being facts too."""
        if numbers not in self._formulas:
            rows = [self._of_shape(self.program.shapes[number]) for number in numbers]
            self._formulas[numbers] = known_true(any_of(rows))
        return self._formulas[numbers]

    def _of_shape(self, shape: Shape) -> Formula:
        tool, ways = self.program.tools[shape.tool], []
        for id_, cell in shape.cells.items():
            given = id_ in tool.handed_out
            held = fact(self._numbers["level", shape.tool, id_]) if given else False
            ways.append(all_of([any_of([held, tool.held_when.get(id_, False)]), cell.formula]))
        return all_of([shape.guard, any_of(ways)])


def _facts(formula: Formula) -> set[int]:
    """Give the numbers of the facts of a formula."""
    if isinstance(formula, bool):
        return set()
    return {formula[1]} if formula[0] == "fact" else set().union(*map(_facts, formula[1:]))


def _paths(atoms: Iterable[tuple[Any, ...]]) -> tuple[str, ...]:
    """Give the paths of resource and context among those that tests read, sorted."""
    every = {path for atom in atoms for path in paths_of(atom)}
    return tuple(sorted(path for path in every if not path.startswith("user.")))
