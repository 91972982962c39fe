"""Looks at everybody in a file of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.errors import LimitError, UnknownNameError
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet
from permmatrix.names import suggest
from permmatrix.policy import Policy
from permmatrix.review.advised import advised, advisories
from permmatrix.review.answers import Answers
from permmatrix.review.asking import Asking
from permmatrix.review.holdings import Holdings, scope_of
from permmatrix.review.idle import idle
from permmatrix.review.needed import Needed
from permmatrix.review.promised import promised, promises
from permmatrix.review.values import Broken, Finding, Held, NotTold, Person, Review, Scope

__all__ = ["review"]


def review(
    policy: Policy | MatrixSet, facts: Facts, used: Mapping[str, Iterable[str]] | None = None
) -> Review:
    """
    Review who was given what: everybody in the facts, by themselves and together.

    What users need is what the facts say, and what they have `used` by their ids, if that is known.

    >>> import permmatrix as pm
    >>> permission = {"commitments": ["create_work_order_contract"]}
    >>> chi = {"levels": {"commitments": "admin"}, "granular": permission}
    >>> found = review(pm.load(), Facts({"chi": chi})).findings[0]
    >>> found.granular, str(found.why)
    ('create_work_order_contract', 'what asks for it is allowed anyway')

    Raises:
        UnknownNameError: somebody holds a level or a permission that is not declared, or has used
            an action that is not.
        LimitError: somebody holds something in more scopes than can be looked at.
    """
    whole = policy if isinstance(policy, MatrixSet) else MatrixSet(tuple(policy.matrices.values()))
    answers, needs = Answers(whole), _needs(whole, facts, used or {})
    looking = _Looking(whole, needs, answers, Needed(answers), _asking(whole, facts))
    found = {id_: tuple(looking.alone(id_)) for id_ in facts.users}
    together = tuple(promised(looking.asking))
    return Review(
        matrices=whole,
        facts=facts,
        people=tuple(looking.person(id_, (*it, *together)) for id_, it in found.items()),
        findings=(*(it for of_one in found.values() for it in of_one), *together),
    )


def _needs(
    matrices: MatrixSet, facts: Facts, used: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    """Give what is needed, of those it is known of, in the order of the files."""
    every = {name: it.id for name, it in matrices.actions.items()}
    every |= {name: it.id for name, it in matrices.operations.items()}
    found = {id_: set(names) for id_, names in facts.needs.items()}
    for id_, names in used.items():
        for name in names:
            if name not in every:
                raise UnknownNameError("action", name, suggest(name, every))
            found.setdefault(id_, set()).add(every[name])
    order = dict.fromkeys(every.values())
    return {id_: tuple(it for it in order if it in names) for id_, names in found.items()}


def _asking(matrices: MatrixSet, facts: Facts) -> Asking:
    advised_when = [it.when for it in advisories(matrices)]
    promised_when = [it.claim.where.when for it in promises(matrices)]
    needed = dict.fromkeys(it for it in (*advised_when, *promised_when) if it is not None)
    return Asking(matrices, tuple(needed), facts)


@final
@frozen(eq=False)
class _Looking:
    """What it takes to look at somebody."""

    matrices: MatrixSet
    needs: Mapping[str, tuple[str, ...]]
    answers: Answers
    needed: Needed
    asking: Asking

    def person(self, id_: str, found: Iterable[Finding]) -> Person:
        """Give one user, with what of some findings is about them."""
        holdings = Holdings(self.matrices, self.asking.users[id_])
        holds = tuple(_scopes(holdings))
        return Person(
            id=id_,
            holds=holds,
            needs=self.needs.get(id_),
            can=self.can([*(held for _, held in holds), *_elsewhere(holdings)])[0],
            findings=tuple(it for it in found if _is_about(it, id_)),
        )

    def alone(self, id_: str) -> Iterator[Finding]:
        """Give what is found of a user by themselves."""
        holdings = Holdings(self.matrices, self.asking.users[id_])
        holds, elsewhere = tuple(_scopes(holdings)), _elsewhere(holdings)
        _, unsettled = self.can([*(held for _, held in holds), *elsewhere])
        for row, error in unsettled.items():
            yield NotTold(what=Code.NOT_TOLD, about=row, user=id_, errors=(error,))
        if id_ in self.needs:
            yield from self.needed.judged(id_, holds, elsewhere, self.needs[id_])
        yield from idle(id_, holdings, self.answers)
        yield from advised(id_, self.asking)

    def can(self, holds: Sequence[Held]) -> tuple[tuple[str, ...], dict[str, str]]:
        """Give the rows that a user can do for something they hold, and why others are not told."""
        rows = self.answers.rows
        with suppress(LimitError):  # then row by row
            able = set[str]().union(*map(self.answers.able, holds))
            return tuple(it for it in rows if it in able), {}
        found = {it: self.can_row(it, holds) for it in rows}
        unsettled = {it: said for it, said in found.items() if isinstance(said, str)}
        return tuple(it for it, said in found.items() if said is True), unsettled

    def can_row(self, row: str, holds: Iterable[Held]) -> bool | str:
        """Say whether a user can do something, or why that cannot be told."""
        why = ""
        for held in holds:
            try:
                if self.answers.can(row, held):
                    return True
            except LimitError as error:
                why = str(error)
        return why or False


def _is_about(found: Finding, user: str) -> bool:
    """Say whether something was found of a user; who are too few have done nothing amiss."""
    if not isinstance(found, Broken):
        return found.user == user
    few = found.at_least is not None and len(found.users) < found.at_least
    return user in found.users and not few


def _scopes(holdings: Holdings) -> Iterator[tuple[Scope, Held]]:
    """Give what is held in each scope that something is said of, or everywhere."""
    yield from ((scope_of(it), holdings.at(it)) for it in holdings.places())


def _elsewhere(holdings: Holdings) -> list[Held]:
    return [holdings.at(it) for it in holdings.elsewhere()]
