"""
A policy that hands a receipt of each decision to a hook, before it gives the answer.

It is another object than the policy, which is not slowed by there being such a thing.
"""

from __future__ import annotations

from permmatrix.errors import InternalError, MissingFactError
from permmatrix.receipts.recorder import Recorder, check_said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias, TypeVar

    from permmatrix.decision import Decision
    from permmatrix.explanation import Explanation
    from permmatrix.program import Program
    from permmatrix.receipts.receipt import Receipt

    Hook: TypeAlias = Callable[[Receipt], object]
    Somebody = TypeVar("Somebody")

__all__ = ["AuditedPolicy", "AuditedUserView"]


class AuditedPolicy:
    """
    A policy that answers as `Policy` does, and hands the receipt of each decision to a hook.

    The hook is called before the answer is given, in the same thread. What it raises goes to the
    caller in place of the answer: no decision leaves without its receipt.
    """

    __slots__ = ("_at", "_explain", "_hook", "_recorder", "_request")

    def __init__(
        self,
        recorder: Recorder,
        explain: Callable[..., Explanation],
        hook: Hook,
        request: str | None = None,
        at: str | None = None,
    ) -> None:
        self._recorder = recorder
        self._explain = explain
        self._hook = hook
        self._request = request
        self._at = at

    @classmethod
    def of(cls, program: Program, explain: Callable[..., Explanation], hook: Hook) -> AuditedPolicy:
        """Make the audited view of a policy."""
        return cls(Recorder(program), explain, hook)

    def for_request(self, request_id: str | None, at: str | None = None) -> AuditedPolicy:
        """
        Give the same for one request, whose id, and perhaps time, its receipts have.

        Raises:
            TypeError: one of them is no text.
        """
        check_said(request_id, at)
        return AuditedPolicy(self._recorder, self._explain, self._hook, request_id, at)

    @property
    def actions(self) -> tuple[str, ...]:
        """The ids of the rows, in the order of the files."""
        return tuple(self._recorder.program.actions)

    @property
    def digest(self) -> str:
        """A hash of what the policy answers, which each receipt has."""
        return self._recorder.program.digest

    def allows(  # noqa: PLR0913, PLR0917  as `Policy.allows`
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        strict: bool = False,
    ) -> bool:
        """
        Say whether the user may, as `Policy.allows`.

        Raises:
            UnknownNameError, MissingFactError, FactError: as there; the last two after the hook.
            InternalError: the facts changed while they were read.
        """
        return self.can(user, action, resource, context, platform, strict).allowed

    def can(  # noqa: PLR0913, PLR0917  as above
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        strict: bool = False,
    ) -> Decision:
        """
        Give the decision, as `Policy.can`.

        Raises:
            UnknownNameError, MissingFactError, FactError, InternalError: as `allows`.
        """
        decision, receipt = self._recorder.decide(
            user, action, resource, context, platform, self._request, self._at
        )
        self._hook(receipt)
        if strict and decision.errors:
            raise decision.errors[0]
        if strict and decision.missing:
            raise MissingFactError(action, decision.missing)
        return decision

    def explain(
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
    ) -> Explanation:
        """
        Explain the decision, as `Policy.explain`.

        Raises:
            UnknownNameError: as `allows`.
            InternalError: it was explained otherwise than decided.
        """
        found = self._explain(user, action, resource, context, platform)
        decision = self.can(user, action, resource, context, platform)
        if _told(found.decision) != _told(decision):
            raise InternalError(f"{action}: explained as {found.decision}, decided as {decision}")
        return found

    def who_can(
        self,
        action: str,
        resource: Any,
        users: Iterable[Somebody],
        context: Any = None,
        platform: str | None = None,
    ) -> list[Somebody]:
        """Give those of the users who may, in the order given; each is a decision."""
        return [user for user in users if self.allows(user, action, resource, context, platform)]

    def for_user(self, user: Any) -> AuditedUserView:
        """Give the policy as one user sees it."""
        return AuditedUserView(self, user)

    def __repr__(self) -> str:
        return f"<AuditedPolicy: {len(self.actions)} actions, digest {self.digest[:12]}>"


class AuditedUserView:
    """An audited policy as one user sees it."""

    __slots__ = ("_policy", "_user")

    def __init__(self, policy: AuditedPolicy, user: Any) -> None:
        self._policy = policy
        self._user = user

    @property
    def user(self) -> Any:
        """The user. Another one has a view of their own."""
        return self._user

    def allows(
        self,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        strict: bool = False,
    ) -> bool:
        """Say whether the user may, as `AuditedPolicy.allows`."""
        return self._policy.allows(self._user, action, resource, context, platform, strict)

    def can(
        self,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        strict: bool = False,
    ) -> Decision:
        """Give the decision, as `AuditedPolicy.can`."""
        return self._policy.can(self._user, action, resource, context, platform, strict)

    def explain(
        self, action: str, resource: Any = None, context: Any = None, platform: str | None = None
    ) -> Explanation:
        """Explain the decision, as `AuditedPolicy.explain`."""
        return self._policy.explain(self._user, action, resource, context, platform)

    def allowed_actions(
        self, resource: Any = None, context: Any = None, platform: str | None = None
    ) -> tuple[str, ...]:
        """Give the ids of the rows that allow, in the order of the files; each is a decision."""
        return tuple(
            action
            for action in self._policy.actions
            if self.allows(action, resource, context, platform)
        )

    def __repr__(self) -> str:
        return f"<AuditedUserView of {self._user!r}>"


def _told(decision: Decision) -> tuple[object, ...]:
    """Give what two ways to one decision agree on, which the words of exceptions need not be."""
    facts = [error.fact for error in decision.errors]
    return decision.outcome, decision.level, decision.missing, decision.obligations, facts
