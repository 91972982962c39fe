"""
The same rows by hand again, with everything squeezed out that costs time.

Each function has its helpers written out in place, reads what it needs and nothing else, and is
called straight out of the dict. It checks nothing: a contract whose `private` is null counts as
public, a null list raises, a text in place of a set matches substrings. Nobody should ship it; it
shows how little time there is to win below a version that can be shipped.
"""

from __future__ import annotations

from typing import Any

from benchmarks.handwritten import objects

__all__ = ["CHECKS"]


def admin_on_commitments(user: Any, contract: Any, context: Any) -> bool:
    return user.levels.get("commitments", "none") == "admin"


def admin_on_head_contracts(user: Any, contract: Any, context: Any) -> bool:
    return user.levels.get("head_contracts", "none") == "admin"


def any_level_on_commitments(user: Any, contract: Any, context: Any) -> bool:
    return user.levels.get("commitments", "none") != "none"


def standard_on_commitments(user: Any, contract: Any, context: Any) -> bool:
    return user.levels.get("commitments", "none") in ("standard", "admin")


def read_only_contact(user: Any, contract: Any, context: Any) -> bool:
    return (
        user.levels.get("commitments", "none") == "read_only"
        and user.id in contract.progress_claim_contacts
    )


def contact(user: Any, contract: Any, context: Any) -> bool:
    return (
        user.levels.get("commitments", "none") in ("read_only", "standard")
        and user.id in contract.progress_claim_contacts
    )


def contact_or_admin(user: Any, contract: Any, context: Any) -> bool:
    level = user.levels.get("commitments", "none")
    return level == "admin" or (
        level in ("read_only", "standard") and user.id in contract.progress_claim_contacts
    )


def claim_retention_during_period(user: Any, contract: Any, context: Any) -> bool:
    if not context["during_billing_period"]:
        return False
    level = user.levels.get("commitments", "none")
    return level == "admin" or (level == "standard" and user.id in contract.progress_claim_contacts)


def set_retention_during_period(user: Any, contract: Any, context: Any) -> bool:
    if not context["during_billing_period"]:
        return False
    level = user.levels.get("commitments", "none")
    return level == "admin" or (
        level in ("read_only", "standard") and user.id in contract.progress_claim_contacts
    )


def create_purchase_order(user: Any, contract: Any, context: Any) -> bool:
    level = user.levels.get("commitments", "none")
    return level == "admin" or (
        level in ("read_only", "standard")
        and "create_purchase_order_contract" in user.granular.get("commitments", ())
    )


def create_both(user: Any, contract: Any, context: Any) -> bool:
    level = user.levels.get("commitments", "none")
    if level == "admin":
        return True
    if level not in ("read_only", "standard"):
        return False
    granular = user.granular.get("commitments", ())
    return "create_purchase_order_contract" in granular and "create_work_order_contract" in granular


def update_both(user: Any, contract: Any, context: Any) -> bool:
    level = user.levels.get("commitments", "none")
    if level == "admin":
        return True
    if level not in ("read_only", "standard"):
        return False
    granular = user.granular.get("commitments", ())
    return "update_purchase_order_contract" in granular and "update_work_order_contract" in granular


def view_public(user: Any, contract: Any, context: Any) -> bool:
    return not contract.private and user.levels.get("head_contracts", "none") != "none"


def view_private(user: Any, contract: Any, context: Any) -> bool:
    if not contract.private:
        return False
    level = user.levels.get("head_contracts", "none")
    return level == "admin" or (
        level in ("read_only", "standard") and user.id in contract.private_members
    )


CHECKS = {action: globals()[check.__name__] for action, check in objects.CHECKS.items()}
