"""
Whether a policy keeps what it promises: its invariants, each settled over every situation.

A broken one comes with the smallest situation that breaks it.
"""

from permmatrix.invariants.check import check_invariants

__all__ = ["check_invariants"]
