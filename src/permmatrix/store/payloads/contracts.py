"""Contracts, of the four kinds of answer that hold them."""

from __future__ import annotations

from typing import Any, Final

from permmatrix.store.payloads.records import Record

__all__ = ["KINDS", "contract_of"]

Keys = tuple[str | None, str | None, str | None]

KINDS: Final[dict[str, Keys]] = {
    "commitments": (None, "accessor_ids", "bill_recipient_ids"),
    "head_contracts": ("head_contract", "accessor_ids", None),
    "purchase_orders": ("purchase_order", None, "invoice_contacts"),
    "work_orders": ("subcontract", None, "invoice_contacts"),
}
"""What each says of all its contracts (their kind), and where it has members and contacts."""


def contract_of(record: Record, source: str, project: str) -> dict[str, Any]:
    """Give the facts of a contract; what its record does not say is not known."""
    kind, members, contacts = KINDS[source]
    found = {
        "project": project,
        "kind": kind,
        "private": record.flag("private"),
        "private_members": record.ids(members) if members else None,
        "progress_claim_contacts": record.ids(contacts) if contacts else None,
    }
    if record.get("show_line_items_to_non_admins") is not None:
        key = "show_line_items_to_non_admins"
        found[key] = record.flag(key)
    return found
