"""
The documented rows as a developer would write them by hand and ship them.

An application calls `allowed`. Behind it a dict leads from the action to a function; rows that say
the same share one, and a few helpers read the facts. What is not known is denied: a null list holds
nobody, and a contract whose `private` is null is neither private nor public. This is the baseline
that the benchmark's ratios are taken to.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would take longer than all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

__all__ = ["CHECKS", "allowed", "gate"]

ANY = frozenset({"read_only", "standard", "admin"})
BELOW_ADMIN = frozenset({"read_only", "standard"})


def level(user: Any, tool: str) -> Any:
    return user.levels.get(tool)


def holds(user: Any, tool: str, name: str) -> bool:
    granted = user.granular.get(tool)
    return granted is not None and name in granted


def is_contact(user: Any, contract: Any) -> bool:
    contacts = contract.progress_claim_contacts
    return contacts is not None and user.id in contacts


def is_member(user: Any, contract: Any) -> bool:
    members = contract.private_members
    return members is not None and user.id in members


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
    return contract.private is False and level(user, "head_contracts") in ANY


def view_private(user: Any, contract: Any, context: Any) -> bool:
    if contract.private is not True:
        return False
    held = level(user, "head_contracts")
    return held == "admin" or (held in BELOW_ADMIN and is_member(user, contract))


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


def gate(checks: Mapping[str, Callable[[Any, Any, Any], bool]]) -> Callable[..., bool]:
    """Give the one function an application calls, over these checks."""

    def allowed(user: Any, action: str, contract: Any = None, context: Any = None) -> bool:
        return checks[action](user, contract, context)

    return allowed


allowed = gate(CHECKS)
