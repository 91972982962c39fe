"""Asks a policy about the users and resources of a file: actions, and whether something is so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, final

from attrs import evolve, frozen

from permmatrix.compiler import compile_matrices
from permmatrix.decision import Decision
from permmatrix.facts_file import Facts
from permmatrix.model import Action, Allow, Level, MatrixSet, Tool
from permmatrix.policy import Policy
from permmatrix.requirements import Requirement

__all__ = ["ASKED", "Asking", "Known"]

ASKED = "?"
"""What a requirement is asked as begins with this, which no id does."""


@final
@frozen
class Known:
    """Whether something is so (None: not known), and the facts that this waits on."""

    so: bool | None
    missing: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()

    @property
    def waits(self) -> bool:
        """Whether it waits on anything."""
        return bool(self.missing or self.errors)

    @classmethod
    def of(cls, decision: Decision) -> Known:
        """Give what a decision says."""
        if not decision.unknown:
            return cls(decision.allowed)
        return cls(None, frozenset(decision.missing), frozenset(map(str, decision.errors)))

    @classmethod
    def waiting(cls, found: Iterable[Known]) -> Known:
        """Give all that some wait on, together."""
        found = list(found)
        return cls(
            None,
            frozenset().union(*(it.missing for it in found)),
            frozenset().union(*(it.errors for it in found)),
        )


@final
@frozen(eq=False)
class Asking:
    """A policy that answers for requirements as it does for actions: for each there is a row."""

    matrices: MatrixSet
    requirements: tuple[Requirement, ...]
    facts: Facts

    @cached_property
    def _policy(self) -> Policy:
        whole = _with_rows(self.matrices, self.requirements)
        return Policy(compile_matrices(whole), whole)

    @cached_property
    def users(self) -> dict[str, dict[str, Any]]:
        """The users; of whom nothing is said to be held, they hold nothing."""
        return {id_: {"levels": {}, "granular": {}, **it} for id_, it in self.facts.users.items()}

    @cached_property
    def resources(self) -> Mapping[str | None, Any]:
        """The resources, or None alone where there is none."""
        return {id_: it for id_, it in self.facts.resources.items()} or {None: None}  # noqa: C416  with other keys

    @cached_property
    def _nobody(self) -> dict[str, Any]:
        """Give a user of whom nothing is known."""
        unknown = dict.fromkeys(self.matrices.tools)
        return {"levels": {**unknown, ASKED: ASKED}, "granular": unknown}

    @cached_property
    def _names(self) -> dict[Requirement, str]:
        return {it: f"{ASKED}{number}" for number, it in enumerate(self.requirements)}

    def can(self, user: str, action: str, resource: str | None) -> Known:
        """Say whether a user can do something to a resource."""
        about = self.resources[resource]
        return Known.of(self._policy.can(self.users[user], action, about, self.facts.context))

    def holds(self, requirement: Requirement, user: str | None, resource: str | None) -> Known:
        """Say whether a requirement is true of a user, or of nobody, and a resource, or of none."""
        asks = self._nobody if user is None else self.users[user]
        about = None if resource is None else self.resources[resource]
        name = self._names[requirement]
        return Known.of(self._policy.can(asks, name, about, self.facts.context))


def _with_rows(matrices: MatrixSet, requirements: Iterable[Requirement]) -> MatrixSet:
    """Add a row for each requirement, which is allowed where that is true."""
    level = Level(id=ASKED, title=ASKED)
    tool = Tool(id=ASKED, title=ASKED, levels=(level,), default_level=ASKED)
    rows = tuple(
        Action(id=f"{ASKED}{number}", title=ASKED, tool=ASKED, guard=it, cells=((ASKED, Allow()),))
        for number, it in enumerate(requirements)
    )
    first, *others = matrices.matrices
    more = evolve(first, actions=(*first.actions, *rows), tools=(*first.tools, tool))
    return MatrixSet((more, *others))
