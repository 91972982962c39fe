"""
The matrices as a developer would write them by hand: a dict from action to function.

Written for speed: rows that say the same share a function, and so do copies of a row; each function
reads what it needs and nothing else. It checks nothing: a missing fact raises, a text in place of a
set matches substrings, and it cannot say why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.workload import Requests, copies

__all__ = ["Handwritten"]


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


CHECKS: dict[str, Callable[[Any, Any, Any], bool]] = {
    "invoicing.bulk_edit_progress_claim_status": admin_on_commitments,
    "invoicing.bulk_send_to_docusign": admin_on_commitments,
    "invoicing.compile_progress_claim_backups": admin_on_commitments,
    "invoicing.configure_settings": admin_on_commitments,
    "invoicing.create_automatic_billing_periods": admin_on_commitments,
    "invoicing.create_manual_billing_periods": admin_on_commitments,
    "invoicing.edit_billing_periods": admin_on_commitments,
    "invoicing.manage_billing_periods": admin_on_commitments,
    "head_contracts.create_owner_progress_claim": admin_on_head_contracts,
    "head_contracts.create_payment_received_record": admin_on_head_contracts,
    "head_contracts.delete_progress_claim": admin_on_head_contracts,
    "head_contracts.edit_progress_claim": admin_on_head_contracts,
    "head_contracts.email_owner_progress_claim": admin_on_head_contracts,
    "head_contracts.export_progress_claim": admin_on_head_contracts,
    "head_contracts.view_owner_progress_claim_summary": admin_on_head_contracts,
    "head_contracts.view_public_head_contract": view_public,
    "head_contracts.view_private_head_contract": view_private,
    "commitments.accept_invite_to_bill": read_only_contact,
    "commitments.add_payment_to_payments_issued": admin_on_commitments,
    "commitments.add_progress_claim_contacts": admin_on_commitments,
    "commitments.add_subcontractor_sov": admin_on_commitments,
    "commitments.create_payment_issued": admin_on_commitments,
    "commitments.create_purchase_order": create_purchase_order,
    "commitments.create_progress_claim_on_behalf_of_contact": admin_on_commitments,
    "commitments.create_progress_claim_as_contact": contact,
    "commitments.claim_release_of_retention_any_time": admin_on_commitments,
    "commitments.claim_release_of_retention_during_period": claim_retention_during_period,
    "commitments.create_subcontractor_sov": create_both,
    "commitments.create_payment_received_for_head_contract": admin_on_commitments,
    "commitments.delete_progress_claim": update_both,
    "commitments.edit_schedule_of_values": update_both,
    "commitments.edit_purchase_order": admin_on_commitments,
    "commitments.enable_subcontractor_sov_tab": admin_on_commitments,
    "commitments.enable_payments_issued_tab": admin_on_commitments,
    "commitments.forward_progress_claim_by_email": standard_on_commitments,
    "commitments.review_progress_claim_as_administrator": admin_on_commitments,
    "commitments.review_line_items_as_contact": contact,
    "commitments.revise_and_resubmit_as_contact": contact,
    "commitments.search": any_level_on_commitments,
    "commitments.send_invite_to_bill": admin_on_commitments,
    "commitments.set_or_release_retention_any_time": admin_on_commitments,
    "commitments.set_or_release_retention_during_period": set_retention_during_period,
    "commitments.submit_progress_claim_as_contact": contact,
    "commitments.update_subcontractor_sov_as_contact": contact_or_admin,
}
