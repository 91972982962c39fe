"""What a file of tests says, as values: suites, tests, questions and what is expected of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import product
from typing import Any, TypeAlias, final

from attrs import field, frozen

from permmatrix.model import MatrixSet
from permmatrix.policy import Policy
from permmatrix.source import Source, Span

__all__ = ["Answer", "Expectation", "NamedTest", "Objects", "Question", "Subject", "Suite"]

Objects: TypeAlias = Mapping[str | None, Mapping[str, Any] | None]
"""Resources or contexts by name. None stands for asking without one."""


@final
class Answer(StrEnum):
    """What a question can be expected to be answered."""

    ALLOW = "allow"
    DENY = "deny"
    UNKNOWN = "unknown"
    """Denied for now: it waits on facts."""


@final
@frozen
class Question:
    """Who asks for what, about what, in which circumstances, and where; all by name."""

    user: str
    action: str
    resource: str | None = None
    context: str | None = None
    platform: str | None = None


@final
@frozen
class Expectation:
    """The answer expected, the obligations that come with a yes, and where that is said."""

    answer: Answer
    obligations: frozenset[str] = frozenset()
    span: Span | None = field(default=None, eq=False, repr=False)


@final
@frozen(kw_only=True)
class NamedTest:
    """
    A product of users, actions, resources, contexts and platforms, and what is expected of it.

    `listed` has what is written under allow and unknown; every other question is to be denied.
    """

    id: str
    title: str | None = None
    skip: str | None = None
    users: Mapping[str, Mapping[str, Any]]
    actions: tuple[str, ...]
    resources: Objects
    contexts: Objects
    platforms: tuple[str | None, ...]
    listed: Mapping[Question, Expectation]
    span: Span = field(eq=False, repr=False)

    def questions(self) -> Iterator[Question]:
        """Give every question, the users changing most slowly."""
        parts = (self.users, self.actions, self.resources, self.contexts, self.platforms)
        for asked in product(*parts):
            yield Question(*asked)

    def expected(self, question: Question) -> Expectation:
        """Give what is expected of a question of this test."""
        return self.listed.get(question) or Expectation(Answer.DENY, span=self.span)


@final
@frozen(eq=False)
class Subject:
    """The policy that is asked, with the matrices it was made from and where those were read."""

    matrices: MatrixSet
    policy: Policy
    files: tuple[str, ...] = ()


@final
@frozen(kw_only=True, eq=False)
class Suite:
    """A file of tests, its names looked up in the policy it is about."""

    source: Source
    title: str | None
    subject: Subject
    tests: tuple[NamedTest, ...]
