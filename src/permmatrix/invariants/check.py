"""Looks at each invariant: it is kept, or broken, or holds for nothing, or cannot be settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, final

from attrs import define

from permmatrix.diagnostics import Diagnostic
from permmatrix.invariants.breaches import Breach, Settling
from permmatrix.invariants.cases import Case, cases, chosen
from permmatrix.model import MatrixSet
from permmatrix.promises import (
    Always,
    Claim,
    DifferentPeople,
    Implies,
    Invariant,
    Never,
    People,
    Separate,
)

__all__ = ["Look", "check_invariants"]


def check_invariants(matrices: MatrixSet) -> Iterator[Diagnostic]:
    """Give what is wrong with the invariants of a policy that is otherwise in order."""
    found = [it for matrix in matrices.matrices for it in matrix.invariants]
    when = (it.claim.where.when for it in found)
    settling = Settling(matrices, tuple(it for it in when if it is not None))
    for invariant in found:
        wrong = Look(invariant, settling).diagnostic()
        if wrong is not None:
            yield wrong


@final
@define(eq=False)
class Look:
    """A look at one invariant. `most` is of facts that hang together, where they are too many."""

    invariant: Invariant
    settling: Settling
    most: int = 0

    @property
    def claim(self) -> Claim:
        """What is claimed."""
        return self.invariant.claim

    def diagnostic(self) -> Diagnostic | None:
        """Say what is wrong with the invariant, if anything is."""
        breaches = self.breaches()
        nothing = None if breaches else self.nothing()
        if not (breaches or self.most or nothing or self.contradicts_itself):
            return None
        from permmatrix.invariants.telling import Telling  # noqa: PLC0415  most are kept

        telling = Telling(self.invariant, self.settling.matrices)
        if self.contradicts_itself:
            return telling.contradicts_itself()
        if breaches and breaches[0].situation.real:
            return telling.broken(breaches[0], breaches[1:])
        if nothing is None or self.most:
            return telling.not_settled(self.most)
        return telling.for_nothing(nothing)

    @property
    def contradicts_itself(self) -> bool:
        """Whether nobody could keep it, whoever holds what."""
        claim = self.claim
        if not isinstance(claim, People) or claim.at_least is None or claim.at_most is None:
            return False
        return claim.at_least > claim.at_most

    def breaches(self) -> list[Breach]:
        """Give the smallest breach of each case there is one of, the smallest of all first."""
        found = cases(self.claim, self.settling.matrices, self.settling.asked)
        looked = map(self.breach, found)
        return sorted((it for it in looked if it is not None), key=_by_size)

    def breach(self, case: Case) -> Breach | None:
        """Settle a case, or note that it hangs on too many facts."""
        try:
            return self.settling.breach(case, self.claim.where)
        except OverflowError as error:
            self.most = max(self.most, *error.args)
            return None

    def nothing(self) -> str | None:
        """Say for what reason the invariant holds whatever the cells say, if it does."""
        matrices = self.settling.matrices
        if self.breach(Case()) is None:  # nobody is there, whatever they can do
            return "`when` is never true"
        match self.claim:
            case Never(actions) | Always(actions) | People(actions):
                return None if chosen(actions, matrices) else "it is about no action"
            case Implies(first, then):
                same = len({*chosen(first, matrices), *chosen(then, matrices)}) == 1
                return "`if` and `then` are the same action" if same else None
            case Separate(actions) | DifferentPeople(actions):
                meant = chosen(actions, matrices)
                if len(meant) > 1:
                    return None
                return "it is about one action alone" if meant else "it is about no action"
            case _:
                assert_never(self.claim)


def _by_size(breach: Breach) -> tuple[bool, int]:
    return not breach.situation.real, breach.situation.size
