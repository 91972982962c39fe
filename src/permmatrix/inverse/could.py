"""Who could do an action: the closed form of its row, with what is known put in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, final

from attrs import evolve, frozen

from permmatrix.errors import UnknownNameError
from permmatrix.facts import Question
from permmatrix.inverse.terms import terms
from permmatrix.inverse.way import Way
from permmatrix.inverse.ways import Ways
from permmatrix.lowering import put
from permmatrix.model import Action, MatrixSet
from permmatrix.names import suggest
from permmatrix.requirements import Any as AnyOf
from permmatrix.requirements import Requirement
from permmatrix.situations import Analysis
from permmatrix.truth import any_of

__all__ = ["WhoCould", "who_could"]


@final
@frozen
class WhoCould:
    """
    All ways to a yes for an action or operation, `str()` of which is plain English.

    Whoever has one of the ways is allowed, and nobody else is. Nothing in them is needless, where
    each fact may be true, false or unknown whatever the others are: without a part, a way would let
    in somebody more, and without a way, somebody would be left out.
    """

    action: str
    ways: tuple[Way, ...]

    @property
    def nobody(self) -> bool:
        """Whether there is no way at all."""
        return not self.ways

    @property
    def everybody(self) -> bool:
        """Whether there is nothing to have."""
        return any(not way.parts for way in self.ways)

    @property
    def requirement(self) -> Requirement | bool:
        """The ways as one requirement, or True for everybody and False for nobody."""
        if self.nobody or self.everybody:
            return self.everybody
        found = tuple(way.requirement for way in self.ways)
        return found[0] if len(found) == 1 else AnyOf(found)

    def __str__(self) -> str:
        if self.everybody:
            return "everybody"
        return "; or ".join(way.words for way in self.ways) or "nobody"

    def to_dict(self) -> dict[str, Any]:
        """Give the ways as plain values, for JSON."""
        return {
            "action": self.action,
            "everybody": self.everybody,
            "ways": [way.to_dict() for way in self.ways],
            "words": str(self),
        }


def who_could(  # noqa: PLR0913, PLR0917  the question, as `Policy.who_could` has it
    matrices: MatrixSet,
    action: str,
    resource: Any = None,
    context: Any = None,
    platform: str | None = None,
    user: Any = None,
) -> WhoCould:
    """
    Give who could do an action or operation, with what is known put in first.

    A fact that is missing, or cannot be used, stays open: a way says what it has to be. `user` is
    what is known of whoever it is about, such as a team, and may be nothing.

    Raises:
        UnknownNameError: no such action or platform, or `user` holds a level that is not declared.
        OverflowError: there are too many ways; see `terms`.
    """
    rows = _on(platform, _rows(matrices, action), matrices)
    analysis = Analysis(_only(matrices, rows))
    lowering = analysis.lowering
    question = Question(user, resource, context, lowering.tools)
    own = tuple(dict.fromkeys(row.tool for row in rows))
    for tool in own if user is not None else ():
        question.levels(tool)  # a level that nobody declared is no fact that stays open
    read = {number: question.atom(atom) for number, atom in enumerate(lowering.atoms)}
    known = {number: value for number, value in read.items() if isinstance(value, bool)}
    formula = put(any_of(analysis.row(row.id) for row in rows), known)
    found = terms(formula, lowering.exclusive)
    return WhoCould(action, Ways(matrices, lowering.atoms, own).of(found))


def _rows(matrices: MatrixSet, action: str) -> list[Action]:
    """Give the rows that are asked for."""
    if action in matrices.operations:
        return [matrices.actions[id_] for id_ in matrices.operations[action].any_of]
    if action not in matrices.actions:
        known = [*matrices.actions, *matrices.operations]
        raise UnknownNameError("action", action, suggest(action, known))
    return [matrices.actions[action]]


def _on(platform: str | None, rows: Iterable[Action], matrices: MatrixSet) -> list[Action]:
    """Give those of some rows that can be asked for on a platform."""
    if platform is None:
        return list(rows)
    if platform not in matrices.platforms:
        raise UnknownNameError("platform", platform, suggest(platform, matrices.platforms))
    return [row for row in rows if not row.platforms or platform in row.platforms]


def _only(matrices: MatrixSet, rows: Iterable[Action]) -> MatrixSet:
    """Leave out the rows that are not asked for, so that their facts need no numbers."""
    wanted = {row.id for row in rows}
    some = [
        evolve(
            matrix,
            actions=tuple(row for row in matrix.actions if row.id in wanted),
            operations=(),
            advisories=(),
        )
        for matrix in matrices.matrices
    ]
    return MatrixSet(tuple(some))
