"""The mapping of the documented tables of a store."""

from __future__ import annotations

from permmatrix.queries.kinds import Kind
from permmatrix.queries.sql.mapping import ColumnAt, RelationAt, SqlMapping

__all__ = ["documented"]


def documented() -> SqlMapping:
    """
    Give where the documented tables have the facts of contracts.

    >>> sorted(documented().facts)[0]
    'resource.id'
    """
    return SqlMapping(
        "contracts",
        {
            "resource.id": ColumnAt("id", nullable=False),
            "resource.project": ColumnAt("project_id"),
            "resource.kind": ColumnAt("kind"),
            "resource.private": ColumnAt("private", Kind.TRUTH),
            "resource.private_members": RelationAt(
                "contract_private_members", key="contract_id", member="user_id"
            ),
            "resource.progress_claim_contacts": RelationAt(
                "contract_contacts", key="contract_id", member="user_id"
            ),
        },
    )
