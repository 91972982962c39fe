"""Decides, and keeps of the decision what its receipt says."""

from __future__ import annotations

from permmatrix.careful import Careful
from permmatrix.errors import InternalError
from permmatrix.facts import ABSENT, COLLECTIONS, Question, is_a
from permmatrix.receipts.asked import Asked
from permmatrix.receipts.naming import LEVELS, held_name, is_by_scope
from permmatrix.receipts.receipt import Receipt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from permmatrix.decision import Decision
    from permmatrix.program import Atom, Program
    from permmatrix.receipts.asked import Fact
    from permmatrix.receipts.receipt import Value

__all__ = ["Recorder", "check_said"]

MOST_REMEMBERED = 10_000
LARGEST = 2**63
"""A number as large as this is nobody's id, and not every reader of JSON could read it."""


class Reading(Question):
    """One question, of which each fact is tested once."""

    __slots__ = ("given", "tested")

    def __init__(self, user: Any, resource: Any, context: Any, tools: Any) -> None:
        super().__init__(user, resource, context, tools)
        self.tested: dict[Atom, Any] = {}
        self.given: dict[str, Any] = {}

    def atom(self, atom: Atom) -> Any:
        """Say whether an atom is true, the same each time."""
        found = self.tested.get(atom)
        if found is None:
            found = self.tested[atom] = super().atom(atom)
        return found

    def levels(self, id_: str) -> Any:
        """Give the levels the user was given on a tool, the same each time."""
        if id_ not in self.given:
            self.given[id_] = super().levels(id_)
        return self.given[id_]

    def value_of(self, fact: Fact, atoms: Sequence[Atom]) -> Value:
        """Give a fact's value as a receipt has it."""
        if fact.kind == LEVELS:
            return self._given(fact.tool)
        value = self.atom(atoms[fact.numbers[0]])
        return value if isinstance(value, bool) else None

    def _given(self, tool: str) -> tuple[str, ...] | None:
        """Give the levels the user was given on a tool, or None where that is not known."""
        try:
            value = self.held("levels", tool)
            held = () if value is ABSENT else (value,) if isinstance(value, str) else value
            if not isinstance(held, COLLECTIONS) or not all(isinstance(it, str) for it in held):
                return None
            return tuple(sorted(set(map(str.__str__, held))))
        except Exception:  # noqa: BLE001  the host's collections may raise anything
            return None

    def name_of(self, fact: Fact) -> str:
        """Name a fact, with the scope where what is held on its tool is held by scope."""
        if fact.kind and is_by_scope(self, fact.kind, fact.tool):
            return held_name(fact.name, self.tools[fact.tool].scope)
        return fact.name


class Recorder:
    """
    Decides questions about one program, each with its receipt.

    What it remembers follows from the program and from which facts are true: nothing of the objects
    it was asked about.
    """

    __slots__ = ("_asked", "_careful", "_needed", "program")

    def __init__(self, program: Program) -> None:
        self.program = program
        self._careful = Careful(program)
        self._asked: dict[Any, Asked] = {}
        self._needed: dict[Any, tuple[bool, frozenset[str]]] = {}

    def decide(  # noqa: PLR0913, PLR0917  the question, and what the caller says of it
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        request: str | None = None,
        at: str | None = None,
    ) -> tuple[Decision, Receipt]:
        """
        Give the decision and its receipt, both from one reading of the facts.

        Raises:
            UnknownNameError: no such action or platform, or the user holds a level of the row's
                tool that is not declared.
            TypeError: the request or the time is no text.
            InternalError: the decision does not follow from the facts: they changed meanwhile.
        """
        check_said(request, at)
        program = self.program
        rows = self._careful.rows_of(action, platform)
        question = Reading(user, resource, context, program.tools)
        decisions = [self._careful.on_row(question, it, platform) for it in rows]
        decision = self._careful.nearest(decisions)
        asked = self._asked_for(rows, platform)
        needed = self._needed_for(asked, question, decision, (rows, platform))
        named = {question.name_of(it): it for it in asked.facts}
        values = {name: question.value_of(it, program.atoms) for name, it in sorted(named.items())}
        return decision, Receipt(
            policy_digest=program.digest,
            action=action,
            action_digest=program.digests[program.aliases.get(action, action)],
            row=rows[_deciding(decision, decisions)],
            platform=platform,
            outcome=decision._outcome,  # noqa: SLF001  its code, without importing enumerations
            level=decision.level,
            obligations=decision.obligations,
            missing=decision.missing,
            errors=tuple(error.fact for error in decision.errors),
            used={name: it for name, it in values.items() if named[name].name in needed},
            not_needed={name: it for name, it in values.items() if named[name].name not in needed},
            user=_id(question.value("user.id")),
            resource=_id(question.value("resource.id")),
            request=request,
            at=at,
        )

    def _asked_for(self, rows: tuple[str, ...], platform: str | None) -> Asked:
        key = (rows, platform)
        if key not in self._asked:
            if len(self._asked) >= MOST_REMEMBERED:
                self._asked.clear()
            self._asked[key] = Asked(self.program, rows, platform)
        return self._asked[key]

    def _needed_for(
        self, asked: Asked, question: Reading, decision: Decision, means: Any
    ) -> frozenset[str]:
        atoms = self.program.atoms
        values: dict[int, bool | None] = {}
        for it in asked.facts:
            for number in it.numbers:
                value = question.atom(atoms[number])
                values[number] = value if isinstance(value, bool) else None
        key = (means, tuple(values.values()))
        if key not in self._needed:
            if len(self._needed) >= MOST_REMEMBERED:
                self._needed.clear()
            allowed = asked.settles(values, allowed=True)
            self._needed[key] = allowed, asked.hangs_on(values, allowed=allowed)
        allowed, needed = self._needed[key]
        if allowed is not decision.allowed:
            raise InternalError(f"{means[0]}: the facts changed while they were read")
        return needed


def _deciding(decision: Decision, decisions: Sequence[Decision]) -> int:
    """Give the place of the row that decided: the last of those that are as the whole is."""
    alike = [place for place, it in enumerate(decisions) if it == decision]
    # rows that wait on different facts are one decision that waits on all of them
    near = [place for place, it in enumerate(decisions) if it._outcome == decision._outcome]  # noqa: SLF001  as above
    return (alike or near)[-1]


def check_said(request: Any, at: Any) -> None:
    """
    Look whether what a caller says of a request can be read back from a receipt.

    Raises:
        TypeError: one of them is neither text nor None.
    """
    for what, value in (("the id of a request", request), ("the time of a request", at)):
        if value is not None and not isinstance(value, str):
            kind = type(value).__name__
            raise TypeError(f"{what} should be text or None, and this is of type {kind}")


def _id(value: Any) -> str | int | None:
    """Give an id as a receipt has it: a text, a whole number, or a UUID as text."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        number = int.__int__(value)
        return number if abs(number) < LARGEST else None
    return str(value) if is_a("uuid", "UUID", value) else None
