"""The policy an application holds: ask it whether a user may do an action, and why."""

from __future__ import annotations

from permmatrix.evaluator import Evaluator
from permmatrix.inquiries import Inquiries
from permmatrix.quick import ABSENT
from permmatrix.user_view import UserView

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from permmatrix.decision import Decision
    from permmatrix.model import MatrixSet
    from permmatrix.program import Program

__all__ = ["Policy"]


class Policy(Inquiries):
    """
    One or more matrices, loaded together and compiled.

    A user, a resource and a context may be permmatrix's own classes, the host's objects, or
    mappings: an attribute path in a condition is read from whichever it is, at each call anew. An
    action may be asked for by its id, an operation's id, or an alias of either.

    What a `Policy` answers never changes, and it keeps nothing of what it was asked about, so
    threads share it.
    """

    __slots__ = ("_allowing", "_deciding", "_evaluator")

    def __init__(self, program: Program, matrices: MatrixSet | None = None) -> None:
        super().__init__(program, matrices)
        self._evaluator = Evaluator(program)
        self._allowing = self._evaluator.plain.allowing
        self._deciding = self._evaluator.plain.deciding

    def allows(  # noqa: PLR0913, PLR0917  the question; keywords would cost a quarter of the time
        self,
        user: Any,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        strict: bool = False,
    ) -> bool:
        """
        Say whether the user may do the action on the resource.

        What is not known to be true is denied. With `strict`, a denial that only waits on facts is
        an error instead.

        >>> import permmatrix as pm
        >>> policy = pm.load()
        >>> policy.allows(pm.User("ana", levels={"commitments": "admin"}), "commitments.search")
        True

        Raises:
            UnknownNameError: no such action or platform, or the user holds a level of the row's
                tool that is not declared.
            MissingFactError: with `strict`, the answer waits on facts that were not supplied.
            FactError: with `strict`, the answer waits on a fact that cannot be used.
        """
        if platform is None and not strict:
            try:
                tool, answers = self._allowing[action]
                levels = user.levels
                level = levels.get(tool, ABSENT)
                answer = answers[level]
                if not answer or (answer is not True and not answer(user, resource, context)):
                    return False
                if type(levels) is dict and (type(level) is str or level is ABSENT):
                    return True  # either of another kind might answer as it likes
            except Exception:  # noqa: BLE001, S110  whatever it was, a closer look says it
                pass
        if strict:
            return self._evaluator.strict(user, action, resource, context, platform).allowed
        return self._evaluator.allows(user, action, resource, context, platform)

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
        Give the decision: truthy when allowed, with its reason and what it waits on.

        >>> import permmatrix as pm
        >>> ana = pm.User("ana", levels={"commitments": "read_only"})
        >>> pm.load().can(ana, "commitments.create_purchase_order")
        <no: requirement, level=read_only>

        Raises:
            UnknownNameError, MissingFactError, FactError: as `allows`.
        """
        if platform is None:
            try:
                tool, choices = self._deciding[action]
                levels = user.levels
                level = levels.get(tool, ABSENT)
                ask, yes, no = choices[level]
                if type(levels) is dict:
                    if not ask:
                        return no
                    decision: Any = yes
                    if ask is not True:
                        found = ask(user, resource, context)
                        if found is False:
                            return no
                        if found is not True:
                            decision = found  # of its own, or None where not enough is known
                    if decision is not None and (type(level) is str or level is ABSENT):
                        return decision  # type: ignore[no-any-return]  # see Tables
            except Exception:  # noqa: BLE001, S110  as above
                pass
        closer = self._evaluator.strict if strict else self._evaluator.decide
        return closer(user, action, resource, context, platform)

    def for_user(self, user: Any) -> UserView:
        """Give the policy as one user sees it."""
        return UserView(user, self._evaluator, self.can, self.explain)

    def __repr__(self) -> str:
        return f"<Policy: {len(self.actions)} actions, digest {self.digest[:12]}>"
