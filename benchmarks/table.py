"""
The 44 documented rows as plain data, for the contenders that are given rules rather than code.

Written out by hand, apart from the YAML files, so that the benchmark can hold one against the
other. A cell is the facts that must all be true; none at all is a plain yes, and no cell a no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from benchmarks.workload import name

__all__ = ["FACTS", "GRANULAR", "ROWS", "Facts", "Grant", "Row", "allows", "copied", "grants"]

Facts: TypeAlias = tuple[str, ...]

ALWAYS: Facts = ()
CONTACT: Facts = ("contact",)
LISTED: Facts = ("listed",)
PRIVATE: Facts = ("private",)
PUBLIC: Facts = ("public",)
IN_PERIOD: Facts = ("in_period",)
CREATE_ORDER: Facts = ("create_purchase_order_contract",)
CREATE_BOTH: Facts = ("create_purchase_order_contract", "create_work_order_contract")
UPDATE_BOTH: Facts = ("update_purchase_order_contract", "update_work_order_contract")

GRANULAR = {*CREATE_BOTH, *UPDATE_BOTH}
"""The facts that are granular permissions, all of them on Commitments."""


class Row(NamedTuple):
    """A row: whose level decides, a cell for each level above None, and when it applies at all."""

    tool: str
    read_only: Facts | None = None
    standard: Facts | None = None
    admin: Facts | None = None
    guard: Facts = ()


class Grant(NamedTuple):
    """One cell that is not blank, with its row's guard among its facts: one rule of a peer's."""

    action: str
    tool: str
    level: str
    facts: Facts


FACTS: Mapping[str, Callable[[Any, Any, Any], bool]] = {
    "contact": lambda user, contract, _: user.id in contract.progress_claim_contacts,
    "listed": lambda user, contract, _: user.id in contract.private_members,
    "private": lambda _, contract, __: contract.private is True,
    "public": lambda _, contract, __: contract.private is False,
    "in_period": lambda _, __, context: context["during_billing_period"] is True,
}
"""How a fact that is no granular permission is read from the host's objects."""


def grants(rows: Mapping[str, Row]) -> Iterator[Grant]:
    """Give every cell that is not blank."""
    for action, row in rows.items():
        for level in ("read_only", "standard", "admin"):
            facts = getattr(row, level)
            if facts is not None:
                yield Grant(action, row.tool, level, (*row.guard, *facts))


def copied(rows: Mapping[str, Row], times: int) -> dict[str, Row]:
    """Give the rows and their copies, `times` in all of each."""
    return {name(action, number): row for number in range(times) for action, row in rows.items()}


def allows(row: Row, user: Any, contract: Any, context: Any) -> bool:
    """Answer from the table, for people and contracts of the workload."""
    facts = getattr(row, user.levels[row.tool], None)
    return facts is not None and all(
        fact in user.granular["commitments"]
        if fact in GRANULAR
        else FACTS[fact](user, contract, context)
        for fact in (*row.guard, *facts)
    )


