"""What is asked for: actions that are wanted, and others that are not, under assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import final

from attrs import define, field, frozen

from permmatrix.errors import AssumptionError, UnknownNameError
from permmatrix.least.bitwise import members, tabled
from permmatrix.least.holdings import Grounds
from permmatrix.lowering import test_atom
from permmatrix.model import MatrixSet
from permmatrix.names import suggest
from permmatrix.promises import Named
from permmatrix.truth import Formula

__all__ = ["Judge", "Wish", "asked_ids", "assumptions", "check_conditions"]


@final
@frozen
class Wish:
    """An action or operation that is wanted, or (`unwanted`) one that must never be possible."""

    id: str
    unwanted: bool
    formula: Formula


@final
@define(eq=False)
class Judge:
    """
    Says of wishes which permissions fulfil them.

    `matters` keeps the tools and permissions that make a difference to formulas.
    """

    grounds: Grounds
    assumed: Mapping[int, bool]
    always: bool
    matters: dict[Formula, frozenset[str | int]] = field(factory=dict)
    _situations: dict[tuple[int, ...], list[dict[int, bool]]] = field(factory=dict)

    def situations(self, tests: tuple[int, ...]) -> list[dict[int, bool]]:
        """Give the situations of some conditions that fit what is assumed."""
        if tests not in self._situations:
            fitting = members(self.grounds.fitting(tests, self.assumed))
            self._situations[tests] = [
                {test: bool(number >> place & 1) for place, test in enumerate(tests)}
                for number in fitting
            ]
        return self._situations[tests]

    def fulfilled(self, wish: Wish, formula: Formula, granular: Sequence[int]) -> int:
        """
        Give which permissions fulfil a wish, as a table over all that are in question.

        `formula` is the wish's, in which what is held on tools is settled.
        """
        situations = self.situations(self.grounds.named(formula).tests)
        tables = [tabled(formula, granular, known) for known in situations]
        every = (1 << (1 << len(granular))) - 1
        somewhere, everywhere = 0, every
        for bits in tables:
            somewhere |= bits
            everywhere &= bits
        if wish.unwanted:
            return every & ~somewhere
        return everywhere if self.always else somewhere


def asked_ids(names: Iterable[str], matrices: MatrixSet) -> tuple[str, ...]:
    """
    Give the ids of actions and operations, each once; a name with `*` is for all rows it fits.

    Raises:
        UnknownNameError: there is no such action or operation, or none that a pattern fits.
    """
    rows = [row.id for matrix in matrices.matrices for row in matrix.actions]
    known = {name: it.id for name, it in matrices.actions.items()}
    known |= {name: it.id for name, it in matrices.operations.items()}
    found: list[str] = []
    for name in names:
        ids = (
            Named(name).among(rows) if "*" in name else [known[it] for it in (name,) if it in known]
        )
        if not ids:
            raise UnknownNameError("action", name, suggest(name, known))
        found += ids
    return tuple(dict.fromkeys(found))


def check_conditions(assumed: Iterable[str], matrices: MatrixSet) -> None:
    """
    See that there are such conditions.

    Raises:
        UnknownNameError: there is none of that name.
    """
    for name in assumed:
        if name not in matrices.conditions:
            raise UnknownNameError("condition", name, suggest(name, matrices.conditions))


def assumptions(assumed: Mapping[str, bool], grounds: Grounds) -> dict[int, bool]:
    """
    Give what is assumed of conditions by their numbers.

    Raises:
        AssumptionError: it can never be so.
    """
    numbers = grounds.analysis.ground.numbers
    found: dict[int, bool] = {}
    for id_, value in assumed.items():
        number = numbers[test_atom(grounds.matrices.conditions[id_].test)]
        if found.setdefault(number, value) is not value:
            raise _never(assumed)
    if not grounds.fitting((), found):
        raise _never(assumed)
    return found


def _never(assumed: Mapping[str, bool]) -> AssumptionError:
    words = ", ".join(f"{id_}={str(value).lower()}" for id_, value in assumed.items())
    return AssumptionError(f"what is assumed can never be so together: {words}")
