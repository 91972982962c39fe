"""
A documented permission matrix that is its own program.

>>> import permmatrix as pm
>>> policy = pm.load()
>>> ana = pm.User("ana", levels={"commitments": "read_only"},
...               granular={"commitments": {"create_purchase_order_contract"}})
>>> policy.allows(ana, "commitments.create_purchase_order")
True
"""

from permmatrix.api import load, load_compiled, validate
from permmatrix.decision import Decision, Outcome
from permmatrix.entities import Contract, User
from permmatrix.errors import (
    FactError,
    InternalError,
    MatrixError,
    MissingFactError,
    PermmatrixError,
    UnknownNameError,
)
from permmatrix.policy import Policy, UserView

__all__ = [
    "Contract",
    "Decision",
    "FactError",
    "InternalError",
    "MatrixError",
    "MissingFactError",
    "Outcome",
    "PermmatrixError",
    "Policy",
    "UnknownNameError",
    "User",
    "UserView",
    "load",
    "load_compiled",
    "validate",
]
