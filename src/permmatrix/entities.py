"""Ready-made users and contracts, for those who have no classes of their own."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any, TypeAlias

    Held: TypeAlias = str | Collection[str] | None
    Granted: TypeAlias = Collection[str] | None

__all__ = ["Contract", "User"]


class User:
    """
    Somebody who asks.

    `levels` maps a tool to the level held on it, to several, or (for a tool with a scope) to a
    mapping from scope to level(s). `granular` maps a tool to the granular permissions held on it.
    Further facts about the user are given by name and read as attributes.

    >>> ana = User("ana", levels={"commitments": "read_only"}, company="Quay Works")
    >>> ana.company
    'Quay Works'
    """

    def __init__(
        self,
        id: str,  # noqa: A002  the attribute the matrices read
        *,
        levels: Mapping[str, Held | Mapping[str, Held]] | None = None,
        granular: Mapping[str, Granted | Mapping[str, Granted]] | None = None,
        **facts: Any,
    ) -> None:
        self.id = id
        self.levels = {} if levels is None else levels
        self.granular = {} if granular is None else granular
        self.__dict__.update(facts)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def __repr__(self) -> str:
        return f"User({self.id!r})"


class Contract:
    """
    The resource of the shipped matrices. A fact that is not given is unknown, and denies.

    >>> po7 = Contract("PO-7", kind="purchase_order", private=True, private_members={"ana"})
    >>> po7.progress_claim_contacts is None
    True
    """

    def __init__(  # noqa: PLR0913  a contract is its facts
        self,
        id: str,  # noqa: A002  the attribute the matrices read
        *,
        kind: str | None = None,
        project: str | None = None,
        private: bool | None = None,
        private_members: Collection[str] | None = None,
        progress_claim_contacts: Collection[str] | None = None,
        **facts: Any,
    ) -> None:
        self.id = id
        self.kind = kind
        self.project = project
        self.private = private
        self.private_members = private_members
        self.progress_claim_contacts = progress_claim_contacts
        self.__dict__.update(facts)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def __repr__(self) -> str:
        return f"Contract({self.id!r})"
