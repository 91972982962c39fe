"""Parts of requirements without which every answer is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import final

from permmatrix.lint.parts import without_a_part
from permmatrix.requirements import Requirement
from permmatrix.situations import Analysis, Space
from permmatrix.truth import Formula, all_of

__all__ = ["Needless"]


@final
class Needless:
    """Looks at requirements within what else has to be true, at equal ones once."""

    def __init__(self, analysis: Analysis, space: Callable[..., Space | None]) -> None:
        """Look by an analysis, and the spaces of it that can be laid out."""
        self._analysis = analysis
        self._space = space
        self._known: dict[tuple[Formula, Requirement, bool], int | None] = {}

    def part(self, requirement: Requirement, given: Formula, *, whole: bool) -> Requirement | None:
        """
        Give the first part that can be left out where `given` is true, all of it being one of them.

        With equal requirements the place of the part is the same, and where it stands is not.
        """
        key = (given, requirement, whole)
        if key not in self._known:
            self._known[key] = self._first(requirement, given, whole=whole)
        place = self._known[key]
        return (
            None if place is None else next(islice(_ways(requirement, whole=whole), place, None))[0]
        )

    def _first(self, requirement: Requirement, given: Formula, *, whole: bool) -> int | None:
        formula = all_of([given, self._analysis.formula(requirement)])
        without = [
            given if left is None else all_of([given, self._analysis.formula(left)])
            for _, left in _ways(requirement, whole=whole)
        ]
        if formula in without:
            return without.index(formula)
        space = self._space(given, formula, *without)
        if space is None:
            return None
        here = space.bits(formula) & space.possible
        alike = (space.bits(it) & space.possible == here for it in without)
        # where there is never a yes, that is what is wrong
        return next((place for place, same in enumerate(alike) if same), None) if here else None


def _ways(
    requirement: Requirement, *, whole: bool
) -> Iterator[tuple[Requirement, Requirement | None]]:
    if whole:
        yield requirement, None
    yield from without_a_part(requirement)
