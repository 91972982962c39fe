"""
The codes of a decision's reason.

They are apart since `enum` takes a third as long to import as the interpreter to start.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Outcome"]


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
