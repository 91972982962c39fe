"""Whole processes: how long one takes from start to a first decision, and the memory it holds."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ASKER", "ROOT"]

ROOT = Path(__file__).parent.parent

ASKER = """
class Thing: pass
user, contract = Thing(), Thing()
user.id = "ana"
user.levels, user.granular = {"commitments": "standard"}, {"commitments": set()}
contract.id, contract.private, contract.private_members = "PO-7", False, set()
contract.progress_claim_contacts = {"ana"}
action = "commitments.create_progress_claim_as_contact"
"""
"""The first question of a fresh process. The answer is yes."""
