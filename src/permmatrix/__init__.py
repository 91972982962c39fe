"""
A documented permission matrix that is its own program.

>>> import permmatrix as pm
>>> policy = pm.load()
>>> ana = pm.User("ana", levels={"commitments": "read_only"},
...               granular={"commitments": {"create_purchase_order_contract"}})
>>> policy.allows(ana, "commitments.create_purchase_order")
True
"""

from permmatrix.api import diff, load, load_compiled, render, validate
from permmatrix.decision import Decision
from permmatrix.entities import Contract, User
from permmatrix.errors import (
    FactError,
    FilterError,
    InternalError,
    MatrixError,
    MissingFactError,
    PermmatrixError,
    RenderError,
    UnknownNameError,
)
from permmatrix.policy import Policy
from permmatrix.user_view import UserView

TYPE_CHECKING = False
if TYPE_CHECKING:
    from permmatrix.outcome import Outcome

__all__ = [
    "Contract",
    "Decision",
    "FactError",
    "FilterError",
    "InternalError",
    "MatrixError",
    "MissingFactError",
    "Outcome",
    "PermmatrixError",
    "Policy",
    "RenderError",
    "UnknownNameError",
    "User",
    "UserView",
    "diff",
    "load",
    "load_compiled",
    "render",
    "validate",
]


def __getattr__(name: str) -> object:
    if name == "Outcome":  # imported when first used: see permmatrix.outcome
        from permmatrix.outcome import Outcome  # noqa: PLC0415

        return Outcome
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
