"""The answer to one question: a decision, and the code of its reason."""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from permmatrix.errors import FactError

__all__ = ["Decision", "Outcome"]


class Outcome(StrEnum):
    """Why an answer is what it is. One is allowed; the others deny."""

    ALLOWED = "allowed"
    LEVEL = "level"
    """The cell of the level held is blank."""
    REQUIREMENT = "requirement"
    """The cell's requirement is known not to be met."""
    GUARD = "guard"
    """The row is not about this situation."""
    PLATFORM = "platform"
    """The action is not available on the platform."""
    NO_LEVEL = "no_level"
    """The user holds no level on the tool, and there is no default."""
    UNDOCUMENTED = "unknown_cell"
    """The documentation does not say."""
    NOT_APPLICABLE = "not_applicable"
    """The documentation says the action makes no sense at this level."""
    MISSING = "missing_facts"
    """The answer waits on facts that were not supplied."""
    ERROR = "error"
    """The answer waits on facts that could not be used."""


class Decision:
    """
    An answer. It is truthy when the answer is yes.

    Attributes:
        allowed: whether the answer is yes.
        outcome: the code of the reason.
        level: the level that allows, or the one that came nearest; None where none was looked at.
        missing: paths of the facts the answer waits on, such as `resource.private`.
        errors: the facts the answer waits on that were supplied but cannot be used.
        obligations: limits that come with the yes.

    It names no user, action or resource, so that equal answers can be one object; nor can it be
    changed, since it may be shared.
    """

    allowed: bool
    outcome: Outcome
    level: str | None
    missing: tuple[str, ...]
    errors: tuple[FactError, ...]
    obligations: tuple[str, ...]

    __slots__ = ("allowed", "errors", "level", "missing", "obligations", "outcome")

    def __init__(
        self,
        outcome: Outcome,
        level: str | None = None,
        missing: tuple[str, ...] = (),
        errors: tuple[FactError, ...] = (),
        obligations: tuple[str, ...] = (),
    ) -> None:
        put = object.__setattr__
        put(self, "allowed", outcome is Outcome.ALLOWED)
        put(self, "outcome", outcome)
        put(self, "level", level)
        put(self, "missing", missing)
        put(self, "errors", errors)
        put(self, "obligations", obligations)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a decision does not change: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a decision does not change: {name}")

    def __reduce__(self) -> tuple[object, ...]:
        return Decision, self._fields()

    @property
    def unknown(self) -> bool:
        """Whether the denial only means that not enough is known: see `missing` and `errors`."""
        return self.outcome is Outcome.MISSING or self.outcome is Outcome.ERROR

    def __bool__(self) -> bool:
        return self.allowed

    def _fields(self) -> tuple[object, ...]:
        return self.outcome, self.level, self.missing, self.errors, self.obligations

    def __eq__(self, other: object) -> bool:
        return self._fields() == other._fields() if isinstance(other, Decision) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        shown = [str(self.outcome)]
        shown += [f"level={self.level}"] if self.level else []
        for name in ("missing", "errors", "obligations"):
            values = getattr(self, name)
            shown += [f"{name}=[{', '.join(map(str, values))}]"] if values else []
        return f"<{'yes' if self.allowed else 'no'}: {', '.join(shown)}>"
