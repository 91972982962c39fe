"""What is said of an invariant: who breaks it, where, and by which cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import final

from attrs import evolve, frozen

from permmatrix.codes import Code
from permmatrix.diagnostics import Diagnostic, Related
from permmatrix.errors import InternalError
from permmatrix.invariants.breaches import Breach
from permmatrix.invariants.elsewhere import Apart
from permmatrix.model import MatrixSet
from permmatrix.program import Atom
from permmatrix.promises import Invariant, People
from permmatrix.reference import decide_row
from permmatrix.reference_facts import Question
from permmatrix.situations import MOST_LITERALS, Situation, Value, facts_in_words, in_words

__all__ = ["Telling"]

MOST_OTHERS = 10
"""As many other actions that break an invariant are named; they are there to be looked at."""


@final
@frozen
class Telling:
    """Tells what is wrong with one invariant."""

    invariant: Invariant
    matrices: MatrixSet

    def broken(self, breach: Breach, others: Sequence[Breach]) -> Diagnostic:
        """Say who breaks it first, which cells make it so, and which other actions break it."""
        cells = list(self.cells(breach))
        told = {*breach.case.can, *breach.case.cannot}
        return self.diagnostic(
            Code.BROKEN,
            f"is broken: {self.breaking(breach)}",
            f"change a cell, or what is promised: {self.invariant.says}",
            [*cells, *islice(self.others(others, told), MOST_OTHERS)],
        )

    def for_nothing(self, reason: str) -> Diagnostic:
        """Say that it holds whatever the cells say."""
        help_ = "an invariant that nothing can break promises nothing: mend it or remove it"
        return self.diagnostic(Code.HOLDS_FOR_NOTHING, f"holds for nothing: {reason}", help_)

    def contradicts_itself(self) -> Diagnostic:
        """Say that nobody could keep it."""
        claim = self.invariant.claim
        assert isinstance(claim, People), "the others cannot"
        return self.diagnostic(
            Code.CONTRADICTS_ITSELF,
            f"can never be kept: at least {claim.at_least} is more than at most {claim.at_most}",
            "let `at_least` be no more than `at_most`",
        )

    def not_settled(self, most: int) -> Diagnostic:
        """Say that it hangs on too many facts, or on facts that hang together in too many ways."""
        why = "its conditions hang together in more ways than are tried"
        if most:
            why = f"it hangs on {most} facts together, more than {MOST_LITERALS}"
        help_ = "in place of several facts, name one condition that the application gives"
        return self.diagnostic(Code.NOT_SETTLED, f"cannot be settled: {why}", help_)

    def diagnostic(
        self, code: Code, message: str, help_: str, related: Iterable[Related] = ()
    ) -> Diagnostic:
        """Make the diagnostic, at the invariant's id."""
        assert self.invariant.span is not None, "it was read from a file"
        name = self.invariant.id.partition(".")[2]
        return Diagnostic(
            code=code,
            message=f"`{name}` {message}",
            span=self.invariant.span,
            help=help_,
            related=tuple(related),
        )

    def breaking(self, breach: Breach) -> str:
        """Say who can do what and what they cannot, in one phrase."""
        can, cannot = map(self.name, breach.case.can), map(self.name, breach.case.cannot)
        if breach.apart is not None:
            return self.breaking_apart(breach.apart, *can)
        what = [f"can {' and '.join(can)}"] if breach.case.can else []
        what += [f"cannot {it}" for it in cannot]
        return f"{self.who(breach.situation)} {' but '.join(what)}"

    def breaking_apart(self, apart: Apart, one: str, other: str) -> str:
        """Say it of two resources: what is common to them first."""
        here, there = (
            facts_in_words(evolve(it, facts=_less(it.facts, apart.common.facts)))
            for it in (apart.first, apart.second)
        )
        one = f"{one} where {here}" if here else one
        other = f"{other} where {there}" if there else other
        return f"{self.who(apart.common)} can {one}, and elsewhere {other}"

    def who(self, situation: Situation) -> str:
        """Say who is meant, as a phrase that «can» follows."""
        words = in_words(situation, self.matrices)
        return f"{words}," if ", " in words else words

    def name(self, id_: str) -> str:
        """Give the short name of a row or operation of the matrix itself, the whole of others."""
        return f"`{id_.removeprefix(self.invariant.id.partition('.')[0] + '.')}`"

    def cells(self, breach: Breach) -> Iterator[Related]:
        """Give the cells that make what is broken so."""
        whole, apart = breach.situation, breach.apart
        where = [apart.first, apart.second] if apart else [whole, whole]
        for id_, situation in zip(breach.case.can, where, strict=False):
            yield from self.rows(id_, situation, allowed=True)
        for id_ in breach.case.cannot:
            yield from self.rows(id_, whole, allowed=False)

    def rows(self, id_: str, situation: Situation, *, allowed: bool) -> Iterator[Related]:
        """
        Point at the cells that decide in a situation, or else at their rows.

        Raises:
            InternalError: the situation breaks nothing.
        """
        user, resource, context = situation.user, situation.resource, situation.context
        question = Question(self.matrices, user, resource, context)
        operation = self.matrices.operations.get(id_)
        rows = [self.matrices.actions[it] for it in (operation.any_of if operation else (id_,))]
        found = [(row, decide_row(question, row)) for row in rows]
        if any(decision.allowed for _, decision in found) is not allowed:
            raise InternalError(f"{self.invariant.id} is not broken as was found")
        for row, decision in found:
            level = decision.level
            span = row.span if level is None else row.cell_span(level)
            if decision.allowed is allowed and span is not None:
                yield Related(f"{self.name(row.id)} is {'allowed' if allowed else 'denied'}", span)

    def others(self, breaches: Sequence[Breach], told: set[str]) -> Iterator[Related]:
        """Give the other actions that break it, each once."""
        for breach in breaches:
            for id_ in (*breach.case.can, *breach.case.cannot):
                row = self.matrices.actions.get(id_)
                span = row.span if row else self.matrices.operations[id_].span
                if id_ not in told and breach.situation.real and span is not None:
                    told.add(id_)
                    yield Related(f"{self.name(id_)} breaks it too", span)


def _less(facts: Mapping[Atom, Value], others: Mapping[Atom, Value]) -> dict[Atom, Value]:
    return {atom: value for atom, value in facts.items() if atom not in others}
