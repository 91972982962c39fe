"""The answer to one question."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from permmatrix.errors import FactError
    from permmatrix.outcome import Outcome

    Word: TypeAlias = Literal[
        "allowed",
        "level",
        "requirement",
        "guard",
        "platform",
        "no_level",
        "unknown_cell",
        "not_applicable",
        "missing_facts",
        "error",
    ]

__all__ = ["BLANK", "NEARNESS", "Decision", "nearness"]

NEARNESS: dict[str, int] = {
    word: place
    for place, word in enumerate(
        (
            "platform",
            "guard",
            "no_level",
            "level",
            "not_applicable",
            "unknown_cell",
            "requirement",
            "missing_facts",
            "error",
            "allowed",
        )
    )
}
"""The outcomes from the denial that is furthest from a yes to the yes."""

BLANK: dict[str, Word] = {
    "deny": "level",
    "allow": "level",
    "unknown": "unknown_cell",
    "not_applicable": "not_applicable",
    "when": "requirement",
}
"""What a cell of each kind says when it does not allow."""


class Decision:
    """
    An answer. It is truthy when the answer is yes.

    Attributes:
        allowed: whether the answer is yes.
        level: the level that allows, or the one that came nearest; None where none was looked at.
        missing: paths of the facts the answer waits on, such as `resource.private`.
        errors: the facts the answer waits on that were supplied but cannot be used.
        obligations: limits that come with the yes.

    It names no user, action or resource, so that equal answers can be one object; nor can it be
    changed, since it may be shared.
    """

    allowed: bool
    _outcome: Word
    level: str | None
    missing: tuple[str, ...]
    errors: tuple[FactError, ...]
    obligations: tuple[str, ...]

    __slots__ = ("_outcome", "allowed", "errors", "level", "missing", "obligations")

    def __init__(
        self,
        outcome: Outcome | Word,
        level: str | None = None,
        missing: tuple[str, ...] = (),
        errors: tuple[FactError, ...] = (),
        obligations: tuple[str, ...] = (),
    ) -> None:
        put = object.__setattr__
        put(self, "allowed", outcome == "allowed")
        put(self, "_outcome", str(outcome))
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
    def outcome(self) -> Outcome:
        """The code of the reason."""
        from permmatrix.outcome import Outcome  # noqa: PLC0415  see there

        return Outcome(self._outcome)

    @property
    def unknown(self) -> bool:
        """Whether the denial only means that not enough is known: see `missing` and `errors`."""
        return self._outcome in {"missing_facts", "error"}

    def __bool__(self) -> bool:
        return self.allowed

    def _fields(self) -> tuple[object, ...]:
        return self._outcome, self.level, self.missing, self.errors, self.obligations

    def __eq__(self, other: object) -> bool:
        return self._fields() == other._fields() if isinstance(other, Decision) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        shown: list[str] = [self._outcome]
        shown += [f"level={self.level}"] if self.level else []
        for name in ("missing", "errors", "obligations"):
            values = getattr(self, name)
            shown += [f"{name}=[{', '.join(map(str, values))}]"] if values else []
        return f"<{'yes' if self.allowed else 'no'}: {', '.join(shown)}>"


def nearness(decision: Decision) -> tuple[int, int]:
    """Say how near to a plain yes a decision is: of several, the nearest counts."""
    return NEARNESS[decision._outcome], -len(decision.obligations)  # noqa: SLF001  one module
