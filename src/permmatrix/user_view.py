"""A policy as one user sees it."""

from __future__ import annotations

from permmatrix.quick import ABSENT
from permmatrix.sheet import NO_RESOURCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from permmatrix.decision import Decision
    from permmatrix.evaluator import Evaluator
    from permmatrix.explanation import Explanation

__all__ = ["UserView"]


class _Keyed:
    """A user who is a dict, whose levels are read as an attribute."""

    __slots__ = ("_user",)

    def __init__(self, user: dict[str, Any]) -> None:
        self._user = user

    @property
    def levels(self) -> Any:
        """What the dict has at the time."""
        return self._user["levels"]


class UserView:
    """The policy as one user sees it. The user's facts are read at each call, like any others."""

    __slots__ = ("_allowing", "_can", "_evaluator", "_explain", "_holder", "_user")

    def __init__(
        self,
        user: Any,
        evaluator: Evaluator,
        can: Callable[..., Decision],
        explain: Callable[..., Explanation],
    ) -> None:
        self._user = user
        self._holder = _Keyed(user) if type(user) is dict else user
        self._evaluator = evaluator
        self._allowing = evaluator.plain.allowing
        self._can = can
        self._explain = explain

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
        """Say whether the user may, as `Policy.allows`."""
        if platform is None and not strict:
            try:
                tool, answers = self._allowing[action]
                levels = self._holder.levels
                level = levels.get(tool, ABSENT)
                answer = answers[level]
                if not answer or (answer is not True and not answer(self._user, resource, context)):
                    return False
                if type(levels) is dict and (type(level) is str or level is ABSENT):
                    return True  # as there
            except Exception:  # noqa: BLE001, S110  as there
                pass
        evaluator = self._evaluator
        if strict:
            return evaluator.strict(self._user, action, resource, context, platform).allowed
        return evaluator.allows(self._user, action, resource, context, platform)

    def can(
        self,
        action: str,
        resource: Any = None,
        context: Any = None,
        platform: str | None = None,
        strict: bool = False,
    ) -> Decision:
        """Give the decision, as `Policy.can`."""
        return self._can(self._user, action, resource, context, platform, strict)

    def explain(
        self, action: str, resource: Any = None, context: Any = None, platform: str | None = None
    ) -> Explanation:
        """Explain the decision, as `Policy.explain`."""
        return self._explain(self._user, action, resource, context, platform)

    def allowed_actions(
        self, resource: Any = None, context: Any = None, platform: str | None = None
    ) -> tuple[str, ...]:
        """Give the ids of the rows that allow, in the order of the files."""
        user, evaluator = self._user, self._evaluator
        about = NO_RESOURCE if resource is None else resource
        try:
            sheets = evaluator.sheets if platform is None else evaluator.sheets_on(platform)
            levels = self._holder.levels
            step: Any = sheets.by_levels
            for tool in sheets.tools:
                level = levels.get(tool, ABSENT)
                if type(level) is not str:
                    level = evaluator.level(tool, level, user, about, context)
                step = step[level]
            ask, after = step
            while ask is not None:
                ask, after = after[ask(user, about, context)]
            if type(levels) is dict:
                return after  # type: ignore[no-any-return]  # at the end, the rows
        except Exception:  # noqa: BLE001, S110  whatever it was, row by row it is met
            pass
        return tuple(
            action
            for action in evaluator.program.actions
            if self.allows(action, resource, context, platform)
        )

    def __repr__(self) -> str:
        return f"<UserView of {self._user!r}>"
