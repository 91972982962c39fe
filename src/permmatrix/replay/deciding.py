"""What another policy answers to the question of a receipt, as far as the receipt tells."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any, final

from attrs import frozen

from permmatrix.careful import Careful
from permmatrix.decision import Decision
from permmatrix.diagnostics import shown
from permmatrix.errors import UnknownNameError
from permmatrix.program import Program
from permmatrix.receipts import Receipt
from permmatrix.receipts.asked import Asked
from permmatrix.receipts.settling import settled
from permmatrix.replay.limits import possible_limits
from permmatrix.replay.recorded import Recorded
from permmatrix.truth import literals

__all__ = ["Kind", "Replayer", "Verdict"]

MOST_REMEMBERED = 100_000


@final
class Kind(StrEnum):
    """How an answer of now stands to that of then."""

    SAME = "same"
    LOST = "lost"
    """It was a yes and is a no."""
    GAINED = "gained"
    """It was a no and is a yes."""
    LIMITED = "limited"
    """It is a yes as it was, and other obligations come with it."""
    OPEN = "open"
    """The policy asks for facts that the receipt does not have, and the answer hangs on them."""
    GONE = "gone"
    """What was asked for, or a level that was held, is not there any more."""


@final
@frozen
class Verdict:
    """
    What became of a decision.

    Attributes:
        kind: whether and how the answer differs.
        outcome: the code of the reason now, where the receipt has every fact that was looked at.
        obligations: those that come with a yes now; None where it is told only that they differ.
        lacking: the facts that an answer hangs on which cannot be told.
        problem: what is not there any more.
    """

    kind: Kind
    outcome: str | None = None
    obligations: tuple[str, ...] | None = ()
    lacking: tuple[str, ...] = ()
    problem: str | None = None


OPEN_OUTCOMES = {"error": "missing_facts"}
"""A receipt does not say of each fact whether it was missing or could not be used."""


@final
class Replayer:
    """Asks one policy the questions of receipts. It remembers verdicts by what receipts say."""

    def __init__(self, program: Program, renamed: Mapping[str, str] | None = None) -> None:
        self.program = program
        self._renamed = dict(renamed or {})
        self._careful = Careful(program)
        self._asked: dict[Any, Asked] = {}
        self._verdicts: dict[Any, Verdict] = {}
        self._by_digest: dict[str, list[str]] = {}
        for id_, digest in program.digests.items():
            self._by_digest.setdefault(digest, []).append(id_)

    def verdict(self, receipt: Receipt) -> Verdict:
        """Say what the policy answers to the question of a receipt."""
        facts = receipt.facts
        key = (
            receipt.action,
            receipt.action_digest,
            receipt.platform,
            receipt.outcome,
            receipt.obligations,
            frozenset(facts.items()),
        )
        if key not in self._verdicts:
            if len(self._verdicts) >= MOST_REMEMBERED:
                self._verdicts.clear()
            self._verdicts[key] = self._verdict(receipt, Recorded(facts, self.program.tools))
        return self._verdicts[key]

    def _verdict(self, receipt: Receipt, question: Recorded) -> Verdict:
        action = self._renamed.get(receipt.action, receipt.action)
        try:
            rows = self._careful.rows_of(action, receipt.platform)
            decisions = [self._careful.on_row(question, it, receipt.platform) for it in rows]
        except UnknownNameError as error:
            return Verdict(Kind.GONE, problem=self._problem(receipt, error))
        if not question.lacking:
            decision = self._careful.nearest(decisions)
            kind = _kind(receipt, {decision.obligations}, allowed=decision.allowed)
            return Verdict(kind, _outcome(decision), decision.obligations)
        return self._completed(receipt, question, rows)

    def _completed(self, receipt: Receipt, question: Recorded, rows: tuple[str, ...]) -> Verdict:
        """Say what is answered whatever the facts are that the receipt lacks."""
        asked = self._asked_for(rows, receipt.platform)
        atoms = self.program.atoms
        values: dict[int, bool | None] = {}
        for number in (it for fact in asked.facts for it in fact.numbers):
            if question.has(atoms[number]):
                value = question.atom(atoms[number])
                values[number] = value if isinstance(value, bool) else None
        if asked.settles(values, allowed=False):
            return Verdict(_kind(receipt, set(), allowed=False))
        hangs_on = [asked.formula]
        if asked.settles(values, allowed=True):
            limits = possible_limits(asked, self.program, values)
            kind = _kind(receipt, limits, allowed=True)
            if kind is not Kind.OPEN:
                return Verdict(kind, obligations=next(iter(limits)) if len(limits) == 1 else None)
            hangs_on = [it for _, it in asked.ways()]
        free = {abs(it) - 1 for way in hangs_on for it in literals(settled(way, values))}
        lacking = sorted(it.name for it in asked.facts if not free.isdisjoint(it.numbers))
        return Verdict(Kind.OPEN, lacking=tuple(lacking))

    def _asked_for(self, rows: tuple[str, ...], platform: str | None) -> Asked:
        key = (rows, platform)
        if key not in self._asked:
            self._asked[key] = Asked(self.program, rows, platform)
        return self._asked[key]

    def _problem(self, receipt: Receipt, error: UnknownNameError) -> str:
        """Say what is gone, and of an action what answers as it did, or is called alike."""
        name = shown(error.name)
        same = self._by_digest.get(receipt.action_digest, [])
        if error.kind == "action" and len(same) == 1:
            return f"no action `{name}` any more; `{same[0]}` answers just as it did"
        close = f"; did you mean `{error.suggestions[0]}`?" if error.suggestions else ""
        return f"no {error.kind} `{name}` any more{close}"


def _kind(receipt: Receipt, limits: AbstractSet[tuple[str, ...]], *, allowed: bool) -> Kind:
    """Say how an answer stands to that of then, one of these being the limits of a yes."""
    if allowed is not receipt.allowed:
        return Kind.GAINED if allowed else Kind.LOST
    if not allowed:
        return Kind.SAME
    were = frozenset(receipt.obligations)
    same = [frozenset(it) == were for it in limits]
    if all(same):
        return Kind.SAME
    return Kind.OPEN if any(same) else Kind.LIMITED


def _outcome(decision: Decision) -> str:
    return OPEN_OUTCOMES.get(decision.outcome, str(decision.outcome))
