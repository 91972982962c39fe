"""
What would change an answer: every smallest set of changes, and what else each would grant.

`Finder` gives the fixes of a denial and the revocations of an allow. What a policy says is
multiplied out once into ways, each a set of settings that together are a yes; of a question it only
has to be seen which of a way's settings are not so yet.
"""

from permmatrix.fixes.changes import (
    AskInstead,
    AskOn,
    Change,
    DropLevel,
    GrantPermission,
    HoldLevel,
    RevokePermission,
    SetFact,
    TellHeld,
    TellScope,
)
from permmatrix.fixes.finder import Finder, Fixes, Read
from permmatrix.fixes.fix import Fix
from permmatrix.fixes.outlook import Grants
from permmatrix.fixes.state import Given, State
from permmatrix.fixes.words import Names

__all__ = [
    "AskInstead",
    "AskOn",
    "Change",
    "DropLevel",
    "Finder",
    "Fix",
    "Fixes",
    "Given",
    "GrantPermission",
    "Grants",
    "HoldLevel",
    "Names",
    "Read",
    "RevokePermission",
    "SetFact",
    "State",
    "TellHeld",
    "TellScope",
]