ROWS: Mapping[str, Row] = {
    "invoicing.bulk_edit_progress_claim_status": Row("commitments", admin=ALWAYS),
    "invoicing.bulk_send_to_docusign": Row("commitments", admin=ALWAYS),
    "invoicing.compile_progress_claim_backups": Row("commitments", admin=ALWAYS),
    "invoicing.configure_settings": Row("commitments", admin=ALWAYS),
    "invoicing.create_automatic_billing_periods": Row("commitments", admin=ALWAYS),
    "invoicing.create_manual_billing_periods": Row("commitments", admin=ALWAYS),
    "invoicing.edit_billing_periods": Row("commitments", admin=ALWAYS),
    "invoicing.manage_billing_periods": Row("commitments", admin=ALWAYS),
    "head_contracts.create_owner_progress_claim": Row("head_contracts", admin=ALWAYS),
    "head_contracts.create_payment_received_record": Row("head_contracts", admin=ALWAYS),
    "head_contracts.delete_progress_claim": Row("head_contracts", admin=ALWAYS),
    "head_contracts.edit_progress_claim": Row("head_contracts", admin=ALWAYS),
    "head_contracts.email_owner_progress_claim": Row("head_contracts", admin=ALWAYS),
    "head_contracts.export_progress_claim": Row("head_contracts", admin=ALWAYS),
    "head_contracts.view_owner_progress_claim_summary": Row("head_contracts", admin=ALWAYS),
    "head_contracts.view_public_head_contract": Row(
        "head_contracts", read_only=ALWAYS, standard=ALWAYS, admin=ALWAYS, guard=PUBLIC
    ),
    "head_contracts.view_private_head_contract": Row(
        "head_contracts", read_only=LISTED, standard=LISTED, admin=ALWAYS, guard=PRIVATE
    ),
    "commitments.accept_invite_to_bill": Row("commitments", read_only=CONTACT),
    "commitments.add_payment_to_payments_issued": Row("commitments", admin=ALWAYS),
    "commitments.add_progress_claim_contacts": Row("commitments", admin=ALWAYS),
    "commitments.add_subcontractor_sov": Row("commitments", admin=ALWAYS),
    "commitments.create_payment_issued": Row("commitments", admin=ALWAYS),
    "commitments.create_purchase_order": Row(
        "commitments", read_only=CREATE_ORDER, standard=CREATE_ORDER, admin=ALWAYS
    ),
    "commitments.create_progress_claim_on_behalf_of_contact": Row("commitments", admin=ALWAYS),
    "commitments.create_progress_claim_as_contact": Row(
        "commitments", read_only=CONTACT, standard=CONTACT
    ),
    "commitments.claim_release_of_retention_any_time": Row("commitments", admin=ALWAYS),
    "commitments.claim_release_of_retention_during_period": Row(
        "commitments", standard=CONTACT, admin=ALWAYS, guard=IN_PERIOD
    ),
    "commitments.create_subcontractor_sov": Row(
        "commitments", read_only=CREATE_BOTH, standard=CREATE_BOTH, admin=ALWAYS
    ),
    "commitments.create_payment_received_for_head_contract": Row("commitments", admin=ALWAYS),
    "commitments.delete_progress_claim": Row(
        "commitments", read_only=UPDATE_BOTH, standard=UPDATE_BOTH, admin=ALWAYS
    ),
    "commitments.edit_schedule_of_values": Row(
        "commitments", read_only=UPDATE_BOTH, standard=UPDATE_BOTH, admin=ALWAYS
    ),
    "commitments.edit_purchase_order": Row("commitments", admin=ALWAYS),
    "commitments.enable_subcontractor_sov_tab": Row("commitments", admin=ALWAYS),
    "commitments.enable_payments_issued_tab": Row("commitments", admin=ALWAYS),
    "commitments.forward_progress_claim_by_email": Row(
        "commitments", standard=ALWAYS, admin=ALWAYS
    ),
    "commitments.review_progress_claim_as_administrator": Row("commitments", admin=ALWAYS),
    "commitments.review_line_items_as_contact": Row(
        "commitments", read_only=CONTACT, standard=CONTACT
    ),
    "commitments.revise_and_resubmit_as_contact": Row(
        "commitments", read_only=CONTACT, standard=CONTACT
    ),
    "commitments.search": Row("commitments", read_only=ALWAYS, standard=ALWAYS, admin=ALWAYS),
    "commitments.send_invite_to_bill": Row("commitments", admin=ALWAYS),
    "commitments.set_or_release_retention_any_time": Row("commitments", admin=ALWAYS),
    "commitments.set_or_release_retention_during_period": Row(
        "commitments", read_only=CONTACT, standard=CONTACT, admin=ALWAYS, guard=IN_PERIOD
    ),
    "commitments.submit_progress_claim_as_contact": Row(
        "commitments", read_only=CONTACT, standard=CONTACT
    ),
    "commitments.update_subcontractor_sov_as_contact": Row(
        "commitments", read_only=CONTACT, standard=CONTACT, admin=ALWAYS
    ),
}
