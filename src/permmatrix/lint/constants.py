"""Requirements that are settled whoever asks: always true, or never."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import final

from permmatrix.lint.parts import parts
from permmatrix.requirements import HasGranular, Holds, Requirement
from permmatrix.situations import Analysis, Space

__all__ = ["Constants"]


@final
class Constants:
    """Looks at requirements, at equal ones once."""

    def __init__(self, analysis: Analysis, space: Callable[..., Space | None]) -> None:
        """Look by an analysis, and the spaces of it that can be laid out."""
        self._analysis = analysis
        self._space = space
        self._known: dict[Requirement, bool | None] = {}

    def constant(self, requirement: Requirement) -> bool | None:
        """Say that a requirement is always true or never, or None: that hangs on who asks."""
        if isinstance(requirement, HasGranular | Holds):
            return None
        if requirement not in self._known:
            self._known[requirement] = self._constant(requirement)
        return self._known[requirement]

    def _constant(self, requirement: Requirement) -> bool | None:
        formula = self._analysis.formula(requirement)
        if isinstance(formula, bool):
            return formula
        space = self._space(formula)
        if space is None:
            return None
        bits = space.bits(formula)
        if not bits & space.possible:
            return False
        return None if space.possible & ~bits else True

    def within(self, requirement: Requirement) -> Iterator[tuple[Requirement, bool]]:
        """Give the outermost parts that are constant, and whether they are true."""
        value = self.constant(requirement)
        if value is not None:
            yield requirement, value
            return
        for part in parts(requirement):
            yield from self.within(part)
