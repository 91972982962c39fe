"""Users and contracts out of a store, as facts to ask a policy about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, final

from attrs import frozen

from permmatrix.errors import StoreError
from permmatrix.facts_file import Facts
from permmatrix.model import MatrixSet

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from permmatrix.store.opening import Opened
    from permmatrix.store.tables import Row

__all__ = ["Store", "open_store", "read_store"]


def read_store(
    where: str | Engine,
    matrices: MatrixSet,
    users: Iterable[str] | None = None,
    resources: Iterable[str] | None = None,
) -> Facts:
    """
    Read users and contracts from a store, by its URL or over an engine.

    `users` and `resources` are the ids of those to read; left out, all are.

    >>> import permmatrix, sqlalchemy
    >>> from permmatrix.model import MatrixSet
    >>> from permmatrix.store import schema
    >>> engine = sqlalchemy.create_engine("sqlite://")
    >>> schema.create(engine)
    >>> with engine.begin() as writing:
    ...     done = writing.execute(schema.users.insert(), [{"id": "ana"}])
    >>> matrices = MatrixSet(tuple(permmatrix.load().matrices.values()))
    >>> read_store(engine, matrices).users
    {'ana': {'id': 'ana', 'levels': {}, 'granular': {}}}

    Raises:
        StoreError: the store cannot be read, or is not made as a store is.
        MatrixError: a row names what the policy does not declare, or is of the wrong type.
    """
    return open_store(where).read(matrices, users, resources)


def open_store(where: str | Engine) -> Store:
    """
    Open a store by its URL or over an engine.

    Raises:
        StoreError: there is no such store, or what reads it is not installed.
    """
    try:
        from permmatrix.store.opening import opened  # noqa: PLC0415  an extra brings what it needs
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sqlalchemy":
            raise
        reason = "needs SQLAlchemy to be read: pip install 'permmatrix[sqlalchemy]'"
        raise StoreError("", reason) from None
    return Store(opened(where))


@final
@frozen
class Store:
    """A store that was opened."""

    opened: Opened

    @property
    def shown(self) -> str:
        """How to show which store it is; it holds no password."""
        return self.opened.shown

    def read(
        self,
        matrices: MatrixSet,
        users: Iterable[str] | None = None,
        resources: Iterable[str] | None = None,
    ) -> Facts:
        """Read users and contracts, as `read_store`."""
        from permmatrix.store.holding import Holding, facts_of  # noqa: PLC0415  as above
        from permmatrix.store.tables import Tables  # noqa: PLC0415  as above

        whom = None if users is None else frozenset(users)
        what = None if resources is None else frozenset(resources)
        with self.opened.reading() as connection:
            tables = Tables(connection, self.shown)
            tables.check(NAMES)
            people = tables.rows("users", "id", whom)
            there = tables.rows("contracts", "id", what)
            if whom is not None:  # of others nothing is asked
                whom = _texts(people, "id")
            if what is not None:
                what = _texts(there, "id")
            members = tables.rows("contract_private_members", "contract_id", what)
            contacts = tables.rows("contract_contacts", "contract_id", what)
            known = _texts(people, "id")
            if whom is not None:
                listed = _texts([*members, *contacts], "user_id") - known
                known |= _texts(tables.rows("users", "id", listed), "id")
            held = Holding(
                store=self.shown,
                users=people,
                known=known,
                user_levels=tables.rows("user_levels", "user_id", whom),
                user_granular=tables.rows("user_granular", "user_id", whom),
                contracts=there,
                contract_private_members=members,
                contract_contacts=contacts,
            )
        return facts_of(held, matrices)

    def near(self, kind: str, id_: str) -> list[str]:
        """Give ids of users or resources near one in the alphabet, for it to be meant."""
        from permmatrix.store.tables import Tables  # noqa: PLC0415  as above

        with self.opened.reading() as connection:
            name = "users" if kind == "user" else "contracts"
            return Tables(connection, self.shown).near(name, id_)


def _texts(rows: Iterable[Row], column: str) -> frozenset[str]:
    found = (it.values[column] for it in rows)
    return frozenset(it for it in found if isinstance(it, str))


NAMES = (
    "users",
    "user_levels",
    "user_granular",
    "contracts",
    "contract_private_members",
    "contract_contacts",
)
