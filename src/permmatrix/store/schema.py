"""
The documented tables of a store, as SQLAlchemy's metadata.

Ids are text. A null `project_id` of a level or a permission is one held everywhere; a null fact of
a contract is not known. Lists are tables of their own, so they are always known, if only as empty.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    ForeignKey,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "contract_contacts",
    "contract_private_members",
    "contracts",
    "create",
    "metadata",
    "projects",
    "user_granular",
    "user_levels",
    "users",
]

metadata = MetaData()


def _points_to(name: str, target: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, ForeignKey(target), nullable=nullable)


users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text),
)

user_levels = Table(
    "user_levels",
    metadata,
    _points_to("user_id", "users.id"),
    _points_to("project_id", "projects.id", nullable=True),
    Column("tool", Text, nullable=False),
    Column("level", Text, nullable=False),
    UniqueConstraint("user_id", "project_id", "tool", "level", name="user_levels_once"),
)

user_granular = Table(
    "user_granular",
    metadata,
    _points_to("user_id", "users.id"),
    _points_to("project_id", "projects.id", nullable=True),
    Column("tool", Text, nullable=False),
    Column("permission", Text, nullable=False),
    UniqueConstraint("user_id", "project_id", "tool", "permission", name="user_granular_once"),
)

contracts = Table(
    "contracts",
    metadata,
    Column("id", Text, primary_key=True),
    _points_to("project_id", "projects.id", nullable=True),
    Column("kind", Text),
    Column("private", Boolean),
    Index("contracts_of_project", "project_id"),
)

contract_private_members = Table(
    "contract_private_members",
    metadata,
    _points_to("contract_id", "contracts.id"),
    _points_to("user_id", "users.id"),
    PrimaryKeyConstraint("contract_id", "user_id"),
    Index("private_contracts_of_user", "user_id", "contract_id"),
)

contract_contacts = Table(
    "contract_contacts",
    metadata,
    _points_to("contract_id", "contracts.id"),
    _points_to("user_id", "users.id"),
    PrimaryKeyConstraint("contract_id", "user_id"),
    Index("contracts_of_contact", "user_id", "contract_id"),
)


def create(engine: Engine) -> None:
    """
    Make the tables that are not there yet.

    >>> import sqlalchemy
    >>> engine = sqlalchemy.create_engine("sqlite://")
    >>> create(engine)
    >>> len(sqlalchemy.inspect(engine).get_table_names())
    7
    """
    metadata.create_all(engine)
