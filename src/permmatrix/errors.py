"""The exceptions, as records: fields to act on, a sentence to read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from permmatrix.diagnostics import Report

__all__ = [
    "AssumptionError",
    "FactError",
    "FilterError",
    "InternalError",
    "LimitError",
    "MatrixError",
    "MissingFactError",
    "PermmatrixError",
    "RenderError",
    "StoreError",
    "UnknownNameError",
    "WritingError",
]


class PermmatrixError(Exception):
    """Anything permmatrix raises on purpose."""


class MatrixError(PermmatrixError, ValueError):
    """Files that are not a policy. `report` holds every problem with its file, line and column."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        return str(self.report)


class UnknownNameError(PermmatrixError, LookupError):
    """
    A name the policy does not declare: a mistake of the asker, never a denial.

    `kind` is action, level, tool, platform, condition or fact; `suggestions` are the closest
    declared names.
    """

    def __init__(self, kind: str, name: object, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(kind, name, suggestions)
        self.kind = kind
        self.name = name
        self.suggestions = suggestions

    def __str__(self) -> str:
        text = f"unknown {self.kind} `{self.name}`"
        if self.suggestions:
            text += f"; did you mean {' or '.join(f'`{name}`' for name in self.suggestions)}?"
        return text


class FactError(PermmatrixError, ValueError):
    """
    A fact that was supplied but cannot be used: it denies, and the decision carries it.

    `fact` is the path that was read, `expected` what stands there otherwise, `found` what did.
    When reading the fact raised, that exception is the `__cause__`.
    """

    def __init__(self, fact: str, expected: str, found: str) -> None:
        super().__init__(fact, expected, found)
        self.fact = fact
        self.expected = expected
        self.found = found

    @classmethod
    def wrong(cls, fact: str, expected: str, value: object) -> FactError:
        """Say that a value is not of the kind expected."""
        return cls(fact, expected, f"is {_described(value)}")

    @classmethod
    def raised(cls, fact: str, error: Exception) -> FactError:
        """Say that reading a fact raised."""
        found = cls(fact, "readable", f"reading it raised {_told(error)}"[:300])
        found.__cause__ = error
        return found

    def __str__(self) -> str:
        return f"{self.fact} should be {self.expected}, but {self.found}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FactError) and self.args == other.args

    def __hash__(self) -> int:
        return hash(self.args)


def _told(error: Exception) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001  the host's exceptions may fail at that as well
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _described(value: object) -> str:
    match value:
        case bool():
            return "a truth value"
        case str():
            return "text"
        case int() | float():
            return "a number"
        case _:
            return f"of type {type(value).__name__}"


class MissingFactError(PermmatrixError, LookupError):
    """With strict=True: the answer waits on facts that were not supplied, named in `missing`."""

    def __init__(self, action: str, missing: tuple[str, ...]) -> None:
        super().__init__(action, missing)
        self.action = action
        self.missing = missing

    def __str__(self) -> str:
        return f"{self.action} cannot be decided without {', '.join(self.missing)}"


class AssumptionError(PermmatrixError, ValueError):
    """Facts that were assumed together and can never be so together."""


class LimitError(PermmatrixError, ValueError):
    """A question whose exact answer would take too much: past a stated limit there is none."""


class WritingError(PermmatrixError, ValueError):
    """A matrix that a file cannot say. `matrix` is its id, `reason` what stands in the way."""

    def __init__(self, matrix: str, reason: str) -> None:
        super().__init__(matrix, reason)
        self.matrix = matrix
        self.reason = reason

    def __str__(self) -> str:
        return f"the matrix `{self.matrix}` cannot be written: {self.reason}"


class InternalError(PermmatrixError, AssertionError):
    """The two evaluators disagree: a fault in permmatrix that we would like to hear of."""


class RenderError(PermmatrixError, ValueError):
    """A format there is not, or one that has no way to show what was chosen."""


class FilterError(PermmatrixError, ValueError):
    """
    A filter that cannot be said where it is to be asked. `fact` is the path it is about, if any.

    Nothing is left out of a filter, or said nearly: what a target has no words for raises this.
    """

    def __init__(self, message: str, fact: str | None = None) -> None:
        super().__init__(message, fact)
        self.message = message
        self.fact = fact

    def __str__(self) -> str:
        return self.message


class StoreError(PermmatrixError, ValueError):
    """A store of facts that cannot be read. `store` shows which, `reason` says why."""

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(store, reason)
        self.store = store
        self.reason = reason

    def __str__(self) -> str:
        return f"the store {self.store} {self.reason}" if self.store else f"the store {self.reason}"
