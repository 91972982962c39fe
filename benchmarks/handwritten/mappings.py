"""The same code where users and contracts are dicts: only the reading of facts differs."""

from __future__ import annotations

from typing import Any

from benchmarks.handwritten import objects
from benchmarks.handwritten.objects import ANY, BELOW_ADMIN, gate

__all__ = ["CHECKS", "allowed"]


def level(user: Any, tool: str) -> Any:
    return user["levels"].get(tool)


def holds(user: Any, tool: str, name: str) -> bool:
    granted = user["granular"].get(tool)
    return granted is not None and name in granted


def is_contact(user: Any, contract: Any) -> bool:
    contacts = contract["progress_claim_contacts"]
    return contacts is not None and user["id"] in contacts


def is_member(user: Any, contract: Any) -> bool:
    members = contract["private_members"]
    return members is not None and user["id"] in members


def in_period(context: Any) -> bool:
    return context is not None and context.get("during_billing_period") is True


def admin_on_commitments(user: Any, contract: Any, context: Any) -> bool:
    return level(user, "commitments") == "admin"


def admin_on_head_contracts(user: Any, contract: Any, context: Any) -> bool:
    return level(user, "head_contracts") == "admin"


def any_level_on_commitments(user: Any, contract: Any, context: Any) -> bool:
    return level(user, "commitments") in ANY


def standard_on_commitments(user: Any, contract: Any, context: Any) -> bool:
    return level(user, "commitments") in {"standard", "admin"}


def read_only_contact(user: Any, contract: Any, context: Any) -> bool:
    return level(user, "commitments") == "read_only" and is_contact(user, contract)


def contact(user: Any, contract: Any, context: Any) -> bool:
    return level(user, "commitments") in BELOW_ADMIN and is_contact(user, contract)


def contact_or_admin(user: Any, contract: Any, context: Any) -> bool:
    held = level(user, "commitments")
    return held == "admin" or (held in BELOW_ADMIN and is_contact(user, contract))


def claim_retention_during_period(user: Any, contract: Any, context: Any) -> bool:
    if not in_period(context):
        return False
    held = level(user, "commitments")
    return held == "admin" or (held == "standard" and is_contact(user, contract))


def set_retention_during_period(user: Any, contract: Any, context: Any) -> bool:
    return in_period(context) and contact_or_admin(user, contract, context)


def create_purchase_order(user: Any, contract: Any, context: Any) -> bool:
    held = level(user, "commitments")
    return held == "admin" or (
        held in BELOW_ADMIN and holds(user, "commitments", "create_purchase_order_contract")
    )


def create_both(user: Any, contract: Any, context: Any) -> bool:
    held = level(user, "commitments")
    return held == "admin" or (
        held in BELOW_ADMIN
        and holds(user, "commitments", "create_purchase_order_contract")
        and holds(user, "commitments", "create_work_order_contract")
    )


def update_both(user: Any, contract: Any, context: Any) -> bool:
    held = level(user, "commitments")
    return held == "admin" or (
        held in BELOW_ADMIN
        and holds(user, "commitments", "update_purchase_order_contract")
        and holds(user, "commitments", "update_work_order_contract")
    )


def view_public(user: Any, contract: Any, context: Any) -> bool:
    return contract["private"] is False and level(user, "head_contracts") in ANY


def view_private(user: Any, contract: Any, context: Any) -> bool:
    if contract["private"] is not True:
        return False
    held = level(user, "head_contracts")
    return held == "admin" or (held in BELOW_ADMIN and is_member(user, contract))


CHECKS = {action: globals()[check.__name__] for action, check in objects.CHECKS.items()}

allowed = gate(CHECKS)
