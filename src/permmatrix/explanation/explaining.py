"""
Explains decisions: reads the facts when asked, and works out what is shown when it is looked at.

What was decided is what the compiled policy says; the working is the reference interpreter's, and
whether the two agree is looked at before anything is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, final

from attrs import define, field

from permmatrix import model
from permmatrix.decision import Decision
from permmatrix.errors import InternalError, UnknownNameError
from permmatrix.explanation.explanation import Explanation
from permmatrix.explanation.placing import held_by_scope, places, telling_scopes, unplaced
from permmatrix.explanation.reasons import waiting_reason
from permmatrix.explanation.values import RowWorking
from permmatrix.explanation.working import row_working
from permmatrix.fixes import Finder, Fixes, Given, Names, State, TellScope
from permmatrix.inverse import who_could
from permmatrix.model import MatrixSet, Tool
from permmatrix.reference import decide, holds
from permmatrix.reference_facts import (
    GRANTED,
    Question,
    Waiting,
    has_granular,
    levels_said,
    settled,
)
from permmatrix.requirements import Holds

__all__ = ["Explainer"]


@final
@define(eq=False)
class Explainer:
    """Explains the decisions of one policy. What it keeps hangs on the policy alone."""

    matrices: MatrixSet
    finder: Finder = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.finder = Finder(self.matrices)

    def explain(self, question: Question, asked: str, decision: Decision) -> Explanation:
        """Read what the decision hangs on, and promise to explain it."""
        matrices = self.matrices
        operation = matrices.operations.get(asked)
        state = self.state(question, asked)
        own = [matrices.tools[it] for it in self.finder.read(asked).own]
        tools = held_by_scope(question, own)
        placed = places(question, tools) if tools else {}
        somewhere = unplaced(question, tools) if tools else []
        names = Names(matrices, _name(question.user), _name(question.resource), placed)
        return Explanation(
            asked=asked,
            title=operation.title if operation else matrices.actions[asked].title,
            user=names.user,
            resource=names.resource,
            platform=question.platform,
            decision=decision,
            working=_Working(
                self,
                question,
                asked,
                decision,
                state,
                names,
                tuple(telling_scopes(question, asked, somewhere)) if somewhere else None,
            ),
        )

    def state(self, question: Question, asked: str) -> State:
        """Read everything that the answer, and any change of it, may hang on."""
        matrices, read = self.matrices, self.finder.read(asked)
        numbers = self.finder.world.numbers
        values = {it: holds(question, Holds(it)) for it in read.conditions}
        return State(
            levels={it: _levels(question, matrices.tools[it]) for it in read.levels},
            granular={
                it: _granular(question, matrices.tools[it], self.finder.permissions[it])
                for it in read.granular
            },
            facts={
                numbers[it]: None if isinstance(value, Waiting) else value
                for it, value in values.items()
            },
            platform=question.platform,
        )


def _levels(question: Question, tool: Tool) -> Given:
    try:
        said = settled(lambda: levels_said(question, tool))
    except UnknownNameError:  # on another tool than the row's it only spoils this fact
        return None
    if isinstance(said, Waiting):
        return None
    return said.levels if said.several else "".join(said.levels)


def _granular(question: Question, tool: Tool, names: frozenset[str]) -> frozenset[str] | None:
    """Give those of some permissions that are held, each asked of the reference."""
    values: dict[str, Any] = {}
    for name in names:
        values[name] = settled(partial(has_granular, question, tool, name))
        held = question.seen[GRANTED, tool.id]
        if isinstance(held, Waiting):
            return None
        if type(held) is frozenset:  # a plain set was copied, and says of all at once
            return held & names
    if values and all(isinstance(it, Waiting) for it in values.values()):
        return None
    return frozenset([name for name, value in values.items() if value is True])


def _name(thing: Any) -> str | None:
    try:
        name = thing.get("id") if isinstance(thing, Mapping) else getattr(thing, "id", None)
        return None if name is None or isinstance(name, list | tuple | dict) else str(name)
    except Exception:  # noqa: BLE001  a name is only for show; the decision reports the fault
        return None


@final
@define(eq=False)
class _Working:
    """
    What an explanation shows, of the facts that were read.

    `scopes` are those that would be a yes, where it is not known in which it is asked.
    """

    explainer: Explainer
    question: Question
    asked: str
    decision: Decision
    state: State
    names: Names
    scopes: tuple[TellScope, ...] | None

    def rows(self) -> tuple[RowWorking, ...]:
        """Give the working of each row, if the reference decides as the compiled policy did."""
        explained = decide(self.question, self.asked)
        if not _agree(explained, self.decision):
            raise InternalError(f"{self.asked}: explained as {explained}, not {self.decision}")
        return tuple(row_working(self.question, row) for row in self._asked())

    def _asked(self) -> list[model.Action]:
        matrices = self.explainer.matrices
        return [matrices.actions[id_] for id_ in self.explainer.finder.plan(self.asked).own]

    def reason(self, deciding: RowWorking) -> str:
        """Say in a sentence why the answer is what it is."""
        # rows that wait on different facts are one decision that waits on all of them
        return waiting_reason(self.decision) if self.decision.unknown else deciding.reason

    def fixes(self) -> Fixes:
        """Give what would turn a denial."""
        if self.scopes is not None:  # what is held in the scope at hand would be a guess
            finder = self.explainer.finder
            told = (finder.told(it, self.state, self.names) for it in self.scopes)
            return Fixes(tuple(told), complete=False)
        return self.explainer.finder.fixes(self.asked, self.state, self.names)

    def revocations(self) -> Fixes:
        """Give what would turn an allow."""
        return self.explainer.finder.revocations(self.asked, self.state, self.names)

    def granters(self, action: str) -> str:
        """Say who can do an action that grants something: its title, and who could."""
        matrices = self.explainer.matrices
        operation = matrices.operations.get(action)
        title = operation.title if operation else matrices.actions[action].title
        try:
            return f"whoever can «{title}»: {who_could(matrices, action)}"
        except OverflowError:  # in more ways than can be told
            return f"whoever can «{title}»"


def _agree(explained: Decision, decided: Decision) -> bool:
    """Compare two decisions; the words of the host's own exceptions may differ each time."""
    facts = [[error.fact for error in it.errors] for it in (explained, decided)]
    rest = [(it.outcome, it.level, it.missing, it.obligations) for it in (explained, decided)]
    return facts[0] == facts[1] and rest[0] == rest[1]
