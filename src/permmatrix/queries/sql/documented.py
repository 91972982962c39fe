"""The mapping of the documented tables of a store."""

from __future__ import annotations

from collections.abc import Container

from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql.mapping import ColumnAt, Place, RelationAt, SqlMapping

__all__ = ["documented"]

FACTS: dict[str, Place] = {
    "resource.id": ColumnAt("id", nullable=False),
    "resource.project": ColumnAt("project_id"),
    "resource.kind": ColumnAt("kind"),
    "resource.private": ColumnAt("private", Kind.TRUTH),
    "resource.private_members": RelationAt("contract_private_members", "contract_id", "user_id"),
    "resource.progress_claim_contacts": RelationAt("contract_contacts", "contract_id", "user_id"),
}


def documented(read: Container[str]) -> SqlMapping:
    """
    Give where the documented tables have those facts of contracts that a policy reads.

    >>> documented({"resource.private"}).facts["resource.private"].column
    'private'
    """
    return SqlMapping("contracts", {path: it for path, it in FACTS.items() if path in read})
